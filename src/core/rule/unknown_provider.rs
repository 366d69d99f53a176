//! A provider that exists nowhere injects nothing, which nobody notices until the agent starts.

use std::collections::BTreeMap;

use super::{Context, Rule, edit, repair};
use crate::diagnostic::nearest::Words;
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::plan::lookup::{self, Match};
use crate::provider::catalogue;
use crate::schema::{instead, other_provider, quoted_list};
use crate::source::{Place, Span};
use crate::spec::Section;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "unknown-provider",
        summary: "a provider is neither built in nor declared",
        explanation: "The platform accepts such an entry and injects nothing for it. A provider is built in for its section (case does not matter), or declared under `providers` (case matters) with that section in its `scope`. Models that you run yourself are a `container`.",
        bad: example!(
            "
models:
  chat:
    provider: opnai
"
        ),
        good: example!(
            "
models:
  chat:
    provider: openai
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let mut words = BTreeMap::new();
    for entry in context.spec.entries() {
        let Some(provider) = entry.provider.get() else { continue };
        if !matches!(lookup::provider(context.spec, entry.section, &provider.value), Match::Unknown) {
            continue;
        }
        let section = entry.section.as_str();
        let words = words.entry(section).or_insert_with(|| {
            let built_in = catalogue().of(section).map(|provider| provider.name.as_str());
            Words::new(built_in.chain(context.spec.providers.entries().iter().map(|named| named.name.as_str())))
        });
        let message = format!("unknown provider `{}` for `{section}`", provider.value);
        let diagnostic = Diagnostic::at_value(&RULE.code, &provider.place, message);
        if let Some(other) = other_provider(section, &provider.value) {
            let diagnostic = diagnostic.help(other.help);
            report.push(match other.container.zip(entry_key(context, &provider.place)) {
                Some((container, span)) if entry.container.is_absent() => {
                    let text = format!("container: {container}");
                    diagnostic.fix(format!("write `{text}`"), Applicability::Unsafe, span, text)
                }
                _ => match instead(section, &provider.value) {
                    Some(instead) => repair::write(context, diagnostic, provider.place.span, instead),
                    None => diagnostic,
                },
            });
            continue;
        }
        report.push(match instead(section, &provider.value).or_else(|| words.nearest(&provider.value)) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                Applicability::Unsafe,
                provider.place.span,
                near,
            ),
            None => {
                let built_in: Vec<_> = catalogue().of(section).map(|provider| provider.name.as_str()).collect();
                let expected = quoted_list(&built_in, "or");
                let what = if entry.section == Section::Models { "the model" } else { "it" };
                diagnostic.help(format!(
                    "expected {expected}; declare another under `providers`, or run {what} in a `container:` of your own"
                ))
            }
        });
    }
}

/// The text of a key and its value, where nothing but `:` stands between them; not in JSON, where keys have quotes.
fn entry_key(context: &Context<'_>, place: &Place) -> Option<Span> {
    let is_plain = !context.source.slice(place.key).starts_with(['"', '\'']);
    (is_plain && edit::is_bare(context.source, place)).then(|| Span::new(place.key.start, place.span.end))
}
