//! A package name is a name, and never part of a command.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::spec::Package;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "sandbox-package",
        summary: "a sandbox package is not the name of a package",
        explanation: "Package names are handed to a package manager. Extras and versions are fine (`uvicorn[standard]`, `pandas==2.2.0`); options, white space and what a shell reads are not.",
        bad: example!(
            r#"
sandbox:
  toolchain: auto
  packages: ["curl; rm -rf /"]
"#
        ),
        good: example!(
            "
sandbox:
  toolchain: auto
  packages: [curl]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not a package: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message);
        let diagnostic = diagnostic.help("list each package by its name");
        // What a shell would read is not what a list of names has.
        let are_names = refused.text.split_whitespace().all(|word| Package::parse(word).is_ok());
        report.push(if are_names { repair::split(context, diagnostic, &refused.place) } else { diagnostic });
    }
}
