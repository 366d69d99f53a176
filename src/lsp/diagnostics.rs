//! Findings as an editor shows them.

use gen_lsp_types::{
    Code, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentDiagnosticParams,
    DocumentDiagnosticReport, FullDocumentDiagnosticReport, Location, RelatedFullDocumentDiagnosticReport,
};
use serde_json::json;

use super::file::{File, Role};
use super::state::Server;
use crate::diagnostic::{self, Severity, Tag};

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
            let beside = server.neighbours.told(project, server.workspace.disk()).unwrap_or_default();
            let found = project.compilation.report.iter().chain(&beside);
            found.map(|found| one(server, file, found)).collect()
        }
        Role::Options => {
            let report = server.with_spec_of(file, |spec| file.options_report(Some(&spec.project().compilation)));
            let report = report.unwrap_or_else(|| file.options_report(None));
            report.iter().map(|found| one(server, file, found)).collect()
        }
        Role::Other => Vec::new(),
    }
}

/// A finding. `data` has what the message is made of, for programs.
pub(super) fn one(server: &Server, file: &File, found: &diagnostic::Diagnostic) -> Diagnostic {
    let severity = match found.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Advice => DiagnosticSeverity::Information,
    };
    let message = match &found.help {
        Some(help) => format!("{}\nhelp: {help}", found.message),
        None => found.message.clone(),
    };
    let related = found.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: file.uri.clone(), range: file.range(related.span) },
        message: related.message.clone(),
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
        source: Some("ast".to_owned()),
        message: message.into(),
        tags: tag.map(|tag| vec![tag]),
        related_information: server.client.related.then(|| related.collect()),
        data: Some(json!({ "message": found.message, "help": found.help, "pointer": found.pointer })),
        ..Diagnostic::default()
    }
}
