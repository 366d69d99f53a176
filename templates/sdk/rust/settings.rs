{% from "sdk/rust/section.rs" import settings as types %}
// {{ header }}
//! The settings of the agent: every variable that it is given, typed and checked.

use crate::read;
{{ types(settings, gateway) -}}
