//! What can be changed for the better at a place: fixes of findings, comments that silence them, keys that are missing.

use super::Known;
use super::addition;
use crate::compile::Compilation;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::document;
use crate::fix;
use crate::source::{Source, Span};
use crate::text::one_line;

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
}

/// What can be done about the findings that a range touches; the better of a finding's comes first.
pub fn repairs<'a>(known: &Known<'a>, range: Span) -> Vec<Repair<'a>> {
    let compilation = known.compilation;
    let here =
        |found: &&Diagnostic| found.span.start <= range.end && range.start <= found.span.end.max(found.span.start);
    let found: Vec<&Diagnostic> = compilation.report.iter().filter(here).collect();
    let mut repairs = Vec::new();
    for finding in &found {
        // Where several keys are missing, they are added together; the fix of a finding adds its own.
        let together = addition::missing(compilation, finding);
        repairs.extend(together.filter(|(count, _)| *count > 1 || finding.fixes.is_empty()).map(|(_, added)| added));
        repairs.extend(finding.fixes.iter().map(|fix| Repair {
            title: one_line(&fix.title, usize::MAX).into_owned(),
            purpose: Purpose::Fix,
            finding: Some(*finding),
            is_safe: fix.applicability == Applicability::Safe,
            edits: fix::edits([fix]),
        }));
        repairs.extend(addition::provider(compilation, finding));
    }
    repairs.extend(addition::schedule(compilation, range.start));
    repairs.extend(found.iter().filter_map(|finding| silence(compilation, finding)));
    let chosen = fix::choose(&compilation.report, false);
    if !chosen.is_empty() {
        repairs.push(Repair {
            title: "fix all that is safe to fix".to_owned(),
            purpose: Purpose::FixAll,
            finding: None,
            is_safe: true,
            edits: fix::edits(chosen.iter().map(|choice| choice.fix)),
        });
    }
    repairs
}

/// A comment above the finding's line that silences it; none where no comment can stand there.
fn silence<'a>(compilation: &Compilation, finding: &'a Diagnostic) -> Option<Repair<'a>> {
    if finding.code.is_fixed() {
        return None;
    }
    let source = &compilation.source;
    let line = source.line(source.position(finding.span.start).line);
    let mark = if line.start == 0 && source.text().starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let line = source.slice(Span::new(line.start + mark, line.end)).to_owned();
    let start = source.line(source.position(finding.span.start).line).start + mark;
    let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
    let line_break = line_break(source);
    let text = format!("{indent}# ast: ignore[{}] reason{line_break}", finding.code.id);
    let edit = Edit { span: Span::new(start, start), text };
    // Inside of a text of several lines a comment is part of the text.
    let (after, _) = document::parse(&Source::new("", fix::edited(source.text(), std::slice::from_ref(&edit))));
    after.comments.iter().any(|span| span.start == start + indent.len()).then(|| Repair {
        title: format!("silence `{}` here", finding.code.id),
        purpose: Purpose::Silence,
        finding: Some(finding),
        is_safe: false,
        edits: vec![edit],
    })
}

/// The line break that the text uses.
pub(super) fn line_break(source: &Source) -> &'static str {
    if source.text().contains("\r\n") { "\r\n" } else { "\n" }
}
