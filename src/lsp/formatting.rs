//! The layout of `ast fmt`, as one edit of what differs.

use gen_lsp_types::{DocumentFormattingParams, TextEdit};

use super::edit::text_edits;
use super::state::{Refusal, Server};
use crate::diagnostic::Edit;
use crate::format::format;
use crate::source::Span;

pub(super) fn answer(server: &Server, params: &DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(file) = server.spec(&params.text_document.uri) else { return Ok(None) };
    let before = file.text.as_str();
    let after = format(before).map_err(|why| Refusal::failed(format!("the spec is left as it is: {why}")))?;
    Ok(Some(text_edits(file, &difference(before, &after))))
}

/// One edit from the first line that differs to the last one, so that the cursor stays where it can.
fn difference(before: &str, after: &str) -> Vec<Edit> {
    if before == after {
        return Vec::new();
    }
    let common = |pairs: &mut dyn Iterator<Item = (&str, &str)>| -> usize {
        pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len()).sum()
    };
    let start = common(&mut before.split_inclusive('\n').zip(after.split_inclusive('\n')));
    let (rest_before, rest_after) = (&before[start..], &after[start..]);
    let end = common(&mut rest_before.split_inclusive('\n').rev().zip(rest_after.split_inclusive('\n').rev()));
    let text = rest_after[..rest_after.len() - end].to_owned();
    vec![Edit { span: Span::new(start, before.len() - end), text }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::edited;

    #[test]
    fn only_what_differs_is_replaced() {
        for (before, after) in [
            ("a\nb\nc\n", "a\nB\nc\n"),
            ("a\n\n\nb\n", "a\n\nb\n"),
            ("a", "a\n"),
            ("", "a\n"),
            ("a\na\n", "a\n"),
            ("é\r\nx\r\n", "é\r\ny\r\n"),
        ] {
            let edits = difference(before, after);
            assert_eq!(edited(before, &edits), after, "{before:?}");
        }
        assert!(difference("a\n", "a\n").is_empty());
        assert_eq!(difference("a\nb\nc\n", "a\nB\nc\n")[0].span, Span::new(2, 4));
    }
}
