//! No credential stands in a spec, which is committed.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, example};
use crate::document::{Cursor, Node, NodeKind};
use crate::spec::is_credential;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "written-credential",
        severity: Severity::Warning,
        summary: "a credential stands in the spec",
        explanation: "A text that begins and is as long as the keys of a well-known service, or a private key. Who reads the repository has it, and what is generated repeats it. Declare an input with `secret: true`: its value comes from `.env` here, and from a Secret in a cluster.",
        bad: example!(
            "
models:
  judge:
    container:
      image: judge:1
      environment:
        SLACK_TOKEN: xoxb-000000000000-000000000000
"
        ),
        good: example!(
            "
models:
  judge:
    container:
      image: judge:1
    inputs:
      - name: SLACK_TOKEN
        datatype: string
        secret: true
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    // Hardly any spec has one, and places are made for those alone.
    if let Some(root) = context.document.cursor().filter(|root| has_one(root.node)) {
        look(&root, report);
    }
}

fn has_one(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.iter().any(|entry| has_one(&entry.value)),
        NodeKind::Sequence(items) => items.iter().any(has_one),
        NodeKind::Scalar(scalar) => is_credential(&scalar.text),
        NodeKind::Broken => false,
    }
}

fn look(at: &Cursor<'_>, report: &mut Report) {
    match &at.node.kind {
        NodeKind::Mapping(_) => {
            // That of a secret has a rule of its own.
            let says = |value: Cursor<'_>| value.node.as_scalar().is_some_and(|word| word.as_bool() == Some(true));
            let is_secret = at.get("secret").is_some_and(says);
            let entries = at.entries().filter(|(entry, _)| !(is_secret && entry.key == "default"));
            entries.for_each(|(_, value)| look(&value, report));
        }
        NodeKind::Sequence(_) => at.items().for_each(|item| look(&item, report)),
        NodeKind::Scalar(scalar) if is_credential(&scalar.text) => {
            let diagnostic = Diagnostic::at_value(&RULE.code, &at.place, "this looks like a credential");
            let help = "make it an input with `secret: true`, and replace the credential where it was a real one";
            report.push(diagnostic.help(help));
        }
        NodeKind::Scalar(_) | NodeKind::Broken => {}
    }
}
