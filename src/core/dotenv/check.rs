//! What an env file lacks, has too much, or gets wrong for a plan. No value is ever part of a finding.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::plain::{self, Part};
use super::published;
use super::read::{Assignment, Environment, Fault, Form, Reading, read};
use super::value;
use crate::diagnostic::nearest::nearest;
use crate::plan::{BoundPlan, ContainerKind, EnvKind, SUBNET, Supply, naming};
use crate::provider::platform;
use crate::source::{Source, Span};

/// A finding in an env file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of finding it is.
    pub kind: ProblemKind,
    /// The variable; empty where a line has none.
    pub name: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The name in the file; none where it is not there.
    pub span: Option<Span>,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ProblemKind {
    /// A required value is not there, or empty: an error.
    Missing,
    /// A value has the wrong form, Compose refuses the line, or a port is another container's: an error.
    Invalid,
    /// A value refers to a name that is set nowhere, and arrives without that part: an error.
    Unset,
    /// A name is set before: a warning.
    Duplicate,
    /// The environment sets the name to something else, and Compose takes that: a warning.
    Overridden,
    /// A value is another tool's reference, which nothing resolves: a warning.
    Reference,
    /// Quotes or blanks of a value arrive with it, as its reader takes nothing away: a warning.
    Literal,
    /// A value does nothing without another one, which is not set: a warning.
    Incomplete,
    /// Nothing reads the name: a warning.
    Unknown,
}

impl ProblemKind {
    /// The word that output uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Invalid => "invalid",
            Self::Unset => "unset",
            Self::Duplicate => "duplicate",
            Self::Overridden => "overridden",
            Self::Reference => "reference",
            Self::Literal => "literal",
            Self::Incomplete => "incomplete",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the file can't be used as it is.
    pub fn is_error(self) -> bool {
        matches!(self, Self::Missing | Self::Invalid | Self::Unset)
    }
}

impl Problem {
    /// A problem of a line that sets a variable.
    pub(super) fn of(kind: ProblemKind, found: &Assignment, message: String, help: impl Into<String>) -> Self {
        Self { kind, name: found.name.clone(), message, help: help.into(), span: Some(found.span) }
    }
}

/// Checks an env file against a plan, beside what the process environment sets.
pub fn check(plan: &BoundPlan, source: &Source, environment: Environment<'_>) -> Vec<Problem> {
    let Reading { assignments, strays } = read(source, environment);
    let mut problems: Vec<Problem> = strays.into_iter().map(stray).collect();
    let known = known_names(plan);
    // The last assignment of a name counts, as for Compose.
    let mut given: BTreeMap<&str, &Assignment> = BTreeMap::new();
    for found in assignments.iter().filter(|found| found.counts()) {
        let fault = found.fault.map(|fault| faulty(found, fault));
        problems.extend(fault.or_else(|| (!found.unset.is_empty()).then(|| unset(found))));
        // A name alone that nothing asks for may be part of a value that lost its quotes: it is not told.
        let is_told = found.form != Form::Inherited || known.contains(found.name.as_str());
        if given.insert(&found.name, found).is_some() && is_told {
            let message = format!("`{}` is set more than once, and the last line counts", found.name);
            problems.push(Problem::of(ProblemKind::Duplicate, found, message, "remove the other lines"));
        }
    }
    for supply in &plan.supplies {
        match given.get(supply.name.as_str()) {
            Some(found) if found.fault.is_some() || !found.unset.is_empty() => {}
            Some(found) if !found.value.is_empty() => problems.extend(value::check(plan, supply, found)),
            found if supply.required || supply.generated => problems.push(missing(supply, found.copied())),
            _ => problems
                .extend(missing_beside(plan, supply, |name| given.get(name).is_some_and(|it| !it.value.is_empty()))),
        }
    }
    problems.extend(published::check(plan, &given, environment));
    for found in given.values() {
        if !known.contains(found.name.as_str()) {
            // A name alone gives a tool what the environment has anyway.
            let is_meant = is_foreign(&found.name) || found.form == Form::Inherited;
            problems.extend((!is_meant).then(|| unknown(plan, found, &known)));
        } else if environment(&found.name).is_some_and(|other| other != found.value) {
            problems.push(overridden(found));
        }
    }
    problems.sort_by_key(|problem| (problem.span.map_or(usize::MAX, |span| span.start), problem.name.clone()));
    problems
}

