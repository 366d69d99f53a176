//! A narrower input overrides a top-level one.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "overriding-input",
        class: Class::Rule,
        severity: Severity::Advice,
        summary: "an input repeats a top-level one",
        explanation: "In the containers that both reach, the narrower input wins field by field; what it leaves out stays the top-level one's. Say what differs here, or remove it.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  inputs:\n    - name: LIMIT\n      datatype: number\n      default: \"5\"\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: \"1\"\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: \"1\"\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Override) {
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` overrides the top-level input of that name here", clash.name),
        )
        .help("remove it where it says nothing new");
        report.push(clash.with_first(diagnostic));
    }
}
