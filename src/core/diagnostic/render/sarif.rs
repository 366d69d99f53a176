//! SARIF 2.1.0, which code scanning services read: rules, results with their fixes, and marks to know them again.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::fingerprint::Fingerprints;
use super::{FileFindings, json};
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Fix, Severity};
use crate::source::{Source, Span};

/// What `ast validate --format sarif` prints. A report can have tens of thousands of results, so each is made only when
/// it is written.
#[derive(Debug, Serialize)]
pub struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Results<'a>,
}

#[derive(Debug, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text<&'static str>,
    full_description: Text<&'static str>,
    help: Text<String>,
    default_configuration: Configuration,
    properties: Tags,
}

#[derive(Debug, Serialize)]
struct Text<T> {
    text: T,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Debug, Serialize)]
struct Tags {
    tags: [&'static str; 1],
}

/// Every finding of every file.
#[derive(Debug)]
struct Results<'a> {
    files: &'a [FileFindings<'a>],
    /// Where each code stands among the rules.
    index: BTreeMap<&'static str, usize>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text<String>,
    locations: [Location<'a>; 1],
    related_locations: Vec<Related<'a>>,
    partial_fingerprints: Marks,
    fixes: Vec<Change<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Place<'a>,
    logical_locations: [Logical<'a>; 1],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    artifact_location: Artifact<'a>,
    region: Region,
}

#[derive(Debug, Clone, Copy, Serialize)]
struct Artifact<'a> {
    uri: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    byte_offset: usize,
    byte_length: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    fully_qualified_name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Related<'a> {
    id: usize,
    message: Text<&'a str>,
    physical_location: Place<'a>,
}

#[derive(Debug, Serialize)]
struct Marks {
    #[serde(rename = "astFinding/v1")]
    finding: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    description: Text<&'a str>,
    artifact_changes: [ArtifactChange<'a>; 1],
    properties: Properties,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact<'a>,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Text<&'a str>,
}

#[derive(Debug, Serialize)]
struct Properties {
    applicability: Applicability,
}

/// The findings of all files.
pub fn log<'a>(files: &'a [FileFindings<'a>]) -> Log<'a> {
    let codes: BTreeMap<&'static str, &'static Code> =
        files.iter().flat_map(|file| file.report).map(|found| (found.code.id, found.code)).collect();
    let index = codes.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let rules = codes.into_values().map(rule).collect();
    Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: Driver { name: "ast", semantic_version: env!("CARGO_PKG_VERSION"), rules } },
            // Columns count Unicode scalar values, as everywhere in `ast`.
            column_kind: "unicodeCodePoints",
            results: Results { files, index },
        }],
    }
}

/// The findings of all files, as text that ends in a line break.
pub fn render(files: &[FileFindings<'_>]) -> String {
    json::text(&log(files))
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut marks = Fingerprints::default();
        let all = self.files.iter().flat_map(|file| {
            let uri = uri(file.path);
            file.report.iter().map(move |found| (file, uri.clone(), found))
        });
        serializer.collect_seq(all.map(|(file, uri, found)| {
            let index = self.index.get(found.code.id).copied().unwrap_or_default();
            Entry { file, uri, found, index, mark: marks.of(file, found) }
        }))
    }
}

fn rule(code: &'static Code) -> Rule {
    let class = match code.class {
        Class::Syntax => "syntax",
        Class::Schema => "schema",
        Class::Rule => "rule",
    };
    Rule {
        id: code.id,
        short_description: Text { text: code.summary },
        full_description: Text { text: code.explanation },
        help: Text { text: format!("{} Run `ast explain {}` for examples.", code.explanation, code.id) },
        default_configuration: Configuration { level: level(code.severity) },
        properties: Tags { tags: [class] },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A finding with the file that it is in.
struct Entry<'a> {
    file: &'a FileFindings<'a>,
    uri: String,
    found: &'a Diagnostic,
    /// Where its code stands among the rules.
    index: usize,
    mark: String,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { file, found, .. } = self;
        let text = match &found.help {
            Some(help) => format!("{}\n{help}", found.message),
            None => found.message.clone(),
        };
        let related = found.related.iter().enumerate().map(|(id, related)| Related {
            id,
            message: Text { text: related.message.as_str() },
            physical_location: self.place(related.span),
        });
        let finding = Finding {
            rule_id: found.code.id,
            rule_index: self.index,
            level: level(found.severity),
            message: Text { text },
            locations: [Location {
                physical_location: self.place(found.span),
                logical_locations: [Logical { fully_qualified_name: found.pointer.as_str() }],
            }],
            related_locations: related.collect(),
            partial_fingerprints: Marks { finding: self.mark.clone() },
            fixes: found.fixes_to_show(file.source).map(|fix| self.change(fix)).collect(),
        };
        finding.serialize(serializer)
    }
}

impl Entry<'_> {
    fn artifact(&self) -> Artifact<'_> {
        Artifact { uri: &self.uri }
    }

    fn place(&self, span: Span) -> Place<'_> {
        Place { artifact_location: self.artifact(), region: region(self.file.source, span) }
    }

    fn change<'a>(&'a self, fix: &'a Fix) -> Change<'a> {
        let replacement = |edit: &'a crate::diagnostic::Edit| Replacement {
            deleted_region: region(self.file.source, edit.span),
            inserted_content: Text { text: edit.text.as_str() },
        };
        Change {
            description: Text { text: &fix.title },
            artifact_changes: [ArtifactChange {
                artifact_location: self.artifact(),
                replacements: fix.edits.iter().map(replacement).collect(),
            }],
            properties: Properties { applicability: fix.applicability },
        }
    }
}

fn region(source: &Source, span: Span) -> Region {
    let (start, end) = (source.position(span.start), source.position(span.end.max(span.start)));
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_offset: start.offset,
        byte_length: end.offset - start.offset,
    }
}

/// A path as a URI reference: relative ones stay relative, what a URI can't hold is escaped.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_uri_reference() {
        assert_eq!(uri("./a b/é.yml"), "a%20b/%C3%A9.yml");
        assert_eq!(uri("/x/c:d.yml"), "file:///x/c%3Ad.yml");
    }
}