/// Checks a file of an overlay, which kustomize reads, against its part of a plan.
pub fn check_part(plan: &BoundPlan, part: &Part, source: &Source, environment: Environment<'_>) -> Vec<Problem> {
    let Reading { assignments, strays } = plain::read(source, environment);
    let mut problems: Vec<Problem> = strays.into_iter().map(stray).collect();
    let known: BTreeSet<&str> = part.supplies.iter().map(|supply| supply.name.as_str()).collect();
    let mut given: BTreeMap<&str, &Assignment> = BTreeMap::new();
    for found in &assignments {
        if given.insert(&found.name, found).is_some() {
            let message = format!("`{}` is set more than once, which kustomize refuses", found.name);
            problems.push(Problem::of(ProblemKind::Invalid, found, message, "remove the other lines"));
        }
        if let Some(kept) = plain::kept(&found.value) {
            let message = format!("{kept} are part of the value of `{}`: kustomize takes nothing away", found.name);
            problems.push(Problem::of(ProblemKind::Literal, found, message, "write the bare value after `=`"));
        }
    }
    for supply in &part.supplies {
        match given.get(supply.name.as_str()) {
            Some(found) if plain::kept(&found.value).is_some() => {}
            Some(found) if !found.value.is_empty() => problems.extend(value::check(plan, supply, found)),
            found if supply.required => problems.push(missing(supply, found.copied())),
            _ => {}
        }
    }
    let others = given.values().filter(|found| !known.contains(found.name.as_str()));
    problems.extend(others.map(|found| unknown(plan, found, &known)));
    problems.sort_by_key(|problem| (problem.span.map_or(usize::MAX, |span| span.start), problem.name.clone()));
    problems
}

/// What stands on the line may be a secret whose name was forgotten.
fn stray(span: Span) -> Problem {
    let message = "this line is neither `NAME=VALUE` nor a comment".to_owned();
    let help = "write the name before `=`, or begin the line with `#`".to_owned();
    Problem { kind: ProblemKind::Invalid, name: String::new(), message, help, span: Some(span) }
}

fn faulty(found: &Assignment, fault: Fault) -> Problem {
    let name = &found.name;
    let literal = "write `$$` for a dollar, or put the value in single quotes";
    let (message, help) = match fault {
        Fault::Unclosed => (
            format!("the quote that the value of `{name}` begins with is never closed"),
            "close it, or put the value in single quotes",
        ),
        Fault::Reference => (format!("the value of `{name}` holds a `${{` that begins no reference"), literal),
        Fault::Required => (
            format!("the value of `{name}` asks by `${{…?…}}` for a variable that is set nowhere before it"),
            "set that variable on a line before this one",
        ),
        Fault::Long => (
            format!("the value of `{name}` is longer than 128 KiB, which no process can be given"),
            "shorten it, or what it refers to",
        ),
        Fault::Cut => (
            format!("`{name}` ends the file without `=` and without a line break, which Compose up to 2.26 refuses"),
            "add a value, or a line break",
        ),
    };
    Problem::of(ProblemKind::Invalid, found, message, help)
}

/// The name isn't told: it is a part of the value, most often of a password.
fn unset(found: &Assignment) -> Problem {
    let message =
        format!("the value of `{}` holds a `$` before a name that is set nowhere, so both are left out", found.name);
    Problem::of(ProblemKind::Unset, found, message, "write `$$` for a dollar, or put the value in single quotes")
}

fn overridden(found: &Assignment) -> Problem {
    let message = format!("the environment sets `{}` too, to something else, and Compose takes that", found.name);
    Problem::of(ProblemKind::Overridden, found, message, "unset it there, or remove this line")
}

