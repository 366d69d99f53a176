//! The agent's name becomes host names, labels and variables, so it has their form.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "agent-name",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "the agent's name does not have the form of a name",
        explanation: "The name becomes host names, labels, image names and variables. It has 2 to 63 lower-case letters, \
            digits and hyphens, a letter first and no hyphen last; `astro`, `agent`, `model` and `integration` are \
            reserved. With a scope it is `\"@scope/name\"`, in quotes.",
        bad: "spec: blueprint/v1\nname: My_Agent\nagent:\n  image: my-agent:1\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not an agent's name: {}", refused.text, refused.reason);
        report.push(
            Diagnostic::at_value(&RULE.code, &refused.place, message)
                .help("choose a name such as `my-agent` or `\"@my-org/my-agent\"`"),
        );
    }
}
