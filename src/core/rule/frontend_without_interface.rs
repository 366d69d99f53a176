//! A local frontend needs an agent that has one.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "frontend-without-interface",
        severity: Severity::Warning,
        summary: "a local frontend is set up for an agent without one",
        explanation: "`dev.interfaces.frontend` sets the port of the agent's frontend for local runs; without `agent.interfaces.frontend` there is none, and nothing is published.",
        bad: example!(
            "
dev:
  interfaces:
    frontend:
      port: 3000
"
        ),
        good: example!(
            "
  interfaces:
    frontend: true
dev:
  interfaces:
    frontend:
      port: 3000
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let (Some(dev), Some(agent)) = (context.spec.dev.get(), context.spec.agent.get()) else { return };
    let Some(frontend) = dev.interfaces.get().and_then(|interfaces| interfaces.frontend()) else { return };
    let unknown = agent.interfaces.is_broken()
        || agent.interfaces.get().is_some_and(|interfaces| interfaces.frontend.is_broken());
    if !unknown && !agent.frontend() {
        report.push(
            Diagnostic::at_key(&RULE.code, &frontend.place, "a local frontend for an agent without one")
                .help("add `frontend: true` to `agent.interfaces`"),
        );
    }
}
