//! Environments side by side as text: what is missing, what differs, and what is the same everywhere.

use std::collections::BTreeMap;

use super::{Cell, Environments, Source, VariableAcross};
use crate::spec::shown;
use crate::text::one_line;
use crate::view::tree::Tree;

/// The characters of a value that are drawn.
const LONGEST: usize = 60;

/// Draws the environments of a project; `title` says of what and where they are.
pub fn draw_environments(title: &str, all: &Environments) -> String {
    let mut text = format!("{}: {}\n", one_line(title, usize::MAX), all.environments.join(", "));
    let of = |is_meant: &dyn Fn(&VariableAcross) -> bool| {
        let mut groups: Vec<(&VariableAcross, Vec<&str>)> = Vec::new();
        for variable in all.variables.iter().filter(|variable| is_meant(variable)) {
            let is_alike = |(other, _): &&mut (&VariableAcross, Vec<&str>)| {
                other.name == variable.name && other.environments == variable.environments
            };
            match groups.iter_mut().find(is_alike) {
                Some((_, readers)) => readers.push(&variable.container),
                None => groups.push((variable, vec![&variable.container])),
            }
        }
        groups
    };
    let is_missing = |variable: &VariableAcross| variable.environments.values().any(|cell| cell.missing);
    let missing = of(&is_missing);
    let differing = of(&|variable| !is_missing(variable) && !variable.same);
    let same = of(&|variable| !is_missing(variable) && variable.same);
    for (title, groups) in [("nobody gives a value", missing), ("differs", differing)] {
        let nodes = groups.iter().map(|(variable, readers)| {
            let name = format!("{} ({})", variable.name, readers.join(", "));
            Tree::node(name, cells(&variable.environments, &all.environments, "(not there)"))
        });
        section(title, nodes.collect(), &mut text);
    }
    let options = all.options.iter();
    let options =
        options.map(|option| Tree::node(&option.key, cells(&option.environments, &all.environments, "(not said)")));
    section("options that differ", options.collect(), &mut text);
    let width = same.iter().map(|(variable, _)| variable.name.chars().count()).max().unwrap_or(0);
    let same = same.iter().filter_map(|(variable, readers)| {
        let cell = variable.environments.values().next()?;
        Some(Tree::leaf(format!("{:width$}  {} ({})", variable.name, cell_text(cell), readers.join(", "))))
    });
    section("the same everywhere", same.collect(), &mut text);
    text
}

fn section(title: &str, nodes: Vec<Tree>, text: &mut String) {
    if !nodes.is_empty() {
        text.push('\n');
        Tree::node(title, nodes).render(text);
    }
}

/// A line for each environment, one that does not have it too.
fn cells(cells: &BTreeMap<String, Cell>, environments: &[String], absent: &str) -> Vec<Tree> {
    let width = environments.iter().map(String::len).max().unwrap_or(0);
    let line = |name: &String| {
        let text = cells.get(name).map_or_else(|| absent.to_owned(), cell_text);
        Tree::leaf(format!("{name:width$}  {text}"))
    };
    environments.iter().map(line).collect()
}

fn cell_text(cell: &Cell) -> String {
    let value = match &cell.value {
        Some(value) => one_line(shown(value), LONGEST).into_owned(),
        None if cell.missing => "MISSING".to_owned(),
        None if cell.from.kind == Source::Secret => "(secret)".to_owned(),
        None if cell.from.kind == Source::Given => "(given)".to_owned(),
        None if cell.from.kind == Source::Default => "(secret with a default)".to_owned(),
        None => "(unset)".to_owned(),
    };
    let at = cell.from.at.as_deref();
    let from = match (cell.from.kind, at) {
        (Source::Default, Some(at)) if at.starts_with('/') => format!("default of {}", at[1..].replace('/', ".")),
        (Source::Default, _) => "default".to_owned(),
        (Source::Given, _) => "--var or --env-file".to_owned(),
        (Source::Secret, Some(at)) => format!("Secret {at}"),
        (_, Some(at)) => at.to_owned(),
        (_, None) => return value,
    };
    format!("{value} · {from}")
}
