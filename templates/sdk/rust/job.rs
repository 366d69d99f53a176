{% from "sdk/rust/section.rs" import quoted, settings as types %}
// {{ header }}
//! The settings of `{{ quoted(job.path) }}`: every variable that it is given, typed and checked.

use crate::read;
{% if gateway %}
use crate::settings::Gateway;
{% endif %}
{{ types(job, gateway) -}}
