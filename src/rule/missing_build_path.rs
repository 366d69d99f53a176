//! What is built is there.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::spec::BuildPath;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "missing-build-path",
        class: Class::Rule,
        severity: Severity::Warning,
        summary: "a build names a folder or a file that does not exist",
        explanation: "The context is relative to the spec's folder, the Dockerfile to the context. Without them the build fails.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: missing\n    dockerfile: Dockerfile\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n",
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
