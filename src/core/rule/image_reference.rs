//! An image is named as engines read it.

use super::{Context, Rule};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::document::{Scalar, ScalarType, Style, quote};
use crate::image::ImageRef;
use crate::source::Span;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "image-reference",
        summary: "an image has a name that no engine pulls",
        explanation: "A host with or without a port, a path in lower case, at most one tag and at most one digest: \
            `ghcr.io/my-org/agent:1.4`. Nothing is interpolated, and there is no scheme. A first part without `.` and \
            `:` is not a host, unless it is `localhost`.",
        bad: "\
spec: blueprint/v1
name: my-agent
agent:
  image: ghcr.io/MyOrg/agent:1
",
        good: "\
spec: blueprint/v1
name: my-agent
agent:
  image: ghcr.io/myorg/agent:1
",
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let Err(fault) = ImageRef::parse(&refused.text) else { continue };
        let message = format!("`{}` is not the name of an image: {}", refused.text, fault.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message).help(fault.help);
        report.push(match fault.repair {
            Some((repaired, applicability)) => {
                let title = format!("write `{repaired}`");
                diagnostic.fix(
                    title,
                    applicability,
                    refused.place.span,
                    written(context, refused.place.span, &repaired),
                )
            }
            None => diagnostic,
        });
    }
}

/// A reference as it is written in place of another text: in quotes where that has some, or where it needs them.
fn written(context: &Context<'_>, span: Span, image: &str) -> String {
    let scalar = Scalar { text: image.to_owned(), style: Style::Plain, kind: ScalarType::of_plain(image) };
    let is_plain = scalar.kind == ScalarType::String && scalar.yaml11_type().is_none() && !image.starts_with('[');
    let had_quotes = context.source.slice(span).starts_with(['"', '\'']);
    if is_plain && !had_quotes { scalar.text } else { quote(image) }
}
