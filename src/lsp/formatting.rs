//! The layout of `ast fmt`, as one edit of what differs, or of what differs in some lines alone.

use gen_lsp_types::{
    DocumentFormattingParams, DocumentOnTypeFormattingParams, DocumentRangeFormattingParams, TextEdit,
};

use super::edit::text_edits;
use super::state::{Refusal, Server};
use crate::diagnostic::Edit;
use crate::fix::edited;
use crate::format::format;
use crate::output::line_edits;
use crate::source::Span;

pub(super) fn answer(server: &Server, params: &DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(file) = server.spec(&params.text_document.uri) else { return Ok(None) };
    let before = file.text.as_str();
    let after = format(before).map_err(|why| Refusal::failed(format!("the spec is left as it is: {why}")))?;
    Ok(Some(text_edits(file, &difference(before, &after))))
}

/// The same for the lines of a range alone.
pub(super) fn range(server: &Server, params: &DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>, Refusal> {
    let Some(file) = server.spec(&params.text_document.uri) else { return Ok(None) };
    let part = file.text.span(params.range);
    let edits = within(file.text.as_str(), part);
    edits
        .map(|edits| Some(text_edits(file, &edits)))
        .map_err(|why| Refusal::failed(format!("the lines are left as they are: {why}")))
}

/// The same for the line that was ended. While a text is being written it is often not to be laid out, which is no
/// reason to say something.
pub(super) fn on_type(server: &Server, params: &DocumentOnTypeFormattingParams) -> Option<Vec<TextEdit>> {
    let file = server.spec(&params.text_document.uri)?;
    let end = file.text.offset(params.position);
    let text = file.text.as_str();
    let end = text[..end].rfind('\n')?;
    let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
    let edits = within(text, Span::new(start, end)).ok()?;
    Some(text_edits(file, &edits))
}

/// What the layout changes in the lines of a part; nothing where the rest would have to change with it.
fn within(before: &str, part: Span) -> Result<Vec<Edit>, &'static str> {
    let after = format(before)?;
    let touches = |edit: &Edit| edit.span.start <= part.end && part.start < edit.span.end.max(edit.span.start + 1);
    let edits: Vec<Edit> = line_edits(before, &after).into_iter().filter(touches).collect();
    let is_laid_out = edits.is_empty() || format(&edited(before, &edits)).is_ok_and(|again| again == after);
    if is_laid_out { Ok(edits) } else { Err("other lines would have to change with them") }
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
