//! Where a source reads a variable by its name.

use super::calls::line;
use super::helper::Helpers;
use super::language::Language;

/// The lines of a text that read a variable, from 1, each once. What a helper of another file reads is not seen.
pub(crate) fn reads(path: &str, text: &str, variable: &str) -> Vec<usize> {
    let Some(language) = Language::of(path).filter(|_| text.contains(variable)) else { return Vec::new() };
    let seen = language.look(text, &Helpers::new()).unwrap_or_default();
    let found = seen.reads.iter().filter(|read| read.name.as_deref() == Some(variable));
    let mut lines: Vec<usize> = found.map(|read| line(text, read.span.start)).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}
