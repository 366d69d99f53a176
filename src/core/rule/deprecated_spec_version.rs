//! The format has one current name.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, Tag, example};
use crate::spec::SpecVersion;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "deprecated-spec-version",
        severity: Severity::Warning,
        summary: "`spec` has an older name of the format",
        explanation: "`package/v1` and `astro/v1` are older names of `blueprint/v1`, which is the same format.",
        bad: "\
spec: package/v1
name: my-agent
agent:
  image: my-agent:1
",
        good: example!("\n"),
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(version) = context.spec.spec.get().filter(|version| version.value != SpecVersion::Blueprint) else {
        return;
    };
    let message = format!("`{}` is an older name of `blueprint/v1`", version.value.as_str());
    report.push(Diagnostic::at_value(&RULE.code, &version.place, message).help("write `blueprint/v1`").fix(
        "write `blueprint/v1`",
        Applicability::Safe,
        version.place.span,
        "blueprint/v1",
    ));
}
