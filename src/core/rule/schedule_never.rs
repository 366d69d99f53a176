//! A schedule names a day that some year has.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::options::cron;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "schedule-never",
        severity: Severity::Warning,
        summary: "a schedule never comes",
        explanation: "No month that the expression names has a day that it names, such as the 31st of February, so the ingestion never runs.",
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
    nightly: "0 0 31 2 *"
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
    nightly: "0 0 29 2 *"
"#
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(dev) = context.spec.dev.get() else { return };
    for schedule in dev.schedules.entries() {
        let Some(expression) = schedule.get() else { continue };
        if cron::never_comes(&expression.value) {
            let message = format!("`{}` never comes: no month that it names has such a day", expression.value);
            let help = "name another day, or another month";
            report.push(Diagnostic::at_value(&RULE.code, &expression.place, message).help(help));
        }
    }
}
