//! An agent that talks through messaging has nobody to talk to in a local run without an adapter.

use super::{Context, Rule};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, Severity, example};
use crate::document::form::Form;
use crate::document::insertion;

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "messaging-without-adapter",
        severity: Severity::Advice,
        summary: "an agent talks through messaging, and a local run starts no adapter",
        explanation: "`messaging: true` says that users reach the agent by chat. The platform and a cluster bring their own adapters; a local run starts those that `dev.interfaces` lists, and with none nobody can talk to the agent there. Said where `messaging: true` is written, and not where it is merely what holds without `interfaces`.",
        bad: example!(
            "
  interfaces:
    messaging: true
"
        ),
        good: example!(
            "
  interfaces:
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
    let Some(agent) = context.spec.agent.get() else { return };
    let Some(interfaces) = agent.interfaces.get().filter(|_| agent.messaging()) else { return };
    let Some(messaging) = interfaces.messaging.get() else { return };
    // An adapter that is not known is said already.
    let is_clear = match context.spec.dev.get() {
        Some(dev) => !dev.interfaces.is_broken() && dev.adapters().is_empty(),
        None => context.spec.dev.is_absent(),
    };
    if !is_clear {
        return;
    }
    let message = "the agent talks through messaging, and a local run starts no adapter";
    let web = Form::map([("adapters", Form::List(vec![Form::text("web")]))]);
    let path = ["dev", "interfaces"];
    let edit = insertion::at_path(context.source, context.document, &path, "messaging", &web);
    report.push(
        Diagnostic::at_value(&RULE.code, &messaging.place, message)
            .help("list `web` or `slack` under `dev.interfaces.messaging.adapters`")
            .fix_by("start the adapter `web` in local runs", Applicability::Unsafe, edit),
    );
}
