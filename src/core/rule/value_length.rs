//! A value that a process is started with has a length that the system takes.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::spec::Text;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "value-length",
        summary: "a value is longer than a process can be given",
        explanation: "Linux starts no process with a variable of more than 128 KiB, its name included. A default, and a value under `environment`, has at most 100 KiB (102,400 bytes); put what is longer into a file of the image.",
        // It would be longer than the rest of the reference.
        bad: "",
        good: "",
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

const LONGEST: usize = 100 * 1024;

fn check(context: &Context<'_>, report: &mut Report) {
    for input in context.spec.inputs() {
        one("the default", input.default.get(), report);
    }
    for (_, _, container) in context.spec.containers() {
        for named in container.environment.entries() {
            one("the value", named.get(), report);
        }
    }
}

fn one(what: &str, text: Option<&Text>, report: &mut Report) {
    let Some(text) = text.filter(|text| text.value.len() > LONGEST) else { return };
    let message = format!("{what} has {} bytes, more than {LONGEST}", text.value.len());
    let help = "shorten it, or put it into a file of the image and name that";
    report.push(Diagnostic::at_value(&RULE.code, &text.place, message).help(help));
}
