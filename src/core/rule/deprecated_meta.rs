//! `meta` moved elsewhere.

use super::edit;
use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, Tag, example};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "deprecated-meta",
        severity: Severity::Warning,
        summary: "a key of `meta` is deprecated",
        explanation: "`description` and `tags` moved to the front matter of `AGENT.md`, `visibility` to the platform.",
        bad: "\
spec: blueprint/v1
name: my-agent
meta:
  visibility: public
agent:
  image: my-agent:1
",
        good: example!("\n"),
        tag: Some(Tag::Deprecated),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(meta) = context.spec.meta.get() else { return };
    for (key, home) in [
        ("description", "the front matter of `AGENT.md`"),
        ("tags", "the front matter of `AGENT.md`"),
        ("visibility", "the platform"),
    ] {
        let Some(at) = context.document.at(&meta.place.pointer.key(key)) else { continue };
        let diagnostic = Diagnostic::at_key(&RULE.code, &at.place, format!("`meta.{key}` moved to {home}"));
        report.push(if key == "visibility" {
            let place = edit::outermost(context, &at.place);
            let diagnostic = diagnostic.help("set it on the platform, and remove it here");
            edit::without(context, &place, diagnostic, "remove it", Applicability::Unsafe)
        } else {
            diagnostic.help(format!("move it to {home}"))
        });
    }
}
