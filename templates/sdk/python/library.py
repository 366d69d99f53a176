{% from "sdk/python/section.py" import quoted %}

{# The imports of the libraries of some factories, at the indent of type checkers. #}
{% macro typed(factories) %}
{% for factory in factories | unique(attribute="library") | sort(attribute="library") %}
{% for line in factory.code.typed | default([]) %}
    {{ line }}
{% endfor %}
{% endfor %}
{% endmacro %}

{# What a module of factories imports of its package for what stands in it. #}
{% macro own(body, types) %}
{% set modules = (["_factory"] if "_factory." in body else []) + (["read"] if "read.unset(" in body else []) %}
{% if modules %}
from . import {{ modules | join(", ") }}
{% endif %}
{% if "gateway(settings" in body %}
from ._gateway import async_gateway, gateway
{% endif %}
{% set line = "from .settings import " ~ types | sort | join(", ") %}
{% if line | length <= 88 %}
{{ line }}
{% else %}
from .settings import (
{% for name in types | sort %}
    {{ name }},
{% endfor %}
)
{% endif %}
{% endmacro %}

{# A statement that takes an entry from the settings, or reads it alone. #}
{% macro entry(section, factory) %}
{% set place = "settings." ~ section ~ "." ~ factory.entry %}
{% set load = factory.type_name ~ ".load()" %}
{% set line = place ~ " if settings else " ~ load %}
{% if line | length <= 76 %}
    entry = {{ line }}
{% elif line | length <= 80 %}
    entry = (
        {{ line }}
    )
{% else %}
    entry = (
        {{ place }}
        if settings
        else {{ load }}
    )
{% endif %}
{% endmacro %}

{# The text of a value, whatever an input of the spec makes of it. #}
{% macro text(place, field) -%}
{% set shown = place ~ ".reveal()" if field.secret else place %}
{{- shown if field.datatype in ["string", "word", "url", "key", "port"] else "_factory.plain(" ~ shown ~ ")" }}
{%- endmacro %}

{# Statements that end where a value is absent that may be so for others. #}
{% macro needed(place, field) %}
{% if field.optional %}
    if {{ place }} is None:
        {{ fold("unset = read.unset(", [field.variable | python, field.path | python], ")", 8, "python") }}
        raise read.ConfigError([unset])
{% endif %}
{% endmacro %}

{# What a client is made of, with the entry's values in their places. #}
{% macro filled(factory) -%}
{% set absent = factory.code.absent | default([]) %}
{% set made = namespace(args=factory.code.args | join("\n")) %}
{% for part, field in factory.held | items %}
{% set place = "entry." ~ field.field %}
{% set value = text(place, field) %}
{% set value = value ~ " if " ~ place ~ " else None" if part in absent and field.optional else value %}
{% set made.args = made.args | replace("{" ~ part ~ "}", value) %}
{% endfor %}
{{- made.args }}
{%- endmacro %}

{# Statements that take an entry's values, and end where one is absent. #}
{% macro taken(section, factory) %}
{{ entry(section, factory) -}}
{% for part, field in factory.held | items if "{" ~ part ~ "}" in factory.code.args | join and part not in factory.code.absent | default([]) %}
{{ needed("entry." ~ field.field, field) -}}
{% endfor %}
{% endmacro %}

{# The import of a library where it is needed, and only there. #}
{% macro lazily(line, library) %}
    try:
        {{ line }}
    except ModuleNotFoundError as error:
        raise _factory.missing({{ library | python }}) from error
{%- endmacro %}

{# The factories of a store or a service. #}
{% macro clients(section, factory) %}
{% for form in factory.forms %}
{% set code = form.code %}
{% set args = filled(factory) | split("\n") | list %}
{% set awaited = code.awaited | default(false) %}


@_factory.injectable
{{ fold(("async def " if awaited else "def ") ~ form.name ~ "(", ["settings: Settings | None = None", "**options: Any"], ") -> " ~ code.type ~ ":", 0, "python") }}
    """{{ code.what | default("A client of") }} `{{ quoted(factory.path) }}`{{ code.about | default("") }}."""
{{ taken(section, factory) -}}
{{ lazily(code["import"], factory.library) }}
{% if code.given | default([]) %}
{% set pairs = namespace(items=[]) %}
{% for arg in args %}
{% set pair = arg | split("=", 1) | list %}
{% set pairs.items = pairs.items + [pair[0] | python ~ ": " ~ pair[1]] %}
{% endfor %}
    {{ fold("access = {", pairs.items, "}", 4, "python") }}
{% set args = ["kwargs=access"] + code.given %}
{% endif %}
{% set call = "return " ~ ("await " if awaited else "") ~ (code.make | default(code.type)) %}
    {{ fold(call ~ "(", args + ["**options"], ")", 4, "python") }}{{ factory.code.note | default("") }}
{% endfor %}
{% endmacro %}

{# The factories of a model. #}
{% macro models(factory) %}
{% for form in factory.forms %}
{% set code = form.code %}
{% set known = "ChatModel" if factory.kind == "chat" else "EmbeddingModel" %}
{% set id = [] if factory.choice else ["id: " ~ (known if factory.provider == "gateway" else "str") ~ (" = " ~ factory.models[0] | python if factory.models else "")] %}
{% set options = "**options: " ~ ("Unpack[" ~ code.type ~ "Options]" if factory.has_options else "Any") %}


{% if factory.choice or factory.models %}
@_factory.injectable
{% endif %}
{{ fold("def " ~ form.name ~ "(", id + ["settings: Settings | None = None", options], ") -> Model[" ~ code.type ~ "]:", 0, "python") }}
    """The {{ factory.kind }} model of `{{ quoted(factory.path) }}`{{ code.about | default("") }}{{ ": `" ~ factory.choice.variable ~ "` chooses it" if factory.choice }}."""
{% if factory.provider == "gateway" %}
{% if factory.choice %}
{{ entry("models", factory) -}}
{% endif %}
    return Model({{ text("entry." ~ factory.held.MODEL.field, factory.held.MODEL) if factory.choice else "id" }}, {{ code.make }}(settings, **options))
{% else %}
{{ taken("models", factory) -}}
{{ lazily(code["import"], factory.library) }}
    {{ fold("client = " ~ code.type ~ "(", filled(factory) | split("\n") | list + ["**options"], ")", 4, "python") }}
    return Model(id, client)
{% endif %}
{% endfor %}
{% endmacro %}
