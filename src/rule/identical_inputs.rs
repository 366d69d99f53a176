//! Two identical inputs of one container are one.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "identical-inputs",
        class: Class::Rule,
        severity: Severity::Advice,
        summary: "two inputs of one container are the same",
        explanation: "They ask for one value, and it is asked for once. Declare it in one place: at the top level, where several containers need it.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  a:\n    provider: openai\n    inputs:\n      - name: REGION\n        datatype: string\n  b:\n    provider: anthropic\n    inputs:\n      - name: REGION\n        datatype: string\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  a:\n    provider: openai\n  b:\n    provider: anthropic\ninputs:\n  region:\n    name: REGION\n    datatype: string\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Identical) {
        let diagnostic = Diagnostic::at_value(
            &RULE.code,
            &clash.later,
            format!("`{}` is declared twice in the same words", clash.name),
        )
        .help("keep one of the two");
        report.push(clash.with_first(diagnostic));
    }
}
