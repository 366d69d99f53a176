{% from "sdk/mastra/section.js" import entry, taking %}
{% set gatewayed = factories.models | selectattr("provider", "eq", "gateway") | list %}
// {{ header }}
// The models that the agent declares, for `Agent.model` and the AI SDK.
{% for factory in factories.models | rejectattr("provider", "eq", "gateway") | unique(attribute="library") | sort(attribute="library") %}
import { {{ factory.code.create }} } from "{{ factory.library }}";
{% endfor %}
{% if gatewayed %}
import { gateway } from "./gateway.js";
{% endif %}
import * as read from "./read.js";
{% for factory in factories.models %}

{% set own = factory.provider != "gateway" %}
{% set id = [] if factory.choice else ["id = " ~ factory.models[0] | javascript if factory.models else "id"] %}
/** @type {typeof import("./models.d.ts").{{ factory.name }}} */
{{ fold("export const " ~ factory.name ~ " = (", id + ["options = {}"], ") => {", 0, "javascript") }}
{% set place = factory.entry %}
{% if own %}
  const env = new read.Reader(options.environ);
  {{ entry(place) }}
{{ taking("key", "entry", factory.held.API_KEY, factory.parts.API_KEY) -}}
{{ "" }}  env.finish();
  const provider = {{ factory.code.create }}({
    fetch: options.fetch,
    headers: options.headers,
    baseURL: "{{ factory.code.url }}",
    apiKey: key.reveal(),
  });
  return provider.languageModel(id);
{% elif factory.choice %}
  const env = new read.Reader(options.environ);
  {{ entry(place) }}
{{ taking("id", "entry", factory.held.MODEL, factory.choice) -}}
{{ "" }}  const provider = gateway(options);
  env.finish();
  return provider.{{ factory.kind }}(id);
{% else %}
  return gateway(options).{{ factory.kind }}(id);
{% endif %}
};
{% endfor %}
