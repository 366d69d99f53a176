//! What can be done with the agent, a store or a job, above it in the text.

use gen_lsp_types::{CodeLens, CodeLensParams, Command};
use serde_json::{Value, json};

use super::file::File;
use super::state::Server;
use crate::assist::to_set;
use crate::plan::Id;
use crate::source::{Pointer, Span};

pub(super) fn answer(server: &Server, params: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let file = server.spec(&params.text_document.uri)?;
    if !server.client.runs_commands || !server.preferences.lenses {
        return Some(Vec::new());
    }
    file.with_current((server.now)(), |known| {
        let document = &known.compilation.document;
        let spec = known.compilation.spec.as_ref()?;
        let uri = file.uri.as_ref();
        let at = |pointer: &Pointer| document.at(pointer).map(|at| at.place.key);
        let mut lenses = Vec::new();
        if let Some(agent) = at(&"/agent".into()) {
            lenses.push(lens(file, agent, "plan", "ast.plan", Vec::new()));
            lenses.push(lens(file, agent, "run", "ast.devStart", Vec::new()));
            let count = to_set(known.plan, &server.given(file)).len();
            if count > 0 {
                lenses.push(lens(file, agent, &format!("{count} to set"), "ast.showMissing", vec![json!(uri)]));
            }
        }
        for named in spec.knowledge.entries() {
            let id = format!("knowledge.{}", named.name);
            lenses.push(lens(file, named.place.key, "plan", "ast.plan", vec![json!(id)]));
        }
        for named in spec.ingestion.entries() {
            let id = Id::entry(crate::spec::Section::Ingestion, &named.name);
            if known.plan.container(&id).is_some() {
                lenses.push(lens(file, named.place.key, "run", "ast.runJob", vec![json!(named.name)]));
            }
        }
        Some(lenses)
    })
}

fn lens(file: &File, span: Span, title: &str, command: &str, arguments: Vec<Value>) -> CodeLens {
    let command = Command {
        title: title.to_owned(),
        command: command.to_owned(),
        arguments: (!arguments.is_empty()).then_some(arguments),
        ..Command::default()
    };
    CodeLens { range: file.range(span), command: Some(command), ..CodeLens::default() }
}
