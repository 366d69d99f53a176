{# The classes of a container's settings: types, documentation and readers of their values. #}
{# An import of two names by somebody outside. #}
{% macro imports(module, first, second) -%}
{% set line = "from " ~ module ~ " import " ~ first ~ ", " ~ second %}
{% if line | length <= 88 -%}
{{ line }}
{%- else -%}
from {{ module }} import (
    {{ first }},
    {{ second }},
)
{%- endif %}
{%- endmacro %}

{% macro type(field) -%}
{% if field.type_name %}{% set base = field.type_name %}
{% elif field.datatype in ["string", "word", "url", "key"] %}{% set base = "str" %}
{% elif field.datatype == "number" %}{% set base = "read.Number" %}
{% elif field.datatype == "port" %}{% set base = "int" %}
{% elif field.datatype == "boolean" %}{% set base = "bool" %}
{% elif field.datatype == "array" %}{% set base = "list[read.Json]" %}
{% else %}{% set base = "dict[str, read.Json]" %}{% endif %}
{{- "read.Secret[" ~ base ~ "]" if field.secret else base }}{{ " | None" if field.optional }}
{%- endmacro %}

{% macro parser(field, indent) -%}
{% set base = "read." ~ ("text" if field.datatype == "string" else "mapping" if field.datatype == "object" else field.datatype) %}
{% set options = field.options | map("python") | list %}
{% if field.type_name -%}
{{ fold("read.one_of(", options, ")", indent + 4, "python,") }}
{%- elif options -%}
{{ fold("read.within(", [base] + options, ")", indent + 4, "python,") }}
{%- elif field.secret -%}
read.secret({{ base }})
{%- else -%}
{{ base }}
{%- endif %}
{%- endmacro %}

{# A statement that reads a value: `head` is what stands before it. #}
{% macro reading(field, head, indent=8, required=false) -%}
{% set items = [parser(field, indent), field.variable | python, field.path | python] %}
{% if field.optional and not required -%}
{{ fold(head ~ "env.optional(", items, ")", indent, "python") }}
{%- else -%}
{% if field.default is not none %}{% set items = items + ["default=" ~ field.default | python] %}
{% elif field.description | prose %}{% set items = items + ["about=" ~ field.description | prose | python] %}{% endif %}
{{- fold(head ~ "env.read(", items, ")", indent, "python") }}
{%- endif %}
{%- endmacro %}

{% macro quoted(text) -%}
{{ text | prose | replace("\\", "\\\\") | replace('"', '\\"') }}
{%- endmacro %}

{% macro docline(text) -%}
{% set line = quoted(text) %}
{{- ": " ~ line if line }}{{ "" if line and line[-1] in ".!?…)" else "." }}
{%- endmacro %}

{% macro class(name, about, values) %}


{{ fold("class " ~ name ~ "(", ["read.Group"], "):", 0, "python") }}
    """{{ about }}"""

{% for field in values %}
    {{ wrap(field.field ~ ": ", "Final[" ~ type(field) ~ "]", 4, "python") }}
    """`{{ field.variable }}`{{ ", secret" if field.secret }}{{ ", optional" if field.optional }}{{ docline(field.description) }}"""
{% endfor %}

    def __init__(self, env: read.Reader) -> None:
{% for field in values %}
        {{ reading(field, "self." ~ field.field ~ " = ") }}
{% endfor %}
{% for field in values if field.datatype == "url" and not field.optional %}

    @property
    def base_url(self) -> str:
        """Where clients of the OpenAI API connect to: below `/v1`, unless the URL has a path."""
        return read.openai_base_url(self.{{ field.field }})
{% endfor %}
{% endmacro %}

{% macro options(values) %}
{% for field in values if field.type_name %}
{{ fold(field.type_name ~ " = Literal[", field.options | map("python") | list, "]", 0, "python") }}
{% endfor %}
{% endmacro %}

{% macro group(name, about, members) %}


{{ fold("class " ~ name ~ "(", ["read.Group"], "):", 0, "python") }}
    """{{ about }}"""

{% for member in members %}
    {{ wrap(member.field ~ ": ", "Final[" ~ member.type_name ~ "]", 4, "python") }}
    """{{ member.about | default("") or "`" ~ quoted(member.path) ~ "`." }}"""
{% endfor %}

    def __init__(self, env: read.Reader) -> None:
{% for member in members %}
        {{ fold("self." ~ member.field ~ " = env.group(", [member.type_name], ")", 8, "python") }}
{% endfor %}
{% endmacro %}

{% macro settings(scope) %}
{% if scope.has_options %}

{% endif %}
{% for section in scope.sections %}
{{ options(section.values) -}}
{% for entry in section.entries %}
{{ options(entry.values) -}}
{% endfor %}
{% endfor %}
{% for section in scope.sections %}
{% for entry in section.entries %}
{% set provider = ", provider " ~ quoted(entry.provider) if entry.provider else "" %}
{{ class(entry.type_name, "`" ~ quoted(entry.path) ~ "`" ~ provider ~ ".", entry.values) -}}
{% endfor %}
{% if section.entries %}
{{ group(section.type_name, section.about, section.entries) -}}
{% else %}
{{ class(section.type_name, section.about, section.values) -}}
{% endif %}
{% endfor %}
{{ group(scope.type_name, "Everything that " ~ ("`" ~ quoted(scope.path) ~ "`" if scope.job else "the agent") ~ " is given.", scope.sections) -}}
{% endmacro %}
