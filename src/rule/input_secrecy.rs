//! An input that describes a variable agrees on whether it is secret.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "input-secrecy",
        class: Class::Rule,
        severity: Severity::Warning,
        summary: "an input describes a variable whose secrecy differs",
        explanation: "The input repeats the name of a variable that a provider, a store or the platform brings, but one of the two is secret and the other is not. The value is treated as a secret; write that.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  chat:\n    provider: anthropic\ninputs:\n  key:\n    name: ANTHROPIC_API_KEY\n    datatype: string\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  chat:\n    provider: anthropic\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.plan.clashes().iter().filter(|clash| clash.kind == ClashKind::Secrecy) {
        // What could not be read was reported, and nothing is known of it.
        let mut inputs = context.spec.inputs();
        if inputs.any(|input| {
            input.secret.is_broken() && input.name.get().is_some_and(|name| name.place.pointer == clash.later.pointer)
        }) {
            continue;
        }
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` exists already, and its secrecy differs from this input's", clash.name),
        )
        .help("give `secret` the same value, or remove the input");
        report.push(clash.with_first(diagnostic));
    }
}
