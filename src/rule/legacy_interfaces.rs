//! `interfaces` moved into `agent`.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-interfaces",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "top-level `interfaces` moved to `agent.interfaces`",
        explanation: "What the agent offers to its users is part of the agent: `agent.interfaces`.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninterfaces:\n  frontend: true\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  interfaces:\n    frontend: true\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(retired) = context.spec.interfaces.get() else { return };
    let message = "`interfaces` is part of `agent` now";
    report.push(Diagnostic::at_key(&RULE.code, &retired.place, message).help("move it under `agent:`"));
}
