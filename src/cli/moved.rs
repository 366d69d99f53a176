//! What a change of a spec leaves without its name, and whether options still say it.

use crate::options::Settings;

/// What options may name, and what is there no more under this name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gone<'a> {
    /// A container or a job, by its id.
    Container(&'a str),
    /// A value, by its variable.
    Value(&'a str),
}

/// What is there no more under its name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moved<'a> {
    /// What options may name.
    pub(super) gone: Option<Gone<'a>>,
    /// Its place in the spec, and the one that it has now.
    pub(super) renamed: Option<(&'a str, &'a str)>,
    /// The variable of the input that it is, and what that is called now.
    pub(super) variable: Option<(&'a str, Option<&'a str>)>,
}

/// Whether options say something of what is gone.
pub(super) fn is_named(settings: &Settings, gone: Gone<'_>) -> bool {
    let is_here = match gone {
        Gone::Container(id) => {
            settings.schedules.keys().any(|job| id.strip_prefix("ingestion.") == Some(job))
                || settings.components.contains_key(id)
                || settings.cluster.components.contains_key(id)
        }
        Gone::Value(name) => settings.values.contains_key(name) || settings.cluster.secret_keys.contains_key(name),
    };
    is_here || settings.environments.values().any(|environment| is_named(&environment.settings(), gone))
}
