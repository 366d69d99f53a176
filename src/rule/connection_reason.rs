//! A reason fits where users read it.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "connection-reason",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "the reason for a connection is too long",
        explanation: "Users read the reason when they are asked to connect their account; there is room for 120 characters.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nconnections:\n  - provider: github\n    reason: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nconnections:\n  - provider: github\n    reason: reads issues\n",
    },
    check,
};

const LONGEST: usize = 120;

fn check(context: &Context<'_>, report: &mut Report) {
    for reason in context.spec.connections.items().iter().filter_map(|connection| connection.reason.get()) {
        let length = reason.value.trim().chars().count();
        if length > LONGEST {
            let message = format!("the reason has {length} characters, more than {LONGEST}");
            report.push(Diagnostic::at_value(&RULE.code, &reason.place, message).help("shorten it"));
        }
    }
}
