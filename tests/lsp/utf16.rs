//! A text as an editor in JavaScript has it, found the slow way: the reference for what the server makes of edits, and what is typed.

/// What is typed or pasted.
pub(crate) const PIECES: [&str; 24] = [
    "",
    "\n",
    "\r\n",
    "\r",
    "é",
    "🪑",
    "  ",
    "- ",
    "provider: ",
    "[",
    "}",
    "\"",
    "'",
    "# ast: ignore[",
    "agent:\n",
    "&a ",
    "*a",
    "|\n",
    "\t",
    "\u{feff}",
    "knowledge:\n  db:\n    provider: postgres\n",
    "inputs:\n  x: {name: X, datatype: number}\n",
    "dev:\n  schedules:\n    a: \"* * * * *\"\n",
    "<<: *a",
];

/// The unit of UTF-16 at a position.
fn offset(text: &[u16], line: u32, column: u32) -> usize {
    let is_break = |unit: &u16| [u16::from(b'\n'), u16::from(b'\r')].contains(unit);
    let mut at = 0;
    for _ in 0..line {
        let Some(next) = text[at..].iter().position(is_break) else { return text.len() };
        at += next + if text[at + next..].starts_with(&[u16::from(b'\r'), u16::from(b'\n')]) { 2 } else { 1 };
    }
    let end = text[at..].iter().position(is_break).map_or(text.len(), |next| at + next);
    end.min(at + usize::try_from(column).unwrap())
}

/// The text after an edit, as JavaScript makes it and then sends it: half a character becomes U+FFFD.
pub(crate) fn edited(text: &str, (line, column): (u32, u32), to: (u32, u32), new: &str) -> String {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let start = offset(&units, line, column);
    let end = offset(&units, to.0, to.1).max(start);
    units.splice(start..end, new.encode_utf16());
    String::from_utf16_lossy(&units)
}
