//! Changes as a unified diff.

use std::fmt::Write as _;

use similar::algorithms::{Capture, Compact, Replace, myers};
use similar::{DiffOp, DiffTag, group_diff_ops};

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
    unified(&label("a", path), &label("b", path), old, new)
}

/// The head of a diff that shows nothing of a file.
pub fn head(path: &str) -> String {
    format!("--- {}\n+++ {}\n", label("a", path), label("b", path))
}

/// A file on a side of a diff; `git apply` takes no path that begins with `./`.
fn label(side: &str, path: &str) -> String {
    format!("{side}/{}", path.strip_prefix("./").unwrap_or(path))
}

/// What replaces lines of one text so that it becomes another: an edit for each run of lines that differ.
pub fn line_edits(old: &str, new: &str) -> Vec<Edit> {
    let starts = |lines: &[&str]| {
        let mut starts = vec![0];
        starts.extend(lines.iter().scan(0, |at, line| {
            *at += line.len();
            Some(*at)
        }));
        starts
    };
    let (old, lines) = (lines(old), lines(new));
    let (before, after) = (starts(&old), starts(&lines));
    let steps = steps(&old, &lines);
    let differs = steps.iter().filter(|step| step.tag() != DiffTag::Equal);
    let one = |step: &DiffOp| {
        let (lines, new_lines) = (step.old_range(), step.new_range());
        let text = new.get(*after.get(new_lines.start)?..*after.get(new_lines.end)?)?;
        let span = Span::new(*before.get(lines.start)?, *before.get(lines.end)?);
        Some(Edit { span, text: text.to_owned() })
    };
    differs.filter_map(one).collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// How lines become others. It is the library's plain algorithm on the one kind of lines that there is: its `TextDiff`
/// brings five, each on four kinds, which were 0.7 MB of the program.
fn steps(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = myers::diff(&mut found, old, 0..old.len(), new, 0..new.len());
    found.into_inner().into_inner().into_ops()
}

/// Both texts as `diff -u` shows them, with three lines around each change; nothing, where they are equal.
fn unified(old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    // A long one is not taken apart to see that.
    if old == new {
        return String::new();
    }
    let (old, new) = (lines(old), lines(new));
    let mut shown = String::new();
    for steps in group_diff_ops(steps(&old, &new), 3) {
        let (Some(first), Some(last)) = (steps.first(), steps.last()) else { continue };
        if shown.is_empty() {
            shown = format!("--- {old_name}\n+++ {new_name}\n");
        }
        let at = |start: usize, end: usize| match end - start {
            // No line is named by the one before it.
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            count => format!("{},{count}", start + 1),
        };
        let (was, is) =
            (at(first.old_range().start, last.old_range().end), at(first.new_range().start, last.new_range().end));
        let _ = writeln!(shown, "@@ -{was} +{is} @@");
        for step in &steps {
            let (removed, added) = (&old[step.old_range()], &new[step.new_range()]);
            match step.tag() {
                DiffTag::Equal => show(&mut shown, ' ', removed),
                _ => {
                    show(&mut shown, '-', removed);
                    show(&mut shown, '+', added);
                }
            }
        }
    }
    shown
}

fn show(shown: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        shown.push(sign);
        shown.push_str(line);
        if !line.ends_with('\n') {
            shown.push_str("\n\\ No newline at end of file\n");
        }
    }
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
        if exists { label(side, &format!("{folder}{}", change.path)) } else { "/dev/null".to_owned() }
    };
    unified(&name("a", change.status != Fate::Created), &name("b", change.new.is_some()), &old, &new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diff_is_as_other_tools_write_and_read_it() {
        let body =
            |old: &str, new: &str| text_diff("x", old, new).strip_prefix("--- a/x\n+++ b/x\n").map(str::to_owned);
        assert_eq!(body("a\n", "a\n"), None);
        assert!(text_diff("./x", "", "a\n").starts_with("--- a/x\n+++ b/x\n"));
        assert_eq!(body("", "a\nb\n").unwrap(), "@@ -0,0 +1,2 @@\n+a\n+b\n");
        assert_eq!(body("a\n", "").unwrap(), "@@ -1 +0,0 @@\n-a\n");
        assert_eq!(body("a\nb", "a\nc\n").unwrap(), "@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n");
        let lines = |from: usize| (from..20).map(|line| format!("{line}\n")).collect::<String>();
        let (old, new) = (lines(0), lines(1).replace("19\n", "19\nx\n"));
        let expected = "@@ -1,4 +1,3 @@\n-0\n 1\n 2\n 3\n@@ -18,3 +17,4 @@\n 17\n 18\n 19\n+x\n";
        assert_eq!(body(&old, &new).unwrap(), expected);
    }
}
