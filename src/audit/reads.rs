//! Where a source reads variables by their names.

use std::collections::BTreeSet;

use super::calls::line;
use super::helper::Helpers;
use super::language::Language;

/// The lines of a text that read some variable, from 1, each once with that. What a helper of another file reads is not
/// seen.
pub(crate) fn reads<'v>(path: &str, text: &str, variables: &BTreeSet<&'v str>) -> Vec<(usize, &'v str)> {
    let is_there = || variables.iter().any(|variable| text.contains(variable));
    let Some(language) = Language::of(path).filter(|_| is_there()) else { return Vec::new() };
    let seen = language.look(text, &Helpers::new()).unwrap_or_default();
    let found = |name: &str| variables.get(name).copied();
    let of = |(name, at)| Some((line(text, at), found(name)?));
    let reads = seen.reads.iter().filter_map(|read| Some((read.name.as_deref()?, read.span.start)));
    let mut lines: Vec<(usize, &str)> = reads.filter_map(of).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}
