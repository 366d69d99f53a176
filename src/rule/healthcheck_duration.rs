//! Durations are written as Go writes them.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "healthcheck-duration",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a duration of a health check is not one",
        explanation: "A duration is a number with a unit, or several of them: `500ms`, `10s`, `1m30s`. It is above zero.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  healthcheck:\n    path: /healthz\n    interval: 10 seconds\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  healthcheck:\n    path: /healthz\n    interval: 10s\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is no duration: {}", refused.text, refused.reason);
        report.push(Diagnostic::at_value(&RULE.code, &refused.place, message).help("write it as in `10s`"));
    }
}
