//! What is found between the reads of a project's sources and what its containers are given.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::alike::{Alike, alike};
use super::hidden::hidden;
use super::holder::{Given, Holder, LONGEST, containers};
use super::known::KNOWN;
use super::language::Language;
use super::read::{Need, Read};
use super::side::Side;
use super::survey::{Looked, Skipped, Survey};
use super::used;
use crate::diagnostic::audited::{CODES, COMPUTED_VARIABLE, LOPSIDED_VARIABLE, MISSING_VARIABLE, UNDECLARED_VARIABLE};
use crate::diagnostic::severity::{Levels, Look, adjust};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::rule;
use crate::source::{Pointer, Position, Source, Span};
use crate::text::one_line;

/// What was found in a project.
#[derive(Debug, Default)]
pub(crate) struct Audit {
    /// What is read, by container, file and place.
    pub(crate) reads: Vec<Told>,
    /// The files that there is something to say of.
    pub(crate) files: Vec<FileReport>,
    /// What can be declared.
    pub(crate) wanted: Wanted,
    /// What was not looked at, and why.
    pub(crate) problems: BTreeMap<String, String>,
    /// The containers of whose code nothing is read, and why.
    pub(crate) skipped: Vec<Skipped>,
    /// How many sources there are.
    pub(crate) sources: usize,
}

/// Names that an input can be declared for, each with whether the code works without it.
pub(crate) type Wanted = BTreeMap<String, bool>;

/// A source with what there is to say of it.
#[derive(Debug)]
pub(crate) struct FileReport {
    /// Its path below the project's folder, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) source: Source,
    /// What there is to say.
    pub(crate) report: Report,
    /// What of it is told on the spec's side.
    pub(crate) sides: Vec<Side>,
}

