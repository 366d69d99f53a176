{# Values of the settings where clients are made of them. #}
{# A statement that borrows an entry: `let entry = &settings.models.chat;`. #}
{% macro entry(factory) -%}
{% set parts = ["settings"] + (factory.path | split(".", 1) | list)[:1] + [factory.entry] %}
{% if parts | join(".") | length <= 60 -%}
let entry = &{{ parts | join(".") }};
{%- else -%}
let entry = &{{ parts | join("\n        .") }};
{%- endif %}
{%- endmacro %}

{# A value as a text: an expression for whatever takes `&str` or what becomes one. #}
{% macro text(place, field, borrowed=false, made="&") -%}
{% set value = place ~ ".reveal()" if field.secret else place %}
{% if field.type_name -%}
{{ value }}.as_str()
{%- elif field.datatype in ["string", "word", "url", "key"] -%}
{{ value if field.secret or borrowed else "&" ~ value }}
{%- elif field.datatype in ["array", "object"] -%}
{{ made }}crate::Json::from({{ value }}.clone()).to_string()
{%- else -%}
{{ made }}{{ value }}.to_string()
{%- endif %}
{%- endmacro %}

{# Whether a value is a text as it stands in the settings, and always there. #}
{% macro is_plain(field) -%}
{{ "yes" if field.datatype in ["string", "word", "url", "key"] and not field.type_name and not field.optional }}
{%- endmacro %}

{# The text of a value that `taking` has taken, where that has to be done. #}
{% macro taken(name, place, field) -%}
{{ text(place, field) if is_plain(field) else name }}
{%- endmacro %}

{# Statements that take a text out of the settings by a name of its own, and end if it isn't there. #}
{% macro taking(name, place, field) %}
{% if is_plain(field) %}
{% elif field.optional %}
    {{ fold("let Some(" ~ name ~ ") = &" ~ place ~ " else {", [], "", 4, "rust") }}
{% set items = [field.variable | rust, field.path | rust] %}
{% set line = "crate::ConfigError::missing(" ~ items | join(", ") ~ ")" %}
        return Err({{ line if line | length <= 60 else "crate::ConfigError::missing(\n            " ~ items | join(",\n            ") ~ ",\n        )" }});
    };
    let {{ name }}: &str = {{ text(name, field, true) }};
{% else %}
    let {{ name }}: &str = {{ text(place, field) }};
{% endif %}
{% endmacro %}
