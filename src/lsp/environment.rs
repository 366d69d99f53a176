//! `.env` beside a spec: what it lacks, has too much or gets wrong, and what its names mean. No value is ever told.

use gen_lsp_types::{Code, Diagnostic, DiagnosticSeverity};

use super::diagnostics::message;
use super::file::File;
use super::state::Server;
use crate::assist::{About, Offer, Repair, env_about, env_findings, env_offers, env_repairs};
use crate::dotenv::Problem;
use crate::source::{Source, Span};

fn source(file: &File) -> Source {
    Source::new(super::file::ENVIRONMENT_FILE, file.text.as_str())
}

/// Where a finding is shown: what is not there stands where it would be written, at the end of the file.
fn span(file: &File, problem: &Problem) -> Span {
    let end = file.text.as_str().len();
    problem.span.unwrap_or_else(|| Span::new(end, end))
}

pub(super) fn diagnostics(server: &Server, file: &File) -> Vec<Diagnostic> {
    let source = source(file);
    let one = |problem: &Problem| Diagnostic {
        range: file.range(span(file, problem)),
        severity: Some(if problem.kind.is_error() { DiagnosticSeverity::Error } else { DiagnosticSeverity::Warning }),
        code: Some(Code::String(problem.kind.as_str().to_owned())),
        source: Some("ast".to_owned()),
        message: message(server, &problem.message, Some(&problem.help)),
        ..Diagnostic::default()
    };
    let of_project = |spec: &File| {
        spec.with_known((server.now)(), |known| env_findings(known, &source).iter().map(one).collect::<Vec<_>>())
    };
    server.with_spec_of(file, of_project).unwrap_or_default()
}

/// What can be done about what is wrong at a span.
pub(super) fn repairs(server: &Server, file: &File, part: Span) -> Vec<Repair<'static>> {
    let source = source(file);
    let of_project = |spec: &File| {
        spec.with_known((server.now)(), |known| {
            let found = env_findings(known, &source).into_iter();
            let here = found.filter(|problem| {
                let span = span(file, problem);
                span.start <= part.end && part.start <= span.end
            });
            env_repairs(known, &source, &here.collect::<Vec<_>>())
        })
    };
    server.with_spec_of(file, of_project).unwrap_or_default()
}

pub(super) fn offers(server: &Server, file: &File, offset: usize) -> Vec<Offer> {
    let source = source(file);
    let of_project = |spec: &File| spec.with_known((server.now)(), |known| env_offers(known, &source, offset));
    server.with_spec_of(file, of_project).unwrap_or_default()
}

pub(super) fn about(server: &Server, file: &File, offset: usize) -> Option<About> {
    let source = source(file);
    let of_project = |spec: &File| spec.with_known((server.now)(), |known| env_about(known, &source, offset));
    server.with_spec_of(file, of_project).flatten()
}
