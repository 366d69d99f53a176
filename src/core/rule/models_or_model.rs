//! `model` is the older spelling of `models`; an entry has one of them.

use super::{Context, Rule};
use crate::diagnostic::{Code, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "models-or-model",
        summary: "an entry has both `models` and the deprecated `model`",
        explanation: "`model` is an older spelling of `models` with one id. With both it is not clear which models are meant: keep `models`.",
        bad: example!(
            "
models:
  chat:
    provider: openai
    model: gpt-5
    models: [gpt-5-mini]
"
        ),
        good: example!(
            "
models:
  chat:
    provider: openai
    models: [gpt-5-mini]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.entries() {
        let Some(model) = entry.model else { continue };
        if !model.model.is_absent() && !model.models.items().is_empty() {
            let holder = context.document.at(&entry.place.pointer);
            report.extend(super::exclusive(context, &RULE, holder.as_ref(), ("models", "model")));
        }
    }
}
