//! What an entry becomes: its container, its address, and what it gives the agent.

use std::fmt::Write as _;

use crate::plan::{BoundContainer, BoundPlan, EnvRow, Id};
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
        text.push_str(if brings.is_empty() { "\n\nIt gets:\n" } else { "\n\nThe agent gets:\n" });
        text.extend(rows.into_iter().map(variable));
        text.truncate(text.trim_end().len());
    }
    Some(text)
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
        (Some(value), _, _) => format!(" = {}", code(value)),
        (None, Some(template), _) => format!(" = {}", code(&template.to_string())),
        (None, None, Some(default)) => format!(" = {} unless set", code(default)),
        (None, None, None) => " (unset)".to_owned(),
    };
    let required = if row.required { ", required" } else { "" };
    format!("- {}{value}{required}\n", code(&row.name))
}
