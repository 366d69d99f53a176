//! A schedule is a cron expression as a cluster reads it.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::document::quote;
use crate::options::cron::{self, Near};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "cron-expression",
        summary: "a schedule is not a cron expression",
        explanation: "Five fields (minute, hour, day of the month, month, weekday) as a Kubernetes CronJob reads them: `*` or `?`, numbers, ranges, lists, steps, names of months and days. Weekdays are 0 (Sunday) to 6; `@daily` and the like, and `TZ=`, are not taken: the time zone is an option of a cluster, `time-zone` under `[cluster]`.",
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
    nightly: "@daily"
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
    nightly: "0 0 * * *"
"#
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(dev) = context.spec.dev.get() else { return };
    for schedule in dev.schedules.entries() {
        let Some(expression) = schedule.get() else { continue };
        if let Err(why) = cron::check(&expression.value) {
            let message = format!("`{}` is not a cron expression: {why}", expression.value);
            let diagnostic = Diagnostic::at_value(&RULE.code, &expression.place, message);
            let diagnostic = diagnostic.help(cron::help(&expression.value));
            report.push(match cron::near(&expression.value) {
                Some(Near { expression: fields, same, .. }) => {
                    let sureness = if same { Applicability::Safe } else { Applicability::Unsafe };
                    diagnostic.fix(format!("write `{fields}`"), sureness, expression.place.span, quote(&fields))
                }
                None => diagnostic,
            });
        }
    }
}
