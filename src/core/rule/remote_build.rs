//! What is built lies in the project, and not at an address.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::spec::BuildPath;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "remote-build",
        summary: "a build takes its context or Dockerfile from an address",
        explanation: "What an address gives is code from elsewhere, which can change any day and runs while building. A context is a folder beside the spec, and a Dockerfile a file below it: clone the code into the project, as a submodule for instance, or name a finished image.",
        bad: "\
spec: blueprint/v1
name: my-agent
agent:
  build:
    context: https://github.com/example/agent.git
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
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for site in context.spec.builds() {
        let paths = [
            ("context", "a folder", site.build.context.get(), site.build.context_path()),
            ("Dockerfile", "a file", site.build.dockerfile.get(), site.build.dockerfile_path()),
        ];
        for (what, meant, written, path) in paths {
            let (Some(written), BuildPath::Remote) = (written, path) else { continue };
            // An address may hold a token: it isn't repeated.
            let message =
                format!("the {what} is an address, which gives code from elsewhere; expected {meant} of the project");
            let help = "clone the code into the project, or name a finished `image`";
            report.push(Diagnostic::at_value(&RULE.code, &written.place, message).help(help));
        }
    }
}
