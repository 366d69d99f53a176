//! What a container logs, as a pipe and a terminal take it.

use std::borrow::Cow;

/// A log without what a terminal would obey: colours, movements, titles. Line breaks and tabs stay.
pub fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_obeyed = |byte: &u8| (*byte < b' ' && !matches!(byte, b'\n' | b'\t')) || *byte == 0x7f;
    if !bytes.iter().any(is_obeyed) {
        return Cow::Borrowed(bytes);
    }
    let mut shown = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte == 0x1b {
            at += sequence(&bytes[at..]);
        } else if !is_obeyed(byte) {
            shown.push(*byte);
        }
    }
    Cow::Owned(shown)
}

/// How long a sequence is after its escape; it ends before a line break, whatever it is.
fn sequence(bytes: &[u8]) -> usize {
    let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let line = &bytes[..line];
    match line.first() {
        None => 0,
        // Colours and movements end with a letter.
        Some(b'[') => {
            line.iter().skip(1).position(|byte| (0x40..0x7f).contains(byte)).map_or(line.len(), |end| end + 2)
        }
        // Titles and links end with a bell, or with an escape and a backslash.
        Some(b']' | b'P' | b'X' | b'^' | b'_') => {
            let end = line.iter().position(|byte| matches!(byte, 0x07 | 0x1b));
            end.map_or(line.len(), |end| if line[end] == 0x07 { end + 1 } else { (end + 2).min(line.len()) })
        }
        Some(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_log_is_obeyed_and_its_text_stays() {
        for (text, expected) in [
            ("plain\ttext\n", "plain\ttext\n"),
            ("\u{1b}[31mred\u{1b}[0m\r\n", "red\n"),
            ("\u{1b}]0;title\u{7}a\n", "a\n"),
            ("\u{1b}]8;;http://x\u{1b}\\link\n", "link\n"),
            ("a\u{1b}[2Jb\u{1b}(Bc\n", "abBc\n"),
            ("\u{1b}]never ends\nnext\n", "\nnext\n"),
            ("\u{1b}[", ""),
            ("\u{1b}", ""),
            ("grüße\n", "grüße\n"),
        ] {
            assert_eq!(plain(text.as_bytes()), expected.as_bytes(), "{text:?}");
        }
    }
}
