//! The environments of a project side by side: what each variable is in each of them, where that comes from, and what
//! nobody gives yet.

mod draw;
mod from;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::options::{Options, Provenance, Row, Values, row};
use crate::plan::{Binding, BoundPlan, For, Names, Plan, bind};
use crate::source::{Pointer, Span};
pub use draw::draw_environments;
use from::{From, Source};

/// What environments are made of.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// The plan of the spec.
    pub plan: &'a Plan,
    /// The project's own options, which the environments are in.
    pub options: &'a Options,
    /// Where they run.
    pub target: For,
    /// Values that are known beside what options say.
    pub values: &'a Values,
    /// Where a place of the options file is, as messages show it.
    pub place: &'a dyn Fn(Span) -> String,
}

/// The environments of a project side by side.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Environments {
    /// Their names, sorted.
    pub environments: Vec<String>,
    /// Every variable of every container, by container and name.
    pub variables: Vec<VariableAcross>,
    /// The options that are not the same in all of them.
    pub options: Vec<OptionAcross>,
}

/// A variable of a container in each environment.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct VariableAcross {
    /// The container, by its id.
    pub container: String,
    /// Its name.
    pub name: String,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// Whether it is the same in all of them, wherever it comes from.
    pub same: bool,
    /// What it is in each environment that has it.
    pub environments: BTreeMap<String, Cell>,
}

/// An option in each environment.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct OptionAcross {
    /// Its key in `ast.toml`, below the table of an environment.
    pub key: String,
    /// What it is in each environment that has it.
    pub environments: BTreeMap<String, Cell>,
}

/// What something is in one environment.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Cell {
    /// The value; null where it is unknown, unset or a secret.
    pub value: Option<String>,
    /// Whether somebody has to give a value, and nobody does.
    pub missing: bool,
    /// Where it comes from.
    pub from: From,
}

/// Puts the environments of a project side by side.
pub fn environments(sides: Sides<'_>) -> Environments {
    let names: Vec<String> = sides.options.environments().map(str::to_owned).collect();
    let mut variables: BTreeMap<(String, String), VariableAcross> = BTreeMap::new();
    let mut options: BTreeMap<Vec<String>, BTreeMap<String, Cell>> = BTreeMap::new();
    let mut order = Vec::new();
    for name in &names {
        let Some(within) = sides.options.within(name) else { continue };
        let binding =
            Binding { target: sides.target, names: Names::Agent, settings: &within.settings, values: sides.values };
        let plan = bind(sides.plan, &binding);
        let seen = from::Seen { plan: &plan, options: &within, values: sides.values, place: sides.place };
        add_variables(name, &plan, &seen, &mut variables, &mut order);
        add_options(name, &within, &seen, &mut options);
    }
    // In the order of the plan, which is the same for all.
    let variables = order.into_iter().filter_map(|key| variables.remove(&key));
    let variables = variables.map(|mut variable| {
        variable.same = is_same(&variable.environments, names.len());
        variable
    });
    for (key, cells) in &mut options {
        fill(key, cells, &names);
    }
    let options = options.into_iter().filter(|(_, cells)| !is_same(cells, names.len()));
    let options =
        options.map(|(keys, cells)| (keys.iter().map(|key| written(key)).collect::<Vec<_>>().join("."), cells));
    Environments {
        variables: variables.collect(),
        options: options.map(|(key, environments)| OptionAcross { key, environments }).collect(),
        environments: names,
    }
}

fn add_variables(
    name: &str,
    plan: &BoundPlan,
    seen: &from::Seen<'_>,
    variables: &mut BTreeMap<(String, String), VariableAcross>,
    order: &mut Vec<(String, String)>,
) {
    for container in &plan.containers {
        let id = container.id.to_string();
        for row in &container.env {
            let key = (id.clone(), row.name.clone());
            let variable = variables.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                let (container, name) = (id.clone(), row.name.clone());
                VariableAcross { container, name, secret: row.secret, same: true, environments: BTreeMap::new() }
            });
            variable.environments.insert(name.to_owned(), seen.cell(row));
        }
    }
}

/// The options that hold in an environment, each leaf by its keys. Values of inputs are told as variables.
fn add_options(
    name: &str,
    within: &Options,
    seen: &from::Seen<'_>,
    options: &mut BTreeMap<Vec<String>, BTreeMap<String, Cell>>,
) {
    let mut leaves = Vec::new();
    let settings = serde_json::to_value(&within.settings).unwrap_or_default();
    for key in ["schedules", "gateway", "cluster"] {
        if let Some(value) = settings.get(key) {
            collect(value, &Pointer::root().key(key), &mut leaves);
        }
    }
    for (setting, text) in leaves {
        let said = within.provenance(&setting);
        let from = seen.said(said);
        let cell = Cell { value: Some(text), missing: false, from };
        options.entry(setting.tokens().collect()).or_default().insert(name.to_owned(), cell);
    }
}

fn collect(value: &Value, at: &Pointer, leaves: &mut Vec<(Pointer, String)>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| collect(value, &at.key(key), leaves)),
        Value::String(text) => leaves.push((at.clone(), text.clone())),
        Value::Array(items) => {
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            leaves.push((at.clone(), items.iter().map(text).collect::<Vec<_>>().join(", ")));
        }
        other => leaves.push((at.clone(), other.to_string())),
    }
}

/// Says the default of an option in the environments that say nothing of it, where it has one.
fn fill(keys: &[String], cells: &mut BTreeMap<String, Cell>, names: &[String]) {
    let Some(default) = row(keys).and_then(Row::default_text) else { return };
    for name in names {
        let from = From { kind: Source::Default, at: None };
        cells.entry(name.clone()).or_insert_with(|| Cell { value: Some(default.clone()), missing: false, from });
    }
}

/// A key as TOML writes it.
fn written(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    if is_bare { key.to_owned() } else { format!("{key:?}") }
}

/// Whether all environments have the same of something, wherever it comes from.
fn is_same(cells: &BTreeMap<String, Cell>, count: usize) -> bool {
    let seen: BTreeSet<_> = cells.values().map(|cell| (&cell.value, cell.missing, cell.from.of_secret())).collect();
    cells.len() == count && seen.len() < 2
}

/// Who says a setting, as a place of the options file or a flag.
fn said(said: Provenance, place: &dyn Fn(Span) -> String) -> Option<(Source, String)> {
    match said {
        Provenance::File(span) => Some((Source::Options, place(span))),
        Provenance::Flag(flag) => Some((Source::Flag, format!("--{flag}"))),
        Provenance::Nobody => None,
    }
}
