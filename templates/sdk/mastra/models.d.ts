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
{% endif %}
import type { Settings } from "./settings.js";
{% if gatewayed %}

/** What models of the gateway take; all of it may be left out. */
export interface GatewayOptions extends Options {
  /** Settings that are there already. */
  readonly settings?: Pick<Settings, "gateway" | "models">;
}
{% endif %}
{% if factories.models | length > gatewayed | length %}

/** What models with a key of your own take; all of it may be left out. */
export interface OwnOptions {
  /** Settings that are there already. */
  readonly settings?: Pick<Settings, "models">;
  /** Where variables are read without settings; `process.env` unless said. */
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
{{ fold("export declare function " ~ factory.name ~ "(", id + ["options?: " ~ ("OwnOptions" if own else "GatewayOptions")], "): " ~ result ~ ";", 0, "javascript") }}
{% endfor %}
