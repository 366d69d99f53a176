//! Commands: the plan of a spec, drawn.

use gen_lsp_types::{ExecuteCommandParams, Uri};
use serde_json::Value;

use super::state::{Refusal, Server};
use crate::compile::bind;
use crate::plan::For;
use crate::view;

/// Takes a file's URI and, if asked for, `cluster`; gives what `ast plan` draws, of the text as it is in the editor.
pub(super) const SHOW_PLAN: &str = "ast.showPlan";

pub(super) fn answer(server: &Server, params: &ExecuteCommandParams) -> Result<Option<Value>, Refusal> {
    if params.command != SHOW_PLAN {
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
    Ok(Some(Value::String(view::draw(&plan, &[], &|_| false, None))))
}
