{# What is particular to each library: what is imported, the client's type, and how it is made. #}
{% set LIBRARIES = {
    "openai": {
        "from": "openai", "sync": "OpenAI", "async": "AsyncOpenAI", "options": true,
        "args": ['base_url="https://api.openai.com/v1"', "api_key=api_key.reveal()"],
        "then": ["# An account that no setting names.", "client.organization = client.project = None"],
    },
    "anthropic": {
        "from": "anthropic", "sync": "Anthropic", "async": "AsyncAnthropic", "options": true,
        "args": ['base_url="https://api.anthropic.com"', "api_key=api_key.reveal()"],
    },
    "google-genai": {
        "from": "google.genai", "sync": "Client", "args": ["vertexai=False", "api_key=api_key.reveal()"],
    },
    "cohere": {
        "from": "cohere", "sync": "ClientV2", "async": "AsyncClientV2",
        "args": ["api_key=api_key.reveal()", 'base_url="https://api.cohere.com"'],
    },
    "redis": {
        "from": "redis", "sync": "Redis", "args": ["host=host", "port=port", "password=password.reveal()"],
    },
    "qdrant-client": {
        "from": "qdrant_client", "sync": "QdrantClient",
        "args": ["url=url", "api_key=api_key.reveal() if api_key else None"],
    },
    "psycopg": {
        "from": "psycopg", "sync": "Connection", "type": "Connection[TupleRow]", "make": "Connection.connect",
        "more": "from psycopg.rows import TupleRow",
        "args": ["host=host", "port=port", "user=user", "password=password.reveal()", "dbname=db"],
    },
    "pymysql": {
        "from": "pymysql.connections", "sync": "MySQLConnection", "type": "MySQLConnection[Cursor]",
        "lazy": "Connection as MySQLConnection", "more": "from pymysql.cursors import Cursor",
        "args": ["host=host", "port=port", "user=user", "password=password.reveal()", "database=database"],
    },
    "neo4j": {
        "from": "neo4j", "sync": "Driver", "lazy": "GraphDatabase", "make": "GraphDatabase.driver",
        "args": ["url", "auth=read.neo4j_auth(auth.reveal())"],
        "note": "  # pyright: ignore[reportUnknownMemberType]",
    },
    "pinecone": {"from": "pinecone", "sync": "Pinecone", "args": ["api_key=api_key.reveal()"]},
    "pygithub": {
        "from": "github", "sync": "Github", "lazy": "Auth, Github", "args": ["auth=Auth.Token(token.reveal())"],
    },
    "python-gitlab": {
        "from": "gitlab", "sync": "Gitlab", "args": ['"https://gitlab.com"', "private_token=token.reveal()"],
    },
} %}
{% set USES = {
    "redis": ["HOST", "PORT", "PASSWORD"], "qdrant-client": ["URL", "API_KEY"],
    "psycopg": ["HOST", "PORT", "USER", "PASSWORD", "DB"], "pymysql": ["HOST", "PORT", "USER", "PASSWORD", "DATABASE"],
    "neo4j": ["URL", "AUTH"], "pygithub": ["TOKEN"], "python-gitlab": ["TOKEN"], "pinecone": ["API_KEY"],
    "openai": ["API_KEY"], "anthropic": ["API_KEY"], "google-genai": ["API_KEY"], "cohere": ["API_KEY"],
} %}
{% from "sdk/python/section.py" import quoted, reading %}

{# The imports that types alone need, of the libraries of some factories. #}
{% macro imports(factories) %}
{% for library in factories | map(attribute="library") | unique | sort %}
{% set facts = LIBRARIES[library] %}
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
{% for part in USES[factory.library] %}
    {{ reading(factory.parts[part], part | lower ~ " = ", 4, part != "API_KEY" or factory.library != "qdrant-client") }}
{% endfor %}
    env.finish()
{%- endmacro %}

{# The import of a library where it is needed, and only there. #}
{% macro lazily(facts, name, library) %}
    try:
        from {{ facts["from"] }} import {{ (facts.lazy | default("")) or name }}
    except ModuleNotFoundError as error:
        raise read.missing({{ library | python }}) from error
{%- endmacro %}

{# The factory of a store or a service. #}
{% macro client(factory) %}


{% set facts = LIBRARIES[factory.library] %}
{{ fold("def " ~ factory.name ~ "(", ["environ: Mapping[str, str] | None = None"], ") -> " ~ ((facts.type | default("")) or facts.sync) ~ ":", 0, "python") }}
    """A client of `{{ quoted(factory.path) }}`."""
{{ inputs(factory) }}
{{ lazily(facts, facts.sync, factory.library) }}
    {{ fold("return " ~ ((facts.make | default("")) or facts.sync) ~ "(", facts.args, ")", 4, "python") }}{{ facts.note | default("") }}
{% endmacro %}

{# The factory of a model, asynchronous or not. #}
{% macro model(factory, name, asynchronous) %}


{% set facts = LIBRARIES[factory.library] %}
{% set type = facts["async"] if asynchronous else facts.sync %}
{% set known = "ChatModel" if factory.kind == "chat" else "EmbeddingModel" %}
{% set id = [] if factory.choice else ["id: " ~ (known if factory.provider == "gateway" else "str") ~ (" = " ~ factory.models[0] | python if factory.models else "")] %}
{% set options = ["**options: Unpack[" ~ ("AsyncOptions" if asynchronous else "Options") ~ "]"] if (facts.options | default("")) else [] %}
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
    {{ fold("client = " ~ type ~ "(", facts.args + (["**options"] if (facts.options | default("")) else []), ")", 4, "python") }}
{% for line in facts.then | default([]) %}
    {{ line }}
{% endfor %}
    return Model(id, client)
{% endif %}
{% endmacro %}
