//! Plain values that options say: each for an input that takes it, and no secret.

use std::collections::BTreeSet;

use super::{Misfits, did_you_mean};
use crate::diagnostic::Severity;
use crate::options::{Origin, Settings};
use crate::plan::claim::Syntax;
use crate::plan::value::Supply;
use crate::plan::{BoundPlan, EnvKind};
use crate::spec::is_credential;

/// What of them does not fit. No value is ever part of it.
pub(super) fn given(plan: &BoundPlan, settings: &Settings, found: &mut Misfits) {
    let plain = || plan.supplies.iter().filter(|supply| !supply.secret);
    for (name, value) in &settings.values {
        let setting = ["values", name.as_str()];
        let Some(supply) = plan.supply(name) else {
            let names: BTreeSet<String> = plain().map(|supply| supply.name.clone()).collect();
            let help = did_you_mean(name, &names);
            let help = help.unwrap_or_else(|| "`ast plan --for cluster` lists what is supplied".to_owned());
            found.absent(Severity::Error, &setting, format!("no container asks for the value `{name}`"), help);
            continue;
        };
        if supply.secret {
            let help = "take it out, and give it in `.env`, or in a Secret of the cluster; where it was committed, \
                        make a new one";
            found.error(&setting, format!("`{name}` is a secret, and this file is read by many"), help);
        } else if is_credential(value.as_str()) {
            let help = "take it out, and declare the input as `secret: true`; where it was committed, make a new one";
            found.error(&setting, format!("the value of `{name}` looks like a credential"), help);
        } else if let Some((message, help)) = refusal(supply, value.as_str()) {
            found.error(&setting, message, help);
        }
    }
}

/// Why a supply does not take a value.
fn refusal(supply: &Supply, value: &str) -> Option<(String, String)> {
    let name = &supply.name;
    if let Err(expected) = supply.datatype.check(value) {
        return Some((format!("`{name}` is no {}: {expected}", supply.datatype), "write the value as JSON".to_owned()));
    }
    if supply.syntax == Syntax::Url && Origin::new(value).is_err() {
        let help = "write `https://` and the host, as in `https://gateway.example.com`, without a user and a path";
        return Some((format!("`{name}` is not the origin of a gateway"), help.to_owned()));
    }
    // A gateway's model may be one that the spec does not list.
    let is_open = supply.options.is_empty() || supply.kind == EnvKind::ModelChoice;
    if !is_open && supply.options.iter().all(|option| option != value) {
        return Some((
            format!("`{name}` is none of its options"),
            format!("write one of {}", supply.options.join(", ")),
        ));
    }
    None
}
