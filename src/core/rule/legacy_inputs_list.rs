//! Top-level inputs have keys.

use super::{Context, Rule, keyed};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Tag, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-inputs-list",
        summary: "top-level `inputs` is a list",
        explanation: "Top-level inputs are a map: each has a key of your choice, and its variable as `name`. (The inputs of the agent, of entries and of ingestion are lists.)",
        bad: example!(
            "
inputs:
  - name: LIMIT
    datatype: number
"
        ),
        good: example!(
            "
inputs:
  limit:
    name: LIMIT
    datatype: number
"
        ),
        load_bearing: true,
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let inputs = context.document.at(&"/inputs".into());
    let Some(at) = inputs.filter(|at| at.node.as_sequence().is_some()) else { return };
    let diagnostic = Diagnostic::at_value(&RULE.code, &at.place, "top-level `inputs` is a list, expected a map")
        .help("give each input a key: `inputs: {my-input: {name: MY_INPUT, …}}`");
    report.push(match keyed::list_to_map(context.source, &at, "name") {
        Some((span, text)) => diagnostic.fix("make it a map", Applicability::Safe, span, text),
        None => diagnostic,
    });
}
