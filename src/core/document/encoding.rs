//! From bytes to text: UTF-8 of a bounded length, without the characters that YAML forbids.

use super::codes;
use super::fault::Fault;
use crate::diagnostic::{Applicability, Diagnostic, Edit};
use crate::source::{Pointer, Source, Span};

/// The longest file that is read, in bytes.
pub const LARGEST_FILE: usize = 4 << 20;

/// Why a file is not read at all: it is too long, or not text in UTF-8.
pub(super) fn refuse(source: &Source) -> Option<Diagnostic> {
    let text = source.text();
    if text.len() > LARGEST_FILE {
        return Some(too_large());
    }
    // Two bytes that are no UTF-8 are a mark of UTF-16; without a mark a zero byte stands beside an ASCII character.
    let marked = source.invalid() == Some(0) && text.starts_with("\u{fffd}\u{fffd}");
    if marked || matches!(text.as_bytes(), [0, 1..=0x7f, ..] | [1..=0x7f, 0, ..]) {
        let message = "the file is encoded as UTF-16, not as UTF-8".to_owned();
        return Some(invalid(Span::default(), message).help("save the file as UTF-8"));
    }
    let at = source.invalid()?;
    // The replacement character stands where the wrong byte was.
    let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    let message = "the file is not UTF-8: a byte here begins no character".to_owned();
    Some(invalid(span, message).help("save the file as UTF-8"))
}

fn invalid(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&codes::INVALID_ENCODING, Pointer::root(), span, message)
}

/// The finding for a file over the bound; there is no place to point at.
fn too_large() -> Diagnostic {
    let message = "the file has more than 4 MiB";
    Diagnostic::new(&codes::FILE_TOO_LARGE, Pointer::root(), Span::default(), message).help("move data out of the spec")
}

/// The first character at or after `from` that YAML forbids.
pub(super) fn control_character(text: &str, from: usize) -> Option<Span> {
    let is_forbidden = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let rest = text.get(from..)?;
    // Most texts have nothing that has to be looked at as a character.
    let is_sound = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
    let first = rest.bytes().position(|byte| !is_sound(&byte))?;
    let (at, c) = rest[first..].char_indices().find(|(_, c)| is_forbidden(*c))?;
    Some(Span::new(from + first + at, from + first + at + c.len_utf8()))
}

/// The fault of a control character.
pub(super) fn forbidden(text: &str, span: Span) -> Fault {
    let character = text[span.start..span.end].chars().next().map_or(0, u32::from);
    let message = format!("the character U+{character:04X} is not allowed in YAML");
    let diagnostic = invalid(span, message).help("remove it, or write it as an escape in double quotes");
    // Where one is, many may be, and a reader names a few at a time: all that follow go at once.
    let next = |last: &Span| control_character(text, last.end);
    let all = std::iter::successors(Some(span), next).map(|span| Edit { span, text: String::new() });
    Fault::new(diagnostic.fix_by("remove it, and all that follow", Applicability::Unsafe, all.collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> Option<Diagnostic> {
        refuse(&Source::from_bytes("x", bytes.to_vec()))
    }

    #[test]
    fn the_first_byte_that_is_not_utf_8_is_pointed_at() {
        let finding = refused(b"spec: a\nname: caf\xe9\n").unwrap();
        assert_eq!((finding.code.id, finding.span), ("invalid-encoding", Span::new(17, 20)));
        assert_eq!(refused("spec: é\n".as_bytes()), None);
    }

    #[test]
    fn other_encodings_are_named_and_large_files_are_not_looked_at() {
        for bytes in [&b"\xff\xfes\0p\0"[..], b"\xfe\xff\0s", b"s\0p\0"] {
            assert!(refused(bytes).unwrap().message.contains("UTF-16"));
        }
        assert_eq!(refused(&vec![0xff; LARGEST_FILE + 1]).unwrap().code.id, "file-too-large");
        assert_eq!(refused(&vec![b' '; LARGEST_FILE]), None);
    }
}
