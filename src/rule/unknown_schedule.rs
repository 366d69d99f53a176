//! A schedule belongs to an ingestion that has one.

use super::{Context, Rule, repair};
use crate::diagnostic::nearest::Words;
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::spec::TriggerType;

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
    let words = Words::new(context.spec.ingestion.entries().iter().map(|named| named.name.as_str()));
    for schedule in dev.schedules.entries() {
        let Some(named) = context.spec.ingestion.named(&schedule.name) else {
            let message = format!("no ingestion is named `{}`", schedule.name);
            let diagnostic = Diagnostic::at_key(&RULE.code, &schedule.place, message);
            report.push(match words.nearest(&schedule.name) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                    format!("write `{near}`"),
                    Applicability::Unsafe,
                    schedule.place.key,
                    near,
                ),
                None => diagnostic.help("name an ingestion whose trigger is `schedule`"),
            });
            continue;
        };
        let Some(ingestion) = named.get() else { continue };
        let Some(trigger) = ingestion.trigger.get().and_then(|trigger| trigger.kind.get()) else { continue };
        if trigger.value != TriggerType::Schedule {
            let message = format!("`{}` is started by `{}`, not by a schedule", named.name, trigger.value.as_str());
            let diagnostic = Diagnostic::at_key(&RULE.code, &schedule.place, message)
                .help("remove the schedule, or make the trigger `schedule`")
                .related(trigger.place.span, "its trigger is here");
            report.push(repair::write(context, diagnostic, trigger.place.span, "schedule"));
        }
    }
}
