//! What is built is there.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::spec::BuildPath;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "missing-build-path",
        severity: Severity::Warning,
        summary: "a build names a folder or a file that does not exist",
        explanation: "The context is relative to the spec's folder, the Dockerfile to the context. Without them the build fails.",
        bad: "\
spec: blueprint/v1
name: my-agent
agent:
  build:
    context: missing
    dockerfile: Dockerfile
",
        good: example!("\n"),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for site in context.spec.builds() {
        let paths = [
            ("folder", site.build.context.get(), site.build.context_path()),
            ("Dockerfile", site.build.dockerfile.get(), site.build.dockerfile_path()),
        ];
        for (what, written, path) in paths {
            let (Some(written), BuildPath::Inside(path)) = (written, path) else { continue };
            if context.facts.missing.contains(&path) {
                let message = format!("the {what} `{path}` does not exist");
                report.push(
                    Diagnostic::at_value(&RULE.code, &written.place, message).help("create it, or correct the path"),
                );
                break;
            }
        }
    }
}
