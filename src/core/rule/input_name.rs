//! An input's name is an environment variable.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::plan::naming;
use crate::spec::is_variable_name;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "input-name",
        summary: "an input's name can't name an environment variable",
        explanation: "The input's `name` is the variable that your code reads: letters, digits and `_`, no digit first.",
        bad: example!(
            "
inputs:
  token:
    name: api-token
    datatype: string
"
        ),
        good: example!(
            "
inputs:
  token:
    name: API_TOKEN
    datatype: string
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` can't name a variable: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message);
        let folded = naming::variable(&refused.text);
        report.push(if is_variable_name(&folded) {
            diagnostic.help(format!("write `{folded}`")).fix(
                format!("write `{folded}`"),
                Applicability::Unsafe,
                refused.place.span,
                folded,
            )
        } else {
            diagnostic.help("choose a name such as `API_TOKEN`")
        });
    }
}
