//! The text of a spec as it was written, and as a difference may show it: without its secrets.

use std::borrow::Cow;

use crate::output;
use crate::source::Source;

/// A text without what a compilation knows of it, which of a large one is much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The text.
    pub(super) text: String,
    /// What may be shown of it, where that is not all.
    shown: Option<String>,
}

impl Written {
    /// The text of a source that is known well enough to hide what may be a secret.
    pub(super) fn of(source: &Source) -> Self {
        let shown = match source.shown() {
            Cow::Borrowed(_) => None,
            Cow::Owned(shown) => Some(shown),
        };
        Self { text: source.text().to_owned(), shown }
    }

    /// A text that holds no secret, or is not shown.
    pub(super) fn plain(text: String) -> Self {
        Self { text, shown: None }
    }

    /// Whether something of it may not be shown.
    pub(super) fn hides(&self) -> bool {
        self.shown.is_some()
    }

    /// What may be shown of it.
    pub(super) fn shown(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.text)
    }
}

/// What would change in a spec; what may be a secret stands as stars.
pub(super) fn shown_diff(path: &str, before: &str, after: &str, is_changed: bool) -> String {
    if before == after && is_changed {
        return output::diff_head(path);
    }
    output::text_diff(path, before, after)
}
