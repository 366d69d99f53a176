//! An account of a provider is connected once.

use super::{Context, Rule, once};
use crate::diagnostic::{Code, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "duplicate-connection",
        summary: "two connections have the same provider",
        explanation: "Users connect one account of a provider. List all scopes in one connection.",
        bad: example!(
            "
connections:
  - provider: github
    reason: reads issues
  - provider: github
    reason: writes comments
"
        ),
        good: example!(
            "
connections:
  - provider: github
    reason: reads issues and writes comments
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let connections = context.spec.connections.items().iter();
    let names = connections.filter_map(|connection| connection.provider.get());
    once(context, &RULE, "connection", names.map(|name| (name.value.as_str(), &name.place)), report);
}