pub(super) fn missing(supply: &Supply, empty: Option<&Assignment>) -> Problem {
    let what = supply
        .description
        .as_deref()
        .and_then(|text| text.lines().next())
        .map(|text| format!(" ({text})"))
        .unwrap_or_default();
    let readers: Vec<_> = supply.read_by.iter().map(|id| format!("`{id}`")).collect();
    let help = if supply.generated {
        "run `ast env sync`, which generates it".to_owned()
    } else if empty.is_some() {
        format!("write its value after `{}=`{what}", supply.name)
    } else {
        format!("add `{}=…`{what}", supply.name)
    };
    let needs = if readers.len() == 1 { "needs" } else { "need" };
    let is = if empty.is_some_and(|empty| empty.form != Form::Inherited) { "is empty" } else { "is not set" };
    let message = format!("`{}` {is}, and {} {needs} it", supply.name, readers.join(", "));
    let span = empty.map(|empty| empty.span);
    Problem { kind: ProblemKind::Missing, name: supply.name.clone(), message, help, span }
}

/// A token of Slack's where another one is set: without it, the adapter that the other one starts can't connect.
fn missing_beside(plan: &BoundPlan, supply: &Supply, is_set: impl Fn(&str) -> bool) -> Option<Problem> {
    let tokens = &platform().messaging.slack;
    if !tokens.iter().any(|token| token.name == supply.name) {
        return None;
    }
    let is_there = |name: &str| is_set(name) && plan.supply(name).is_some();
    let other = tokens.iter().find(|token| token.name != supply.name && is_there(&token.name))?;
    let message = format!("`{}` is not set, and Slack needs it beside `{}`", supply.name, other.name);
    let help = format!(
        "add `{}=…` ({}), or remove `{}`",
        supply.name,
        supply.description.as_deref().unwrap_or_default(),
        other.name
    );
    Some(Problem { kind: ProblemKind::Incomplete, name: supply.name.clone(), message, help, span: None })
}

fn unknown(plan: &BoundPlan, found: &Assignment, known: &BTreeSet<&str>) -> Problem {
    let owner = plan.containers.iter().find(|container| container.variable(&found.name).is_some());
    let (message, help) = match owner {
        Some(owner) => (
            format!("`{}` is computed for `{}`, so the value here is not used", found.name, owner.id),
            "remove it".to_owned(),
        ),
        None => {
            let near = nearest(&found.name, known.iter().copied());
            let help = match near.map(|near| (near, of_stores(plan, near))) {
                Some((_, all)) if all.len() > 1 => format!("each store has its own: {}", all.join(", ")),
                Some((near, _)) => format!("did you mean `{near}`?"),
                None => "remove it, or declare it under `inputs`".to_owned(),
            };
            (format!("nothing reads `{}`", found.name), help)
        }
    };
    Problem::of(ProblemKind::Unknown, found, message, help)
}

/// What a value is called of each store of its provider, where it is one of a store: a name that is gone may be meant for
/// any of them, and a guess would lead to another database.
fn of_stores(plan: &BoundPlan, name: &str) -> Vec<String> {
    let is_of_store = |supply: &&Supply| supply.kind == EnvKind::StoreCredential && supply.provider.is_some();
    let of = |supply: &Supply| supply.read_by.iter().find(|id| id.kind == ContainerKind::Knowledge).cloned();
    // What is left of the name without the provider's and the entry's: a password, and not that of another user.
    let part = |supply: &Supply| {
        let words = [supply.provider.clone(), of(supply).map(|id| id.entry)];
        let words = words.into_iter().flatten().map(|word| format!("{}_", naming::variable(&word)));
        words.fold(supply.name.clone(), |name, word| name.strip_prefix(&word).map_or(name.clone(), str::to_owned))
    };
    let Some(meant) = plan.supply(name).filter(is_of_store) else { return Vec::new() };
    let is_alike = |supply: &&Supply| supply.provider == meant.provider && part(supply) == part(meant);
    let alike = plan.supplies.iter().filter(is_of_store).filter(is_alike);
    alike.filter_map(|supply| Some(format!("`{}` of {}", supply.name, of(supply)?))).collect()
}

/// Whether something reads a name.
pub fn is_read(plan: &BoundPlan, name: &str) -> bool {
    known_names(plan).contains(name)
}

/// Every name that something reads: supplies, ports, the networks of a rehearsal, and the secrets of builds.
fn known_names(plan: &BoundPlan) -> BTreeSet<&str> {
    let ports = plan.containers.iter().flat_map(|container| &container.ports);
    let builds = plan.containers.iter().filter_map(|container| container.build.as_ref());
    let supplies = plan.supplies.iter().map(|supply| supply.name.as_str());
    supplies
        .chain([SUBNET])
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
