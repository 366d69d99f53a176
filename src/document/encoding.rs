//! From bytes to text: UTF-8 of a bounded length, without the characters that YAML forbids.

use super::codes;
use super::fault::Fault;
use crate::diagnostic::Diagnostic;
use crate::source::{Pointer, Source, Span};

/// The longest file that is read, in bytes.
pub const LARGEST_FILE: usize = 4 << 20;

/// The text of a file. Where it is none, the finding that says why, and a source to show it in: as
/// much of the text as can be shown, with the bytes before the first wrong one unchanged.
pub fn decode(name: &str, bytes: Vec<u8>) -> Result<Source, Box<(Source, Diagnostic)>> {
    let fail = |text: String, finding: Diagnostic| Err(Box::new((Source::new(name, text), finding)));
    if bytes.len() > LARGEST_FILE {
        return fail(String::new(), too_large());
    }
    if let Some(encoding) = other_encoding(&bytes) {
        let message = format!("the file is encoded as {encoding}, not as UTF-8");
        return fail(String::new(), invalid(Span::default(), message).help("save the file as UTF-8"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or_default();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            // The replacement character stands where the wrong byte was.
            let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
            let message = format!("the byte 0x{byte:02X} is not UTF-8");
            fail(text, invalid(span, message).help("save the file as UTF-8"))
        }
    }
}

fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        // Without a mark: an ASCII character with its zero byte.
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0x7f, ..] | [1..=0x7f, 0, ..] => Some("UTF-16"),
        _ => None,
    }
}

fn invalid(span: Span, message: String) -> Diagnostic {
    Diagnostic::new(&codes::INVALID_ENCODING, Pointer::root(), span, message)
}

/// The finding for a file over the bound; there is no place to point at.
pub(super) fn too_large() -> Diagnostic {
    let message = "the file has more than 4 MiB";
    Diagnostic::new(&codes::FILE_TOO_LARGE, Pointer::root(), Span::default(), message).help("move data out of the spec")
}

/// The first character at or behind `from` that YAML forbids.
pub(super) fn control_character(text: &str, from: usize) -> Option<Span> {
    let is_forbidden = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    let (at, c) = text.get(from..)?.char_indices().find(|(_, c)| is_forbidden(*c))?;
    Some(Span::new(from + at, from + at + c.len_utf8()))
}

/// The fault of a control character.
pub(super) fn forbidden(text: &str, span: Span) -> Fault {
    let character = text[span.start..span.end].chars().next().map_or(0, u32::from);
    let message = format!("the character U+{character:04X} is not allowed in YAML");
    Fault::new(invalid(span, message).help("remove it, or write it as an escape in double quotes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_byte_that_is_not_utf_8_is_pointed_at() {
        let error = decode("x", b"spec: a\nname: caf\xe9\n".to_vec()).unwrap_err();
        let (source, finding) = *error;
        let at = source.position(finding.span.start);
        assert_eq!((finding.code.id, at.line, at.column, at.offset), ("invalid-encoding", 2, 10, 17));
        assert_eq!(source.slice(finding.span), "\u{fffd}");
        assert!(decode("x", "spec: é\n".into()).is_ok());
    }

    #[test]
    fn other_encodings_are_named_and_large_files_are_not_looked_at() {
        let message = |bytes: &[u8]| decode("x", bytes.to_vec()).unwrap_err().1.message;
        assert!(message(b"\xff\xfes\0p\0").contains("UTF-16"));
        assert!(message(b"\xfe\xff\0s").contains("UTF-16"));
        assert!(message(b"s\0p\0").contains("UTF-16"));
        assert!(message(b"\xff\xfe\0\0").contains("UTF-32"));
        assert_eq!(decode("x", vec![0xff; LARGEST_FILE + 1]).unwrap_err().1.code.id, "file-too-large");
        assert!(decode("x", vec![b' '; LARGEST_FILE]).is_ok());
    }
}
