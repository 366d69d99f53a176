//! What can be changed for the better at a place: fixes of findings, comments that silence them, keys that are missing.

use super::Known;
use super::addition;
use super::creation::{self, Creation};
use super::title::title;
use crate::compile::Compilation;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::document::{self, removal};
use crate::fix;
use crate::source::{Source, Span};

/// What a repair is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It resolves a finding.
    Fix,
    /// It makes every safe fix of the file.
    FixAll,
    /// It silences a finding.
    Silence,
    /// It adds what is missing.
    Add,
    /// It makes a file that the text names.
    Create,
}

/// A change of the text.
#[derive(Debug, Clone)]
pub struct Repair<'a> {
    /// What it does, in the imperative.
    pub title: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The finding that it is about.
    pub finding: Option<&'a Diagnostic>,
    /// Whether it is what anybody would do.
    pub is_safe: bool,
    /// The replacements, in the order of the text.
    pub edits: Vec<Edit>,
    /// A file that is made first.
    pub creation: Option<Creation>,
    /// The word of the new text that a person is to replace.
    pub placeholder: Option<&'static str>,
}

impl<'a> Repair<'a> {
    /// A change that nobody makes unseen.
    pub(super) fn new(what: &str, purpose: Purpose, finding: Option<&'a Diagnostic>, edits: Vec<Edit>) -> Self {
        Self { title: title(what), purpose, finding, is_safe: false, edits, creation: None, placeholder: None }
    }
}

/// What stands for the reason of a comment that silences.
const REASON: &str = "reason";

/// What can be done about the findings that a range touches; the better of a finding's comes first.
pub fn repairs<'a>(known: &Known<'a>, range: Span) -> Vec<Repair<'a>> {
    let compilation = known.compilation;
    let touches = |span: Span| span.start <= range.end && range.start <= span.end.max(span.start);
    // Where a choice is offered, it is offered at each of what is chosen from.
    let here = |found: &&Diagnostic| {
        touches(found.span) || (found.fixes.len() > 1 && found.related.iter().any(|related| touches(related.span)))
    };
    let found: Vec<&Diagnostic> = compilation.report.iter().filter(here).collect();
    let mut repairs = Vec::new();
    for finding in &found {
        // Where several keys are missing, they are added together; the fix of a finding adds its own.
        let together = addition::missing(compilation, finding);
        repairs.extend(together.filter(|(count, _)| *count > 1 || finding.fixes.is_empty()).map(|(_, added)| added));
        repairs.extend(fixes(std::iter::once(*finding)));
        repairs.extend(addition::provider(compilation, finding));
        repairs.extend(emptied(compilation, finding));
        repairs.extend(creation::missing_file(compilation, finding));
    }
    repairs.extend(addition::schedule(compilation, range.start));
    let chosen = fix::choose(&compilation.report, false);
    if !chosen.is_empty() {
        let edits = fix::edits(chosen.iter().map(|choice| choice.fix));
        repairs
            .push(Repair { is_safe: true, ..Repair::new("fix all that is safe to fix", Purpose::FixAll, None, edits) });
    }
    repairs.extend(found.iter().filter_map(|finding| silence(compilation, finding)));
    repairs
}

/// The fixes of findings of another file than a spec.
pub fn fixes<'a>(found: impl Iterator<Item = &'a Diagnostic>) -> Vec<Repair<'a>> {
    let of_finding = |finding: &'a Diagnostic| {
        finding.fixes.iter().map(move |fix| Repair {
            is_safe: fix.applicability == Applicability::Safe,
            ..Repair::new(&fix.title, Purpose::Fix, Some(finding), fix::edits([fix]))
        })
    };
    found.flat_map(of_finding).collect()
}

/// The key of a section that has nothing in it, taken out.
fn emptied<'a>(compilation: &Compilation, finding: &'a Diagnostic) -> Option<Repair<'a>> {
    if finding.code.id != "empty-section" {
        return None;
    }
    let place = compilation.document.at(&finding.pointer)?.place;
    let span = removal::entry(&compilation.source, &compilation.document, &place)?;
    let name = finding.pointer.tokens().last()?;
    let edits = vec![Edit { span, text: String::new() }];
    Some(Repair::new(&format!("remove `{name}`"), Purpose::Fix, Some(finding), edits))
}

/// A comment above the finding's line that silences it; none where no comment can stand there.
fn silence<'a>(compilation: &Compilation, finding: &'a Diagnostic) -> Option<Repair<'a>> {
    // What is said of a comment is not silenced by one above it.
    let is_of_comment = compilation.document.comments.iter().any(|span| span.touches(finding.span.start));
    if finding.code.is_fixed() || is_of_comment {
        return None;
    }
    let source = &compilation.source;
    let line = source.line(source.position(finding.span.start).line);
    let mark = if line.start == 0 && source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let line = source.slice(Span::new(line.start + mark, line.end)).to_owned();
    let start = source.line(source.position(finding.span.start).line).start + mark;
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
    let line_break = line_break(source);
    let text = format!("{indent}# ast: ignore[{}] {REASON}{line_break}", finding.code.id);
    let edit = Edit { span: Span::new(start, start), text };
    // Inside of a text of several lines a comment is part of the text.
    let (after, _) = document::parse(&Source::new("", fix::edited(source.text(), std::slice::from_ref(&edit))));
    let title = format!("silence `{}` here", finding.code.id);
    after.comments.iter().any(|span| span.start == start + indent.len()).then(|| Repair {
        placeholder: Some(REASON),
        ..Repair::new(&title, Purpose::Silence, Some(finding), vec![edit])
    })
}

/// The line break that the text uses.
pub(super) fn line_break(source: &Source) -> &'static str {
    if source.text().contains("\r\n") { "\r\n" } else { "\n" }
}
