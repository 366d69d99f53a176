{# The values and the types of a container's settings. #}
{% macro type(field) -%}
{% if field.type_name %}{% set base = field.type_name %}
{% elif field.datatype in ["string", "word", "url", "key"] %}{% set base = "string" %}
{% elif field.datatype in ["number", "port"] %}{% set base = "number" %}
{% elif field.datatype == "boolean" %}{% set base = "boolean" %}
{% elif field.datatype == "array" %}{% set base = "readonly Json[]" %}
{% else %}{% set base = "JsonObject" %}{% endif %}
{{- "Secret<" ~ base ~ ">" if field.secret else base }}
{%- endmacro %}

{# A union behind a head: on its line, on the next one, or a member a line. #}
{% macro union(head, members, indent) -%}
{% set line = members | join(" | ") %}
{% if members | length == 1 or (" " * indent ~ head ~ " " ~ line ~ ";") | length <= 80 -%}
{{ " " * indent ~ head ~ " " ~ line }};
{%- elif line | length + indent + 3 <= 80 -%}
{{ " " * indent ~ head ~ "\n" ~ " " * (indent + 2) ~ line }};
{%- else -%}
{{ " " * indent ~ head }}
{%- for member in members %}

{{ " " * (indent + 2) }}| {{ member }}
{%- endfor %};
{%- endif %}
{%- endmacro %}

{% macro quoted(text) -%}
{{ text | prose | replace("*/", "* /") }}
{%- endmacro %}

{% macro docline(text) -%}
{% set line = quoted(text) %}
{{- ": " ~ line if line }}{{ "" if line and line[-1] in ".!?…)" else "." }}
{%- endmacro %}

{% macro parser(field, indent) -%}
{% set base = "read." ~ ("text" if field.datatype == "string" else "mapping" if field.datatype == "object" else field.datatype) %}
{% set options = field.options | map("javascript") | list %}
{% if field.type_name -%}
{{ fold("read.oneOf(", options, ")", indent + 2, "javascript,") }}
{%- elif options -%}
{{ fold("read.within(", [base] + options, ")", indent + 2, "javascript,") }}
{%- elif field.secret -%}
read.secret({{ base }})
{%- else -%}
{{ base }}
{%- endif %}
{%- endmacro %}

{# An expression that reads a value: `head` is what stands before it, `tail` what stands behind. #}
{% macro reading(field, head, indent, tail, required=false) -%}
{% set items = [parser(field, indent), field.variable | javascript, field.path | javascript] %}
{% set about = field.description | prose %}
{% if field.optional and not required -%}
{{ fold(head ~ "env.optional(", items, ")" ~ tail, indent, "javascript") }}
{%- elif field.default is not none -%}
{{ fold(head ~ "env.defaulted(", items + [field.default | javascript], ")" ~ tail, indent, "javascript") }}
{%- else -%}
{{ fold(head ~ "env.required(", items + ([about | javascript] if about else []), ")" ~ tail, indent, "javascript") }}
{%- endif %}
{%- endmacro %}

{# A statement that takes a model's entry out of settings, where these are given. #}
{% macro entry(name) -%}
{% set place = "options.settings?.models" %}
{% if ("  const entry = " ~ place ~ "." ~ name ~ ";") | length <= 80 -%}
const entry = {{ place }}.{{ name }};
{%- elif ("    " ~ place ~ "." ~ name ~ ";") | length <= 80 -%}
const entry =
    {{ place }}.{{ name }};
{%- else -%}
const entry =
    {{ place }}
      .{{ name }};
{%- endif %}
{%- endmacro %}

{# Statements that take a value out of settings, where these are given and have it as a text, or else read it. #}
{% macro taking(name, place, held, field) %}
{% if held.datatype in ["string", "word", "url", "key"] %}
  let {{ name }} = {{ place }}?.{{ held.field }};
  {{ reading(field, name ~ " ??= ", 2, ";", true) }}
{% else %}
  {{ reading(field, "const " ~ name ~ " = ", 2, ";", true) }}
{% endif %}
{% endmacro %}

{% macro settings(scope) %}
{% set types = 'import("./' ~ ("settings" if not scope.job else scope.job) ~ '.d.ts")' %}

/** @type {typeof {{ types }}.{{ scope.type_name }}} */
export const {{ scope.type_name }} = {
  load: (environ) => values(new read.Reader(environ)),
  example: (variables = {}) => values(new read.Example(variables)),
  equal: read.equal,
};

/**
 * @param {read.Reader} env
 * @returns { {{- types }}.{{ scope.type_name -}} }
 */
const values = (env) => {
  const settings = {
{% for section in scope.sections %}
    {{ section.field }}: {
{% for field in section.values %}
      {{ reading(field, field.field ~ ": ", 6, ",") }}
{% endfor %}
{% for field in section.values if field.datatype == "url" and not field.optional %}
      get baseUrl() {
        return read.openaiBaseUrl(this.{{ field.field }});
      },
{% endfor %}
{% for entry in section.entries %}
      {{ entry.field }}: {
{% for field in entry.values %}
        {{ reading(field, field.field ~ ": ", 8, ",") }}
{% endfor %}
      },
{% endfor %}
    },
{% endfor %}
  };
  env.finish();
  return read.frozen(settings);
};
{% endmacro %}

{% macro interface(name, about, values) %}

/** {{ about }} */
export interface {{ name }} {
{% for field in values %}
  /** `{{ field.variable }}`{{ ", secret" if field.secret }}{{ ", optional" if field.optional }}{{ docline(field.description) }} */
{{ union("readonly " ~ field.field ~ ":", [type(field)] + (["undefined"] if field.optional else []), 2) }}
{% endfor %}
{% for field in values if field.datatype == "url" and not field.optional %}
  /** Where clients of the OpenAI API connect to: below `/v1`, unless the URL has a path. */
  readonly baseUrl: string;
{% endfor %}
}
{% endmacro %}

{% macro group(name, about, members) %}

/** {{ about }} */
export interface {{ name }} {{ "{" if members else "{}" }}
{% for member in members %}
  /** {{ member.about | default("") or "`" ~ quoted(member.path) ~ "`." }} */
{{ union("readonly " ~ member.field ~ ":", [member.type_name], 2) }}
{% endfor %}
{% if members %}
}
{% endif %}
{% endmacro %}

{% macro options(values) %}
{% for field in values if field.type_name %}

/** The options of `{{ field.variable }}`. */
{{ union("export type " ~ field.type_name ~ " =", field.options | map("javascript") | list, 0) }}
{% endfor %}
{% endmacro %}

{# The types of values that declarations name. #}
{% macro used(body) -%}
{% set names = ["Json"] if "Json[]" in body else [] %}
{% set names = names + (["JsonObject"] if "JsonObject" in body else []) %}
{{- (names + (["Secret"] if "Secret<" in body else []) + ["Variables"]) | join(", ") }}
{%- endmacro %}

{% macro types(scope) %}
{% for section in scope.sections %}
{{ options(section.values) -}}
{% for entry in section.entries %}
{{ options(entry.values) -}}
{% endfor %}
{% endfor %}
{% for section in scope.sections %}
{% for entry in section.entries %}
{% set provider = ", provider " ~ quoted(entry.provider) if entry.provider else "" %}
{{ interface(entry.type_name, "`" ~ quoted(entry.path) ~ "`" ~ provider ~ ".", entry.values) -}}
{% endfor %}
{% if section.entries %}
{{ group(section.type_name, section.about, section.entries) -}}
{% else %}
{{ interface(section.type_name, section.about, section.values) -}}
{% endif %}
{% endfor %}
{{ group(scope.type_name, "Everything that " ~ ("`" ~ quoted(scope.path) ~ "`" if scope.job else "the agent") ~ " is given.", scope.sections) }}
/** The variables of these settings. */
{# A text that is split: a list that grows by one each time is copied each time. #}
{% set names %}
{% for section in scope.sections %}
{% for field in section.values %}
{{ field.variable | javascript }}
{% endfor %}
{% for entry in section.entries %}
{% for field in entry.values %}
{{ field.variable | javascript }}
{% endfor %}
{% endfor %}
{% endfor %}
{% endset %}
{{ union("export type " ~ scope.type_name ~ "Variable =", (names | split("\n") | select | list) or ["never"], 0) }}

export declare const {{ scope.type_name }}: {
  /**
   * The values of `process.env`, or of a mapping.
   *
   * @throws {ConfigError} Everything that is missing or wrong.
   */
  load(environ?: Variables): {{ scope.type_name }};
  /**
   * Values for tests: what `variables` say, defaults, and else what works nowhere.
   *
   * @throws {ConfigError} A text has the wrong form, or a variable is not one of these.
   */
  example(variables?: {
    readonly [Name in {{ scope.type_name }}Variable]?: string;
  }): {{ scope.type_name }};
  /** Whether all values are the same, secrets too. */
  equal(left: {{ scope.type_name }}, right: {{ scope.type_name }}): boolean;
};
{% endmacro %}
