//! A default is a value that the input could be given.

use super::{Context, Rule, repair};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::document::quote;
use crate::spec::{DataType, DisplayAs};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "input-default",
        summary: "a default does not fit the input's datatype or options",
        explanation: "A default goes through the same parser as a supplied value: numbers, booleans, arrays and objects are JSON, written as a string. The default of a `select` is one of its `options`.",
        bad: example!(
            "
inputs:
  limit:
    name: LIMIT
    datatype: number
    default: many
"
        ),
        good: example!(
            r#"
inputs:
  limit:
    name: LIMIT
    datatype: number
    default: "20"
"#
        ),
        load_bearing: true,
        ..Code::BASE
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
            let diagnostic = Diagnostic::at_value(&RULE.code, &default.place, message);
            let diagnostic = diagnostic.help("write the default as JSON, in quotes");
            let json = json(datatype, text).filter(|_| !input.is_secret());
            report.push(match json.filter(|json| datatype.check(json).is_ok()) {
                Some(json) => {
                    let title = format!("write `{json}`");
                    diagnostic.fix(title, Applicability::Unsafe, default.place.span, quote(&json))
                }
                None => diagnostic,
            });
            continue;
        }
        let options = input.options.items();
        let is_select = input.display_as.value() == Some(DisplayAs::Select);
        // An option that could not be read may be the default.
        let listed = input.options.get().and_then(|list| context.document.at(&list.place.pointer)?.node.as_sequence());
        let is_read = listed.is_some_and(|listed| listed.len() == options.len());
        if is_select && is_read && !options.is_empty() && !options.iter().any(|option| option.value == text) {
            let first = options.first().map_or("", |option| option.value.as_str());
            let list = input.options.get().map(|list| &list.place);
            let diagnostic = Diagnostic::at_value(&RULE.code, &default.place, "the default is none of the options")
                .help(format!("write one of the options, such as `{first}`"))
                .related(list.map_or(default.place.span, |list| list.key), "the options are here");
            let near = nearest(text, options.iter().map(|option| option.value.as_str()));
            report.push(match (near, list) {
                _ if input.is_secret() => diagnostic,
                (Some(near), _) => repair::write(context, diagnostic, default.place.span, near),
                (None, Some(list)) => repair::add_item(context, diagnostic, list, text),
                (None, None) => diagnostic,
            });
        }
    }
}

/// The JSON that a text most likely stands for.
fn json(datatype: DataType, text: &str) -> Option<String> {
    let text = text.trim();
    match datatype {
        DataType::String => None,
        DataType::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "1" => Some("true".into()),
            "false" | "no" | "off" | "n" | "0" => Some("false".into()),
            _ => None,
        },
        DataType::Number => {
            let plain = text.replace(['_', ' '], "");
            Some(plain.strip_prefix('+').unwrap_or(&plain).to_owned())
        }
        DataType::Array if text.starts_with('[') => Some(text.replace('\'', "\"")),
        DataType::Array => {
            let items: Vec<&str> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
            serde_json::to_string(&items).ok()
        }
        DataType::Object => Some(text.replace('\'', "\"")),
    }
}
