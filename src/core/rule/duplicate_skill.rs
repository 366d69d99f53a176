//! A skill is declared once.

use super::{Context, Rule, once};
use crate::diagnostic::{Code, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "duplicate-skill",
        summary: "two skills have the same name",
        explanation: "Catalogues find a skill by its name, so two of one name can't be told apart.",
        bad: example!(
            "
  skills:
    - name: search
    - name: search
"
        ),
        good: example!(
            "
  skills:
    - name: search
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let agent = context.spec.agent.get();
    let skills = agent.map(|agent| agent.skills.items()).unwrap_or_default();
    let names = skills.iter().filter_map(|skill| skill.name.get()).map(|name| (name.value.as_str(), &name.place));
    once(context, &RULE, "skill", names, report);
}
