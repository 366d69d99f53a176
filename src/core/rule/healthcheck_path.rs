//! The path of a health check is the path of a URL.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "healthcheck-path",
        severity: Severity::Warning,
        summary: "a health check can't pass, as its `path` is not one",
        explanation: "`path` is what is asked for at the container's own port, as in `/healthz`: a host and a port are not part of it, and a command stands under `test`.",
        bad: example!(
            "
  healthcheck:
    path: http://localhost:8080/healthz
"
        ),
        good: example!(
            "
  healthcheck:
    path: /healthz
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let agent = context.spec.agent.get().and_then(|agent| agent.healthcheck.get()).into_iter();
    let containers = context.spec.containers().filter_map(|(_, _, container)| container.healthcheck.get());
    for path in agent.chain(containers).filter_map(|health| health.path.get()) {
        let text = path.value.trim();
        if text.contains(char::is_whitespace) {
            let diagnostic = Diagnostic::at_value(&RULE.code, &path.place, "no path holds blanks");
            report.push(diagnostic.help("a command stands under `test`, as in `test: [CMD-SHELL, \"…\"]`"));
        } else if let Some((_, rest)) = text.split_once("://") {
            let diagnostic = Diagnostic::at_value(&RULE.code, &path.place, "this is a URL, and its path is meant");
            let path_of_url = rest.find('/').map_or("/", |at| &rest[at..]);
            let diagnostic = diagnostic.help("write what stands behind the host and the port");
            report.push(repair::write(context, diagnostic, path.place.span, path_of_url));
        }
    }
}
