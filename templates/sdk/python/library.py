{% from "sdk/python/section.py" import quoted, reading %}

{# The imports that types alone need, of the libraries of some factories. #}
{% macro imports(factories) %}
{% for factory in factories | unique(attribute="library") | sort(attribute="library") %}
{% set facts = factory.code %}
{% set own = facts.sync if facts.sync != "MySQLConnection" else facts.lazy %}
{% set names = [facts["async"], own] if facts["async"] | default("") else [own] %}
    from {{ facts["from"] }} import {{ names | sort | join(", ") }}
{% if (facts.more | default("")) %}
    {{ (facts.more | default("")) }}
{% endif %}
{% endfor %}
{% endmacro %}

{# The statements that read everything that a client is made of. #}
{% macro inputs(factory) %}
    env = read.Reader(environ)
{% for part in factory.code.uses %}
    {{ reading(factory.parts[part], part | lower ~ " = ", 4, part not in factory.code.optional | default([])) }}
{% endfor %}
    env.finish()
{%- endmacro %}

{# The import of a library where it is needed, and only there. #}
{% macro lazily(facts, name, library) %}
    try:
        from {{ (facts.own | default("")) or facts["from"] }} import {{ (facts.lazy | default("")) or name }}
    except ModuleNotFoundError as error:
        raise read.missing({{ library | python }}) from error
{%- endmacro %}

{# The factory of a store or a service. #}
{% macro client(factory) %}


{% set facts = factory.code %}
{{ fold("def " ~ factory.name ~ "(", ["environ: Mapping[str, str] | None = None"], ") -> " ~ ((facts.type | default("")) or facts.sync) ~ ":", 0, "python") }}
    """A client of `{{ quoted(factory.path) }}`."""
{{ inputs(factory) }}
{{ lazily(facts, facts.sync, factory.library) }}
    {{ fold("return " ~ ((facts.make | default("")) or facts.sync) ~ "(", facts.args, ")", 4, "python") }}{{ facts.note | default("") }}
{% endmacro %}

{# The factory of a model, asynchronous or not. #}
{% macro model(factory, name, asynchronous) %}


{% set facts = factory.code %}
{% set type = facts["async"] if asynchronous else facts.sync %}
{% set known = "ChatModel" if factory.kind == "chat" else "EmbeddingModel" %}
{% set id = [] if factory.choice else ["id: " ~ (known if factory.provider == "gateway" else "str") ~ (" = " ~ factory.models[0] | python if factory.models else "")] %}
{% set options = ["**options: Unpack[" ~ ("AsyncOptions" if asynchronous else "Options") ~ "]"] if factory.has_options else [] %}
{{ fold("def " ~ name ~ "(", id + ["environ: Mapping[str, str] | None = None"] + options, ") -> Model[" ~ type ~ "]:", 0, "python") }}
    """The {{ "chat" if factory.kind == "chat" else "embedding" }} model of `{{ quoted(factory.path) }}`{{ ", for `asyncio`" if asynchronous }}{{ ": `" ~ factory.choice.variable ~ "` chooses it" if factory.choice }}."""
{% if factory.provider == "gateway" %}
    env = read.Reader(environ)
    access = Access(env)
{% if factory.choice %}
    {{ reading(factory.choice, "id = ", 4, true) }}
{% endif %}
    env.finish()
    return Model(id, access.{{ "async_client" if asynchronous else "client" }}(**options))
{% else %}
{{ inputs(factory) }}
{{ lazily(facts, type, factory.library) }}
    {{ fold("client = " ~ type ~ "(", facts.args + (["**options"] if factory.has_options else []), ")", 4, "python") }}
    return Model(id, client)
{% endif %}
{% endmacro %}
