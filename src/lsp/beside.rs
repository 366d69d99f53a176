//! What the code of a spec's containers says of the spec: findings at what nearly gives a name, inputs that are lacking, and
//! where a variable is read.

use std::collections::{BTreeMap, BTreeSet};

use gen_lsp_types::{CodeAction, CodeActionKind, Diagnostic, DiagnosticRelatedInformation};

use super::diagnostics::one;
use super::edit::workspace_edit;
use super::file::File;
use super::plain;
use super::state::Server;
use super::survey::{Place, Seen};
use crate::assist::Known;
use crate::audit::{Asked, Side, declare, of_inputs};
use crate::diagnostic;
use crate::diagnostic::audited::LOPSIDED_VARIABLE;
use crate::output::line_edits;
use crate::plan::EnvRow;
use crate::source::{Pointer, Span};
use crate::spec::Section;
use crate::start::is_called_secret;
use crate::text::{code as span_of_code, one_line};

/// The most places that are named of one thing.
const MOST_PLACES: usize = 5;
/// How much of a name is shown.
const LONGEST: usize = 100;

/// A finding at its place in the spec, with its places in the code.
struct Told<'s> {
    side: &'s Side,
    pointer: Pointer,
    span: Span,
    places: Vec<&'s Place>,
}

/// What there is to say of a spec.
pub(super) fn diagnostics(server: &Server, file: &File) -> Vec<Diagnostic> {
    let Some(seen) = seen(server, file) else { return Vec::new() };
    let project = file.project();
    let of_code = told(file, seen).into_iter().map(|told| shown(server, file, &told));
    let unread: Vec<&Asked> = seen.unread.iter().collect();
    let unread = of_inputs(&project.compilation, &unread, &project.options.settings.rules);
    let unread = unread.iter().flat_map(|report| report.iter()).map(|found| one(server, file, found));
    of_code.chain(unread).collect()
}

/// The inputs that can be declared for what is found at a span, each as an action.
pub(super) fn actions(server: &Server, file: &File, part: Span) -> Vec<CodeAction> {
    let Some(seen) = seen(server, file) else { return Vec::new() };
    let project = file.project();
    let here = told(file, seen).into_iter().filter(|told| told.span.start <= part.end && part.start <= told.span.end);
    let action = |told: Told<'_>| {
        let (name, is_optional) = told.side.wanted.as_ref()?;
        let after = declare(&project.compilation, &project.options, name, *is_optional).ok()?;
        let edits = line_edits(file.text.as_str(), after.source.text());
        Some(CodeAction {
            title: format!("Declare an input `{}`", one_line(name, LONGEST)),
            is_preferred: Some(true),
            diagnostics: Some(vec![shown(server, file, &told)]),
            edit: Some(workspace_edit(server, file, &edits)),
            kind: Some(CodeActionKind::QuickFix),
            ..CodeAction::default()
        })
    };
    here.filter_map(action).collect()
}

/// What else there is to say of the entry or the input at a byte, in Markdown: where its variables are read in the code,
/// and that one is called as a secret is.
pub(super) fn about(server: &Server, file: &File, known: &Known<'_>, offset: usize) -> Option<String> {
    let document = &known.compilation.document;
    let pointer = document.pointer_at(offset);
    let tokens: Vec<String> = pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let is_key = document.at(&pointer).is_some_and(|at| at.place.key.touches(offset));
    let input: Option<Pointer> = match tokens[..] {
        ["inputs", _] if is_key => Some(pointer.clone()),
        [.., "inputs", _, "name"] => Some(pointer.as_str()[..pointer.as_str().len() - "/name".len()].into()),
        _ => None,
    };
    let seen = seen(server, file);
    if let Some(input) = input {
        let read = seen.and_then(|seen| of_input(seen, known, &input));
        let parts: Vec<String> = unsaid(known, &input).into_iter().chain(read).collect();
        return (!parts.is_empty()).then(|| parts.join("\n\n"));
    }
    match tokens[..] {
        [section, _] if is_key && Section::parse(section).is_some() => {
            let is_below = |row: &EnvRow| row.declared_by.as_ref().is_some_and(|by| is_below(by, &pointer));
            of_rows(seen?, known, &is_below, true)
        }
        [.., "environment", name] if is_key => of_rows(seen?, known, &|row| row.name == name, false),
        _ => None,
    }
}

