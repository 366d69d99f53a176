//! What an env file lacks, has too much, or gets wrong for a plan. No value is ever part of a finding.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Assignment, scan};
use crate::diagnostic::nearest::nearest;
use crate::options::form;
use crate::plan::{BoundPlan, GATEWAY_URL, Supply};
use crate::source::{Source, Span};
use crate::spec::DataType;

/// A finding in an env file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of finding it is.
    pub kind: Kind,
    /// The variable; empty where a line has none.
    pub name: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The name in the file; none where it is missing.
    pub span: Option<Span>,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A required value is not there, or empty: an error.
    Missing,
    /// A value has the wrong form: an error.
    Invalid,
    /// Nothing reads the name: a warning.
    Unknown,
}

/// Checks an env file against a plan.
pub fn check(plan: &BoundPlan, source: &Source) -> Vec<Problem> {
    let (assignments, strays) = scan(source);
    // The last assignment of a name counts, as for Compose.
    let given: BTreeMap<&str, &Assignment> =
        assignments.iter().filter(|found| !found.commented).map(|found| (found.name.as_str(), found)).collect();
    let mut problems: Vec<Problem> = strays.into_iter().map(stray).collect();
    problems.extend(assignments.iter().filter(|found| found.unclosed).map(unclosed));
    for supply in &plan.supplies {
        let found = given.get(supply.name.as_str()).filter(|found| !found.value.is_empty());
        match found {
            Some(found) if found.unclosed => {}
            Some(found) => problems.extend(invalid(supply, found)),
            None if supply.required || supply.generated => problems.push(missing(supply)),
            None => {}
        }
    }
    let known = known_names(plan);
    for found in given.values().filter(|found| !known.contains(found.name.as_str()) && !is_foreign(&found.name)) {
        problems.push(unknown(plan, found, &known));
    }
    problems.sort_by_key(|problem| (problem.span.map_or(usize::MAX, |span| span.start), problem.name.clone()));
    problems
}

/// What stands on the line may be a secret whose name was forgotten.
fn stray(span: Span) -> Problem {
    let message = "this line is neither `NAME=VALUE` nor a comment".to_owned();
    let help = "write the name before `=`, or begin the line with `#`".to_owned();
    Problem { kind: Kind::Invalid, name: String::new(), message, help, span: Some(span) }
}

fn unclosed(found: &Assignment) -> Problem {
    let message = format!("the quote that the value of `{}` begins with is never closed", found.name);
    let help = "close it, or put the value in single quotes".to_owned();
    Problem { kind: Kind::Invalid, name: found.name.clone(), message, help, span: Some(found.span) }
}

fn missing(supply: &Supply) -> Problem {
    let what = supply
        .description
        .as_deref()
        .and_then(|text| text.lines().next())
        .map(|text| format!(" ({text})"))
        .unwrap_or_default();
    let readers: Vec<_> = supply.read_by.iter().map(|id| format!("`{id}`")).collect();
    let help = if supply.generated {
        "run `ast env sync`, which generates it".to_owned()
    } else {
        format!("add `{}=…`{what}", supply.name)
    };
    let needs = if readers.len() == 1 { "needs" } else { "need" };
    let message = format!("`{}` is not set, and {} {needs} it", supply.name, readers.join(", "));
    Problem { kind: Kind::Missing, name: supply.name.clone(), message, help, span: None }
}

fn invalid(supply: &Supply, found: &Assignment) -> Option<Problem> {
    // What refers to other variables is known only where they are.
    if found.value.contains("${") {
        return None;
    }
    let value = found.value.as_str();
    let datatype = DataType::parse(supply.datatype).unwrap_or(DataType::String);
    let (message, help) = if let Err(expected) = datatype.check(value) {
        (format!("`{}` is no {}: {expected}", supply.name, supply.datatype), "write the value as JSON".to_owned())
    } else if supply.name == GATEWAY_URL && form::origin(value).is_err() {
        (
            format!("`{}` is not the origin of a gateway", supply.name),
            "write `https://`, the host and nothing else, as in `https://gateway.example.com`; clients add `/v1`"
                .to_owned(),
        )
    } else if supply.url_safe && !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)) {
        (
            format!("`{}` becomes part of a URL and holds a character that a URL can't", supply.name),
            "use letters, digits, `-`, `.`, `_` and `~` only".to_owned(),
        )
    } else if !supply.options.is_empty()
        && !supply.secret
        && !is_open_choice(supply)
        && !supply.options.iter().any(|option| option == value)
    {
        (format!("`{}` is none of its options", supply.name), format!("write one of {}", supply.options.join(", ")))
    } else {
        return None;
    };
    Some(Problem { kind: Kind::Invalid, name: supply.name.clone(), message, help, span: Some(found.span) })
}

/// A gateway's model may be one that the spec does not list: the supplied value beats it.
fn is_open_choice(supply: &Supply) -> bool {
    supply.kind == crate::plan::EnvKind::ModelChoice
}

fn unknown(plan: &BoundPlan, found: &Assignment, known: &BTreeSet<&str>) -> Problem {
    let owner = plan.containers.iter().find(|container| container.variable(&found.name).is_some());
    let (message, help) = match owner {
        Some(owner) => (
            format!("`{}` is computed for `{}`, so the value here is not used", found.name, owner.id),
            "remove it".to_owned(),
        ),
        None => {
            let help = match nearest(&found.name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it, or declare it under `inputs`".to_owned(),
            };
            (format!("nothing reads `{}`", found.name), help)
        }
    };
    Problem { kind: Kind::Unknown, name: found.name.clone(), message, help, span: Some(found.span) }
}

/// Every name that something of the plan reads: supplies, ports, and the secrets of builds.
fn known_names(plan: &BoundPlan) -> BTreeSet<&str> {
    let ports = plan.containers.iter().flat_map(|container| &container.ports);
    let builds = plan.containers.iter().filter_map(|container| container.build.as_ref());
    let supplies = plan.supplies.iter().map(|supply| supply.name.as_str());
    supplies
        .chain(ports.filter_map(|port| port.variable.as_deref()))
        .chain(builds.flat_map(|build| &build.secrets).map(|secret| secret.env.as_str()))
        .collect()
}

/// Names that belong to the tools which read the same file.
fn is_foreign(name: &str) -> bool {
    name.starts_with("COMPOSE_")
        || name.starts_with("DOCKER_")
        || name.starts_with("BUILDX_")
        || name.starts_with("BUILDKIT_")
}
