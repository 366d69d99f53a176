//! Two inputs that ask for one value agree on what it is.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "conflicting-inputs",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "two inputs of one level ask for one value and differ",
        explanation: "A value is supplied once, under one name, however many containers read it. Two inputs that describe it in different words (type, secrecy, default, options, requiredness) can't both be right.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ningestion:\n  a:\n    container:\n      image: a:1\n    trigger:\n      type: manual\n    inputs:\n      - name: LIMIT\n        datatype: number\n        default: \"1\"\n  b:\n    container:\n      image: b:1\n    trigger:\n      type: manual\n    inputs:\n      - name: LIMIT\n        datatype: number\n        default: \"2\"\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: \"1\"\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Conflict) {
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` is declared differently elsewhere", clash.name),
        )
        .help("make the two the same, or rename one");
        report.push(clash.with_first(diagnostic));
    }
}
