//! Findings as JSON for other programs: fields are always present, and within a version only added.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use super::{FileFindings, Summary};
use crate::diagnostic::{Applicability, Report, Severity};
use crate::source::{Position, Source, Span};
use crate::text::is_hidden;

/// The version of the contract.
pub const VERSION: u32 = 1;

/// What `ast validate --format json` prints.
#[derive(Debug, Serialize)]
pub struct Output<'a> {
    version: u32,
    files: Vec<File<'a>>,
    summary: Summary,
}

#[derive(Debug, Serialize)]
struct File<'a> {
    path: &'a str,
    valid: bool,
    diagnostics: Vec<Finding<'a>>,
}

/// A finding; every command that prints findings as JSON prints these.
#[derive(Debug, Serialize)]
pub struct Finding<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    help: Option<&'a str>,
    url: Option<&'a str>,
    pointer: &'a str,
    range: Range,
    related: Vec<Related<'a>>,
    fixes: Vec<Fix<'a>>,
}

#[derive(Debug, Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Debug, Serialize)]
struct Related<'a> {
    message: &'a str,
    path: &'a str,
    range: Range,
}

#[derive(Debug, Serialize)]
struct Fix<'a> {
    title: &'a str,
    applicability: Applicability,
    edits: Vec<Edit<'a>>,
}

#[derive(Debug, Serialize)]
struct Edit<'a> {
    range: Range,
    text: &'a str,
}

impl Range {
    fn of(span: Span, source: &Source) -> Self {
        Self { start: source.position(span.start), end: source.position(span.end.max(span.start)) }
    }
}

/// The findings of one file, which is shown as `path`.
pub fn findings<'a>(path: &'a str, source: &Source, report: &'a Report) -> Vec<Finding<'a>> {
    let range = |span| Range::of(span, source);
    let finding = |found: &'a crate::diagnostic::Diagnostic| Finding {
        code: found.code.id,
        severity: found.severity,
        message: &found.message,
        help: found.help.as_deref(),
        url: None,
        pointer: found.pointer.as_str(),
        range: range(found.span),
        related: found
            .related
            .iter()
            .map(|related| Related { message: &related.message, path, range: range(related.span) })
            .collect(),
        fixes: found
            .fixes_to_show(source)
            .map(|fix| Fix {
                title: &fix.title,
                applicability: fix.applicability,
                edits: fix.edits.iter().map(|edit| Edit { range: range(edit.span), text: &edit.text }).collect(),
            })
            .collect(),
    };
    report.iter().map(finding).collect()
}

/// The findings of all files.
pub fn output<'a>(files: &[FileFindings<'a>]) -> Output<'a> {
    let file = |file: &FileFindings<'a>| File {
        path: file.path,
        valid: !file.report.has_errors(),
        diagnostics: findings(file.path, file.source, file.report),
    };
    Output { version: VERSION, files: files.iter().map(file).collect(), summary: Summary::of(files) }
}

/// The findings of all files, as text that ends in a line break.
pub fn render(files: &[FileFindings<'_>]) -> String {
    text(&output(files))
}

/// Any answer as JSON text that ends in a line break.
pub fn text(answer: &impl Serialize) -> String {
    // Structs with string keys always serialise; an empty text would be seen by every test.
    let mut text = serde_json::to_string_pretty(answer).unwrap_or_default();
    text.push('\n');
    match escaped(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(escaped) => escaped,
    }
}

/// The same, written piece by piece as it is made, so that however long it is, it is never held at once.
pub fn write(answer: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    let mut to = Escaping { to, gathered: Vec::new() };
    serde_json::to_writer_pretty(&mut to, answer)?;
    to.write_all(b"\n")?;
    to.flush()
}

/// Writes JSON with what is hidden escaped. It comes in pieces of whole characters, most of them tiny.
struct Escaping<'a> {
    to: &'a mut dyn Write,
    gathered: Vec<u8>,
}

impl Escaping<'_> {
    /// How much is written at once, in bytes.
    const MUCH: usize = 1 << 16;

    fn pass_on(&mut self) -> io::Result<()> {
        let text = str::from_utf8(&self.gathered).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))?;
        self.to.write_all(escaped(text).as_bytes())?;
        self.gathered.clear();
        Ok(())
    }
}

impl Write for Escaping<'_> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(piece);
        if self.gathered.len() >= Self::MUCH {
            self.pass_on()?;
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.to.flush()
    }
}

/// JSON without what is hidden: strings are the only place for it, as DEL, C1 and marks of direction may stand raw.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_raw = |c: char| c != '\n' && is_hidden(c);
    if !text.contains(is_raw) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_raw(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_pieces_is_the_same_text() {
        let lines: Vec<String> = (0..10_000).map(|line| format!("é{line}\u{7f}\u{202e}\"\n🚲")).collect();
        let mut written = Vec::new();
        write(&lines, &mut written).unwrap();
        assert!(written.len() > 2 * Escaping::MUCH);
        assert_eq!(String::from_utf8(written).unwrap(), text(&lines));
    }
}
