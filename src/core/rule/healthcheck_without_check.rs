//! A health check checks something.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "healthcheck-without-check",
        severity: Severity::Warning,
        summary: "a health check has neither `test` nor `path`",
        explanation: "Intervals and retries alone check nothing: add `path`, or a `test`.",
        bad: example!(
            "
  healthcheck:
    interval: 10s
"
        ),
        good: example!(
            "
  healthcheck:
    path: /healthz
    interval: 10s
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let agent = context.spec.agent.get().and_then(|agent| agent.healthcheck.get()).into_iter();
    let containers = context.spec.containers().filter_map(|(_, _, container)| container.healthcheck.get());
    for health in agent.chain(containers) {
        let no_test = !health.test.is_broken() && health.test.items().iter().all(|word| word.value.trim().is_empty());
        let no_path = !health.path.is_broken() && health.path.text().is_none_or(|path| path.trim().is_empty());
        if no_test && no_path {
            let message = "a health check without `test` and `path` checks nothing";
            report.push(Diagnostic::at_key(&RULE.code, &health.place, message).help("add `path:` or `test:`"));
        }
    }
}
