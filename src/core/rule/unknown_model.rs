//! A gateway model outside the catalogue may not exist.

use std::cell::LazyCell;

use super::{Context, Rule};
use crate::diagnostic::nearest::Words;
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, example};
use crate::plan::lookup::{self, Match};
use crate::provider::models;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "unknown-model",
        severity: Severity::Warning,
        summary: "a gateway entry lists a model that the gateway's catalogue does not have",
        explanation: "The catalogue is what the gateway's documentation names; a model outside it may be new, or misspelt. `ast models` lists it. Vision, image generation and models brought by you are not served by the gateway.",
        bad: example!(
            "
models:
  default:
    provider: gateway
    models: [claude-sonet-4-6]
"
        ),
        good: example!(
            "
models:
  default:
    provider: gateway
    models: [claude-sonnet-4-6]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let words = LazyCell::new(|| Words::new(models().iter().map(|offer| offer.id.as_str())));
    for entry in context.spec.entries() {
        let provider = entry.provider.text().map(|name| lookup::provider(context.spec, entry.section, name));
        if !matches!(provider, Some(Match::BuiltIn(provider)) if provider.gateway.is_some()) {
            continue;
        }
        for id in entry.model.map(crate::spec::Model::ids).unwrap_or_default() {
            if models().iter().any(|offer| offer.id == id.value) {
                continue;
            }
            let message = format!("the gateway is not known to serve `{}`", id.value);
            let diagnostic = Diagnostic::at_value(&RULE.code, &id.place, message);
            report.push(match words.nearest(&id.value) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                    format!("write `{near}`"),
                    Applicability::Unsafe,
                    id.place.span,
                    near,
                ),
                None => diagnostic.help("run `ast models` for the list"),
            });
        }
    }
}
