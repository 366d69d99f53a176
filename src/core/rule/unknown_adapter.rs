//! The messaging sidecar has two adapters that are known.

use super::{Context, Rule};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, example};
use crate::options::{Adapter, Word as _};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "unknown-adapter",
        severity: Severity::Warning,
        summary: "an adapter that the messaging sidecar is not known to have",
        explanation: "`slack` and `web` are known. Another one may come with an image of your own; `ast` starts nothing for it.",
        bad: example!(
            "
dev:
  interfaces:
    messaging:
      adapters: [slakc]
"
        ),
        good: example!(
            "
dev:
  interfaces:
    messaging:
      adapters: [slack]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(dev) = context.spec.dev.get() else { return };
    for adapter in dev.adapters().iter().filter(|adapter| !Adapter::CHOICES.contains(&adapter.value.as_str())) {
        let message = format!("`{}` is not a known adapter", adapter.value);
        let diagnostic = Diagnostic::at_value(&RULE.code, &adapter.place, message);
        report.push(match nearest(&adapter.value, Adapter::CHOICES.iter().copied()) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                Applicability::Unsafe,
                adapter.place.span,
                near,
            ),
            None => diagnostic.help("use `slack` or `web`"),
        });
    }
}
