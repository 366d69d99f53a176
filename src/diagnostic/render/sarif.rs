//! SARIF 2.1.0, which code scanning services read: rules, results with their fixes, and marks to know them again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::{FileFindings, json};
use crate::diagnostic::{Class, Code, Diagnostic, Severity};
use crate::source::{Source, Span};

/// The findings of all files.
pub fn render(files: &[FileFindings<'_>]) -> String {
    let codes: BTreeSet<&str> = files.iter().flat_map(|file| file.report).map(|found| found.code.id).collect();
    let codes: Vec<&str> = codes.into_iter().collect();
    let mut rules: Vec<Value> = vec![Value::Null; codes.len()];
    let mut marks = Fingerprints::default();
    let mut results = Vec::new();
    for file in files {
        for found in file.report {
            let index = codes.binary_search(&found.code.id).unwrap_or_default();
            rules[index] = rule(found.code);
            results.push(result(file, found, index, &marks.of(file, found)));
        }
    }
    json::text(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "ast", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules } },
            // Columns count Unicode scalar values, as everywhere in `ast`.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

fn rule(code: &Code) -> Value {
    let class = match code.class {
        Class::Syntax => "syntax",
        Class::Schema => "schema",
        Class::Rule => "rule",
    };
    json!({
        "id": code.id,
        "shortDescription": { "text": code.summary },
        "fullDescription": { "text": code.explanation },
        "help": { "text": format!("{} Run `ast explain {}` for examples.", code.explanation, code.id) },
        "defaultConfiguration": { "level": level(code.severity) },
        "properties": { "tags": [class] },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn result(file: &FileFindings<'_>, found: &Diagnostic, rule: usize, mark: &str) -> Value {
    let artifact = json!({ "uri": uri(file.path) });
    let place = |span| json!({ "artifactLocation": artifact, "region": region(file.source, span) });
    let text = match &found.help {
        Some(help) => format!("{}\n{help}", found.message),
        None => found.message.clone(),
    };
    let related = found.related.iter().enumerate().map(|(id, related)| {
        json!({ "id": id, "message": { "text": related.message }, "physicalLocation": place(related.span) })
    });
    let fixes = found.fixes_to_show(file.source).map(|fix| {
        let replacements = fix.edits.iter().map(
            |edit| json!({ "deletedRegion": region(file.source, edit.span), "insertedContent": { "text": edit.text } }),
        );
        json!({
            "description": { "text": fix.title },
            "artifactChanges": [{ "artifactLocation": artifact, "replacements": replacements.collect::<Vec<_>>() }],
            "properties": { "applicability": fix.applicability },
        })
    });
    json!({
        "ruleId": found.code.id,
        "ruleIndex": rule,
        "level": level(found.severity),
        "message": { "text": text },
        "locations": [{
            "physicalLocation": place(found.span),
            "logicalLocations": [{ "fullyQualifiedName": found.pointer.as_str() }],
        }],
        "relatedLocations": related.collect::<Vec<_>>(),
        "partialFingerprints": { "astFinding/v1": mark },
        "fixes": fixes.collect::<Vec<_>>(),
    })
}

fn region(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end.max(span.start)));
    json!({
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
        "byteOffset": start.offset, "byteLength": end.offset - start.offset,
    })
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
