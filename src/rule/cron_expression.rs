//! A schedule is a cron expression as a cluster reads it.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::options::cron;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "cron-expression",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a schedule is not a cron expression",
        explanation: "Five fields (minute, hour, day of the month, month, weekday) as a Kubernetes CronJob reads them: `*` or `?`, numbers, ranges, lists, steps, names of months and days. Weekdays are 0 (Sunday) to 6; `@daily` and the like are not taken.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ningestion:\n  nightly:\n    container:\n      image: nightly:1\n    trigger:\n      type: schedule\ndev:\n  schedules:\n    nightly: \"@daily\"\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ningestion:\n  nightly:\n    container:\n      image: nightly:1\n    trigger:\n      type: schedule\ndev:\n  schedules:\n    nightly: \"0 0 * * *\"\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(dev) = context.spec.dev.get() else { return };
    for schedule in dev.schedules.entries() {
        let Some(expression) = schedule.get() else { continue };
        if let Err(why) = cron::check(&expression.value) {
            let message = format!("`{}` is not a cron expression: {why}", expression.value);
            report.push(
                Diagnostic::at_value(&RULE.code, &expression.place, message)
                    .help("write minute, hour, day, month and weekday, as in `0 2 * * *`"),
            );
        }
    }
}
