//! A default is a value that the input could be given.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};
use crate::spec::DisplayAs;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "input-default",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a default does not fit the input's datatype or options",
        explanation: "A default goes through the same parser as a supplied value: numbers, booleans, arrays and objects are JSON, written as a string. The default of a `select` is one of its `options`.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: many\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: \"20\"\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for input in context.spec.inputs() {
        let (Some(default), Some(text)) = (input.default.get(), input.default_text()) else { continue };
        if let Some(datatype) = input.datatype.value()
            && let Err(expected) = datatype.check(text)
        {
            let message = format!("the default is no {}: {expected}", datatype.as_str());
            report.push(
                Diagnostic::at_value(&RULE.code, &default.place, message).help("write the default as JSON, in quotes"),
            );
            continue;
        }
        let options = input.options.items();
        let is_select = input.display_as.value() == Some(DisplayAs::Select);
        // An option that could not be read may be the default.
        let listed = input.options.get().and_then(|list| context.document.at(&list.place.pointer)?.node.as_sequence());
        let is_read = listed.is_some_and(|listed| listed.len() == options.len());
        if is_select && is_read && !options.is_empty() && !options.iter().any(|option| option.value == text) {
            let first = options.first().map_or("", |option| option.value.as_str());
            report.push(
                Diagnostic::at_value(&RULE.code, &default.place, "the default is none of the options")
                    .help(format!("write one of the options, such as `{first}`"))
                    .related(
                        input.options.get().map_or(default.place.span, |list| list.place.key),
                        "the options are here",
                    ),
            );
        }
    }
}
