{% from "sdk/rust/library.rs" import entry, text %}
{% from "sdk/rust/section.rs" import quoted %}
// {{ header }}
//! Clients of the agent's data stores, each behind a feature. None of them connects before it is used.
{# A value of the entry, for whatever takes a text; a store is never without one. #}
{% macro value(field) -%}
{{ text("entry." ~ field.field, field, false, "") }}
{%- endmacro %}
{# The lines of a function with the entry's values in their places: `{HOST}` as a text, `{entry.HOST}` as it is. #}
{% macro filled(lines, held) -%}
{% set made = namespace(lines=lines) %}
{% for part, field in held | items %}
{% set made.lines = made.lines | replace("{" ~ part ~ "}", value(field)) %}
{% set made.lines = made.lines | replace("{entry." ~ part ~ "}", "entry." ~ field.field) %}
{% endfor %}
{{ made.lines | trim | indent(4) }}
{%- endmacro %}
{% for factory in factories.knowledge %}
{% set code = factory.code %}

/// {{ code.about }} `{{ quoted(factory.path) }}`.
{% if code.errors is defined %}
///
/// # Errors
/// {{ code.errors }}
{% else %}
#[must_use]
{% endif %}
#[cfg(feature = "{{ factory.library }}")]
{{ fold("pub fn " ~ factory.name ~ "(", ["settings: &crate::Settings"], ") -> " ~ code.type ~ " {", 0, "rust") }}
    {{ entry(factory) }}
    {{ filled(code.body, factory.held) }}
}
{% endfor %}
