{% set gatewayed = factories.models | selectattr("provider", "eq", "gateway") | list %}
{% set kinds = gatewayed | rejectattr("choice") | map(attribute="kind") | list %}
{% set LIBRARIES = {
    "@ai-sdk/openai": ["OpenAIProvider"], "@ai-sdk/anthropic": ["AnthropicProvider"],
    "@ai-sdk/google": ["GoogleGenerativeAIProvider"], "@ai-sdk/cohere": ["CohereProvider"],
} %}
// {{ header }}
{% for library in factories.models | rejectattr("provider", "eq", "gateway") | map(attribute="library") | unique | sort %}
import type { {{ LIBRARIES[library][0] }} } from "{{ library }}";
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
{% set result = 'ReturnType<' ~ LIBRARIES[factory.library][0] ~ '["languageModel"]>' if own else 'ReturnType<Gateway["' ~ factory.kind ~ '"]>' %}
/** The {{ factory.kind }} model of `{{ factory.path | prose | replace("*/", "* /") }}`{{ ": `" ~ factory.choice.variable ~ "` chooses it" if factory.choice }}. */
{{ fold("export declare function " ~ factory.name ~ "(", id + ["options?: " ~ ("OwnOptions" if own else "Options")], "): " ~ result ~ ";", 0, "javascript") }}
{% endfor %}
