#!/usr/bin/env bash
# The manifests of every example, with no option and with many, as other tools take them: kustomize builds them from a
# clean clone, the schemas of every version accept them, and a scanner finds nothing that is not explained. So do they of
# what charts of the same options render to.
# Needs WORK, in which helm.py has run, ast on the PATH, and git, python3, node and npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools=$WORK/kubernetes
mkdir -p "$tools/built"

fail() {
  echo "kubernetes: $*" >&2
  exit 1
}

for tool in ast git python3 node npm; do
  command -v "$tool" >/dev/null || fail "$tool is missing"
done

charts=$WORK/helm/rendered
[ -d "$charts" ] || fail "no charts are rendered: run tests/acceptance/helm.py first"

# kubectl, from the newer suite where the machine has none.
if ! command -v kubectl >/dev/null; then
  mkdir -p "$tools/kubectl"
  newer=$PWD/.ci/newer
  (cd "$tools/kubectl" && "$newer" download -qq kubectl && dpkg -x kubectl_*.deb tree)
  PATH=$tools/kubectl/tree/usr/bin:$PATH
fi
kubectl version --client >/dev/null || fail "kubectl does not run"

python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet kubernetes-validate==1.37.0 jsonschema-rs==0.61.2 checkov==3.3.30 PyYAML==6.0.4
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$tools/node" \
  @kubernetes-models/gateway-api@2.0.0 @kubernetes-models/external-secrets@2.0.0
cp "$here/kubernetes-kinds.mjs" "$tools/node/"
python=$tools/venv/bin/python

# Options of every kind; a digest for each container where asked for.
digest=sha256:$(printf 'ab%.0s' $(seq 32))
digests() { # SPEC
  ast plan --for cluster --format json "$1" 2>/dev/null |
    "$python" -c 'import json, sys
for container in json.load(sys.stdin)["containers"]:
    print("--set=" + container["id"] + ".digest=" + sys.argv[1])' "$digest"
}
# shellcheck disable=SC2054 # The comma is a list's of the option.
rich=(--host agent.example.com --registry registry.example.com/team --tag 1.4.2 --namespace team-a --overlay staging
  --image-pull-secret regcred --priority-class high --time-zone Europe/Berlin --storage-class fast --startup-seconds 120
  --egress 10.0.0.0/8:5432,8443 --ingress-from ingress-nginx --gateway-url https://gateway.example.com:8443
  --otel-endpoint http://otel.observability:4318 --set agent.storage=8Gi --set agent.writable=/var/cache,/run
  --set agent.user=10001 --set agent.memory=2Gi --adapters web,slack --qdrant-key true)

build() { # FOLDER FILE
  kubectl kustomize "$1" >"$2" 2>"$tools/err" || { cat "$tools/err" >&2; fail "kustomize does not build $1"; }
  [ ! -s "$tools/err" ] || { cat "$tools/err" >&2; fail "kustomize warns of $1"; }
}

# Beside the examples, one spec that has every kind of component.
mkdir -p "$tools/everything"
cp tests/kubernetes/everything.yml "$tools/everything/astropods.yml"
cases=0
for example in examples/*/ "$tools/everything/"; do
  for options in default ingress httproute; do
    name=$(basename "$example")-$options
    copy=$tools/copy/$name
    mkdir -p "$tools/copy"
    cp -r "$example" "$copy"
    case $options in
      default) flags=() ;;
      ingress) flags=("${rich[@]}" --route ingress --route-class nginx) ;;
      httproute)
        digests "$copy" >"$tools/digests"
        mapfile -t pins <"$tools/digests"
        [ ${#pins[@]} -gt 0 ] || fail "$name has no container"
        flags=("${rich[@]}" --route httproute --route-gateway infra/public --secrets external --secret-store vault
          --secret-store-of cluster "${pins[@]}")
        ;;
    esac
    ast generate kubernetes "$copy" "${flags[@]}" >/dev/null 2>"$tools/err" || { cat "$tools/err"; fail "$name is not generated"; }
    ast generate --check "$copy" >/dev/null 2>&1 || fail "$name is stale as soon as it is made"
    git init -q "$copy" && git -C "$copy" add -A
    git -C "$copy" -c user.name=ci -c user.email=ci@example.com commit -qm made
    git clone -q "$copy" "$tools/clone/$name"
    root=$tools/clone/$name/deploy/kubernetes
    built=$tools/built/$name
    build "$root/base" "$built.base.yaml"
    build "$root"/overlays/* "$built.overlay.yaml"
    build "$root/namespace" "$built.namespace.yaml"
    values=$(echo "$root"/overlays/*/values.properties)
    if [ -e "$values" ]; then
      sed -i 's/^#\([A-Za-z0-9_]*\)=$/\1=filled/' "$values"
      build "$root"/overlays/* "$built.filled.yaml"
    fi
    if [ -d "$root/secrets" ]; then
      # A generator has nothing until somebody sets the values.
      for file in "$root"/secrets/*.env.example; do
        [ -e "$file" ] || continue
        sed -n 's/^#\([A-Za-z0-9_.-]*\)=$/\1=hunter2/p' "$file" >"${file%.example}"
      done
      build "$root/secrets" "$built.secrets.yaml"
    fi
    "$python" "$here/kubernetes-objects.py" "$root" "$built"
    cases=$((cases + 1))
  done
done
echo "kubernetes: $cases cases are built from clean clones"

# What changes later, beside the checks of what was built.
"$python" "$here/second-runs.py" >"$tools/second-runs" 2>&1 &
later=$!

# The base is what its overlay is, which was seen above.
"$python" "$here/kubernetes-schemas.py" "$tools"/built/*.{overlay,namespace,secrets}.yaml "$charts"/*.yaml
"$python" - "$tools"/built/*.{overlay,secrets}.yaml "$charts"/*.yaml <<'PYTHON' | node "$tools/node/kubernetes-kinds.mjs"
import json, sys, yaml

found = [d for f in sys.argv[1:] for d in yaml.safe_load_all(open(f)) if d["kind"] in ("HTTPRoute", "ExternalSecret")]
print(json.dumps(found))
PYTHON

"$python" "$here/kubernetes-scan.py" "$tools" "$charts"
wait $later || { cat "$tools/second-runs" >&2; fail "a second run doesn't hold what the plan says"; }
cat "$tools/second-runs"
