//! A build takes no variable of the host that nobody would expect.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity};
use crate::plan::naming;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "undeclared-build-secret",
        severity: Severity::Warning,
        summary: "a build takes a variable of the host that nothing else of the spec names",
        explanation: "A build secret is filled from a variable of whoever builds: a spec from somebody else can ask for any, such as the keys of your cloud. Where an input or a provider declares the variable, people are asked for it and know. Without `env`, the variable is the id in capitals. If the build is yours and the variable is meant, silence this with a comment that says why.",
        bad: "\
spec: blueprint/v1
name: my-agent
agent:
  build:
    context: .
    dockerfile: Dockerfile
    secrets:
      - id: cloud
        env: AWS_SECRET_ACCESS_KEY
",
        good: "\
spec: blueprint/v1
name: my-agent
agent:
  build:
    context: .
    dockerfile: Dockerfile
    secrets:
      - id: packages
        env: PACKAGES_TOKEN
inputs:
  packages:
    name: PACKAGES_TOKEN
    datatype: string
    secret: true
",
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for site in context.spec.builds() {
        for secret in site.build.secrets.items() {
            let Some(id) = secret.id.get() else { continue };
            let env = secret.env.get().filter(|env| !env.value.is_empty());
            let (name, place) = match env {
                Some(env) => (env.value.clone(), &env.place),
                None if secret.env.is_broken() => continue,
                None => (naming::variable(&id.value), &id.place),
            };
            if !context.plan.supplies.contains_key(&name) {
                let message =
                    format!("the build takes `{name}` from whoever builds, and nothing else of the spec names it");
                let help = format!("declare an input named `{name}`, or remove the secret");
                report.push(Diagnostic::at_value(&RULE.code, place, message).help(help));
            }
        }
    }
}
