//! Versions of Python and Node have the form that the platform installs by.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "sandbox-version",
        summary: "a version of Python or Node does not have the form of one",
        explanation: "Python takes two numbers in quotes (`\"3.12\"`), Node one (`\"22\"`).",
        bad: example!(
            r#"
sandbox:
  toolchain: auto
  python:
    version: "3"
"#
        ),
        good: example!(
            r#"
sandbox:
  toolchain: auto
  python:
    version: "3.12"
"#
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not a version: {}", refused.text, refused.reason);
        let of_python = refused.place.pointer.as_str().starts_with("/sandbox/python/");
        let help = if of_python { "write it as in `\"3.12\"`" } else { "write it as in `\"22\"`" };
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message).help(help);
        report.push(match meant(&refused.text, of_python) {
            Some(version) => repair::write(context, diagnostic, refused.place.span, &version),
            None => diagnostic,
        });
    }
}

/// The part of a version that counts here, without `v` and signs before it.
fn meant(text: &str, of_python: bool) -> Option<String> {
    let numbers = text.trim().trim_start_matches(['v', 'V', '^', '~', '>', '=', ' ']);
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = numbers.split('.').take_while(|part| is_number(part));
    let major = parts.next()?;
    if !of_python {
        return Some(major.to_owned());
    }
    parts.next().map(|minor| format!("{major}.{minor}"))
}
