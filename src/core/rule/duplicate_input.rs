//! One list asks for a variable once.

use super::{Context, Rule, once};
use crate::diagnostic::{Code, Report, example};
use crate::spec::{Input, Named};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "duplicate-input",
        summary: "two inputs of one list have the same variable",
        explanation: "Two inputs of one list (or two top-level ones) with the same `name` are one variable with two declarations, and it is not clear which one counts.",
        bad: example!(
            "
inputs:
  a:
    name: TOKEN
    datatype: string
  b:
    name: TOKEN
    datatype: number
"
        ),
        good: example!(
            "
inputs:
  a:
    name: TOKEN
    datatype: string
  b:
    name: LIMIT
    datatype: number
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let spec = context.spec;
    inputs(context, spec.inputs.entries().iter().filter_map(Named::get), report);
    for list in spec.input_lists() {
        inputs(context, list.items.iter(), report);
    }
    for custom in spec.providers.entries().iter().filter_map(Named::get) {
        inputs(context, custom.variables.items().iter(), report);
    }
}

fn inputs<'a>(context: &Context<'_>, inputs: impl Iterator<Item = &'a Input>, report: &mut Report) {
    let names = inputs.filter_map(Input::variable).map(|name| (name.value.as_str(), &name.place));
    once(context, &RULE, "variable", names, report);
}
