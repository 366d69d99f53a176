{% set gatewayed = factories.models | selectattr("provider", "eq", "gateway") | list %}
{% set kinds = gatewayed | rejectattr("choice") | map(attribute="kind") | list %}
// {{ header }}
{% for factory in factories.models | rejectattr("provider", "eq", "gateway") | unique(attribute="library") | sort(attribute="library") %}
import type { {{ factory.code.type }} } from "{{ factory.library }}";
{% endfor %}
{% if gatewayed %}
{% set ids = (["ChatModel"] if "chat" in kinds else []) + (["EmbeddingModel"] if "embedding" in kinds else []) %}
import type { {{ (ids + ["Gateway"]) | sort | join(", ") }}, Options } from "./gateway.js";
{% endif %}
{% if factories.models | length > gatewayed | length %}
import type { Variables } from "./read.js";

/** What the AI SDK's providers take beside key and address. */
export interface OwnOptions {
  /** Where variables are read; `process.env` unless said. */
  readonly environ?: Variables;
  readonly fetch?: typeof globalThis.fetch;
  readonly headers?: Record<string, string>;
}
{% endif %}
{% for factory in factories.models %}

{% set own = factory.provider != "gateway" %}
{% set id = [] if factory.choice else [("id?: " if factory.models else "id: ") ~ ("string" if own else "ChatModel" if factory.kind == "chat" else "EmbeddingModel")] %}
{% set result = 'ReturnType<' ~ factory.code.type ~ '["languageModel"]>' if own else 'ReturnType<Gateway["' ~ factory.kind ~ '"]>' %}
/** The {{ factory.kind }} model of `{{ factory.path | prose | replace("*/", "* /") }}`{{ ": `" ~ factory.choice.variable ~ "` chooses it" if factory.choice }}. */
{{ fold("export declare function " ~ factory.name ~ "(", id + ["options?: " ~ ("OwnOptions" if own else "Options")], "): " ~ result ~ ";", 0, "javascript") }}
{% endfor %}
