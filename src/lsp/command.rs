//! Commands: the plan of a spec, as text or as a tree.

use gen_lsp_types::{ExecuteCommandParams, Uri};
use serde_json::{Value, json};

use super::file::{ENVIRONMENT_FILE, File};
use super::state::{Refusal, Server};
use crate::assist::{PictureNode, picture};
use crate::compile::bind;
use crate::plan::For;
use crate::view;

/// Takes a file's URI and, if asked for, `cluster`; gives what `ast plan` draws, of the text as it is in the editor.
pub(super) const SHOW_PLAN: &str = "ast.showPlan";

/// Takes the same; gives a tree with the places of the text.
pub(super) const PLAN_TREE: &str = "ast.planTree";

pub(super) fn answer(server: &Server, params: &ExecuteCommandParams) -> Result<Option<Value>, Refusal> {
    if ![SHOW_PLAN, PLAN_TREE].contains(&params.command.as_str()) {
        return Err(Refusal::failed(format!("no command is called `{}`", params.command)));
    }
    let arguments = params.arguments.as_deref().unwrap_or_default();
    let word = |at: usize| arguments.get(at).and_then(Value::as_str);
    let uri = word(0).ok_or_else(|| Refusal::failed("the command takes the URI of a spec"))?;
    let file = server.spec(&Uri(uri.to_owned())).ok_or_else(|| Refusal::failed("no spec is open at that URI"))?;
    let target = match word(1) {
        None | Some("local") => For::Local,
        Some("cluster") => For::Cluster,
        Some(other) => return Err(Refusal::failed(format!("a plan is for `local` or `cluster`, not for `{other}`"))),
    };
    let known = file.known();
    let plan = bind(&known.compilation, &known.options, target);
    if params.command == PLAN_TREE {
        let picture = picture(&known.compilation, &plan, &server.given(file));
        let nodes: Vec<Value> = picture.nodes.iter().map(|node| drawn(file, node)).collect();
        return Ok(Some(json!({ "name": picture.name, "missing": picture.missing, "nodes": nodes })));
    }
    let given = server.given(file);
    // In a cluster none of the values of this machine is there.
    let file = (target == For::Local && !given.is_empty()).then_some(ENVIRONMENT_FILE);
    let is_given = |name: &str| file.is_some() && given.contains(name);
    Ok(Some(Value::String(view::draw(&plan, &[], &is_given, file))))
}

/// A line of the tree; without its place while that is one of an older text.
fn drawn(file: &File, node: &PictureNode) -> Value {
    json!({
        "label": node.label, "description": node.description, "kind": node.kind,
        "range": node.place.filter(|_| file.is_readable()).map(|place| file.range(place)),
        "nodes": node.nodes.iter().map(|node| drawn(file, node)).collect::<Vec<_>>(),
    })
}
