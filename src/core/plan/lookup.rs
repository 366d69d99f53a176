//! Which provider an entry means: the built-in of its section, a declared one, or neither.

use crate::provider::{Provider, catalogue};
use crate::spec::{CustomProvider, Field, Named, Section, Spec};

/// What a provider's name stands for in a section.
#[derive(Debug, Clone, Copy)]
pub enum Match<'a> {
    /// A built-in provider of the section.
    BuiltIn(&'static Provider),
    /// A declared provider whose scope has the section.
    Custom(&'a Named<CustomProvider>, &'a CustomProvider),
    /// A declared provider whose scope lacks the section.
    OutOfScope(&'a Named<CustomProvider>),
    /// A declared provider that could not be read well enough to tell.
    Broken,
    /// A built-in provider of another section.
    Foreign(&'static Provider),
    /// Nothing.
    Unknown,
}

/// Finds what `name` stands for in `section`.
pub fn provider<'a>(spec: &'a Spec, section: Section, name: &str) -> Match<'a> {
    let built_in = catalogue().get(name);
    if let Some(provider) = built_in.filter(|provider| provider.section == section.as_str()) {
        return Match::BuiltIn(provider);
    }
    if matches!(spec.providers, Field::Broken) {
        return Match::Broken;
    }
    if let Some(named) = spec.providers.named(name) {
        let Some(custom) = named.get() else { return Match::Broken };
        let Some(scope) = custom.scope.get() else { return Match::Broken };
        return if scope.items.iter().any(|scope| Section::from(scope.value) == section) {
            Match::Custom(named, custom)
        } else if scope.items.is_empty() {
            Match::Broken
        } else {
            Match::OutOfScope(named)
        };
    }
    match built_in {
        Some(provider) => Match::Foreign(provider),
        None => Match::Unknown,
    }
}
