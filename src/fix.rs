//! From findings to a corrected text: everything outside of the edited spans stays as it is.

use crate::diagnostic::{Applicability, Edit, Report};

/// The text with the first fix of each finding that may be applied; of two that overlap the first stays.
pub fn apply(text: &str, report: &Report, with_unsafe: bool) -> String {
    let mut taken: Vec<&Edit> = Vec::new();
    for finding in report {
        let fits = |fix: &&crate::diagnostic::Fix| with_unsafe || fix.applicability == Applicability::Safe;
        let Some(fix) = finding.fixes.iter().find(fits) else { continue };
        let overlaps = |edit: &Edit| {
            taken.iter().any(|other| edit.span.start < other.span.end && other.span.start < edit.span.end)
        };
        if !fix.edits.iter().any(overlaps) {
            taken.extend(&fix.edits);
        }
    }
    taken.sort_by_key(|edit| edit.span);
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in taken {
        fixed.push_str(text.get(at..edit.span.start).unwrap_or_default());
        fixed.push_str(&edit.text);
        at = edit.span.end;
    }
    fixed.push_str(text.get(at..).unwrap_or_default());
    fixed
}
