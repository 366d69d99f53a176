//! `model` is the older spelling of `models`; an entry has one of them.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "models-or-model",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "an entry has both `models` and the deprecated `model`",
        explanation: "`model` is an older spelling of `models` with one id. With both it is not clear which models are meant: keep `models`.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  chat:\n    provider: openai\n    model: gpt-5\n    models: [gpt-5-mini]\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n  chat:\n    provider: openai\n    models: [gpt-5-mini]\n",
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
