//! What is found between the reads of a project's sources and what its containers are given.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::hidden::hidden;
use super::holder::{Given, Holder, LONGEST, MOST_LISTED, containers};
use super::known::KNOWN;
use super::language::Language;
use super::read::{Need, Read};
use super::survey::{Looked, Survey};
use super::used;
use crate::diagnostic::audited::{CODES, COMPUTED_VARIABLE, LOPSIDED_VARIABLE, MISSING_VARIABLE, UNDECLARED_VARIABLE};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::severity::{Look, adjust};
use crate::diagnostic::{Diagnostic, Report};
use crate::options::Options;
use crate::plan::{EnvKind, EnvRow};
use crate::rule;
use crate::source::{Pointer, Position, Source};
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
}

/// A read, as programs are told.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "read")]
pub(crate) struct Told {
    /// The container whose image has the file.
    container: String,
    /// The variable; null where its name is computed.
    name: Option<String>,
    /// The file, below the project's folder, with `/`.
    file: String,
    /// Where it is read.
    range: Range,
    /// Whether the code works without it.
    need: Need,
    /// Whether the container has it.
    given: Given,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[schemars(inline)]
struct Range {
    /// Where it begins.
    start: Position,
    /// Where what comes after it begins.
    end: Position,
}

/// Holds what was read against what is given.
pub(crate) fn judge(survey: &Survey, looked: &[Looked], options: &Options) -> Audit {
    let holders: Vec<Holder<'_>> = survey.containers.iter().map(|container| Holder::of(container, looked)).collect();
    let mut audit = Audit { problems: survey.problems.clone(), sources: survey.files.len(), ..Audit::default() };
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
        let (mut report, mut wanted) = (Report::default(), Vec::new());
        for read in in_order(file) {
            if let Some((finding, is_wanted)) = found(read, &of_file) {
                if let Some(name) = read.name.as_ref().filter(|_| is_wanted) {
                    wanted.push((read.span, name, read.need != Need::Required));
                }
                report.push(finding);
            }
        }
        for usage in &file.seen.usages {
            if let Some(finding) = used::found(usage, &of_file, survey) {
                report.push(finding);
            }
        }
        let look = Look { known: rule::known(), is_sought: |code| CODES.contains(&code), is_first: false };
        adjust(&mut report, source, &file.seen.comments, &options.settings.rules, look);
        report.sort();
        // What a comment silences is not declared either.
        let is_told = |span| report.iter().any(|found| found.span == span && is_of_name(found));
        for (_, name, is_optional) in wanted.into_iter().filter(|(span, ..)| is_told(*span)) {
            audit.wanted.entry(name.clone()).and_modify(|known| *known &= is_optional).or_insert(is_optional);
        }
        if report.iter().next().is_some() {
            let mut source = source.clone();
            let names = file.seen.reads.iter().filter_map(|read| read.name.as_deref()).collect();
            let is_shell = matches!(Language::of(path), None | Some(Language::Shell));
            source.hide(hidden(source.text(), &names, is_shell), []);
            audit.files.push(FileReport { path: path.clone(), source, report });
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

fn is_of_name(found: &Diagnostic) -> bool {
    [&MISSING_VARIABLE, &UNDECLARED_VARIABLE].contains(&found.code)
}

/// What there is to say of a read, in the containers that have its file, and whether an input is what it lacks.
fn found(read: &Read, holders: &[&Holder<'_>]) -> Option<(Diagnostic, bool)> {
    let finding = |code, message: String| Diagnostic::new(code, Pointer::root(), read.span, message);
    let Some(name) = &read.name else {
        let message = "this name is put together while the code runs, so nobody can tell whether it is given";
        let help = "write the names down, or say in a comment why it is right: `ast: ignore[computed-variable] reason`";
        return Some((finding(&COMPUTED_VARIABLE, message.to_owned()).help(help), false));
    };
    if KNOWN.is_of_system(name) || holders.is_empty() {
        return None;
    }
    // A file that several images have is right if one of them can use it.
    let given =
        holders.iter().map(|holder| holder.gives(name)).fold(Given { local: false, cluster: false }, |all, one| {
            Given { local: all.local || one.local, cluster: all.cluster || one.cluster }
        });
    let shown = one_line(name, LONGEST);
    let ids = containers(holders);
    match (given.local, given.cluster) {
        (true, true) => None,
        (false, false) => {
            let alike = alike(name, holders);
            let is_wanted = alike.help.is_none();
            let is_sure = read.need == Need::Required || (!read.has_default && alike.is_of_store);
            if is_sure {
                let message = format!("`{shown}` is read here, and nothing gives it to {ids}");
                let declare = format!("declare an input `{shown}`: `ast audit --fix` adds it");
                return Some((finding(&MISSING_VARIABLE, message).help(alike.help.unwrap_or(declare)), is_wanted));
            }
            let message = format!("`{shown}` is read here, and nobody can set it for {ids}");
            let help =
                alike.help.unwrap_or_else(|| format!("declare an optional input `{shown}`: `ast audit --fix` adds it"));
            Some((finding(&UNDECLARED_VARIABLE, message).help(help), is_wanted))
        }
        (is_local, _) if read.need == Need::Required => {
            let (here, there) = if is_local { ("locally", "in a cluster") } else { ("in a cluster", "locally") };
            let message = format!("`{shown}` is given to {ids} {here}, but not {there}");
            let help = "read it with a default, or give it in both, by an input";
            Some((finding(&LOPSIDED_VARIABLE, message).help(help), false))
        }
        _ => None,
    }
}

/// How names of passwords end.
const PASSWORDS: [&str; 4] = ["PASSWORD", "PASSWD", "PASS", "PWD"];

fn is_of_a_store(row: &EnvRow) -> bool {
    row.provider.is_some() && matches!(row.kind, EnvKind::Connection | EnvKind::StoreCredential)
}

/// What a missing name may be meant for.
struct Alike {
    help: Option<String>,
    /// It is a password by its name, and a store of the plan has another name for its own.
    is_of_store: bool,
}

fn alike(name: &str, holders: &[&Holder<'_>]) -> Alike {
    let rows: BTreeMap<&str, &EnvRow> =
        holders.iter().flat_map(|holder| &holder.container.local).map(|row| (row.name.as_str(), row)).collect();
    let first = name.split('_').next().unwrap_or_default();
    let begins = |other: &str| other.strip_prefix(first).is_some_and(|rest| rest.starts_with('_'));
    let of_store: Vec<&&EnvRow> = rows.values().filter(|row| is_of_a_store(row) && begins(&row.name)).collect();
    let is_password = PASSWORDS.contains(&name.rsplit('_').next().unwrap_or_default());
    let is_of_store = is_password && !of_store.is_empty();
    let help = match nearest(name, rows.keys().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if !of_store.is_empty() => {
            let login = of_store.iter().find(|row| row.secret && row.description.is_some());
            let listed: Vec<String> = of_store.iter().take(MOST_LISTED).map(|row| format!("`{}`", row.name)).collect();
            let carries =
                login.map(|row| format!("; `{}` carries {}", row.name, row.description.as_deref().unwrap_or_default()));
            Some(format!("the plan gives {}{}", listed.join(", "), carries.unwrap_or_default()))
        }
        None => None,
    };
    Alike { help, is_of_store }
}
