//! A declared provider serves the sections of its scope.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::plan::lookup::{self, Match};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "provider-scope",
        summary: "a declared provider is used in a section outside its scope",
        explanation: "`scope` lists the sections whose entries may use the provider. Add the section to it, or move the entry.",
        bad: example!(
            "
providers:
  jira:
    scope: [integrations]
    variables:
      - name: TOKEN
        datatype: string
        secret: true
knowledge:
  tickets:
    provider: jira
"
        ),
        good: example!(
            "
providers:
  jira:
    scope: [integrations]
    variables:
      - name: TOKEN
        datatype: string
        secret: true
integrations:
  tickets:
    provider: jira
"
        ),
        ..Code::BASE
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
