//! Inputs that no code reads, where somebody wants to be told: the code may read a value in a way that is not known.

use std::path::Path;

use super::asked::Asked;
use super::holder::LONGEST;
use super::judge::FileReport;
use super::survey::{Looked, Survey};
use crate::compile::Compilation;
use crate::diagnostic::audited::UNREAD_VARIABLE;
use crate::diagnostic::severity::{Level, Levels, Look, adjust};
use crate::diagnostic::{Diagnostic, Report};
use crate::project::{Project, shown};
use crate::rule;
use crate::text::one_line;

/// What there is to say of a spec whose inputs nobody reads; none where nobody asks, and where nothing is to be said.
pub(crate) fn unread(project: &Project, survey: &Survey, looked: &[Looked]) -> Option<FileReport> {
    let compilation = &project.compilation;
    let report = of_inputs(compilation, &survey.unread(looked), &project.options.settings.rules)?;
    report.iter().next()?;
    let path = Path::new(project.path()).file_name().map(|name| shown(Path::new(name)))?;
    Some(FileReport { path, source: compilation.source.clone(), report, sides: Vec::new() })
}

/// What there is to say of inputs that no code reads; none where nobody asks.
pub(crate) fn of_inputs(compilation: &Compilation, unread: &[&Asked], levels: &Levels) -> Option<Report> {
    levels.get(UNREAD_VARIABLE.id).filter(|level| **level != Level::Allow)?;
    let mut report = Report::default();
    for one in unread {
        let Some(at) = compilation.document.at(&one.declared_by.key("name")) else { continue };
        let message = format!("no code of a container that is given `{}` reads it", one_line(&one.name, LONGEST));
        let finding = Diagnostic::new(&UNREAD_VARIABLE, one.declared_by.clone(), at.node.span, message);
        report.push(finding.help("read it, or take the input out: `ast remove input` does"));
    }
    let look = Look { known: rule::known(), is_sought: |code| code == &UNREAD_VARIABLE, is_first: false };
    adjust(&mut report, &compilation.source, &compilation.document.comments, levels, look);
    report.redact(&compilation.source);
    report.sort();
    Some(report)
}
