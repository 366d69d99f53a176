//! One variable of a container comes from one declaration.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::plan::ClashKind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "variable-collision",
        summary: "two declarations give one container the same variable",
        explanation: "Entries, providers and the platform each bring variables. Where two of them bring the same one, only one value can win, and nothing says which. Rename the later entry.",
        bad: example!(
            "
models:
  writer_url:
    provider: gateway
    models: [claude-sonnet-4-6]
  writer:
    container:
      image: writer:1
"
        ),
        good: example!(
            "
models:
  editor:
    provider: gateway
    models: [claude-sonnet-4-6]
  writer:
    container:
      image: writer:1
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for clash in context.clashes.iter().filter(|clash| clash.kind == ClashKind::Collision) {
        let diagnostic = Diagnostic::at_key(&RULE.code, &clash.later, format!("`{}` is brought twice", clash.name))
            .help("rename this one, so that its variables get another name");
        let is_entry =
            clash.later.pointer.tokens().count() == 2 && !clash.later.pointer.as_str().starts_with("/inputs");
        let diagnostic = if is_entry { repair::rename(context, diagnostic, &clash.later) } else { diagnostic };
        report.push(clash.with_first(diagnostic));
    }
}
