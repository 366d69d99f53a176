//! What a spec still needs, added where it belongs: missing keys, a provider that is used, the schedule of a job.

use super::path::hit;
use super::repair::{Purpose, Repair, line_break};
use super::{name, snippet};
use crate::compile::Compilation;
use crate::diagnostic::{Diagnostic, Edit};
use crate::document::Cursor;
use crate::schema::node::{Key, Shape};
use crate::source::{Pointer, Source, Span};
use crate::spec::TriggerType;

/// How many keys a mapping misses, and all of them, each with the least that it can hold.
pub(super) fn missing<'a>(compilation: &Compilation, finding: &'a Diagnostic) -> Option<(usize, Repair<'a>)> {
    if finding.code.id != "missing-key" {
        return None;
    }
    let shape = Shape::at(&finding.pointer)?;
    let holder = compilation.document.at(&finding.pointer)?;
    let written = holder.node.as_mapping()?;
    let lacks = |key: &Key| key.required && !written.iter().any(|entry| entry.key == key.name);
    let keys: Vec<Key> = shape.keys().filter(lacks).collect();
    let names: Vec<_> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
    if names.is_empty() {
        return None;
    }
    let source = &compilation.source;
    let first = first_key(source, &holder)?;
    let text: String = if is_block(source, &holder) {
        keys.iter().map(|key| line(source, first, &least(*key, &finding.pointer))).collect()
    } else if keys.iter().any(|key| key.shape.is_mapping() || key.shape.is_list()) {
        return None;
    } else {
        keys.iter().map(|key| format!("{}, ", least(*key, &finding.pointer))).collect()
    };
    let edit = Edit { span: Span::new(first, first), text };
    Some((names.len(), added(&format!("add {}", names.join(" and ")), Some(finding), edit)))
}

/// The declaration of a provider that an entry uses and that nothing declares.
pub(super) fn provider<'a>(compilation: &Compilation, finding: &'a Diagnostic) -> Option<Repair<'a>> {
    if finding.code.id != "unknown-provider" {
        return None;
    }
    let section = finding.pointer.tokens().next()?;
    let used = compilation.document.at(&finding.pointer)?.node.as_scalar()?.text.clone();
    let entry = format!(
        "{}:\n  scope: [{section}]\n  variables:\n    - name: TOKEN\n      datatype: string\n      secret: true",
        name::written(&used)
    );
    let edit = put(compilation, &["providers"], &entry)?;
    Some(added(&format!("declare a provider `{used}`"), Some(finding), edit))
}

/// A schedule for the job at a place, which runs by one and has none.
pub(super) fn schedule<'a>(compilation: &Compilation, offset: usize) -> Option<Repair<'a>> {
    let tokens = hit(&compilation.document, offset)?.tokens();
    let [section, job, ..] = tokens.as_slice() else { return None };
    let spec = compilation.spec.as_ref().filter(|_| section == "ingestion")?;
    let declared = spec.ingestion.named(job)?.get()?;
    let schedules = spec.dev.get().map(|dev| dev.schedules.entries()).unwrap_or_default();
    if declared.trigger_type() != Some(TriggerType::Schedule) || schedules.iter().any(|named| named.name == *job) {
        return None;
    }
    let edit = put(compilation, &["dev", "schedules"], &format!("{}: \"0 2 * * *\"", name::written(job)))?;
    Some(added(&format!("add a schedule for `{job}`"), None, edit))
}

fn added<'a>(title: &str, finding: Option<&'a Diagnostic>, edit: Edit) -> Repair<'a> {
    Repair::new(title, Purpose::Add, finding, vec![edit])
}

/// Puts an entry into the mapping at a path; what there is not of the path is added too. None where brackets or an
/// empty value are in the way.
fn put(compilation: &Compilation, path: &[&str], entry: &str) -> Option<Edit> {
    let source = &compilation.source;
    let mut holder = compilation.document.cursor()?;
    let mut missing = path;
    while let Some((key, rest)) = missing.split_first()
        && let Some(value) = holder.get(key)
    {
        value.node.as_mapping().filter(|entries| !entries.is_empty())?;
        (holder, missing) = (value, rest);
    }
    if !is_block(source, &holder) {
        return None;
    }
    let text =
        missing.iter().rev().fold(entry.to_owned(), |text, key| format!("{key}:\n  {}", text.replace('\n', "\n  ")));
    if holder.place.pointer == Pointer::root() {
        let (end, line_break) = (source.text().len(), line_break(source));
        let begin = if source.text().ends_with(['\n', '\r']) { "" } else { line_break };
        let text = format!("{begin}{}{line_break}", text.replace('\n', line_break));
        return Some(Edit { span: Span::new(end, end), text });
    }
    let first = first_key(source, &holder)?;
    Some(Edit { span: Span::new(first, first), text: line(source, first, &text) })
}

/// Where the first key of a mapping stands that is written there, and not merged into it.
fn first_key(source: &Source, holder: &Cursor<'_>) -> Option<usize> {
    let entries = holder.node.as_mapping()?.iter().map(|entry| entry.key_span.start);
    let first = entries.filter(|start| holder.place.span.touches(*start)).min()?;
    // Behind an anchor, which belongs to the mapping or to its key, nothing can be put before it.
    (!source.slice(Span::new(holder.place.span.start, first)).contains('&')).then_some(first)
}

fn is_block(source: &Source, holder: &Cursor<'_>) -> bool {
    !source.slice(holder.place.span).starts_with('{')
}

/// Text for the place before a key in lines: indented as the key, and with a line break that puts the key on a line
/// of its own again.
fn line(source: &Source, key: usize, text: &str) -> String {
    let line_break = format!("{}{}", line_break(source), " ".repeat(source.position(key).column - 1));
    format!("{}{line_break}", text.replace('\n', &line_break))
}

/// A key with the least that makes it valid.
fn least(key: Key, holder: &Pointer) -> String {
    let text = snippet::filled(&snippet::key(key, 0));
    let is_open = text.ends_with(' ');
    match key.name {
        "name" if is_open && *holder == Pointer::root() => "name: my-agent".to_owned(),
        name if is_open => format!("{name}: {}", snippet::example(name)),
        _ => text,
    }
}
