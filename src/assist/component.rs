//! What an entry becomes: its container, its address, and what it gives the agent.

use std::fmt::Write as _;

use crate::plan::{BoundContainer, BoundPlan, EnvKind, EnvRow, Id};
use crate::spec::shown;
use crate::text::{code, markdown};

/// An entry, or the agent, in Markdown.
pub(super) fn component(plan: &BoundPlan, id: &Id) -> Option<String> {
    let component = plan.components.iter().find(|component| component.id == *id);
    let container = plan.container(component.and_then(|component| component.container.as_ref()).unwrap_or(id));
    if component.is_none() && container.is_none() {
        return None;
    }
    let mut text = format!("**{}**", markdown(&id.to_string()));
    if let Some(provider) = component.and_then(|component| component.provider.as_deref()) {
        text.push_str(&format!(" · {}", markdown(provider)));
    }
    match container {
        Some(container) => runs(container, &mut text),
        None => text.push_str("\n\nIt runs outside of this project."),
    }
    let agent = plan.container(&Id::AGENT);
    let brings = component.map(|component| component.variables.as_slice()).unwrap_or_default();
    let rows: Vec<&EnvRow> = match container {
        Some(container) if brings.is_empty() => container.env.iter().collect(),
        _ => brings.iter().filter_map(|name| agent?.variable(name)).collect(),
    };
    if !rows.is_empty() {
        if brings.is_empty() {
            grouped(&rows, &mut text);
        } else {
            text.push_str("\n\nThe agent gets:\n");
            let (open, rest): (Vec<&EnvRow>, Vec<&EnvRow>) = rows.into_iter().partition(|row| is_open(row));
            text.extend(open.into_iter().chain(rest).map(variable));
        }
        text.truncate(text.trim_end().len());
    }
    Some(text)
}

/// What a container gets: what somebody still has to set first, the rest by where it comes from.
fn grouped(rows: &[&EnvRow], text: &mut String) {
    let mut groups: Vec<(String, Vec<&EnvRow>)> = Vec::new();
    for row in rows {
        let title = if is_open(row) { "To set".to_owned() } else { format!("From {}", origin(row)) };
        match groups.iter_mut().find(|(other, _)| *other == title) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((title, vec![row])),
        }
    }
    let rank = |rows: &[&EnvRow]| match rows.first() {
        Some(row) if is_open(row) => 0,
        Some(row) if row.kind == EnvKind::Platform => 2,
        _ => 1,
    };
    groups.sort_by_key(|(_, rows)| rank(rows));
    for (title, rows) in groups {
        let _ = write!(text, "\n\n{title}:\n");
        text.extend(rows.into_iter().map(variable));
        text.truncate(text.trim_end().len());
    }
}

/// Whether nothing works before somebody sets it.
fn is_open(row: &EnvRow) -> bool {
    row.required && row.value.is_none() && row.template.is_none() && row.default.is_none()
}

/// What brings a variable, in words.
fn origin(row: &EnvRow) -> String {
    match (row.kind, &row.component) {
        (EnvKind::Input, None) => "`inputs`".to_owned(),
        (EnvKind::Input, Some(id)) => format!("`inputs` of {}", markdown(&id.to_string())),
        (EnvKind::Environment, _) => "`environment`".to_owned(),
        (EnvKind::Gateway, _) => "the AI Gateway".to_owned(),
        (EnvKind::Platform, _) => "the platform".to_owned(),
        (_, Some(id)) => markdown(&id.to_string()),
        (_, None) => "the catalogue".to_owned(),
    }
}

/// How a container runs. Writing to a string never fails, here and below.
fn runs(container: &BoundContainer, text: &mut String) {
    match (&container.build, &container.image) {
        (Some(build), _) => {
            let _ = write!(text, "\n\nA container built from {} by {}", code(&build.context), code(&build.dockerfile));
        }
        (None, Some(image)) => {
            let _ = write!(text, "\n\nA container of {}", code(image));
        }
        (None, None) => text.push_str("\n\nA container"),
    }
    if let Some(service) = &container.service {
        let _ = write!(text, ", host {}", code(service));
    }
    text.push('.');
    if let Some(trigger) = container.trigger {
        let schedule = container.schedule.as_ref().map(|cron| format!(", {}", code(cron))).unwrap_or_default();
        let _ = write!(text, " Started by {trigger}{schedule}.");
    }
    for port in &container.ports {
        let _ = write!(text, "\n- port {} ({})", port.container, markdown(&port.name));
        if let Some(host) = port.host {
            let _ = write!(text, ", on this machine 127.0.0.1:{host}");
        }
    }
    for volume in &container.volumes {
        let _ = write!(text, "\n- disk {} at {}", code(&volume.name), code(&volume.mount));
    }
}

/// A variable on a line of its own; a secret's value is not shown.
pub(super) fn variable(row: &EnvRow) -> String {
    let value = match (&row.value, &row.template, &row.default) {
        _ if row.secret && row.template.is_none() => " (secret)".to_owned(),
        (Some(value), _, _) => format!(" = {}", code(shown(value))),
        (None, Some(template), _) => format!(" = {}", code(&template.to_string())),
        (None, None, Some(default)) => format!(" = {} unless set", code(default)),
        (None, None, None) => " (unset)".to_owned(),
    };
    let required = if row.required { ", required" } else { "" };
    format!("- {}{value}{required}\n", code(&row.name))
}
