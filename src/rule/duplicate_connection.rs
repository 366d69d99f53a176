//! An account of a provider is connected once.

use super::{Context, Rule, once};
use crate::diagnostic::{Class, Code, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "duplicate-connection",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "two connections have the same provider",
        explanation: "Users connect one account of a provider. List all scopes in one connection.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nconnections:\n  - provider: github\n    reason: reads issues\n  - provider: github\n    reason: writes comments\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nconnections:\n  - provider: github\n    reason: reads issues and writes comments\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let connections = context.spec.connections.items().iter();
    let names = connections.filter_map(|connection| connection.provider.get());
    once(context, &RULE, "connection", names.map(|name| (name.value.as_str(), &name.place)), report);
}
