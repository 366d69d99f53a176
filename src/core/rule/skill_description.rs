//! A description fits where catalogues show it.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "skill-description",
        summary: "a skill's description is too long",
        explanation: "Catalogues show up to 500 characters.",
        bad: example!("
  skills:
    - name: search
      description: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
"),
        good: example!("
  skills:
    - name: search
      description: Searches.
"),
        ..Code::BASE
    },
    check,
};

const LONGEST: usize = 500;

fn check(context: &Context<'_>, report: &mut Report) {
    let agent = context.spec.agent.get();
    for skill in agent.map(|agent| agent.skills.items()).unwrap_or_default() {
        let Some(description) = skill.description.get() else { continue };
        let length = description.value.chars().count();
        if length > LONGEST {
            let message = format!("the description has {length} characters, more than {LONGEST}");
            report.push(Diagnostic::at_value(&RULE.code, &description.place, message).help("shorten it"));
        }
    }
}
