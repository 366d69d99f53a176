//! One list asks for a variable once.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::spec::Input;
use std::collections::BTreeMap;

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
    once(spec.inputs.entries().iter().filter_map(|named| named.get()), report);
    for list in spec.input_lists() {
        once(list.items.iter(), report);
    }
    for custom in spec.providers.entries().iter().filter_map(|named| named.get()) {
        once(custom.variables.items().iter(), report);
    }
}

fn once<'a>(inputs: impl Iterator<Item = &'a Input>, report: &mut Report) {
    let mut seen = BTreeMap::new();
    for name in inputs.filter_map(Input::variable) {
        let text = name.value.as_str();
        if let Some(first) = seen.get(text) {
            let message = format!("`{text}` is declared twice");
            report.push(
                Diagnostic::at_value(&RULE.code, &name.place, message)
                    .help("remove one of the two, or rename it")
                    .related(*first, "it is declared here first"),
            );
        } else {
            seen.insert(text, name.place.span);
        }
    }
}
