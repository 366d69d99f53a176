//! `# ast: ignore[code] reason`: which findings comments silence, and what is wrong with the comments themselves.

use super::nearest::nearest;
use super::severity::Look;
use super::{Applicability, Class, Code, Diagnostic, Edit, Fix, Report, codes};
use crate::source::{Pointer, Source, Span};

/// One code that a comment silences on one line.
#[derive(Debug)]
pub(super) struct Suppression {
    /// The line that it acts on: its own, or for a comment that stands alone the next line that is not a comment.
    line: usize,
    code: &'static str,
    /// The code's text in the comment.
    span: Span,
    /// Which comment it is of.
    comment: usize,
    /// Whether it silenced something, or may yet in another look.
    used: bool,
}

/// Every suppression of a source.
#[derive(Debug, Default)]
pub(super) struct Suppressions {
    list: Vec<Suppression>,
    /// What takes a whole comment away.
    comments: Vec<Span>,
}

impl Suppressions {
    /// Reads the comments, and reports those that can't do what they say.
    pub(super) fn read(source: &Source, comments: &[Span], look: Look<'_>, report: &mut Report) -> Self {
        let mut found = Self::default();
        // Nearly every file; one of a million comments is read in no time.
        if !comments.iter().any(|span| is_suppression(source, *span)) {
            return found;
        }
        // Those of comments that stand alone act on the next line, unless that is such a comment too.
        let mut pending = 0;
        let mut pending_line = 0;
        for span in comments {
            let line = source.position(span.start).line;
            let before = source.slice(Span::new(source.line(line).start, span.start));
            let alone = before.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
            if pending_line != line || !alone {
                pending = found.list.len();
            }
            let codes = codes_of(source, *span, report, look.known);
            if !codes.is_empty() {
                found.comments.push(whole(source, *span, alone));
            }
            let comment = found.comments.len().saturating_sub(1);
            let suppression = |(code, span): (&'static Code, Span)| {
                let used = !(look.is_sought)(code);
                Suppression { line, code: code.id, span, comment, used }
            };
            found.list.extend(codes.into_iter().map(suppression));
            if alone {
                pending_line = line + 1;
                found.list[pending..].iter_mut().for_each(|suppression| suppression.line = pending_line);
            }
        }
        found.list.sort_by_key(|suppression| (suppression.line, suppression.code));
        found
    }

    /// Whether a finding of `code` on `line` is silenced.
    pub(super) fn silence(&mut self, line: usize, code: &str) -> bool {
        let from = self.list.partition_point(|other| (other.line, other.code) < (line, code));
        let mut silenced = false;
        for suppression in self.list[from..].iter_mut().take_while(|other| (other.line, other.code) == (line, code)) {
            suppression.used = true;
            silenced = true;
        }
        silenced
    }

    /// Reports what silenced nothing.
    pub(super) fn report_unused(&self, source: &Source, report: &mut Report) {
        for unused in self.list.iter().filter(|suppression| !suppression.used) {
            let message = format!("there is no finding of `{}` here to silence", unused.code);
            let of_comment = || self.list.iter().filter(|other| other.comment == unused.comment);
            let mut diagnostic = Diagnostic::new(&codes::UNUSED_SUPPRESSION, Pointer::root(), unused.span, message);
            if of_comment().all(|other| !other.used) {
                diagnostic = diagnostic.help("remove the comment");
                diagnostic.fixes.push(Fix {
                    title: "remove the comment".into(),
                    applicability: Applicability::Safe,
                    edits: vec![Edit { span: self.comments[unused.comment], text: String::new() }],
                });
            } else {
                let title = "remove the code from the comment";
                let span = listed(source, unused.span);
                diagnostic = diagnostic.help(title).fix(title, Applicability::Safe, span, "");
            }
            report.push(diagnostic);
        }
    }
}

