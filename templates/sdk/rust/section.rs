{# The types of a container's settings, and how each is read. #}
{% macro base(field) -%}
{% if field.type_name %}{{ field.type_name }}
{%- elif field.datatype in ["string", "word", "url", "key"] %}String
{%- elif field.datatype == "number" %}f64
{%- elif field.datatype == "port" %}u16
{%- elif field.datatype == "boolean" %}bool
{%- elif field.datatype == "array" %}Vec<read::Json>
{%- else %}read::JsonObject
{%- endif %}
{%- endmacro %}

{% macro type(field) -%}
{% set inner = "read::Secret<" ~ base(field) ~ ">" if field.secret else base(field) %}
{{- "Option<" ~ inner ~ ">" if field.optional else inner }}
{%- endmacro %}

{# The user's text in documentation: no link and no markup of HTML. #}
{% macro quoted(text) -%}
{{ text | prose | replace("[", "\\[") | replace("<", "\\<") }}
{%- endmacro %}

{% macro docline(text) -%}
{% set line = quoted(text) %}
{{- ": " ~ line if line }}{{ "" if line and line[-1] in ".!?…)" else "." }}
{%- endmacro %}

{% macro reading(field) -%}
{% set items = [field.variable | rust, field.path | rust] %}
{% if field.optional -%}
{{ fold(field.field ~ ": env.optional(", items, "),", 12, "rust-call") }}
{%- elif field.default is not none -%}
{{ fold(field.field ~ ": env.defaulted(", items + [field.default | rust], "),", 12, "rust-call") }}
{%- else -%}
{{ fold(field.field ~ ": env.required(", items + [field.description | prose | rust], "),", 12, "rust-call") }}
{%- endif %}
{%- endmacro %}

{% macro choices(values) %}
{% for field in values if field.type_name %}

read::choice! {
    /// The options of `{{ field.variable }}`.
    pub enum {{ field.type_name }} {
{% for option in field.options %}
        {{ field.variants[loop.index0] }} = {{ option | rust }},
{% endfor %}
    }
}
{% endfor %}
{% endmacro %}

{# What reads a struct from the environment. #}
{% macro loading() %}
    /// The values of the process environment.
    ///
    /// # Errors
    /// Everything that is missing or wrong.
    pub fn load() -> Result<Self, read::ConfigError> {
        read::load(&mut read::process, Self::read)
    }

    /// The values that a look-up of variables finds.
    ///
    /// # Errors
    /// Everything that is missing or wrong.
    pub fn load_from(
        mut lookup: impl FnMut(&str) -> Option<String>,
    ) -> Result<Self, read::ConfigError> {
        read::load(&mut |name| lookup(name).map(Into::into), Self::read)
    }

    /// Values for tests: what `variables` say, defaults, and else what works nowhere.
    ///
    /// # Errors
    /// A text has the wrong form, or a variable is not one of these.
    pub fn example<'a>(
        variables: impl IntoIterator<Item = (&'static str, &'a str)>,
    ) -> Result<Self, read::ConfigError> {
        read::example(variables, Self::read)
    }
{% endmacro %}

{% macro struct(name, about, values, is_gateway=false) %}

/// {{ about }}
#[derive(Debug, Clone, PartialEq)]
pub struct {{ name }} {
{% for field in values %}
    /// `{{ field.variable }}`{{ ", secret" if field.secret }}{{ ", optional" if field.optional }}{{ docline(field.description) }}
    {{ wrap("pub " ~ field.field ~ ": ", type(field) ~ ",", 4, "rust") }}
{% endfor %}
}

impl {{ name }} {
{% if is_gateway %}
{{ loading() }}
{% endif %}
    {{ "pub(crate) " if is_gateway }}fn read(env: &mut read::Reader<'_>) -> Self {
{% for field in values if field.datatype in ["word", "url", "key"] %}
        {{ fold("env.shape(", [field.variable | rust, "read::" ~ field.datatype], ");", 8, "rust-call") }}
{% endfor %}
{% for field in values if field.options and not field.type_name %}
        #[rustfmt::skip]
        env.restrict({{ field.variable | rust }}, &[{{ field.options | map("rust") | join(", ") }}]);
{% endfor %}
        Self {
{% for field in values %}
            {{ reading(field) }}
{% endfor %}
        }
    }
}
{% endmacro %}

{% macro group(name, about, members, loads=false) %}

/// {{ about }}
#[derive(Debug, Clone, PartialEq)]
pub struct {{ name }} {
{% for member in members %}
    /// `{{ quoted((member.path | default("")) or member.name) }}`.
    {{ wrap("pub " ~ member.field ~ ": ", member.type_name ~ ",", 4, "rust") }}
{% endfor %}
}

impl {{ name }} {
{% if loads %}
{{ loading() }}
{% endif %}
    fn read(env: &mut read::Reader<'_>) -> Self {
        Self {
{% for member in members %}
            {{ wrap(member.field ~ ": ", member.type_name ~ "::read(env),", 12, "rust") }}
{% endfor %}
        }
    }
}
{% endmacro %}

{% macro settings(scope, gateway) %}
{% for section in scope.sections if not (scope.job and section.name == "gateway") %}
{{ choices(section.values) -}}
{% for entry in section.entries %}
{% set provider = ", provider " ~ quoted(entry.provider) if entry.provider else "" %}
{{ choices(entry.values) -}}
{{ struct(entry.type_name, "`" ~ quoted(entry.path) ~ "`" ~ provider ~ ".", entry.values) -}}
{% endfor %}
{% if section.entries %}
{{ group(section.type_name, section.about, section.entries) -}}
{% else %}
{{ struct(section.type_name, section.about, section.values, section.name == "gateway") -}}
{% endif %}
{% if section.name == "gateway" %}
{% for field in section.values if field.datatype == "url" and not field.optional %}

impl {{ section.type_name }} {
    /// Where clients of the OpenAI API connect to: below `/v1`, unless the URL has a path.
    #[must_use]
    pub fn base_url(&self) -> String {
        read::openai_base_url(&self.{{ field.field }})
    }
}
{% endfor %}

impl AsRef<Self> for {{ section.type_name }} {
    fn as_ref(&self) -> &Self {
        self
    }
}
{% endif %}
{% endfor %}
{{ group(scope.type_name, "Everything that " ~ ("`" ~ quoted(scope.path) ~ "`" if scope.job else "the agent") ~ " is given.", scope.sections, true) -}}
{% if gateway %}

impl AsRef<Gateway> for {{ scope.type_name }} {
    fn as_ref(&self) -> &Gateway {
        &self.gateway
    }
}
{% endif %}
{% endmacro %}