/// A read, as programs are told.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "read")]
pub(crate) struct Told {
    /// The container whose image has the file.
    pub(crate) container: String,
    /// The variable; null where its name is computed.
    pub(crate) name: Option<String>,
    /// The file, below the project's folder, with `/`.
    pub(crate) file: String,
    /// Where it is read.
    pub(crate) range: Range,
    /// Whether the code works without it.
    need: Need,
    /// Whether the container has it.
    given: Given,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[schemars(inline)]
pub(crate) struct Range {
    /// Where it begins.
    pub(crate) start: Position,
    /// Where what comes after it begins.
    end: Position,
}

/// Holds what was read against what is given.
pub(crate) fn judge(survey: &Survey, looked: &[Looked], levels: &Levels) -> Audit {
    let holders: Vec<Holder<'_>> = survey.containers.iter().map(|container| Holder::of(container, looked)).collect();
    let mut audit = Audit {
        problems: survey.problems.clone(),
        skipped: survey.skipped.clone(),
        sources: survey.files.len(),
        ..Audit::default()
    };
    for holder in &holders {
        for at in &holder.container.files {
            let (Some(path), Some(file)) = (survey.files.get(*at), looked.get(*at)) else { continue };
            let Some(source) = &file.source else { continue };
            let place =
                |read: &Read| Range { start: source.position(read.span.start), end: source.position(read.span.end) };
            // What an image or the code itself sets is not read of what is given.
            let is_read = |read: &&Read| read.name.as_ref().is_none_or(|name| !holder.has_set(name));
            audit.reads.extend(in_order(file).into_iter().filter(is_read).map(|read| Told {
                container: holder.container.id.clone(),
                name: read.name.clone(),
                file: path.clone(),
                range: place(read),
                need: read.need,
                given: read.name.as_ref().map_or(Given { local: false, cluster: false }, |name| holder.gives(name)),
            }));
        }
    }
    for (at, (path, file)) in survey.files.iter().zip(looked).enumerate() {
        if let Some(problem) = &file.problem {
            audit.problems.insert(path.clone(), problem.clone());
        }
        let Some(source) = &file.source else { continue };
        let of_file: Vec<&Holder<'_>> = holders.iter().filter(|holder| holder.container.files.contains(&at)).collect();
        let (mut report, mut sides) = (Report::default(), Vec::new());
        let reads = in_order(file).into_iter().filter_map(|read| found(read, &of_file, &file.seen.choices));
        for Found { finding, side } in
            reads.chain(file.seen.usages.iter().filter_map(|usage| used::found(usage, &of_file, survey)))
        {
            sides.extend(side.map(|side| (finding.span, finding.code, side)));
            report.push(finding);
        }
        let look = Look { known: rule::known(), is_sought: |code| CODES.contains(&code), is_first: false };
        adjust(&mut report, source, &file.seen.comments, levels, look);
        report.sort();
        // What a comment silences is told nowhere, nor is it declared.
        let told = |(span, code, side): (Span, &Code, Side)| {
            let finding = report.iter().find(|found| found.span == span && found.code == code)?;
            Some(Side { finding: finding.clone(), ..side })
        };
        let sides: Vec<Side> = sides.into_iter().filter_map(told).collect();
        for (name, is_optional) in sides.iter().filter_map(|side| side.wanted.as_ref()) {
            audit.wanted.entry(name.clone()).and_modify(|known| *known &= is_optional).or_insert(*is_optional);
        }
        if report.iter().next().is_some() {
            let mut source = source.clone();
            let names = file.seen.reads.iter().filter_map(|read| read.name.as_deref()).collect();
            let is_shell = matches!(Language::of(path), None | Some(Language::Shell));
            source.hide(hidden(source.text(), &names, is_shell), []);
            audit.files.push(FileReport { path: path.clone(), source, report, sides });
        }
    }
    audit.files.sort_by(|a, b| a.path.cmp(&b.path));
    audit
}

/// The reads of a file by their places, each once.
fn in_order(file: &Looked) -> Vec<&Read> {
    let mut reads: Vec<&Read> = file.seen.reads.iter().collect();
    reads.sort_by(|a, b| (a.span.start, a.span.end, &a.name, a.need).cmp(&(b.span.start, b.span.end, &b.name, b.need)));
    reads.dedup_by(|a, b| (a.span, &a.name) == (b.span, &b.name));
    reads
}

/// What there is to say of something in code, in it and on the spec's side.
pub(super) struct Found {
    pub(super) finding: Diagnostic,
    pub(super) side: Option<Side>,
}

/// What there is to say of a read, in the containers that have its file.
fn found(read: &Read, holders: &[&Holder<'_>], choices: &[BTreeSet<String>]) -> Option<Found> {
    let finding =
        |code, message: String, help: String| Diagnostic::new(code, Pointer::root(), read.span, message).help(help);
    let Some(name) = &read.name else {
        let message = "this name is put together while the code runs, so nobody can tell whether it is given";
        let help = "write the names down, or say in a comment why it is right: `ast: ignore[computed-variable] reason`";
        // There is nothing that the spec can do about it.
        return Some(Found { finding: finding(&COMPUTED_VARIABLE, message.to_owned(), help.to_owned()), side: None });
    };
    if KNOWN.is_of_system(name) || holders.is_empty() {
        return None;
    }
    let given = given(name, holders);
    let shown = one_line(name, LONGEST);
    let ids = containers(holders);
    let Alike { help, at, is_of_store } = match (given.local, given.cluster) {
        (true, true) => return None,
        (false, false) => alike(name, holders),
        _ if read.need != Need::Required => return None,
        _ => Alike::default(),
    };
    let is_wanted = !given.local && !given.cluster && help.is_none();
    let finding = if given.local || given.cluster {
        let (here, there) = if given.local { ("locally", "in a cluster") } else { ("in a cluster", "locally") };
        let message = format!("`{shown}` is given to {ids} {here}, but not {there}");
        finding(&LOPSIDED_VARIABLE, message, "read it with a default, or give it in both, by an input".to_owned())
    } else if read.need == Need::Required || (!read.has_default && is_of_store) {
        let declare = || format!("declare an input `{shown}`: `ast audit --fix` adds it");
        let message = format!("`{shown}` is read, and nothing gives it to {ids}");
        finding(&MISSING_VARIABLE, message, help.unwrap_or_else(declare))
    } else if choices.iter().any(|names| names.contains(name) && names.iter().any(|other| is_given(other, holders))) {
        // It takes another one that there is.
        return None;
    } else {
        let declare = || format!("declare an optional input `{shown}`: `ast audit --fix` adds it");
        let message = format!("`{shown}` is read, and nobody can set it for {ids}");
        finding(&UNDECLARED_VARIABLE, message, help.unwrap_or_else(declare))
    };
    let wanted = is_wanted.then(|| (name.clone(), read.need != Need::Required));
    let side = Side { name: Some(name.clone()), wanted, ..Side::of(&finding, holders, at) };
    Some(Found { finding, side: Some(side) })
}

/// Who is given a name: a file that several images have is right if one of them can use it.
fn given(name: &str, holders: &[&Holder<'_>]) -> Given {
    holders.iter().map(|holder| holder.gives(name)).fold(Given { local: false, cluster: false }, |all, one| Given {
        local: all.local || one.local,
        cluster: all.cluster || one.cluster,
    })
}

fn is_given(name: &str, holders: &[&Holder<'_>]) -> bool {
    let given = given(name, holders);
    given.local && given.cluster
}
