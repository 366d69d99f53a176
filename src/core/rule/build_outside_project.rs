//! What is built belongs to the project.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity};
use crate::spec::BuildPath;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "build-outside-project",
        severity: Severity::Warning,
        summary: "a build reads from outside of the project's folder",
        explanation: "A context or Dockerfile outside of the spec's folder is not there on another machine, or in the platform's builds.",
        bad: "\
spec: blueprint/v1
name: my-agent
agent:
  build:
    context: ../shared
    dockerfile: Dockerfile
",
        good: "\
spec: blueprint/v1
name: my-agent
agent:
  build:
    context: .
    dockerfile: Dockerfile
",
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for site in context.spec.builds() {
        let paths = [
            (site.build.context.get(), site.build.context_path()),
            (site.build.dockerfile.get(), site.build.dockerfile_path()),
        ];
        let outside = paths.into_iter().find(|(_, path)| matches!(path, BuildPath::Outside));
        if let Some((Some(written), _)) = outside {
            let is_disk =
                written.value.starts_with('/') && written.value.split('/').all(|part| matches!(part, "" | "."));
            let message = if is_disk {
                format!("`{}` is the whole disk, which a build may then read and send to where it runs", written.value)
            } else {
                format!("`{}` lies outside of the project's folder", written.value)
            };
            report.push(
                Diagnostic::at_value(&RULE.code, &written.place, message).help("move it into the folder of the spec"),
            );
        }
    }
}
