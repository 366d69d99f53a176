//! Names that fold to one would share variables, services and volumes.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::plan::naming;
use crate::source::Place;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "name-collision",
        summary: "two entries of a section fold to the same name, or a name folds to nothing",
        explanation: "Entry names become parts of variables (`MY_STORE`), services and objects (`my-store`): letters in lower case, `-`, `_` and `.` the same, everything else dropped. Two entries of one section that are the same after that would overwrite each other.",
        bad: example!(
            "
knowledge:
  my-store:
    provider: redis
  my_store:
    provider: qdrant
"
        ),
        good: example!(
            "
knowledge:
  my-store:
    provider: redis
  vectors:
    provider: qdrant
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let spec = context.spec;
    apart(context, spec.models.entries().iter().map(|named| (named.name.as_str(), &named.place)), report);
    apart(context, spec.knowledge.entries().iter().map(|named| (named.name.as_str(), &named.place)), report);
    apart(context, spec.integrations.entries().iter().map(|named| (named.name.as_str(), &named.place)), report);
    apart(context, spec.ingestion.entries().iter().map(|named| (named.name.as_str(), &named.place)), report);
    apart(context, spec.providers.entries().iter().map(|named| (named.name.as_str(), &named.place)), report);
}

fn apart<'a>(context: &Context<'_>, names: impl Iterator<Item = (&'a str, &'a Place)>, report: &mut Report) {
    let mut seen: BTreeMap<String, (&str, &Place)> = BTreeMap::new();
    for (name, place) in names {
        let folded = naming::service(name);
        if folded.is_empty() {
            let message = format!("nothing of `{name}` can be part of a variable's or a service's name");
            let diagnostic = Diagnostic::at_key(&RULE.code, place, message).help("use letters or digits of ASCII");
            report.push(repair::rename(context, diagnostic, place));
        } else if let Some((first, first_place)) = seen.get(&folded) {
            let message = format!("`{name}` and `{first}` are both `{folded}` once folded");
            let diagnostic = Diagnostic::at_key(&RULE.code, place, message)
                .help("rename one of the two")
                .related(first_place.key, format!("`{first}` is here"));
            report.push(repair::rename(context, diagnostic, place));
        } else {
            seen.insert(folded, (name, place));
        }
    }
}
