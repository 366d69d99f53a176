//! What a deployment asks of a cluster, for people.

use serde_json::Value;

use crate::text::one_line;

/// The summary that a target gives, as text.
pub fn summary(summary: &Value) -> String {
    let text = |value: &Value| {
        value.as_str().map_or_else(|| value.to_string(), |text| one_line(text, usize::MAX).into_owned())
    };
    let mut out = format!("namespace {}\n\n", text(&summary["namespace"]));
    let rows: Vec<[String; 6]> = summary["workloads"].as_array().into_iter().flatten().map(row).collect();
    let head = ["component", "kind", "replicas", "cpu", "memory", "storage"].map(str::to_owned);
    let all: Vec<&[String; 6]> = std::iter::once(&head).chain(&rows).collect();
    let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    for row in &all {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        out.push_str(&format!("{}\n", cells.join("  ").trim_end()));
    }
    let total = &summary["total"];
    let [cpu, memory, storage] = ["cpu", "memory", "storage"].map(|name| text(&total[name]));
    out.push_str(&format!("\nat most, requested: cpu {cpu}, memory {memory}, storage {storage}\n"));
    let items = |name: &str| summary[name].as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
    let hosts = items("hosts");
    let hosts = if hosts.is_empty() { "none".to_owned() } else { hosts.join(", ") };
    out.push_str(&format!("exposed hosts: {hosts}\n\nbeforehand\n"));
    for need in items("beforehand") {
        out.push_str(&format!("- {need}\n"));
    }
    out
}

fn row(workload: &Value) -> [String; 6] {
    let text = |name: &str| match &workload[name] {
        Value::String(text) => one_line(text, usize::MAX).into_owned(),
        Value::Null => "-".to_owned(),
        Value::Object(bounds) => format!("{}..{}", bounds["min"], bounds["max"]),
        other => other.to_string(),
    };
    ["component", "kind", "replicas", "cpu", "memory", "storage"].map(text)
}
