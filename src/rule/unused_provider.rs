//! A declared provider without an entry injects nothing.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "unused-provider",
        class: Class::Rule,
        severity: Severity::Advice,
        summary: "a declared provider is used by no entry",
        explanation: "The variables of a provider are injected for the entries that use it. Without one they are not injected at all.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - name: TOKEN\n        datatype: string\n        secret: true\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - name: TOKEN\n        datatype: string\n        secret: true\nintegrations:\n  tickets:\n    provider: jira\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let spec = context.spec;
    let sections = [spec.models.is_broken(), spec.knowledge.is_broken(), spec.integrations.is_broken()];
    if sections.contains(&true) || spec.entries().any(|entry| entry.provider.is_broken()) {
        return;
    }
    for named in spec.providers.entries() {
        if !spec.entries().any(|entry| entry.provider.text() == Some(&named.name)) {
            let message = format!("no entry uses the provider `{}`", named.name);
            let help = format!("refer to it by `provider: {}`, or remove it", named.name);
            report.push(Diagnostic::at_key(&RULE.code, &named.place, message).help(help));
        }
    }
}
