//! A skill is declared once.

use super::{Context, Rule, once};
use crate::diagnostic::{Class, Code, Report, Severity};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "duplicate-skill",
        class: Class::Rule,
        severity: Severity::Error,
        summary: "two skills have the same name",
        explanation: "Catalogues find a skill by its name, so two of one name can't be told apart.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  skills:\n    - name: search\n    - name: search\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  skills:\n    - name: search\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let agent = context.spec.agent.get();
    let skills = agent.map(|agent| agent.skills.items()).unwrap_or_default();
    let names = skills.iter().filter_map(|skill| skill.name.get()).map(|name| (name.value.as_str(), &name.place));
    once(context, &RULE, "skill", names, report);
}
