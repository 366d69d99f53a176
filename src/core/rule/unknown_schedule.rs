//! A schedule belongs to an ingestion that has one.

use super::{Context, Rule, edit, repair};
use crate::diagnostic::nearest::Words;
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::source::Place;
use crate::spec::{Ingestion, TriggerType};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "unknown-schedule",
        summary: "a schedule names no scheduled ingestion",
        explanation: "`dev.schedules` says when an ingestion with `trigger: {type: schedule}` runs locally. A name of anything else does nothing.",
        bad: example!(
            r#"
ingestion:
  nightly:
    container:
      image: nightly:1
    trigger:
      type: schedule
dev:
  schedules:
    nigthly: "0 2 * * *"
"#
        ),
        good: example!(
            r#"
ingestion:
  nightly:
    container:
      image: nightly:1
    trigger:
      type: schedule
dev:
  schedules:
    nightly: "0 2 * * *"
"#
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(dev) = context.spec.dev.get() else { return };
    if context.spec.ingestion.is_broken() {
        return;
    }
    let scheduled = || context.spec.ingestion.entries().iter().filter(|named| is_scheduled(named.get()));
    let words = Words::new(context.spec.ingestion.entries().iter().map(|named| named.name.as_str()));
    // The one job that waits for a schedule is the one that is meant.
    let mut waiting = scheduled().filter(|named| dev.schedules.named(&named.name).is_none());
    let only = waiting.next().filter(|_| waiting.next().is_none()).map(|named| named.name.as_str());
    for schedule in dev.schedules.entries() {
        let Some(named) = context.spec.ingestion.named(&schedule.name) else {
            let message = format!("no ingestion is named `{}`", schedule.name);
            let diagnostic = Diagnostic::at_key(&RULE.code, &schedule.place, message);
            let near = words.nearest(&schedule.name);
            let diagnostic = match (near, only) {
                (Some(near), _) => diagnostic.help(format!("did you mean `{near}`?")),
                (None, Some(only)) => diagnostic.help(format!("`{only}` has no schedule yet: is it meant?")),
                (None, None) => diagnostic.help("name an ingestion whose trigger is `schedule`"),
            };
            let diagnostic = match near.or(only) {
                Some(name) => repair::write(context, diagnostic, schedule.place.key, name),
                None => diagnostic,
            };
            report.push(without(context, &schedule.place, diagnostic));
            continue;
        };
        let Some(ingestion) = named.get() else { continue };
        let Some(trigger) = ingestion.trigger.get().and_then(|trigger| trigger.kind.get()) else { continue };
        if trigger.value != TriggerType::Schedule {
            let message = format!("`{}` is started by `{}`, not by a schedule", named.name, trigger.value.as_str());
            let diagnostic = Diagnostic::at_key(&RULE.code, &schedule.place, message)
                .help("remove the schedule, or make the trigger `schedule`")
                .related(trigger.place.span, "its trigger is here");
            let diagnostic = repair::write(context, diagnostic, trigger.place.span, "schedule");
            report.push(without(context, &schedule.place, diagnostic));
        }
    }
}

fn is_scheduled(ingestion: Option<&Ingestion>) -> bool {
    let trigger = ingestion.and_then(|ingestion| ingestion.trigger.get()?.kind.get());
    trigger.is_some_and(|trigger| trigger.value == TriggerType::Schedule)
}

/// The finding with a fix that takes the schedule out.
fn without(context: &Context<'_>, place: &Place, diagnostic: Diagnostic) -> Diagnostic {
    edit::without(context, &edit::outermost(context, place), diagnostic, "remove the schedule", Applicability::Unsafe)
}
