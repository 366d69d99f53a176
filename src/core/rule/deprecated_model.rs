//! `model` became `models`.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, Tag, example};
use crate::diagnostic::{Edit, Fix};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "deprecated-model",
        severity: Severity::Warning,
        summary: "`model` of an entry is an older spelling of `models`",
        explanation: "`models` is a list, also for one model.",
        bad: example!(
            "
models:
  chat:
    provider: openai
    model: gpt-5
"
        ),
        good: example!(
            "
models:
  chat:
    provider: openai
    models: [gpt-5]
"
        ),
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    // Where both are written, that is said instead.
    let models = context.spec.entries().filter_map(|entry| entry.model).filter(|model| model.models.items().is_empty());
    for entry in models {
        let Some(model) = entry.model.get() else { continue };
        let mut diagnostic =
            Diagnostic::at_key(&RULE.code, &model.place, "`model` is deprecated").help("write `models`, a list");
        let written = context.source.slice(model.place.span);
        // A block or a tag would stay outside of the list, and an anchor would name the list.
        let fits = edit::is_bare(context.source, &model.place)
            && !written.contains(['\n', '#'])
            && (written.starts_with(['"', '\'']) || !written.contains([',', '[', ']', '{', '}']));
        if fits && entry.models.is_absent() {
            let edits = vec![
                Edit { span: model.place.key, text: "models".into() },
                Edit { span: model.place.span, text: format!("[{written}]") },
            ];
            diagnostic.fixes.push(Fix {
                title: "write `models`, a list".into(),
                applicability: Applicability::Safe,
                edits,
            });
        }
        report.push(diagnostic);
    }
}
