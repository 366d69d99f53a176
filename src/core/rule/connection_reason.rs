//! A reason fits where users read it.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "connection-reason",
        summary: "the reason for a connection is too long",
        explanation: "Users read the reason when they are asked to connect their account; there is room for 120 characters.",
        bad: example!("
connections:
  - provider: github
    reason: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
"),
        good: example!("
connections:
  - provider: github
    reason: reads issues
"),
        ..Code::BASE
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
