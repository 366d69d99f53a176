{% raw %}
{{/* What all names begin with: the release, and the chart where the release is not called so. A Service's name has no
     dot and no digit first. */}}
{{- define "@.fullname" -}}
{{- $name := ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) (eq .Release.Name .Chart.Name) -}}
{{- $name = .Values.fullnameOverride | default $name | lower | replace "." "-" -}}
{{- ternary (print "r-" $name) $name (regexMatch "^[0-9]" $name) -}}
{{- end }}

{{/* cut (list TEXT LONGEST): the text if it fits, else its beginning and a hash of the whole. */}}
{{- define "@.cut" -}}
{{- $text := index . 0 -}}
{{- $longest := int (index . 1) -}}
{{- if gt (len $text) $longest -}}
{{- $head := $text | trunc (int (sub $longest 9)) | trimAll "-" -}}
{{- $text = print $head "-" ($text | sha256sum | trunc 8) -}}
{{- end -}}
{{- $text -}}
{{- end }}

{{/* name (list $ REST LONGEST): the full name and what is added, cut. */}}
{{- define "@.name" -}}
{{- include "@.cut" (list (print (include "@.fullname" (index . 0)) (index . 1)) (index . 2)) -}}
{{- end }}

{{/* publicUrl $: how the agent is reached from outside; empty without a host. */}}
{{- define "@.publicUrl" -}}
{{- with .Values.route.host -}}
{{- print (ternary "https://" "http://" $.Values.route.tls) . -}}
{{- end -}}
{{- end }}

{{/* image (list $ VALUES BUILT): an image by what VALUES say, from the registry of what is built where it is BUILT. */}}
{% endraw %}
{% if tagged %}
{{ "{{/* A fourth item keeps its tag before its digest. */}}" }}
{% endif %}
{% raw %}
{{- define "@.image" -}}
{{- $root := index . 0 -}}
{{- $image := (index . 1).image -}}
{{- $built := index . 2 -}}
{{- $host := $root.Values.global.imageRegistry | default (ternary $root.Values.image.registry $image.registry $built) -}}
{{- $path := ternary $root.Values.image.path "" $built -}}
{{- $tag := $image.tag | default (ternary ($root.Values.image.tag | default $root.Chart.AppVersion) "" $built) -}}
{{- join "/" (compact (list $host $path $image.repository)) -}}
{% endraw %}
{% if tagged %}
{% raw %}
{{- if and $tag (or (not $image.digest) (gt (len .) 3)) -}}
{{- print ":" $tag -}}
{{- end -}}
{{- with $image.digest -}}
{{- print "@" . -}}
{{- end -}}
{% endraw %}
{% else %}
{% raw %}
{{- if $image.digest -}}
{{- print "@" $image.digest -}}
{{- else if $tag -}}
{{- print ":" $tag -}}
{{- end -}}
{% endraw %}
{% endif %}
{% raw %}
{{- end }}

{{/* waivers (list $ FIXED MEMBERS): what a scanner finds for a reason, as JSON. Members are a pod's containers, its own
     first, each a list of its values and whether it is built. */}}
{{- define "@.waivers" -}}
{{- $root := index . 0 -}}
{{- $loose := false -}}
{{- $named := false -}}
{{- range index . 2 -}}
{{- $image := (index . 0).image -}}
{{- $tag := $image.tag | default (ternary ($root.Values.image.tag | default $root.Chart.AppVersion) "" (index . 1)) -}}
{{- if not $image.digest -}}
{{- $loose = or $loose (has $tag (list "" "latest")) -}}
{{- $named = or $named (not (has $tag (list "" "latest"))) -}}
{{- end -}}
{{- end -}}
{{- $first := index . 2 | first | first -}}
{{- $found := index . 1 -}}
{{- if $loose -}}
{{- $found = append $found "{% endraw %}{{ loose }}{% raw %}" -}}
{{- end -}}
{{- if $named -}}
{{- $found = append $found "{% endraw %}{{ named }}{% raw %}" -}}
{{- end -}}
{{- if not $first.readOnlyRoot -}}
{{- $found = append $found "{% endraw %}{{ root }}{% raw %}" -}}
{{- end -}}
{{- if lt (int64 $first.user) 10000 -}}
{{- $found = append $found (ternary "{% endraw %}{{ any_user }}{% raw %}" "{% endraw %}{{ own_user }}{% raw %}" (eq (toString $first.user) "any")) -}}
{{- end -}}
{{- if or $loose $named -}}
{{- $found = append $found "{% endraw %}{{ tag }}{% raw %}" -}}
{{- end -}}
{{- $waivers := dict -}}
{{- range $index, $waiver := $found -}}
{{- $_ := set $waivers (print "checkov.io/skip" (add1 $index)) $waiver -}}
{{- end -}}
{{- toJson $waivers -}}
{{- end }}

