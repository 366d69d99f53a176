//! Adapters need an agent that talks through messaging.

use super::{Context, Rule, repair};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::document::form::Form;
use crate::options::{Adapter, Word as _};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "adapter-without-messaging",
        summary: "an adapter is started for an agent without messaging",
        explanation: "`agent.interfaces` says that the agent does not talk through messaging, so an adapter would have nobody to talk to. Left out altogether, `interfaces` means messaging.",
        bad: example!(
            "
  interfaces:
    frontend: true
dev:
  interfaces: [web]
"
        ),
        good: example!(
            "
  interfaces:
    frontend: true
    messaging: true
dev:
  interfaces: [web]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let (Some(dev), Some(agent)) = (context.spec.dev.get(), context.spec.agent.get()) else { return };
    let Some(interfaces) = agent.interfaces.get().filter(|interfaces| !interfaces.messaging.is_broken()) else {
        return;
    };
    if agent.messaging() {
        return;
    }
    let blame = interfaces.messaging.get().map_or(interfaces.place.key, |messaging| messaging.place.span);
    for adapter in dev.adapters().iter().filter(|adapter| Adapter::CHOICES.contains(&adapter.value.as_str())) {
        let message = format!("the adapter `{}` for an agent without messaging", adapter.value);
        let diagnostic = Diagnostic::at_value(&RULE.code, &adapter.place, message)
            .help("add `messaging: true` to `agent.interfaces`, or remove the adapter")
            .related(blame, "messaging is off here");
        report.push(match interfaces.messaging.get() {
            Some(off) => diagnostic.fix("turn messaging on", Applicability::Unsafe, off.place.span, "true"),
            None => {
                let on = Form::Raw("true".into());
                repair::add(context, diagnostic, &interfaces.place.pointer, "messaging", &on)
            }
        });
    }
}
