//! Inputs are required unless they are optional.

use super::edit;
use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Tag, example};
use crate::diagnostic::{Edit, Fix};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "legacy-required",
        summary: "`required` of an input became `optional`, which says the opposite",
        explanation: "An input is required unless it says `optional: true`.",
        bad: example!(
            "
inputs:
  limit:
    name: LIMIT
    datatype: number
    required: false
"
        ),
        good: example!(
            "
inputs:
  limit:
    name: LIMIT
    datatype: number
    optional: true
"
        ),
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for input in context.spec.inputs() {
        let Some(retired) = input.required.get() else { continue };
        let place = &retired.place;
        let diagnostic = Diagnostic::at_key(
            &RULE.code,
            place,
            "`required` is no longer a key: inputs are required unless `optional`",
        );
        report.push(match (retired.bool, input.optional.value()) {
            // Which of two that contradict each other is meant, only a person can say.
            (Some(required), Some(optional)) if required == optional => {
                diagnostic.help("remove it, and see that `optional` says what is meant")
            }
            (Some(true), _) | (Some(false), Some(_)) => {
                let diagnostic = diagnostic.help("remove it");
                edit::without(context, place, diagnostic, "remove `required`", Applicability::Safe)
            }
            // With an anchor, the value is also another's.
            (Some(false), None) if input.optional.is_absent() && edit::is_bare(context.source, place) => {
                let mut diagnostic = diagnostic.help("write `optional: true`");
                let edits = vec![
                    Edit { span: place.key, text: "optional".into() },
                    Edit { span: place.span, text: "true".into() },
                ];
                diagnostic.fixes.push(Fix {
                    title: "write `optional: true`".into(),
                    applicability: Applicability::Safe,
                    edits,
                });
                diagnostic
            }
            (Some(false) | None, _) => diagnostic.help("write `optional: true` or leave it out"),
        });
    }
}
