//! An entry is served by a provider or by a container of its own, not both and not neither.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::document::form::Form;
use crate::provider::{catalogue, server};
use crate::schema::meant;
use crate::spec::{Entry, Section};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "provider-or-container",
        summary: "an entry has both a provider and a container, or neither",
        explanation: "An entry of `models`, `knowledge` or `integrations` is served by a `provider`, or by a `container` of your own. With neither, nothing stands behind it; with both it is not clear what does. An empty `provider` counts as absent.",
        bad: example!(
            "
knowledge:
  db:
    provider: postgres
    container:
      image: postgres:17.2
"
        ),
        good: example!(
            "
knowledge:
  db:
    provider: postgres
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.entries() {
        if entry.provider.is_absent() && entry.container.is_absent() {
            let at = context.document.at(&entry.place.pointer);
            // Its key is told as one that is unknown, with the provider that it means.
            if at.as_ref().is_some_and(|at| meant(entry.section.as_str(), at).is_some()) {
                continue;
            }
            let message = format!("nothing serves `{}`: expected `provider` or `container`", entry.name);
            let diagnostic = Diagnostic::at_key(&RULE.code, entry.place, message);
            let diagnostic = diagnostic.help("add `provider:`, or `container:`");
            let image = at.as_ref().and_then(|at| at.get("image"));
            let image = image.as_ref().and_then(|image| image.node.as_scalar()).map(|image| image.text.as_str());
            report.push(match provider(&entry, image) {
                Some(name) => repair::add(context, diagnostic, &entry.place.pointer, "provider", &Form::text(name)),
                None => diagnostic,
            });
        } else if !entry.provider.is_absent() && !entry.container.is_absent() {
            let holder = context.document.at(&entry.place.pointer);
            report.extend(super::exclusive(context, &RULE, holder.as_ref(), ("container", "provider")));
        }
    }
}

/// The provider whose image an entry has, that it is named after, or that has its models.
fn provider(entry: &Entry<'_>, image: Option<&str>) -> Option<&'static str> {
    let section = entry.section.as_str();
    if let Some(image) = image {
        return catalogue().running(section, image).map(|provider| provider.name.as_str());
    }
    if let Some(named) = catalogue().get(entry.name).filter(|provider| provider.section == section) {
        return Some(&named.name);
    }
    let ids = entry.model.filter(|_| entry.section == Section::Models)?.ids();
    server(ids.iter().map(|id| id.value.as_str()))
}
