//! The messaging sidecar has two adapters that are known.

use super::{Context, Rule};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Report, Severity};
use crate::options::{Adapter, Word as _};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "unknown-adapter",
        class: Class::Rule,
        severity: Severity::Warning,
        summary: "an adapter that the messaging sidecar is not known to have",
        explanation: "`slack` and `web` are known. Another one may come with an image of your own; `ast` starts nothing for it.",
        bad: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ndev:\n  interfaces:\n    messaging:\n      adapters: [slakc]\n",
        good: "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ndev:\n  interfaces:\n    messaging:\n      adapters: [slack]\n",
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let Some(dev) = context.spec.dev.get() else { return };
    for adapter in dev.adapters().iter().filter(|adapter| !Adapter::CHOICES.contains(&adapter.value.as_str())) {
        let message = format!("`{}` is no known adapter", adapter.value);
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
