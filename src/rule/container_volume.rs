//! A volume is mounted at an absolute path.

use super::{Context, Rule};
use crate::diagnostic::{Class, Code, Diagnostic, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "container-volume",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "a volume is not an absolute path in the container",
        explanation: "`volume` is the path inside the container that is kept over restarts, such as `/data`.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nknowledge:\n  files:\n    container:\n      image: files:1\n      volume: data\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nknowledge:\n  files:\n    container:\n      image: files:1\n      volume: /data\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is no path for a volume: {}", refused.text, refused.reason);
        report.push(Diagnostic::at_value(&RULE.code, &refused.place, message).help("write it as in `/data`"));
    }
}
