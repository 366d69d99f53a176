//! The provider of a connection has the form of an identifier.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "connection-provider",
        summary: "a connection's provider is not an identifier",
        explanation: "The platform looks the provider up by this word: lower-case letters, digits, `_` and `-`, a letter first.",
        bad: example!(
            "
connections:
  - provider: Google Drive
    reason: reads your files
"
        ),
        good: example!(
            "
connections:
  - provider: google-drive
    reason: reads your files
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not a provider of a connection: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message);
        let diagnostic = diagnostic.help("write a word such as `github`");
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let word = repair::slug(&refused.text, is_letter);
        let is_legal = word.starts_with(|c: char| c.is_ascii_lowercase());
        report.push(if is_legal { repair::write(context, diagnostic, refused.place.span, &word) } else { diagnostic });
    }
}
