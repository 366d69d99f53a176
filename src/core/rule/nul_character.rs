//! No program can be given a text with a NUL character in it.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, Report, example};
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "nul-character",
        summary: "a text holds a NUL character",
        explanation: "Environment variables, arguments and paths end at their first NUL character, so what an escape such as `\\0` puts into a text can't reach a container.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n  greeting:\n    name: GREETING\n    datatype: string\n    default: \"hello\\0world\"\n",
        good: example!(
            r#"
inputs:
  greeting:
    name: GREETING
    datatype: string
    default: "hello world"
"#
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = "a NUL character in a text: it can't be given to a program";
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message)
            .help("write a space or another character in its place");
        let written = context.source.slice(refused.place.span);
        let escapes = ["\\0", "\\x00", "\\u0000"].iter().flat_map(|escape| written.match_indices(escape));
        // A backslash that is itself escaped begins no escape.
        let is_clear = !written.contains("\\\\") && written.starts_with('"');
        let edits = escapes.filter(|_| is_clear).map(|(at, escape)| {
            let start = refused.place.span.start + at;
            Edit { span: Span::new(start, start + escape.len()), text: " ".into() }
        });
        report.push(diagnostic.fix_by("write a space in its place", Applicability::Unsafe, edits));
    }
}