/// A code of a list with the comma that goes with it.
fn listed(source: &Source, code: Span) -> Span {
    let behind = &source.text()[code.end..];
    if let Some(rest) = behind.trim_start_matches([' ', '\t']).strip_prefix(',') {
        let rest = rest.trim_start_matches([' ', '\t']);
        return Span::new(code.start, code.end + behind.len() - rest.len());
    }
    let before = source.text()[..code.start].trim_end_matches([' ', '\t']);
    Span::new(before.strip_suffix(',').unwrap_or(before).trim_end_matches([' ', '\t']).len(), code.end)
}

/// Whether a comment is for us.
pub fn is_suppression(source: &Source, comment: Span) -> bool {
    text_of(source, comment).starts_with("ast:")
}

/// What a comment says.
fn text_of(source: &Source, comment: Span) -> &str {
    let comment = source.slice(comment);
    // A spec's begins with `#`, and that of code in another language by its marks.
    let mut marks = ["#", "//", "/*"].into_iter();
    marks.find_map(|mark| comment.strip_prefix(mark)).unwrap_or_default().trim_start()
}

/// A comment with what goes with it: its line where it stands alone, else the white space before it.
fn whole(source: &Source, comment: Span, alone: bool) -> Span {
    let line = source.line(source.position(comment.start).line);
    if alone {
        let mark = if source.slice(line).starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        return Span::new(line.start + mark, line.end);
    }
    let before = source.slice(Span::new(line.start, comment.start)).trim_end_matches([' ', '\t']);
    Span::new(line.start + before.len(), comment.end)
}

/// The codes that a comment names and that can be silenced, each with its text.
fn codes_of(source: &Source, span: Span, report: &mut Report, known: &[&'static Code]) -> Vec<(&'static Code, Span)> {
    let warning = |code: &'static Code, message: String, help: String| {
        Diagnostic::new(code, Pointer::root(), span, message).help(help)
    };
    let Some(rest) = text_of(source, span).strip_prefix("ast:") else { return Vec::new() };
    let list = rest.trim_start().strip_prefix("ignore[").and_then(|rest| Some(rest.split_once(']')?.0));
    let Some(list) = list.filter(|list| !list.trim().is_empty()) else {
        let message = "expected `ast: ignore[code] reason`".to_owned();
        let help = "name the code of the finding in brackets".to_owned();
        report.push(warning(&codes::INVALID_SUPPRESSION, message, help));
        return Vec::new();
    };
    let mut codes = Vec::new();
    let mut at = span.start + source.slice(span).find('[').map_or(0, |bracket| bracket + 1);
    for part in list.split(',') {
        let name = part.trim();
        let start = at + part.len() - part.trim_start().len();
        at += part.len() + 1;
        match known.iter().find(|known| known.id == name) {
            None => {
                let message = format!("no code is called `{name}`");
                let found = warning(&codes::UNKNOWN_CODE, message, suggestion(name, known));
                report.push(match nearest(name, known.iter().map(|known| known.id)) {
                    Some(near) => {
                        let written = Span::new(start, start + name.len());
                        found.fix(format!("write `{near}`"), Applicability::Unsafe, written, near)
                    }
                    None => found,
                });
            }
            Some(code) if code.is_fixed() => {
                let message = format!("`{name}` is an error of {} and can't be silenced", class(code));
                let help = "remove the comment, and correct the finding".to_owned();
                report.push(warning(&codes::FIXED_SEVERITY, message, help));
            }
            Some(code) => codes.push((*code, Span::new(start, start + name.len()))),
        }
    }
    codes
}

/// How a message calls the stage of a code.
pub(super) fn class(code: &Code) -> &'static str {
    match code.class {
        Class::Syntax => "syntax",
        Class::Schema => "the schema",
        Class::Rule => "a rule that all files rest on",
    }
}

/// What to do about a name that no code has.
pub(super) fn suggestion(code: &str, known: &[&'static Code]) -> String {
    match nearest(code, known.iter().map(|known| known.id)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "run `ast explain --all` to see all codes".to_owned(),
    }
}
