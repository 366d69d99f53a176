//! Texts of the user's inside of code: as literals that say exactly the same.

use crate::text::is_hidden;

/// A Python string, in the quotes that formatters choose.
pub(super) fn python(text: &str) -> String {
    quoted(text, quote(text), |c| match u32::from(c) {
        code @ 0..=0xff => format!("\\x{code:02x}"),
        code @ 0..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    })
}

/// A JavaScript string, in the quotes that formatters choose.
pub(super) fn javascript(text: &str) -> String {
    quoted(text, quote(text), |c| match u32::from(c) {
        code @ 0..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\u{{{code:x}}}"),
    })
}

/// A Rust string.
pub(super) fn rust(text: &str) -> String {
    quoted(text, '"', |c| format!("\\u{{{:x}}}", u32::from(c)))
}

/// A basic string of TOML, which JSON readers take too.
pub(super) fn toml(text: &str) -> String {
    quoted(text, '"', |c| match u32::from(c) {
        code @ 0..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    })
}

/// Double quotes, unless single ones need fewer escapes.
fn quote(text: &str) -> char {
    let count = |quote| text.matches(quote).count();
    if count('"') > count('\'') { '\'' } else { '"' }
}

fn quoted(text: &str, quote: char, escape: impl Fn(char) -> String) -> String {
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if is_hidden(c) => out.push_str(&escape(c)),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_says_the_same_in_each_language() {
        let text = "a\"b'c\"\\d\n\u{7}\u{202e}\u{e0001}é🚲";
        assert_eq!(python(text), "'a\"b\\'c\"\\\\d\\n\\x07\\u202e\\U000e0001é🚲'");
        assert_eq!(javascript(text), "'a\"b\\'c\"\\\\d\\n\\u0007\\u202e\\u{e0001}é🚲'");
        assert_eq!(rust(text), "\"a\\\"b'c\\\"\\\\d\\n\\u{7}\\u{202e}\\u{e0001}é🚲\"");
        assert_eq!(toml("a'\u{0}"), "\"a'\\u0000\"");
    }
}
