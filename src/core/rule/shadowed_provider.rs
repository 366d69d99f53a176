//! A declared provider with a built-in name is hidden in that section.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::provider::catalogue;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "shadowed-provider",
        severity: Severity::Warning,
        summary: "a declared provider is named like a built-in one",
        explanation: "In the built-in's own section the built-in wins, elsewhere the declared one: the same word means two things in one file. Give it a name of its own.",
        bad: example!(
            "
providers:
  github:
    scope: [knowledge]
    variables:
      - name: REPO
        datatype: string
knowledge:
  code:
    provider: github
"
        ),
        good: example!(
            "
providers:
  repository:
    scope: [knowledge]
    variables:
      - name: REPO
        datatype: string
knowledge:
  code:
    provider: repository
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for named in context.spec.providers.entries() {
        let Some(built_in) = catalogue().get(&named.name) else { continue };
        let message =
            format!("`{}` is also a built-in provider of `{}`, which wins there", named.name, built_in.section);
        report.push(Diagnostic::at_key(&RULE.code, &named.place, message).help("give it a name of its own"));
    }
}
