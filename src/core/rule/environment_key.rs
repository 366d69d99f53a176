//! What `environment` sets can be set.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "environment-key",
        summary: "a key under `environment` can't name a variable",
        explanation: "Letters, digits, `-`, `.` and `_`, no digit first: that is what Kubernetes takes.",
        bad: example!(
            r#"
integrations:
  tool:
    container:
      image: tool:1
      environment:
        "A B": x
"#
        ),
        good: example!(
            "
integrations:
  tool:
    container:
      image: tool:1
      environment:
        A_B: x
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for (_, _, container) in context.spec.containers() {
        for named in container.environment.entries().iter().filter(|named| !is_environment_key(&named.name)) {
            let message = format!("`{}` can't name a variable", named.name);
            let help = "use letters, digits, `-`, `.` and `_`, no digit first";
            let diagnostic = Diagnostic::at_key(&RULE.code, &named.place, message).help(help);
            let folded: String = named.name.trim().chars().map(|c| if is_letter(c) { c } else { '_' }).collect();
            let is_free = container.environment.named(&folded).is_none();
            report.push(if is_free && is_environment_key(&folded) {
                repair::write(context, diagnostic, named.place.key, &folded)
            } else {
                diagnostic
            });
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._".contains(c)
}

fn is_environment_key(key: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphabetic() || b"-._".contains(&byte);
    let mut bytes = key.bytes();
    bytes.next().is_some_and(letter) && bytes.all(|byte| letter(byte) || byte.is_ascii_digit())
}
