//! Texts of other people's, made safe for where they are shown: terminals and messages, comments of generated files, Markdown.
//!
//! Every writer uses these functions, which a test of every command, target and request holds.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr as _;

/// What nobody sees and something obeys: controls, marks of direction and of order, separators of lines, what has no
/// width, tags and the selectors after them.
pub fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}

/// How many columns of a terminal, or of type that is as wide everywhere, a text takes.
pub fn columns(text: &str) -> usize {
    text.width()
}

/// Whether a text is of the letters that everybody has, which most are.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether a text has something hidden in it beside its line breaks and tabs.
pub fn has_hidden(text: &str) -> bool {
    // A byte at a time, which is soon done.
    let is_plain = |byte: u8| matches!(byte, b'\n' | b'\r' | b'\t' | b' '..=b'~');
    !text.bytes().all(is_plain) && text.chars().any(|c| is_hidden(c) && !matches!(c, '\n' | '\r' | '\t'))
}

/// A text on one line, as it can be shown safely: at most `most` characters, hidden ones escaped.
pub fn one_line(text: &str, most: usize) -> Cow<'_, str> {
    // A text has as many bytes as characters, or more.
    let cut = if text.len() <= most { None } else { text.char_indices().nth(most).map(|(at, _)| at) };
    let kept = &text[..cut.unwrap_or(text.len())];
    if cut.is_none() && (is_plain(kept) || !kept.chars().any(is_hidden)) {
        return Cow::Borrowed(text);
    }
    let mut shown = escaped(kept, |_| false);
    if cut.is_some() {
        shown.push('…');
    }
    Cow::Owned(shown)
}

/// A text of several lines, as it can be shown safely: its line breaks and tabs stay, what else is hidden is escaped.
pub fn lines(text: &str) -> Cow<'_, str> {
    if !has_hidden(text) && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escaped(&text.replace("\r\n", "\n"), |c| matches!(c, '\n' | '\t')))
}

/// A text that goes to a terminal as it is: the colours in it stay, where it is coloured, and nothing else is obeyed.
pub fn on_terminal(text: &str, is_colored: bool) -> Cow<'_, str> {
    if !has_hidden(text) && !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}').filter(|_| is_colored) {
        shown.push_str(&lines(&rest[..at]));
        let length = color(&rest[at..]).unwrap_or_default();
        shown.push_str(&rest[at..at + length]);
        if length == 0 {
            shown.push_str(&lines("\u{1b}"));
        }
        rest = &rest[at + length.max(1)..];
    }
    shown.push_str(&lines(rest));
    Cow::Owned(shown)
}

/// How long the sequence is that a text begins with, if it sets a colour.
fn color(text: &str) -> Option<usize> {
    let numbers = text.strip_prefix("\u{1b}[")?;
    let length = numbers.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    numbers[length..].starts_with('m').then_some(length + 3)
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) && !stays(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

/// A text as a comment of one line can hold it: what is hidden becomes a space.
pub fn comment(text: &str) -> String {
    text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect()
}

/// Every line of a text after `# `, so that nothing leaves the comment.
pub fn comments(text: &str) -> String {
    let lines =
        text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).map(|line| comment(line).trim_end().to_owned());
    lines.filter(|line| !line.is_empty()).map(|line| format!("# {line}")).collect::<Vec<_>>().join("\n")
}

