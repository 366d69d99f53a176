//! A scope is one word.

use super::{Context, Rule, edit, repair};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "connection-scope",
        summary: "a scope is empty or holds white space",
        explanation: "Scopes are handed to the provider as a list separated by spaces, so each of them is one word.",
        bad: example!(
            r#"
connections:
  - provider: github
    reason: reads issues
    scopes: ["repo read:org"]
"#
        ),
        good: example!(
            r#"
connections:
  - provider: github
    reason: reads issues
    scopes: [repo, "read:org"]
"#
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let connections = context.spec.connections.items().iter();
    for scope in connections.flat_map(|connection| connection.scopes.items()) {
        if scope.value.is_empty() || scope.value.contains(char::is_whitespace) {
            let message = if scope.value.is_empty() { "an empty scope" } else { "a scope with white space in it" };
            let diagnostic = Diagnostic::at_value(&RULE.code, &scope.place, message).help("list each scope by itself");
            report.push(if scope.value.trim().is_empty() {
                edit::without_item(context, &scope.place, diagnostic, "remove it", Applicability::Unsafe)
            } else {
                repair::split(context, diagnostic, &scope.place)
            });
        }
    }
}
