//! What a deployment asks of a cluster, for people.

use crate::target::{Footprint, Workload};
use crate::text::one_line;

/// The footprint of a deployment as text.
pub fn summary(footprint: &Footprint) -> String {
    let Footprint { namespace, workloads, total, hosts, beforehand } = footprint;
    let mut out = format!("namespace {}\n\n", shown(namespace));
    let head = ["component", "kind", "replicas", "cpu", "memory", "storage"].map(str::to_owned);
    let rows: Vec<_> = std::iter::once(head).chain(workloads.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        out.push_str(&format!("{}\n", cells.join("  ").trim_end()));
    }
    let (cpu, memory, storage) = (&total.cpu, &total.memory, &total.storage);
    out.push_str(&format!("\nat most, requested: cpu {cpu}, memory {memory}, storage {storage}\n"));
    let hosts: Vec<_> = hosts.iter().map(|host| shown(host)).collect();
    let none = "none; `kind` under `[cluster.route]` makes a way in";
    let hosts = if hosts.is_empty() { none.to_owned() } else { hosts.join(", ") };
    out.push_str(&format!("exposed hosts: {hosts}\n\nbeforehand\n"));
    for need in beforehand {
        out.push_str(&format!("- {}\n", shown(need)));
    }
    out
}

fn row(workload: &Workload) -> [String; 6] {
    let Workload { component, kind, replicas, cpu, memory, storage, .. } = workload;
    let storage = storage.as_deref().map_or_else(|| "-".to_owned(), shown);
    [shown(&component.to_string()), kind.as_str().to_owned(), replicas.to_string(), shown(cpu), shown(memory), storage]
}

/// A text of the user's on a line.
fn shown(text: &str) -> String {
    one_line(text, usize::MAX).into_owned()
}
