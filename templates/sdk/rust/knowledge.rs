{% from "sdk/rust/library.rs" import entry, text %}
{% from "sdk/rust/section.rs" import quoted %}
// {{ header }}
//! Clients of the agent's data stores, each behind a feature. None of them connects before it is used.
{% set KINDS = {
    "redis": "redis::RedisResult<redis::Client>", "postgres": "tokio_postgres::Config", "mysql": "mysql_async::Pool",
} %}
{# A statement for a value that may be absent, or the same statement for one that is there. #}
{% macro given(part, field, head, tail) -%}
{% if field.optional -%}
if let Some({{ part }}) = &entry.{{ field.field }} {
        {{ head }}{{ text(part, field, true, "") }}{{ tail }};
    }
{%- else -%}
{{ head }}{{ text("entry." ~ field.field, field, false, "") }}{{ tail }};
{%- endif %}
{%- endmacro %}
{# The number of a port. #}
{% macro port(field) -%}
entry.{{ field.field }}
{%- endmacro %}
{% for factory in factories.knowledge %}
{% set held = factory.held %}

/// A client of `{{ quoted(factory.path) }}`.
{% if factory.library == "redis" %}
///
/// # Errors
/// The address is none that can be reached.
{% else %}
#[must_use]
{% endif %}
#[cfg(feature = "{{ factory.library }}")]
{{ fold("pub fn " ~ factory.name ~ "(", ["settings: &crate::Settings"], ") -> " ~ KINDS[factory.library] ~ " {", 0, "rust") }}
    {{ entry(factory) }}
{% if factory.library == "redis" %}
    let host: &str = {{ text("entry." ~ held.HOST.field, held.HOST) }};
    let address = redis::ConnectionAddr::Tcp(host.to_owned(), {{ port(held.PORT) }});
    let mut access = redis::RedisConnectionInfo::default();
    {{ given("password", held.PASSWORD, "access = access.set_password(", ")") }}
    let info = redis::IntoConnectionInfo::into_connection_info(address)?;
    redis::Client::open(info.set_redis_settings(access))
{% elif factory.library == "postgres" %}
    let mut config = tokio_postgres::Config::new();
    config.port({{ port(held.PORT) }});
    {{ given("host", held.HOST, "config.host(", ")") }}
    {{ given("user", held.USER, "config.user(", ")") }}
    {{ given("password", held.PASSWORD, "config.password(", ")") }}
    {{ given("database", held.DB, "config.dbname(", ")") }}
    config
{% else %}
    let mut options = mysql_async::OptsBuilder::default().tcp_port({{ port(held.PORT) }});
    {{ given("host", held.HOST, "options = options.ip_or_hostname(", ")") }}
    {{ given("user", held.USER, "options = options.user(Some(", "))") }}
    {{ given("password", held.PASSWORD, "options = options.pass(Some(", "))") }}
    {{ given("database", held.DATABASE, "options = options.db_name(Some(", "))") }}
    mysql_async::Pool::new(options)
{% endif %}
}
{% endfor %}
