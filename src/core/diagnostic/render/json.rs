//! Findings as JSON for other programs: fields are always present, and within a version only added.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use super::{FileFindings, Summary};
use crate::diagnostic::{self, Applicability, Diagnostic, Report, Severity};
use crate::source::{Position, Source, Span};
use crate::text::{has_hidden, is_hidden};

/// The version of the contract: the first field of every answer, a constant.
#[derive(Debug, Clone, Copy)]
pub struct Version;

impl Version {
    const NUMBER: u32 = 1;
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(Self::NUMBER)
    }
}

impl JsonSchema for Version {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "version".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "const": Self::NUMBER })
    }
}

/// `ast validate --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "validate")]
pub struct Output<'a> {
    /// The version of the contract.
    version: Version,
    /// Every file that was looked at.
    files: Vec<File<'a>>,
    /// How many findings there are in all of them.
    summary: Summary,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct File<'a> {
    /// As given, with `/`.
    path: &'a str,
    /// Whether it has no error.
    valid: bool,
    /// What there is to say of it, in the order of the text.
    #[serde(serialize_with = "one_by_one")]
    #[schemars(with = "Vec<Finding>")]
    diagnostics: FileFindings<'a>,
}

/// Writes findings as they are made, so that those of one file are never held at once.
fn one_by_one<S: Serializer>(file: &FileFindings<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(file.report.iter().map(|found| Finding::of(found, file.path, file.source)))
}

/// A finding.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "diagnostic")]
pub struct Finding {
    /// Kebab-case and stable.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    code: &'static str,
    /// How bad it is.
    severity: Severity,
    /// What is wrong.
    message: String,
    /// What to do.
    help: Option<String>,
    /// A page on it.
    url: Option<&'static str>,
    /// A JSON pointer into the spec (RFC 6901). Empty for the whole file.
    pointer: String,
    /// What is underlined.
    range: Range,
    /// Other places that belong to it.
    related: Vec<Related>,
    /// How it can be corrected.
    fixes: Vec<Fix>,
}

/// A part of a file; `end` is exclusive.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "range")]
struct Range {
    /// Where it begins.
    start: Position,
    /// Where what comes after it begins.
    end: Position,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Related {
    /// What is there.
    message: String,
    /// The file.
    path: String,
    /// What is underlined.
    range: Range,
}

/// A correction.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "correction")]
struct Fix {
    /// What it does.
    title: String,
    /// Whether it can be made unseen.
    applicability: Applicability,
    /// What is replaced; all of it, or nothing.
    edits: Vec<Edit>,
}

/// A replacement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "edit")]
struct Edit {
    /// What is replaced.
    range: Range,
    /// By what.
    text: String,
}

impl Range {
    fn of(span: Span, source: &Source) -> Self {
        Self { start: source.position(span.start), end: source.position(span.end.max(span.start)) }
    }
}

impl Finding {
    fn of(found: &Diagnostic, path: &str, source: &Source) -> Self {
        let range = |span| Range::of(span, source);
        let related = |related: &diagnostic::Related| Related {
            message: related.message.clone(),
            path: path.to_owned(),
            range: range(related.span),
        };
        let edit = |edit: &diagnostic::Edit| Edit { range: range(edit.span), text: edit.text.clone() };
        let fix = |fix: &diagnostic::Fix| Fix {
            title: fix.title.clone(),
            applicability: fix.applicability,
            edits: fix.edits.iter().map(edit).collect(),
        };
        Self {
            code: found.code.id,
            severity: found.severity,
            message: found.message.clone(),
            help: found.help.clone(),
            url: None,
            pointer: found.pointer.as_str().to_owned(),
            range: range(found.span),
            related: found.related.iter().map(related).collect(),
            fixes: found.fixes_to_show(source).map(fix).collect(),
        }
    }
}

/// The findings of one file, which is shown as `path`.
pub fn findings(path: &str, source: &Source, report: &Report) -> Vec<Finding> {
    report.iter().map(|found| Finding::of(found, path, source)).collect()
}

/// The findings of all files.
pub fn output<'a>(files: &[FileFindings<'a>]) -> Output<'a> {
    let file = |file: &FileFindings<'a>| File { path: file.path, valid: !file.report.has_errors(), diagnostics: *file };
    Output { version: Version, files: files.iter().map(file).collect(), summary: Summary::of(files) }
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

    fn write_all(&mut self, piece: &[u8]) -> io::Result<()> {
        self.write(piece).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pass_on()?;
        self.to.flush()
    }
}

/// JSON without what is hidden: strings are the only place for it, as DEL, C1 and marks of direction may stand raw.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_raw = |c: char| c != '\n' && is_hidden(c);
    if !has_hidden(text) {
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
