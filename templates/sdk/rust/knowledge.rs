{% from "sdk/rust/library.rs" import entry, text %}
{% from "sdk/rust/section.rs" import quoted %}
// {{ header }}
//! Clients of the agent's data stores, each behind a feature. None of them connects before it is used.
{% set KINDS = {
    "redis": "redis::RedisResult<redis::Client>", "postgres": "tokio_postgres::Config", "mysql": "mysql_async::Pool",
} %}
{# A value of the entry, for whatever takes a text; a store is never without one. #}
{% macro value(field) -%}
{{ text("entry." ~ field.field, field, false, "") }}
{%- endmacro %}
{# What a client's function is for. #}
{% set ABOUT = {
    "redis": "A client of `", "postgres": "How to connect to `", "mysql": "A pool of connections to `",
} %}
{% for factory in factories.knowledge %}
{% set held = factory.held %}

/// {{ ABOUT[factory.library] ~ quoted(factory.path) }}`.
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
    let address = redis::ConnectionAddr::Tcp(entry.{{ held.HOST.field }}.clone(), entry.{{ held.PORT.field }});
    let access = redis::RedisConnectionInfo::default().set_password({{ value(held.PASSWORD) }});
    let info = redis::IntoConnectionInfo::into_connection_info(address)?;
    redis::Client::open(info.set_redis_settings(access))
{% elif factory.library == "postgres" %}
    let mut config = tokio_postgres::Config::new();
    config.host({{ value(held.HOST) }});
    config.port(entry.{{ held.PORT.field }});
    config.user({{ value(held.USER) }});
    config.password({{ value(held.PASSWORD) }});
    config.dbname({{ value(held.DB) }});
    config
{% else %}
    let options = mysql_async::OptsBuilder::default()
        .tcp_port(entry.{{ held.PORT.field }})
        .ip_or_hostname({{ value(held.HOST) }})
        .user(Some({{ value(held.USER) }}))
        .pass(Some({{ value(held.PASSWORD) }}))
        .db_name(Some({{ value(held.DATABASE) }}));
    mysql_async::Pool::new(options)
{% endif %}
}
{% endfor %}
