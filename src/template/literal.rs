//! Texts of the user's inside of code: as literals that say exactly the same, or as prose that can't end a comment.

/// A text as a line of prose: whatever could break a line, hide text or change its direction becomes a space.
pub(super) fn prose(text: &str) -> String {
    let shown: String = text.chars().map(|c| if is_hidden(c) || c.is_whitespace() { ' ' } else { c }).collect();
    shown.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text as a cell of a Markdown table, in which nothing is markup.
pub(super) fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in prose(text).chars() {
        if matches!(c, '|' | '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '~' | '$' | '{' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

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

/// Characters that an editor doesn't show: controls, line and paragraph separators, marks of direction and of order.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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

    #[test]
    fn prose_is_one_line_that_hides_nothing() {
        assert_eq!(prose(" a\r\nb\u{2028}c\u{202e}d\te "), "a b c d e");
        assert_eq!(cell("a|b`c`<d>"), "a\\|b\\`c\\`\\<d\\>");
    }
}