/// A text as a line of prose: what is hidden becomes a space, and blanks become one.
pub fn prose(text: &str) -> String {
    comment(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as a line of Markdown in which nothing is markup: no link, image, HTML, list, heading or code.
pub fn markdown(text: &str) -> String {
    let line = prose(text);
    let mut out = String::with_capacity(line.len());
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let (before, rest) = line.split_at(at);
        let is_markup = match c {
            '|' | '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '~' | '$' | '{' | '}' => true,
            // An entity, and what readers make links of: addresses of the web and of mail.
            '&' | '@' => true,
            ':' => rest.starts_with("://"),
            '.' => before.as_bytes().last_chunk::<3>().is_some_and(|last| last.eq_ignore_ascii_case(b"www")),
            // A list, a heading or a rule, at the beginning alone.
            '-' | '+' | '=' => at == 0,
            ')' => at == digits,
            _ => false,
        };
        let is_numbered = c == '.' && at > 0 && at == digits;
        if is_markup || is_numbered {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text as a cell of Markdown's table, in which what stands between two backticks is code, and nothing else is markup.
pub fn cell(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|code| code.trim().is_empty()) {
        return markdown(text);
    }
    let part = |(at, part): (usize, &&str)| {
        if at % 2 == 1 {
            return code(part).replace('|', "\\|");
        }
        let blank = |is_there: bool| if is_there && !part.trim().is_empty() { " " } else { "" };
        let (before, after) = (blank(part.starts_with(' ')), blank(part.ends_with(' ')));
        let only = if part.trim().is_empty() && !part.is_empty() { " " } else { "" };
        format!("{before}{}{after}{only}", markdown(part))
    };
    parts.iter().enumerate().map(part).collect()
}

/// A text as code in a line of Markdown, which nothing in it can end.
pub fn code(text: &str) -> String {
    let line = one_line(text, usize::MAX);
    if line.trim().is_empty() {
        return if line.is_empty() { "(empty)".to_owned() } else { "(blank)".to_owned() };
    }
    let ticks = "`".repeat(longest_run(&line) + 1);
    // A blank on either side is not part of the code; without one, a backtick would be one of the marks.
    let blank = if line.starts_with(['`', ' ']) || line.ends_with(['`', ' ']) { " " } else { "" };
    format!("{ticks}{blank}{line}{blank}{ticks}")
}

/// Texts as code, between commas.
pub fn codes<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(code).collect::<Vec<_>>().join(", ")
}

/// Lines as a block of code in Markdown, which nothing in them can end.
pub fn block(text: &str, language: &str) -> String {
    let text = lines(text.trim_end());
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_in_a_cell_is_code_and_nothing_leaves_it() {
        assert_eq!(cell("as in `{a: b}` or `c|d`, not *e*"), "as in `{a: b}` or `c\\|d`, not \\*e\\*");
        assert_eq!(cell("one ` alone"), "one \\` alone");
        assert_eq!(cell("`a` `b`"), "`a` `b`");
    }

    /// What terminals, editors and readers obey.
    const HOSTILE: &str = "a\u{1b}[2J\u{7}\u{202e}\u{2066}\u{85}\u{2028}\u{7f}\u{ad}\u{e0001}z";

    #[test]
    fn nothing_hidden_is_left_wherever_a_text_goes() {
        let shown = [
            one_line(HOSTILE, usize::MAX).into_owned(),
            lines(HOSTILE).into_owned(),
            on_terminal(HOSTILE, true).into_owned(),
            comment(HOSTILE),
            comments(HOSTILE),
            prose(HOSTILE),
            markdown(HOSTILE),
            code(HOSTILE),
            block(HOSTILE, "text"),
        ];
        for text in shown {
            assert!(!has_hidden(&text), "{text:?}");
        }
    }

    #[test]
    fn text_of_the_user_can_not_drive_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2J\nb\u{202e}", 100), "a\\u{1b}[2J\\nb\\u{202e}");
        assert_eq!(one_line("äöü", 2), "äö…");
        assert_eq!(one_line("äöü", 3), "äöü");
        assert_eq!(lines("a\r\n\tb\u{7}"), "a\n\tb\\u{7}");
        assert_eq!(
            on_terminal("\u{1b}[1;31mred\u{1b}[0m\u{1b}]52;c;x", true),
            "\u{1b}[1;31mred\u{1b}[0m\\u{1b}]52;c;x"
        );
        assert_eq!(on_terminal("\u{1b}[31m", false), "\\u{1b}[31m");
    }

    #[test]
    fn no_text_leaves_a_comment() {
        assert_eq!(comments("a\r\nB=1\n\nc\u{2028}d\u{1b}"), "# a\n# B=1\n# c\n# d");
        assert_eq!(comment("a\nb\u{202e}c"), "a b c");
    }

    #[test]
    fn prose_is_one_line_that_hides_nothing() {
        assert_eq!(prose(" a\r\nb\u{2028}c\u{202e}d\te "), "a b c d e");
    }

    #[test]
    fn nothing_in_markdown_is_markup() {
        assert_eq!(markdown("a|b`c`<d>"), "a\\|b\\`c\\`\\<d\\>");
        assert_eq!(markdown("![x](https://e)"), "!\\[x\\](https\\://e)");
        assert_eq!(markdown("- 1. www.e.org a@b"), "\\- 1. www\\.e.org a\\@b");
        assert_eq!(markdown("12) x"), "12\\) x");
    }

    #[test]
    fn code_ends_where_it_is_meant_to() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`` b`"), "``` a`` b` ```");
        assert_eq!((code(""), code("  ")), ("(empty)".to_owned(), "(blank)".to_owned()));
        assert_eq!(block("a\n```\nb", "text"), "````text\na\n```\nb\n````");
    }
}
