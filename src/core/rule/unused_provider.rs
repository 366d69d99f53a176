//! A declared provider without an entry injects nothing.

use std::collections::BTreeSet;

use super::{Context, Rule};
use crate::diagnostic::nearest::Words;
use crate::diagnostic::{Code, Diagnostic, Report, Severity, Tag, example};
use crate::plan::lookup::{self, Match};
use crate::spec::Section;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "unused-provider",
        severity: Severity::Advice,
        summary: "a declared provider is used by no entry",
        explanation: "The variables of a provider are injected for the entries that use it. Without one they are not injected at all.",
        bad: example!(
            "
providers:
  jira:
    scope: [integrations]
    variables:
      - name: TOKEN
        datatype: string
        secret: true
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
        tag: Some(Tag::Unnecessary),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let spec = context.spec;
    let sections = [spec.models.is_broken(), spec.knowledge.is_broken(), spec.integrations.is_broken()];
    if sections.contains(&true) || spec.entries().any(|entry| entry.provider.is_broken()) {
        return;
    }
    let is_unknown = |(section, name): (Section, &str)| matches!(lookup::provider(spec, section, name), Match::Unknown);
    let uses = || spec.entries().filter_map(|entry| Some((entry.section, entry.provider.text()?)));
    let used: BTreeSet<&str> = uses().map(|(_, name)| name).collect();
    let unknown: BTreeSet<&str> = uses().filter(|used| is_unknown(*used)).map(|(_, name)| name).collect();
    let unused = || spec.providers.entries().iter().filter(|named| !used.contains(named.name.as_str()));
    let words = Words::new(unused().map(|named| named.name.as_str()));
    // A slip that most likely means one is reported as an unknown provider.
    let meant: BTreeSet<&str> = unknown.iter().flat_map(|slip| words.near(slip)).map(|(_, name)| name).collect();
    for named in unused() {
        if !meant.contains(named.name.as_str()) {
            let message = format!("no entry uses the provider `{}`", named.name);
            let help = format!("refer to it by `provider: {}`, or remove it", named.name);
            report.push(Diagnostic::at_key(&RULE.code, &named.place, message).help(help));
        }
    }
}
