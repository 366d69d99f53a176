//! A container's own `environment` beats what is injected.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "shadowed-variable",
        class: Class::Rule,
        severity: Severity::Warning,
        summary: "`environment` sets a variable that the container gets anyway",
        explanation: "What `environment` sets is literal, on this container only, and wins: the injected value never arrives. Where that is not meant, rename or remove it.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: \"1\"\nintegrations:\n  worker:\n    container:\n      image: worker:1\n      environment:\n        LIMIT: \"9\"\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: \"1\"\nintegrations:\n  worker:\n    container:\n      image: worker:1\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Shadowed) {
        let diagnostic = Diagnostic::at_key(
            &RULE.code,
            &clash.later,
            format!("`{}` hides the value that this container gets anyway", clash.name),
        )
        .help("remove it, or rename it");
        report.push(clash.with_first(diagnostic));
    }
}
