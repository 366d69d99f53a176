//! The tool that an answer calls, and what it is called with.

use serde_json::{Map, Value, json};

use super::super::answer::Refusal;
use super::fit;

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// The tool.
    pub(super) name: String,
    /// What it is called with, as JSON.
    pub(super) arguments: String,
}

/// The call that a request gets: of the first tool that it offers and that `tool_choice` allows.
pub(super) fn call(body: &Map<String, Value>) -> Result<Option<Call>, Refusal> {
    let offered = match body.get("tools") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(offered)) => offered,
        Some(_) => return Err(Refusal::of("tools", "`tools` is not a list")),
    };
    let mut functions = Vec::new();
    for (at, tool) in offered.iter().enumerate() {
        let function = tool.get("function").filter(|_| tool.get("type").is_some_and(|kind| *kind == json!("function")));
        let named = function.and_then(|function| Some((function.get("name")?.as_str()?, function.get("parameters"))));
        let Some(named) = named else {
            let message = format!(r#"`tools[{at}]`: expected {{"type": "function", "function": {{"name": …}}}}"#);
            return Err(Refusal::of("tools", message));
        };
        functions.push(named);
    }
    let (chosen, refused) = match allowed(body.get("tool_choice"))? {
        Allowed::Nothing => return Ok(None),
        Allowed::Any => (functions.first(), None),
        Allowed::Only(names) => (functions.iter().find(|(name, _)| names.contains(name)), Some(names.join("`, `"))),
    };
    let Some((name, parameters)) = chosen else {
        let Some(names) = refused else { return Ok(None) };
        let message = format!("`tool_choice` names `{names}`, which `tools` does not offer");
        return Err(Refusal::of("tool_choice", message));
    };
    let arguments = match parameters {
        None | Some(Value::Null) => json!({}),
        Some(schema) => fit::smallest(schema).map_err(|why| {
            let message = format!("the mock can't call the tool `{name}`: {why}; script the call");
            Refusal::of("tools", message)
        })?,
    };
    Ok(Some(Call { name: (*name).to_owned(), arguments: arguments.to_string() }))
}

/// What may be called.
enum Allowed<'a> {
    Any,
    Nothing,
    Only(Vec<&'a str>),
}

fn allowed(choice: Option<&Value>) -> Result<Allowed<'_>, Refusal> {
    match choice {
        None | Some(Value::Null) => Ok(Allowed::Any),
        Some(Value::String(word)) if word == "auto" || word == "required" => Ok(Allowed::Any),
        Some(Value::String(word)) if word == "none" => Ok(Allowed::Nothing),
        Some(choice) => {
            let one = choice.pointer("/function/name").and_then(Value::as_str).map(|name| vec![name]);
            let several = choice
                .pointer("/allowed_tools/tools")
                .and_then(Value::as_array)
                .map(|tools| tools.iter().filter_map(|tool| tool.pointer("/function/name")?.as_str()).collect());
            one.or(several).map(Allowed::Only).ok_or_else(|| {
                let message = "`tool_choice`: expected `auto`, `none`, `required`, or the tool by its name";
                Refusal::of("tool_choice", message)
            })
        }
    }
}
