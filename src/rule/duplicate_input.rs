//! One list asks for a variable once.

use super::{Context, Rule, once};
use crate::diagnostic::{Class, Code, Report, Severity};
use crate::spec::{Input, Named};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "duplicate-input",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "two inputs of one list have the same variable",
        explanation: "Two inputs of one list (or two top-level ones) with the same `name` are one variable with two declarations, and it is not clear which one counts.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  a:\n    name: TOKEN\n    datatype: string\n  b:\n    name: TOKEN\n    datatype: number\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  a:\n    name: TOKEN\n    datatype: string\n  b:\n    name: LIMIT\n    datatype: number\n",
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
