//! Changes as a unified diff.

use similar::TextDiff;

use super::change::{Change, Changes, Fate};

impl Changes {
    /// What writing would change, as `diff -u` shows it.
    pub fn diff(&self) -> String {
        self.files.iter().map(diff).collect()
    }
}

/// What replacing the text of one file would change, as `diff -u` shows it.
pub fn text_diff(path: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

fn diff(change: &Change) -> String {
    // What is not ours is not shown: a manifest that came with the repository can name anything.
    if matches!(change.status, Fate::Unchanged | Fate::Kept | Fate::Refused) {
        return String::new();
    }
    // Line ends that a checkout changed are no edit.
    let old = change.old.as_deref().unwrap_or_default().replace("\r\n", "\n");
    let new = change.new.as_deref().unwrap_or_default().replace("\r\n", "\n");
    let name =
        |side: &str, exists: bool| if exists { format!("{side}/{}", change.path) } else { "/dev/null".to_owned() };
    TextDiff::from_lines(&old, &new)
        .unified_diff()
        .header(&name("a", change.status != Fate::Created), &name("b", change.new.is_some()))
        .to_string()
}
