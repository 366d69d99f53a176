//! Findings as an editor shows them.

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport, Location, MarkupContent,
    MarkupKind, Message, RelatedFullDocumentDiagnosticReport, Uri,
};
use serde_json::json;

use super::file::{File, Role};
use super::state::Server;
use super::{beside, environment, plain};
use crate::diagnostic::{self, Report, Severity, Tag};

pub(super) fn answer(server: &Server, params: &DocumentDiagnosticParams) -> DocumentDiagnosticReport {
    let items = server.file(&params.text_document.uri).map(|file| of(server, file)).unwrap_or_default();
    let full = FullDocumentDiagnosticReport { result_id: None, items };
    RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report: full }.into()
}

/// What there is to say of a file.
pub(super) fn of(server: &Server, file: &File) -> Vec<Diagnostic> {
    match file.role() {
        Role::Spec => {
            let project = file.project();
            let neighbours = server.neighbours.told(project, server.workspace.disk()).unwrap_or_default();
            let found = project.compilation.report.iter().chain(&neighbours);
            let found = found.filter(|found| !is_begun(file.text.as_str(), found));
            found.map(|found| one(server, file, found)).chain(beside::diagnostics(server, file)).collect()
        }
        Role::Options => {
            let report = of_options(server, file);
            report.iter().map(|found| one(server, file, found)).collect()
        }
        Role::Environment => environment::diagnostics(server, file),
        Role::Other => Vec::new(),
    }
}

/// What is wrong with a file of options.
pub(super) fn of_options(server: &Server, file: &File) -> Report {
    let report = server.with_spec_of(file, |spec| file.options_report(Some(&spec.project().compilation)));
    report.unwrap_or_else(|| file.options_report(None))
}

/// Whether a section is empty as somebody writes in it: the line below it is indented, and has nothing yet.
fn is_begun(text: &str, found: &diagnostic::Diagnostic) -> bool {
    let mut lines = text.get(found.span.end..).unwrap_or_default().split('\n');
    found.code.id == "empty-section"
        && lines.next().is_some_and(|rest| rest.trim().trim_start_matches(':').is_empty())
        && lines.next().is_some_and(|line| line.starts_with(' ') && line.trim().is_empty())
}

/// Where a code is explained, for a client that said where its page is.
fn href(server: &Server, id: &str) -> Option<CodeDescription> {
    let reference = server.client.reference.as_ref()?;
    Some(CodeDescription { href: Uri(format!("{reference}#{id}")) })
}

/// What is wrong and what to do.
pub(super) fn message(server: &Server, message: &str, help: Option<&str>) -> Message {
    // Two lines are one paragraph in Markdown.
    let (line, is_markdown) = if server.client.markdown_messages { ("\n\n", true) } else { ("\n", false) };
    let text = help.map_or_else(|| message.to_owned(), |help| format!("{message}{line}help: {help}"));
    if is_markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: text }.into()
    } else {
        plain::message(&text).into()
    }
}

/// A finding. `data` has what the message is made of, for programs.
pub(super) fn one(server: &Server, file: &File, found: &diagnostic::Diagnostic) -> Diagnostic {
    let severity = match found.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Advice => DiagnosticSeverity::Information,
    };
    let related = found.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: file.uri.clone(), range: file.range(related.span) },
        message: plain::message(&related.message),
    });
    let id = found.code.id;
    let tag = found.code.tag.map(|tag| match tag {
        Tag::Deprecated => DiagnosticTag::Deprecated,
        Tag::Unnecessary => DiagnosticTag::Unnecessary,
    });
    Diagnostic {
        range: file.range(found.span),
        severity: Some(severity),
        code: Some(Code::String(id.to_owned())),
        code_description: href(server, id),
        source: Some("ast".to_owned()),
        message: message(server, &found.message, found.help.as_deref()),
        tags: tag.map(|tag| vec![tag]),
        related_information: server.client.related.then(|| related.collect()),
        data: Some(json!({ "message": found.message, "help": found.help, "pointer": found.pointer })),
    }
}
