//! A volume is mounted at an absolute path.

use super::{Context, Rule, repair};
use crate::diagnostic::{Code, Diagnostic, Report, example};
use crate::spec::MountPath;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "container-volume",
        summary: "a volume is not an absolute path in the container",
        explanation: "`volume` is the path inside the container that is kept over restarts, such as `/data`.",
        bad: example!(
            "
knowledge:
  files:
    container:
      image: files:1
      volume: data
"
        ),
        good: example!(
            "
knowledge:
  files:
    container:
      image: files:1
      volume: /data
"
        ),
        load_bearing: true,
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    for refused in context.refused(RULE.code.id) {
        let message = format!("`{}` is not a path for a volume: {}", refused.text, refused.reason);
        let diagnostic = Diagnostic::at_value(&RULE.code, &refused.place, message).help("write it as in `/data`");
        report.push(match absolute(&refused.text) {
            Some(path) => repair::write(context, diagnostic, refused.place.span, &path),
            None => diagnostic,
        });
    }
}

/// The path inside the container: what follows the `:` of a mount, or the path with a `/` before it.
fn absolute(text: &str) -> Option<String> {
    let inside = text.split(':').nth(1).unwrap_or(text).trim().trim_start_matches("./");
    let path = if inside.starts_with('/') { inside.to_owned() } else { format!("/{inside}") };
    MountPath::parse(&path).ok().map(|_| path)
}
