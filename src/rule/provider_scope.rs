//! A declared provider serves the sections of its scope.

use super::{Context, Rule, repair};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::plan::lookup::{self, Match};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "provider-scope",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a declared provider is used in a section outside its scope",
        explanation: "`scope` lists the sections whose entries may use the provider. Add the section to it, or move the entry.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - name: TOKEN\n        datatype: string\n        secret: true\nknowledge:\n  tickets:\n    provider: jira\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nproviders:\n  jira:\n    scope: [integrations]\n    variables:\n      - name: TOKEN\n        datatype: string\n        secret: true\nintegrations:\n  tickets:\n    provider: jira\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.entries() {
        let Some(provider) = entry.provider.get() else { continue };
        let Match::OutOfScope(named) = lookup::provider(context.spec, entry.section, &provider.value) else { continue };
        let section = entry.section.as_str();
        let message = format!("`{}` is not declared for `{section}`", provider.value);
        let scope = named.get().and_then(|custom| custom.scope.get());
        let diagnostic = Diagnostic::at_value(&RULE.code, &provider.place, message)
            .help(format!("add `{section}` to the scope of `{}`", named.name))
            .related(scope.map_or(named.place.key, |scope| scope.place.span), "its scope is declared here");
        report.push(match scope {
            Some(scope) => repair::add_item(context, diagnostic, &scope.place, section),
            None => diagnostic,
        });
    }
}
