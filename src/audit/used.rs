//! What there is to say of how code uses models, by what the plan gives the containers that have it.

use super::client::{Client, GATEWAY_URL};
use super::holder::{Holder, LONGEST, MOST_LISTED, containers};
use super::judge::Found;
use super::side::Side;
use super::survey::Survey;
use super::usage::{Usage, What};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::audited::{
    BARE_GATEWAY_URL, KEYLESS_CLIENT, MISSING_CLIENT_NAME, UNDECLARED_MODEL, UNSERVED_API,
};
use crate::plan::{EnvKind, EnvRow};
use crate::source::Pointer;
use crate::text::one_line;

/// What there is to say of a use, in the containers that have its file.
pub(super) fn found(usage: &Usage, holders: &[&Holder<'_>], survey: &Survey) -> Option<Found> {
    let at = |code, message: String, help: String, near| {
        let finding = Diagnostic::new(code, Pointer::root(), usage.span, message).help(help);
        let side = Some(Side::of(&finding, holders, near));
        Some(Found { finding, side })
    };
    let finding = |code, message, help| at(code, message, help, None);
    if holders.is_empty() {
        return None;
    }
    match &usage.what {
        What::BareUrl if holders.iter().all(|holder| has_gateway(holder)) => {
            let message = format!("a client of the OpenAI API wants a URL with `/v1`, and `{GATEWAY_URL}` has none");
            let help = "give it the URL with `/v1` after it, or use the client code of `ast generate sdk-python` or `sdk-mastra`";
            finding(&BARE_GATEWAY_URL, message, help.to_owned())
        }
        What::Unserved if holders.iter().all(|holder| has_gateway(holder)) => {
            let message =
                "a client of Anthropic's own API is pointed at the gateway, which serves that of OpenAI".to_owned();
            let help = "call the gateway by a client of the OpenAI API, or declare a model of `provider: anthropic`";
            finding(&UNSERVED_API, message, help.to_owned())
        }
        What::Keyless(client) if holders.iter().all(|holder| lacks_key(client, holder)) => {
            let key = client.keys.first()?;
            let ids = containers(holders);
            let message = format!("`{}` is made without a key, and nothing gives `{key}` to {ids}", client.name());
            let help = if holders.iter().any(|holder| has_gateway(holder)) {
                format!("give it the gateway's URL and key, or declare an entry or an input that gives `{key}`")
            } else {
                format!("declare an entry or an input that gives `{key}`, or give the client its key")
            };
            finding(&KEYLESS_CLIENT, message, help)
        }
        What::Model(id) => {
            let choices = survey.choices(holders)?;
            if holders.iter().flat_map(|holder| rows(holder)).any(|row| names(row, id)) {
                return None;
            }
            let listed: Vec<String> =
                choices.iter().take(MOST_LISTED).map(|row| format!("`{}`", one_line(&row.name, LONGEST))).collect();
            let message = format!("`{id}` is written down, and no entry of the spec offers it");
            let help = format!("read {}, or add it to the `models` of an entry", listed.join(" or "));
            at(&UNDECLARED_MODEL, message, help, choices.first().and_then(|row| row.declared_by.clone()))
        }
        What::Lacking { module, name, has } => {
            let (module, name) = (one_line(module, LONGEST), one_line(name, LONGEST));
            let message = format!("`{module}`, which is generated, has no `{name}`");
            let help = instead(&name, has, holders);
            finding(&MISSING_CLIENT_NAME, message, help)
        }
        _ => None,
    }
}

fn rows<'a>(holder: &Holder<'a>) -> impl Iterator<Item = &'a EnvRow> {
    holder.container.local.iter().chain(&holder.container.cluster)
}

/// Whether the plan gives a container the gateway, by a URL without a path.
fn has_gateway(holder: &Holder<'_>) -> bool {
    let rows: Vec<&EnvRow> = rows(holder).filter(|row| row.name == GATEWAY_URL).collect();
    let is_bare = |row: &&EnvRow| {
        let rest = row.value.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| rest);
        row.kind == EnvKind::Gateway && rest.is_none_or(|rest| !rest.trim_end_matches('/').contains('/'))
    };
    !rows.is_empty() && rows.iter().all(is_bare) && !holder.has_set(GATEWAY_URL)
}

/// Whether nothing gives a container what a client reads by itself. What its code reads too is spoken of there.
fn lacks_key(client: &Client, holder: &Holder<'_>) -> bool {
    client.keys.iter().all(|key| {
        let given = holder.gives(key);
        !given.local && !given.cluster && !holder.reads(key)
    })
}

/// Whether a variable may have a model as its value.
fn names(row: &EnvRow, id: &str) -> bool {
    let said = [row.value.as_deref(), row.default.as_deref()];
    row.options.iter().any(|option| option == id) || said.into_iter().flatten().any(|text| text.contains(id))
}

impl Survey {
    /// The variables that have the models that are chosen of what the spec offers; none where one of the containers may
    /// ask for any model.
    fn choices<'h>(&self, holders: &[&Holder<'h>]) -> Option<Vec<&'h EnvRow>> {
        let of = |holder: &&Holder<'h>| -> Vec<&'h EnvRow> {
            let rows = holder.container.local.iter().filter(|row| row.kind == EnvKind::ModelChoice);
            rows.collect()
        };
        let first = holders.first().map(of)?;
        // Each way into the gateway offers models then, and none of them is the agent's own switch.
        let is_chosen = |holder: &&Holder<'h>| !first.is_empty() && of(holder).len() == self.openings;
        holders.iter().all(is_chosen).then_some(first)
    }
}

/// What to do about a name that client code does not have; `has` are those that may be meant.
fn instead(name: &str, has: &[String], holders: &[&Holder<'_>]) -> String {
    if ["gateway", "async_gateway"].contains(&name) {
        return if holders.iter().any(|holder| has_gateway(holder)) {
            "run `ast generate`, which makes it".to_owned()
        } else {
            "nothing of the spec calls the gateway: declare `astro_ai_gateway: true` under `agent` and run `ast generate`, or \
             call models without it, by their own keys"
                .to_owned()
        };
    }
    let has: Vec<String> = has.iter().map(|name| format!("`{}`", one_line(name, LONGEST))).collect();
    let has = if has.is_empty() { String::new() } else { format!("import {}, or ", has.join(" or ")) };
    format!("{has}declare its entry and run `ast generate`")
}
