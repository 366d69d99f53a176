//! A built-in provider belongs to one section.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::plan::lookup::{self, Match};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "foreign-provider",
        summary: "a built-in provider is used in a section that it does not belong to",
        explanation: "Every built-in provider belongs to one section: what it injects is named after it. Move the entry to that section.",
        bad: example!(
            "
integrations:
  llm:
    provider: openai
"
        ),
        good: example!(
            "
models:
  llm:
    provider: openai
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.entries() {
        let Some(provider) = entry.provider.get() else { continue };
        if let Match::Foreign(built_in) = lookup::provider(context.spec, entry.section, &provider.value) {
            let (section, home) = (entry.section.as_str(), &built_in.section);
            let message = format!("`{}` is a provider for `{home}`, not for `{section}`", provider.value);
            let help = format!("move `{}` to `{home}`", entry.name);
            let diagnostic = Diagnostic::at_value(&RULE.code, &provider.place, message).help(help);
            report.push(repair::move_to(context, diagnostic, entry.place, home));
        }
    }
}
