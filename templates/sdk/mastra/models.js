{% from "sdk/mastra/section.js" import reading %}
{% set gatewayed = factories.models | selectattr("provider", "eq", "gateway") | list %}
{% set LIBRARIES = {
    "@ai-sdk/openai": ["createOpenAI", "https://api.openai.com/v1"],
    "@ai-sdk/anthropic": ["createAnthropic", "https://api.anthropic.com/v1"],
    "@ai-sdk/google": ["createGoogleGenerativeAI", "https://generativelanguage.googleapis.com/v1beta"],
    "@ai-sdk/cohere": ["createCohere", "https://api.cohere.com/v2"],
} %}
// {{ header }}
// The models that the agent declares, for `Agent.model` and the AI SDK.
{% for library in factories.models | rejectattr("provider", "eq", "gateway") | map(attribute="library") | unique | sort %}
import { {{ LIBRARIES[library][0] }} } from "{{ library }}";
{% endfor %}
{% if gatewayed %}
import { connect } from "./gateway.js";
{% endif %}
import * as read from "./read.js";
{% for factory in factories.models %}

{% set own = factory.provider != "gateway" %}
{% set id = [] if factory.choice else ["id = " ~ factory.models[0] | javascript if factory.models else "id"] %}
/** @type {typeof import("./models.d.ts").{{ factory.name }}} */
{{ fold("export const " ~ factory.name ~ " = (", id + ["options = {}"], ") => {", 0, "javascript") }}
  const env = new read.Reader(options.environ ?? process.env);
{% if own %}
  {{ reading(factory.parts.API_KEY, "const key = ", 2, ";", true) }}
  env.finish();
  const provider = {{ LIBRARIES[factory.library][0] }}({
    fetch: options.fetch,
    headers: options.headers,
    baseURL: "{{ LIBRARIES[factory.library][1] }}",
    apiKey: key.reveal(),
  });
  return provider.languageModel(id);
{% else %}
  const provider = connect(env, options);
{% if factory.choice %}
  {{ reading(factory.choice, "const id = ", 2, ";", true) }}
{% endif %}
  env.finish();
  return provider().{{ factory.kind }}(id);
{% endif %}
};
{% endfor %}
