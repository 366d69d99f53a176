//! A choice needs something to choose from.

use super::{Context, Rule, repair};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::document::form::Form;
use crate::spec::DisplayAs;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "select-options",
        summary: "a `select` input has no options",
        explanation: "`display-as: select` offers the deployer the `options`; without any there is nothing to choose.",
        bad: example!(
            "
inputs:
  tone:
    name: TONE
    datatype: string
    display-as: select
"
        ),
        good: example!(
            "
inputs:
  tone:
    name: TONE
    datatype: string
    display-as: select
    options: [friendly, formal]
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for input in context.spec.inputs() {
        let Some(display) = input.display_as.get().filter(|display| display.value == DisplayAs::Select) else {
            continue;
        };
        if input.options.items().is_empty() && !input.options.is_broken() {
            let diagnostic = Diagnostic::at_key(&RULE.code, &input.place, "a `select` without `options`")
                .help("add `options:`, a list of what can be chosen")
                .related(display.place.span, "the choice is asked for here");
            report.push(match input.default_text().filter(|_| !input.is_secret() && input.options.is_absent()) {
                Some(default) => {
                    let options = Form::List(vec![Form::text(default)]);
                    repair::add(context, diagnostic, &input.place.pointer, "options", &options)
                }
                None if input.options.is_absent() => {
                    diagnostic.fix("ask for a text", Applicability::Unsafe, display.place.span, "short-text")
                }
                None => diagnostic,
            });
        }
    }
}