{{/* pullSecrets $: Secrets that images are pulled with, as JSON. */}}
{{- define "@.pullSecrets" -}}
{{- $secrets := list -}}
{{- range concat .Values.image.pullSecrets .Values.global.imagePullSecrets -}}
{{- $secrets = append $secrets (ternary . (dict "name" .) (kindIs "map" .)) -}}
{{- end -}}
{{- $secrets | uniq | toJson -}}
{{- end }}

{{/* values $: the supplied values that are given, as JSON. */}}
{{- define "@.values" -}}
{{- $given := dict -}}
{{- range $name, $value := .Values.values -}}
{{- if $value -}}
{{- $_ := set $given $name $value -}}
{{- end -}}
{{- end -}}
{{- toJson $given -}}
{{- end }}

{{/* given (list $ NAME): something if a secret is among the values, and nothing says that it lies elsewhere. */}}
{{- define "@.given" -}}
{{- $secrets := (index . 0).Values.secrets -}}
{{- if and (index $secrets.values (index . 1)) (not (hasKey $secrets.keys (index . 1))) -}}
given
{{- end -}}
{{- end }}

{{/* secret (list $ NAME): a secret of the values, as a Secret holds it; empty where it is not given. */}}
{{- define "@.secret" -}}
{{- if include "@.given" . -}}
{{- index (index . 0).Values.secrets.values (index . 1) | b64enc -}}
{{- end -}}
{{- end }}

{{/* fetched (list $ NAME REQUIRED): something if an operator fetches a secret. */}}
{{- define "@.fetched" -}}
{{- $secrets := (index . 0).Values.secrets -}}
{{- if and (not (hasKey $secrets.keys (index . 1))) (or (index . 2) (has (index . 1) $secrets.external.optional)) -}}
fetched
{{- end -}}
{{- end }}

{{/* secretName (list $ NAME SECRET): the Secret that a secret lies in. */}}
{{- define "@.secretName" -}}
{{- $key := index (index . 0).Values.secrets.keys (index . 1) | default dict -}}
{{- $key.secret | default (index . 2) -}}
{{- end }}

{{/* secretKey (list $ NAME): its key in there. */}}
{{- define "@.secretKey" -}}
{{- $key := index (index . 0).Values.secrets.keys (index . 1) | default dict -}}
{{- $key.key | default (index . 1) -}}
{{- end }}

{{/* hash (list $ KNOWN VALUES SECRETS): changes with all that a pod reads, and with nothing else. */}}
{{- define "@.hash" -}}
{{- $root := index . 0 -}}
{{- $read := dict "known" (index . 1) -}}
{{- range index . 2 -}}
{{- $_ := set $read . (index $root.Values.values . | default "") -}}
{{- end -}}
{{- range index . 3 -}}
{{- if and (eq $root.Values.secrets.mode "values") (include "@.given" (list $root .)) -}}
{{- $_ := set $read (print "secret " .) (index $root.Values.secrets.values .) -}}
{{- end -}}
{{- end -}}
{{- if and (index . 3) $root.Values.secrets.revision -}}
{{- $_ := set $read "secret revision" $root.Values.secrets.revision -}}
{{- end -}}
{{- $read | toJson | sha256sum | trunc 16 -}}
{{- end }}

