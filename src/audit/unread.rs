//! Inputs that no code reads, where somebody wants to be told: the code may read a value in a way that is not known.

use std::collections::BTreeMap;
use std::path::Path;

use super::holder::{Holder, LONGEST};
use super::judge::FileReport;
use super::survey::{Looked, Survey};
use crate::compile::bind;
use crate::diagnostic::audited::UNREAD_VARIABLE;
use crate::diagnostic::severity::{Level, Look, adjust};
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{EnvKind, For};
use crate::project::{Project, shown};
use crate::rule;
use crate::source::Pointer;
use crate::text::one_line;

/// An input, and who is given it.
struct Asked<'p> {
    declared_by: &'p Pointer,
    ids: Vec<String>,
}

/// What there is to say of a spec whose inputs nobody reads; none where nobody asks, and where nothing is to be said.
///
/// Nothing is said of one that a container without sources is given, or one that reads a name that nobody knows.
pub(crate) fn unread(project: &Project, survey: &Survey, looked: &[Looked]) -> Option<FileReport> {
    let levels = &project.options.settings.rules;
    levels.get(UNREAD_VARIABLE.id).filter(|level| **level != Level::Allow)?;
    let compilation = &project.compilation;
    let bound = bind(compilation, &project.options, For::Local);
    let mut asked: BTreeMap<&str, Asked<'_>> = BTreeMap::new();
    for container in &bound.containers {
        for row in container.env.iter().filter(|row| row.kind == EnvKind::Input) {
            let Some(declared_by) = &row.declared_by else { continue };
            let one = asked.entry(row.name.as_str()).or_insert_with(|| Asked { declared_by, ids: Vec::new() });
            one.ids.push(container.id.to_string());
        }
    }
    let holders: Vec<Holder<'_>> = survey.containers.iter().map(|container| Holder::of(container, looked)).collect();
    let reads_all = |id: &String| {
        let holder = holders.iter().find(|holder| holder.container.id == *id)?;
        holder.is_known(looked).then_some(holder)
    };
    let text = compilation.source.text();
    let mut report = Report::default();
    for (name, one) in &asked {
        // A command of the spec may use it, and a provider's variables may be made of it.
        let is_used = [format!("${name}"), format!("${{{name}")].iter().any(|used| text.contains(used.as_str()));
        let readers: Option<Vec<&Holder<'_>>> = one.ids.iter().map(reads_all).collect();
        let is_unread = |readers: Vec<&Holder<'_>>| !readers.iter().any(|holder| holder.reads_in_any_case(name));
        if is_used || !readers.is_some_and(is_unread) {
            continue;
        }
        let Some(at) = compilation.document.at(&one.declared_by.key("name")) else { continue };
        let message = format!("no code of a container that is given `{}` reads it", one_line(name, LONGEST));
        let finding = Diagnostic::new(&UNREAD_VARIABLE, one.declared_by.clone(), at.node.span, message);
        report.push(finding.help("read it, or take the input out: `ast remove input` does"));
    }
    let look = Look { known: rule::known(), is_sought: |code| code == &UNREAD_VARIABLE, is_first: false };
    adjust(&mut report, &compilation.source, &compilation.document.comments, levels, look);
    report.redact(&compilation.source);
    report.sort();
    report.iter().next()?;
    let path = Path::new(project.path()).file_name().map(|name| shown(Path::new(name)))?;
    Some(FileReport { path, source: compilation.source.clone(), report })
}
