//! A skill's name is an identifier that catalogues find it by.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::spec::SkillName;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "skill-name",
        summary: "a skill's name does not have the form of one",
        explanation: "A skill's name has up to 128 lower-case letters, digits, `.`, `_` and `-`, a letter or digit first. Names that start with `agent.` are kept for the platform.",
        bad: example!(
            "
  skills:
    - name: Search!
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
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` can't name a skill: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message);
        let diagnostic = diagnostic.help("write a name such as `summarise-thread`");
        report.push(match legal(&refused.text) {
            Some(name) => repair::write(context, diagnostic, refused.place.span, &name),
            None => diagnostic,
        });
    }
    let agent = context.spec.agent.get();
    for skill in agent.map(|agent| agent.skills.items()).unwrap_or_default() {
        if let Some(name) = skill.name.get().filter(|name| name.value.as_str().starts_with("agent.")) {
            let message = format!("`{}` starts with `agent.`, which is kept for the platform", name.value.as_str());
            let diagnostic = Diagnostic::at_value(&RULE.code, &name.place, message).help("choose another beginning");
            report.push(match legal(name.value.as_str().trim_start_matches("agent.")) {
                Some(name_left) => repair::write(context, diagnostic, name.place.span, &name_left),
                None => diagnostic,
            });
        }
    }
}

/// The nearest text that can be a name.
fn legal(text: &str) -> Option<String> {
    let name = repair::slug(text, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c));
    SkillName::parse(&name).ok().filter(|_| !name.starts_with("agent.")).map(|_| name)
}