{{/* ingressFrom $: who may connect to what is exposed, as JSON; everybody where it is empty. */}}
{{- define "@.ingressFrom" -}}
{{- $from := list -}}
{{- range .Values.network.ingressFrom -}}
{{- $labels := dict "kubernetes.io/metadata.name" . -}}
{{- $from = append $from (dict "namespaceSelector" (dict "matchLabels" $labels)) -}}
{{- end -}}
{{- toJson $from -}}
{{- end }}

{{/* egress (list $ OWN GATEWAY): where a component may connect to as well, as JSON. */}}
{{- define "@.egress" -}}
{{- $root := index . 0 -}}
{{- $rules := list -}}
{{- range concat $root.Values.network.egress (index . 1) -}}
{{- $rule := dict "ports" (list (dict "protocol" "TCP" "port" (int64 .port))) -}}
{{- with .cidr -}}
{{- $_ := set $rule "to" (list (dict "ipBlock" (dict "cidr" .))) -}}
{{- end -}}
{{- $rules = append $rules $rule -}}
{{- end -}}
{{- $gateway := index $root.Values.values "ASTRO_GATEWAY_URL" -}}
{{- if and (index . 2) $gateway -}}
{{- $url := urlParse $gateway -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default (ternary "80" "443" (eq $url.scheme "http")) -}}
{{- $rules = append $rules (dict "ports" (list (dict "protocol" "TCP" "port" (int64 $port)))) -}}
{{- end -}}
{{- $rules | uniq | toJson -}}
{{- end }}

{{/* check (list $ VALUES SECRETS TAKEN): fails once, with all that is missing, each a list of a name and what it is; and
     with all that is given twice, by a list of a component, its values and what each of its lists may not repeat. */}}
{{- define "@.check" -}}
{{- $root := index . 0 -}}
{{- $missing := list -}}
{{- range index . 1 -}}
{{- if not (index $root.Values.values (index . 0)) -}}
{{- $missing = append $missing (printf "values.%s: %s" (index . 0) (index . 1)) -}}
{{- end -}}
{{- end -}}
{{- if eq $root.Values.secrets.mode "values" -}}
{{- range index . 2 -}}
{{- if not (or (include "@.given" (list $root (index . 0))) (hasKey $root.Values.secrets.keys (index . 0))) -}}
{{- $missing = append $missing (printf "secrets.values.%s: %s" (index . 0) (index . 1)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if and (eq $root.Values.route.kind "httproute") (not $root.Values.route.gateway.name) -}}
{{- $missing = append $missing "route.gateway.name: the Gateway that the HTTPRoute belongs to" -}}
{{- end -}}
{{- $twice := list -}}
{{- range index . 3 -}}
{{- $component := index . 0 -}}
{{- $values := index . 1 -}}
{{- range $key, $taken := index . 2 -}}
{{- range index $values $key -}}
{{- $name := ternary (clean (get . "mountPath")) (get . "name") (eq $key "volumeMounts") -}}
{{- if has $name $taken -}}
{{- $twice = append $twice (printf "%s.%s: %s" $component $key $name) -}}
{{- end -}}
{{- $taken = append $taken $name -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $said := "" -}}
{{- if $missing -}}
{{- $said = printf "\n\nvalues are missing; set them in a file that is given with -f:\n  %s\n" (join "\n  " $missing) -}}
{{- end -}}
{{- if $twice -}}
{{- $said = printf "%s\n\nvalues say what is there already, by astropods.yml or by themselves:\n  %s\n" $said (join "\n  " $twice) -}}
{{- end -}}
{{- if $said -}}
{{- fail $said -}}
{{- end -}}
{{- end }}
{% endraw %}
