//! The compiler's fixes, and what else can be done about findings, as code actions.

use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse};

use super::beside;
use super::diagnostics::{self, one};
use super::edit::of_repair;
use super::environment;
use super::file::Role;
use super::state::Server;
use crate::assist::{Purpose, Repair, fixes, repairs};

/// Every safe fix of a file; what editors run on saving.
pub(super) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.ast");

pub(super) fn answer(server: &Server, params: &CodeActionParams) -> Option<Vec<CodeActionResponse>> {
    let file = server.file(&params.text_document.uri)?;
    let wanted = params.context.only.clone().map(|only| only.into_iter().map(String::from).collect::<Vec<_>>());
    let is_wanted = |kind: &CodeActionKind| {
        let kind = String::from(kind.clone());
        wanted.as_ref().is_none_or(|wanted| {
            wanted.iter().any(|wanted| {
                wanted.is_empty()
                    || kind == *wanted
                    || kind.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with('.'))
            })
        })
    };
    let range = file.text.span(params.range);
    let action = |repair: &Repair<'_>| {
        let kind = match repair.purpose {
            Purpose::Add if repair.finding.is_none() => CodeActionKind::RefactorRewrite,
            Purpose::Fix | Purpose::Silence | Purpose::Add | Purpose::Create => CodeActionKind::QuickFix,
            Purpose::FixAll => FIX_ALL,
        };
        let edit = is_wanted(&kind).then(|| of_repair(server, file, repair)).flatten()?;
        Some(CodeAction {
            title: repair.title.clone(),
            is_preferred: Some(repair.purpose == Purpose::Fix && repair.is_safe),
            diagnostics: repair.finding.map(|found| vec![one(server, file, found)]),
            edit: Some(edit),
            kind: Some(kind),
            ..CodeAction::default()
        })
    };
    let listed = |repairs: &[Repair<'_>]| -> Vec<CodeActionResponse> {
        repairs.iter().filter_map(action).map(CodeActionResponse::CodeAction).collect()
    };
    match file.role() {
        Role::Spec => {
            let mut all = file.with_current((server.now)(), |known| listed(&repairs(known, range)));
            if is_wanted(&CodeActionKind::QuickFix) {
                let declared = beside::actions(server, file, range).into_iter().map(CodeActionResponse::CodeAction);
                all.splice(0..0, declared);
            }
            Some(all)
        }
        Role::Options => {
            let report = diagnostics::of_options(server, file);
            let found = report.iter().filter(|found| found.span.start <= range.end && range.start <= found.span.end);
            Some(listed(&fixes(found)))
        }
        Role::Environment => Some(listed(&environment::repairs(server, file, range))),
        Role::Other => None,
    }
}
