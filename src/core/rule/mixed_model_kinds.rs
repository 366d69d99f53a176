//! An entry whose models make different things can't be used by one piece of code.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::provider::model_kind;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "mixed-model-kinds",
        severity: Severity::Warning,
        summary: "an entry lists models that answer and models that embed",
        explanation: "The deployer chooses one of an entry's models, and the agent's code uses whichever it is: a model that answers and one that makes vectors are called in different ways. Generated client code takes the first for what they all are.",
        bad: example!(
            "
models:
  default:
    provider: gateway
    models: [claude-sonnet-4-6, titan-embed-text-v2]
"
        ),
        good: example!(
            "
models:
  chat:
    provider: gateway
    models: [claude-sonnet-4-6]
  embed:
    provider: gateway
    models: [titan-embed-text-v2]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for entry in context.spec.entries() {
        let ids = entry.model.map(crate::spec::Model::ids).unwrap_or_default();
        let Some((first, rest)) = ids.split_first() else { continue };
        let Some(other) = rest.iter().find(|id| model_kind(&id.value) != model_kind(&first.value)) else { continue };
        let message = format!("`{}` is not of the same kind as `{}`", other.value, first.value);
        report.push(
            Diagnostic::at_value(&RULE.code, &other.place, message)
                .help("give it an entry of its own")
                .related(first.place.span, "the kind of the entry is that of its first model"),
        );
    }
}
