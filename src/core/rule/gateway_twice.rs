//! The gateway is opened by the switch or by a model entry.

use super::{Context, Rule, edit};
use crate::diagnostic::{Applicability, Code, Diagnostic, Report, example};
use crate::plan::lookup::{self, Match};

pub(super) static RULE: Rule = Rule {
    code: Code {
        id: "gateway-twice",
        summary: "the gateway is asked for by the switch and by a model entry",
        explanation: "`agent.astro_ai_gateway: true` lets the agent pick a model at call time; a model entry with `provider: gateway` lets the deployer choose among `models`. They exclude each other: remove the switch, as the entry enables access too.",
        bad: example!(
            "
  astro_ai_gateway: true
models:
  default:
    provider: gateway
    models: [claude-sonnet-4-6]
"
        ),
        good: example!(
            "
models:
  default:
    provider: gateway
    models: [claude-sonnet-4-6]
"
        ),
        ..Code::BASE
    },
    check,
};

fn check(context: &Context<'_>, report: &mut Report) {
    let switch =
        context.spec.agent.get().filter(|agent| agent.gateway()).and_then(|agent| agent.astro_ai_gateway.get());
    let Some(switch) = switch else { return };
    let entry = context.spec.entries().find(|entry| {
        let provider = entry.provider.text().map(|name| lookup::provider(context.spec, entry.section, name));
        matches!(provider, Some(Match::BuiltIn(provider)) if provider.gateway.is_some())
    });
    let Some(entry) = entry else { return };
    let message = format!("`astro_ai_gateway` and the gateway entry `{}` exclude each other", entry.name);
    let diagnostic = Diagnostic::at_value(&RULE.code, &switch.place, message)
        .help("remove `astro_ai_gateway`: the entry enables access too")
        .related(entry.place.key, "the gateway is asked for here");
    report.push(edit::without(context, &switch.place, diagnostic, "remove `astro_ai_gateway`", Applicability::Safe));
}
