//! Which brackets stand open, read without the parser, which stops before it knows.

use crate::source::Span;

/// The brackets of a part of the text that are not closed in it, the innermost last.
pub(super) fn open(text: &str, span: Span) -> Vec<usize> {
    let mut open: Vec<(usize, u8)> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = span.start;
    // Outside of brackets only a value's beginning opens one: `a [b` is text.
    let mut begins = true;
    let mut last = b'\n';
    while at < span.end {
        let byte = bytes[at];
        match byte {
            b'#' if last.is_ascii_whitespace() => {
                at += bytes[at..span.end].iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count();
                continue;
            }
            b'"' | b'\'' if begins => at = closing_quote(text, at, span.end),
            b'[' | b'{' if begins || !open.is_empty() => open.push((at, byte + 2)),
            b']' | b'}' if open.last().is_some_and(|(_, closing)| *closing == byte) => {
                open.pop();
            }
            _ => {}
        }
        begins = match byte {
            b'\n' | b'\r' => true,
            b' ' | b'\t' => begins || !open.is_empty() || matches!(last, b':' | b'-'),
            b'[' | b'{' | b',' | b':' => !open.is_empty(),
            _ => false,
        };
        last = byte;
        at += 1;
    }
    open.into_iter().map(|(at, _)| at).collect()
}

/// Whether the bracket at `at` is closed before `end`.
pub(super) fn is_closed(text: &str, at: usize, end: usize) -> bool {
    open(text, Span::new(at, end)).first() != Some(&at)
}

/// Where the quote is that closes the one at `at`, or the end.
pub(super) fn closing_quote(text: &str, at: usize, end: usize) -> usize {
    let bytes = &text.as_bytes()[..end];
    let quote = bytes.get(at);
    let mut at = at + 1;
    while at < end {
        match bytes[at] {
            b'\\' if quote == Some(&b'"') => at += 1,
            b'\'' if quote == Some(&b'\'') && bytes.get(at + 1) == quote => at += 1,
            byte if quote == Some(&byte) => return at,
            _ => {}
        }
        at += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_opens_a_list_or_a_mapping_and_is_not_closed_counts() {
        for (text, expected) in [
            ("a: [b, {c: d}", vec![3]),
            ("a: [b, {c: [d]\n", vec![3, 7]),
            ("a: x [b # [\n- [c", vec![14]),
            ("a: \"[\\\"[\"\nb: '[''['\nc: it's [\nd: {e: '}', f", vec![33]),
            ("['a''[', \"\\\"[\", ']'", vec![0]),
            ("a: [b}", vec![3]),
            ("a: [b # ]\n", vec![3]),
            ("é: [é]\n[", vec![9]),
        ] {
            assert_eq!(open(text, Span::new(0, text.len())), expected, "{text}");
        }
        assert!(is_closed("a: [b]", 3, 6) && !is_closed("a: [b]", 3, 5));
    }
}
