//! What code reads of its environment, and what else of it matters for that.

use std::collections::BTreeSet;

use super::helper::Helpers;
use super::usage::Usage;
use crate::source::Span;

/// Whether code works without a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub(crate) enum Need {
    /// It fails without it.
    Required,
    /// It goes on without it.
    Optional,
    /// Which one it is can't be known before it runs.
    Computed,
}

/// One read of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    /// The variable; none where its name is computed.
    pub(crate) name: Option<String>,
    /// Where.
    pub(crate) span: Span,
    /// Whether the code works without it.
    pub(crate) need: Need,
    /// Whether the code says what holds instead.
    pub(crate) has_default: bool,
}

/// How many parts of a file are looked at that take whichever of several names there is.
pub(super) const MOST_CHOICES: usize = 1_000;

/// What was seen in a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// What it reads.
    pub(crate) reads: Vec<Read>,
    /// What it sets itself before it reads.
    pub(crate) sets: BTreeSet<String>,
    /// Its functions that read what they are called with.
    pub(crate) helpers: Helpers,
    /// Names of which the code takes whichever there is.
    pub(crate) choices: Vec<BTreeSet<String>>,
    /// How it uses models.
    pub(crate) usages: Vec<Usage>,
    /// Its comments.
    pub(crate) comments: Vec<Span>,
}

impl Seen {
    /// Whether there is nothing to hold against a plan, and nothing that other files use.
    pub(super) fn is_empty(&self) -> bool {
        self.reads.is_empty() && self.sets.is_empty() && self.helpers.is_empty() && self.usages.is_empty()
    }
}

impl Read {
    /// One that the code can't do without.
    pub(super) fn required(name: impl Into<String>, span: Span) -> Self {
        Self { name: Some(name.into()), span, need: Need::Required, has_default: false }
    }

    /// One that it can do without, by a default or not.
    pub(super) fn optional(name: impl Into<String>, span: Span, has_default: bool) -> Self {
        Self { name: Some(name.into()), span, need: Need::Optional, has_default }
    }

    /// One of a name that nobody knows.
    pub(super) fn computed(span: Span) -> Self {
        Self { name: None, span, need: Need::Computed, has_default: false }
    }
}

impl Seen {
    /// Adds what is read within a part of the code that takes whichever of several there is: `A or B`, `A ?? B`.
    pub(super) fn choose(&mut self, part: Span) {
        let is_within = |read: &&Read| part.start <= read.span.start && read.span.end <= part.end;
        let names: BTreeSet<String> =
            self.reads.iter().filter(is_within).filter_map(|read| read.name.clone()).collect();
        if names.len() > 1 {
            self.choices.push(names);
        }
    }
}

/// Whether a text can be a variable's name.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 200
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
