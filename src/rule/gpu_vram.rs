//! Memory is written as Kubernetes writes it.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "gpu-vram",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "the memory of a GPU is not a quantity",
        explanation: "A quantity is a number with a unit such as `Mi` or `Gi`: `24Gi`.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  local:\n    container:\n      image: llm:1\n      gpu:\n        vram: 24GB\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  local:\n    container:\n      image: llm:1\n      gpu:\n        vram: 24Gi\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is no amount of memory: {}", refused.text, refused.reason);
        report.push(Diagnostic::at_value(&RULE.code, &refused.place, message).help("write it as in `24Gi`"));
    }
}
