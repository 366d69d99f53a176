//! Changes as a unified diff.

use similar::{DiffOp, TextDiff};

use crate::diagnostic::Edit;
use crate::source::Span;
use crate::text::one_line;

use super::change::{Change, Changes, Fate};

impl Changes {
    /// What writing would change, as `diff -u` shows it, with the files of one of many projects below its folder.
    pub fn diff(&self, project: Option<&str>) -> String {
        self.files.iter().map(|change| diff(change, project)).collect()
    }
}

/// What replacing the text of one file would change, as `diff -u` shows it.
pub fn text_diff(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

/// What replaces lines of one text so that it becomes another: an edit for each run of lines that differ.
pub fn line_edits(old: &str, new: &str) -> Vec<Edit> {
    let starts = |text: &str| {
        let mut starts = vec![0];
        starts.extend(text.split_inclusive('\n').scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        }));
        starts
    };
    let (before, after) = (starts(old), starts(new));
    let diff = TextDiff::from_lines(old, new);
    let differs = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let one = |op: &DiffOp| {
        let (lines, new_lines) = (op.old_range(), op.new_range());
        let text = new.get(*after.get(new_lines.start)?..*after.get(new_lines.end)?)?;
        let span = Span::new(*before.get(lines.start)?, *before.get(lines.end)?);
        Some(Edit { span, text: text.to_owned() })
    };
    differs.filter_map(one).collect()
}

fn diff(change: &Change, project: Option<&str>) -> String {
    // What is not ours is not shown: a manifest that came with the repository can name anything.
    if matches!(change.status, Fate::Unchanged | Fate::Kept | Fate::Refused) {
        return String::new();
    }
    // Line ends that a checkout changed are no edit.
    let old = change.old.as_deref().unwrap_or_default().replace("\r\n", "\n");
    let new = change.new.as_deref().unwrap_or_default().replace("\r\n", "\n");
    let folder = project.map(|project| format!("{}/", one_line(project, usize::MAX))).unwrap_or_default();
    let name = |side: &str, exists: bool| {
        if exists { format!("{side}/{folder}{}", change.path) } else { "/dev/null".to_owned() }
    };
    TextDiff::from_lines(&old, &new)
        .unified_diff()
        .header(&name("a", change.status != Fate::Created), &name("b", change.new.is_some()))
        .to_string()
}
