//! What is wrong with a spec, where, and what to do about it: one type that every stage makes and every format shows.

pub mod audited;
mod code;
pub mod codes;
pub mod nearest;
pub mod render;
pub mod severity;
pub mod suppression;

pub(crate) use code::example;
pub use code::{Class, Code, Severity, Tag};

use std::borrow::Cow;

use crate::source::{Place, Pointer, STARS, Source, Span};
use crate::text;

/// One finding at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding it is.
    pub code: &'static Code,
    /// The code's severity, unless options or a suppression changed it.
    pub severity: Severity,
    /// Lower case, no full stop, user text in backticks.
    pub message: String,
    /// What to do, in the imperative.
    pub help: Option<String>,
    /// The node that is blamed.
    pub pointer: Pointer,
    /// The text that is underlined.
    pub span: Span,
    /// Other places of the same file that explain the finding.
    pub related: Vec<Related>,
    /// Edits that resolve it, the best one first.
    pub fixes: Vec<Fix>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where it is.
    pub span: Span,
}

/// A change of the text that resolves a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the change does, in the imperative.
    pub title: String,
    /// Whether it can be applied unseen.
    pub applicability: Applicability,
    /// Replacements that do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix can be applied without a look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Applicability {
    /// It keeps the meaning, or gives the only meaning that the text can have.
    Safe,
    /// It is a guess.
    Unsafe,
}

/// The replacement of a span by a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

impl Diagnostic {
    /// The fixes whose texts can be shown: one that writes a secret anew is for the file alone.
    pub fn fixes_to_show<'a>(&'a self, source: &Source) -> impl Iterator<Item = &'a Fix> {
        self.fixes.iter().filter(|fix| {
            // What is moved stands where it is taken away.
            let start = fix.edits.iter().map(|edit| edit.span.start).min().unwrap_or_default();
            let end = fix.edits.iter().map(|edit| edit.span.end).max().unwrap_or_default();
            !fix.edits.iter().any(|edit| source.reveals(Span::new(start, end), &edit.text))
        })
    }

    /// A finding that blames `pointer` and underlines `span`.
    pub fn new(code: &'static Code, pointer: Pointer, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity,
            // What it quotes may have line breaks.
            message: text::one_line(&message.into(), usize::MAX).into_owned(),
            help: None,
            pointer,
            span,
            related: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// A finding about a value: its own text is underlined.
    pub fn at_value(code: &'static Code, place: &Place, message: impl Into<String>) -> Self {
        Self::new(code, place.pointer.clone(), place.span, message)
    }

    /// A finding about a key, or about what is missing under it: the key is underlined.
    pub fn at_key(code: &'static Code, place: &Place, message: impl Into<String>) -> Self {
        Self::new(code, place.pointer.clone(), place.key, message)
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(text::lines(&help.into()).into_owned());
        self
    }

    /// Shows another place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related { message: text::one_line(&message.into(), usize::MAX).into_owned(), span });
        self
    }

    /// Offers a fix of one edit.
    #[must_use]
    pub fn fix(
        mut self,
        title: impl Into<String>,
        applicability: Applicability,
        span: Span,
        written: impl Into<String>,
    ) -> Self {
        let edits = vec![Edit { span, text: written.into() }];
        let title = text::one_line(&title.into(), usize::MAX).into_owned();
        self.fixes.push(Fix { title, applicability, edits });
        self
    }

    /// Offers a fix of several edits; none is offered without edits.
    #[must_use]
    pub fn fix_by(
        mut self,
        title: impl Into<String>,
        applicability: Applicability,
        edits: impl IntoIterator<Item = Edit>,
    ) -> Self {
        let edits: Vec<Edit> = edits.into_iter().collect();
        if !edits.is_empty() {
            let title = text::one_line(&title.into(), usize::MAX).into_owned();
            self.fixes.push(Fix { title, applicability, edits });
        }
        self
    }
}

/// The findings of one file.
#[derive(Debug, Clone, Default)]
pub struct Report(Vec<Diagnostic>);

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Takes over another stage's findings.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Sorts by offset, code, pointer, message, and drops exact repetitions (one node reached through several aliases).
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            (a.span.start, a.code.id, &a.pointer, &a.message).cmp(&(b.span.start, b.code.id, &b.pointer, &b.message))
        });
        self.0.dedup_by(|a, b| a.span == b.span && a.code == b.code && a.message == b.message);
    }

    /// Takes out of the texts what the source hides: a finding may quote the value that it blames, or another one.
    pub fn redact(&mut self, source: &Source) {
        for found in &mut self.0 {
            let hidden = source.hidden_at(found.span.start).filter(|hidden| !hidden.is_empty());
            let related = found.related.iter_mut().map(|related| &mut related.message);
            let titles = found.fixes.iter_mut().map(|fix| &mut fix.title);
            for text in std::iter::once(&mut found.message).chain(&mut found.help).chain(related).chain(titles) {
                if let Some(hidden) = hidden {
                    redact_quoted(text, hidden);
                }
                if let Cow::Owned(without) = source.without_hidden(text) {
                    *text = without;
                }
            }
            if let Cow::Owned(without) = source.without_hidden(found.pointer.as_str()) {
                found.pointer = Pointer::from(without.as_str());
            }
        }
    }

    /// Drops the fixes that would delete what the source hides: where a secret goes, only a person can say.
    pub fn keep_secrets(&mut self, source: &Source) {
        for found in &mut self.0 {
            found.fixes.retain(|fix| {
                let hidden = fix.edits.iter().flat_map(|edit| source.hidden_in(edit.span));
                let mut hidden = hidden.filter(|hidden| !hidden.is_empty());
                hidden.all(|hidden| fix.edits.iter().any(|edit| edit.text.contains(hidden)))
            });
        }
    }

    /// Lets fixes keep the quotes of the words that they replace, so that JSON stays JSON.
    pub(crate) fn keep_quotes(&mut self, source: &Source) {
        let is_word = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '@')
                && text.chars().all(|c| c.is_ascii_alphanumeric() || "@/._-".contains(c))
                && !["true", "false"].contains(&text)
        };
        let edits = self.0.iter_mut().flat_map(|found| &mut found.fixes).flat_map(|fix| &mut fix.edits);
        for edit in edits.filter(|edit| is_word(&edit.text)) {
            let written = source.slice(edit.span);
            let quote = ['"', '\''].into_iter().find(|quote| written.len() > 1 && written.starts_with(*quote));
            if let Some(quote) = quote.filter(|quote| written.ends_with(*quote)) {
                edit.text = format!("{quote}{}{quote}", edit.text);
            }
        }
    }

    /// The findings, in the order they stand.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The findings, to change severities.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.0.iter_mut()
    }

    /// Keeps the findings that `keep` says.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(keep);
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Whether the spec is invalid.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// Takes a value out of a text that quotes it whole, or cut where it is long; a short one is part of any sentence.
fn redact_quoted(text: &mut String, hidden: &str) {
    let shows = |quoted: &str| {
        let begun = quoted.trim_start_matches(['"', '\'']).strip_suffix('…');
        quoted.contains(hidden) || begun.is_some_and(|begun| hidden.starts_with(begun))
    };
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| if at % 2 == 1 && shows(part) { STARS } else { part });
    *text = parts.collect::<Vec<_>>().join("`");
    if hidden.contains('`') {
        *text = text.replace(hidden, STARS);
    }
}

impl<'a> IntoIterator for &'a mut Report {
    type Item = &'a mut Diagnostic;
    type IntoIter = std::slice::IterMut<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