/// That an input is called as secrets are and is none.
fn unsaid(known: &Known<'_>, input: &Pointer) -> Option<String> {
    let document = &known.compilation.document;
    let is_said = document.at(&input.key("secret")).is_some();
    let name = &document.at(&input.key("name"))?.node.as_scalar()?.text;
    let is_unsaid = !is_said && is_called_secret(name);
    is_unsaid.then(|| {
        "It is called as a secret is: with `secret: true` its value stays out of files and of what is shown.".to_owned()
    })
}

fn seen<'s>(server: &'s Server, file: &File) -> Option<&'s Seen> {
    server.code.of(file).filter(|_| server.preferences.audit)
}

fn is_below(pointer: &Pointer, entry: &Pointer) -> bool {
    pointer.as_str().strip_prefix(entry.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is found, once for each place of the spec. What the spec gives by now is not told any more.
fn told<'s>(file: &File, seen: &'s Seen) -> Vec<Told<'s>> {
    if seen.sides.is_empty() {
        return Vec::new();
    }
    let compilation = &file.project().compilation;
    let containers: BTreeMap<String, _> =
        compilation.plan.containers.iter().map(|container| (container.id.to_string(), container)).collect();
    let is_given = |side: &Side| {
        let Some(name) = side.name.as_ref().filter(|_| side.finding.code != &LOPSIDED_VARIABLE) else { return false };
        let mut holders = side.containers.iter().filter_map(|id| containers.get(id));
        holders.any(|container| container.env.keys().any(|key| key.eq_ignore_ascii_case(name)))
    };
    let mut all: BTreeMap<(usize, &str, &str), Told<'_>> = BTreeMap::new();
    for (side, place) in &seen.sides {
        if is_given(side) {
            continue;
        }
        let Some((pointer, span)) = side.place(&compilation.document) else { continue };
        let told = all.entry((span.start, side.finding.code.id, &side.finding.message));
        told.or_insert_with(|| Told { side, pointer, span, places: Vec::new() }).places.push(place);
    }
    all.into_values().collect()
}

fn shown(server: &Server, file: &File, told: &Told<'_>) -> Diagnostic {
    let Told { side, pointer, span, places } = told;
    // A file may be called so that it would end the code that its name stands in.
    let first = places.first().map(|place| one_line(&place.shown, LONGEST).replace('`', "'")).unwrap_or_default();
    let more = if places.len() > 1 { format!(" and {} more", places.len() - 1) } else { String::new() };
    let message = format!("{} (`{first}`{more})", side.finding.message);
    let found = diagnostic::Diagnostic { pointer: pointer.clone(), span: *span, message, ..side.finding.clone() };
    let related = places.iter().take(MOST_PLACES).map(|place| DiagnosticRelatedInformation {
        location: place.location.clone(),
        message: plain::message(&side.finding.message),
    });
    let related = server.client.related.then(|| related.collect());
    Diagnostic { related_information: related, ..one(server, file, &found) }
}

fn of_input(seen: &Seen, known: &Known<'_>, input: &Pointer) -> Option<String> {
    let name = &known.compilation.document.at(&input.key("name"))?.node.as_scalar()?.text;
    let read = of_rows(seen, known, &|row| row.name == *name, false);
    let is_unread = || seen.unread.iter().any(|one| one.name == *name);
    read.or_else(|| is_unread().then(|| "No code of a container that is given it reads it.".to_owned()))
}

/// Where variables are read, each place with its variable where there are several.
fn of_rows(seen: &Seen, known: &Known<'_>, is_meant: &dyn Fn(&EnvRow) -> bool, is_named: bool) -> Option<String> {
    let mut places: BTreeSet<(&(String, usize), &str)> = BTreeSet::new();
    for container in &known.plan.containers {
        let id = container.id.to_string();
        for row in container.env.iter().filter(|row| is_meant(row)) {
            let read = seen.reads.get(&(id.clone(), row.name.clone()));
            places.extend(read.into_iter().flatten().map(|place| (place, row.name.as_str())));
        }
    }
    let listed: Vec<String> = places
        .iter()
        .take(MOST_PLACES)
        .map(|((file, line), name)| {
            let place = span_of_code(&format!("{}:{line}", one_line(file, LONGEST)));
            if is_named { format!("{place} ({})", span_of_code(name)) } else { place }
        })
        .collect();
    let more =
        if places.len() > MOST_PLACES { format!(" and {} more", places.len() - MOST_PLACES) } else { String::new() };
    (!listed.is_empty()).then(|| format!("Read in {}{more}.", listed.join(", ")))
}
