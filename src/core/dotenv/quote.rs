//! Values in the quotes of an env file, as Compose reads them and as no shell runs anything of them.

use std::iter::Peekable;
use std::str::Chars;

/// Whether an assignment may be written for the name: what a shell would read as anything else, it would run.
pub fn is_name(name: &str) -> bool {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(is_of_name) && name.bytes().next().is_some_and(|first| !first.is_ascii_digit())
}

/// A value as the right-hand side of an assignment: bare where that is safe, in single quotes where these can hold it,
/// else escaped in double quotes.
///
/// Compose reads back the value. A shell that sources the file runs nothing of it, though it may read something else
/// where the value is escaped.
pub fn encode(value: &str) -> String {
    if value.chars().all(is_plain) {
        return value.to_owned();
    }
    // Both readers take all of it literally, but for what would end the quotes, or not end them.
    if !value.contains('\'') && !value.ends_with('\\') && !value.chars().any(is_control) {
        return format!("'{value}'");
    }
    format!("\"{}\"", escape(value))
}

/// A value that refers to others by `${NAME}` and takes everything else literally.
pub fn encode_template(template: &str) -> String {
    let parts = split(template);
    if parts.iter().all(|(text, is_reference)| *is_reference || text.chars().all(is_plain)) {
        return template.to_owned();
    }
    let parts = parts.into_iter().map(|(text, is_reference)| if is_reference { text.to_owned() } else { escape(text) });
    format!("\"{}\"", parts.collect::<String>())
}

/// The text, and the references in it, in order.
fn split(template: &str) -> Vec<(&str, bool)> {
    let (mut parts, mut rest) = (Vec::new(), template);
    let mut from = 0;
    while let Some(at) = rest[from..].find("${").map(|at| from + at) {
        let name = rest[at + 2..].split_once('}').map(|(name, _)| name).filter(|name| is_name(name));
        let Some(name) = name else {
            from = at + 2;
            continue;
        };
        let end = at + name.len() + 3;
        parts.extend([(&rest[..at], false), (&rest[at..end], true)]);
        (rest, from) = (&rest[end..], 0);
    }
    parts.push((rest, false));
    parts
}

/// What means nothing to Compose and to shells.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-./:@%+,".contains(c)
}

/// What a terminal would obey, which a tab isn't.
fn is_control(c: char) -> bool {
    c.is_control() && c != '\t'
}

/// Text between double quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' | '"' | '$' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            // Compose knows three octal digits after `\0`, and a shell takes them as they are.
            c if c == '`' || is_control(c) => escaped.push_str(&format!("\\0{:03o}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

/// What stands between double quotes as Compose unescapes it: `\n` and its like, and three octal digits after `\0`.
/// `\$` becomes `$$`, which is how the expansion of variables, the next step, spells a dollar.
pub(super) fn unescape(text: &str) -> String {
    let mut value = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(&escaped) = chars.peek().filter(|_| c == '\\') else {
            value.push(c);
            continue;
        };
        let known = match escaped {
            '$' => "$$",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'a' => "\u{7}",
            'b' => "\u{8}",
            'f' => "\u{c}",
            'v' => "\u{b}",
            '\\' => "\\",
            '"' => "\"",
            '0' => {
                chars.next();
                value.push_str(&octal(&mut chars));
                continue;
            }
            _ => {
                value.push('\\');
                continue;
            }
        };
        chars.next();
        value.push_str(known);
    }
    value
}

/// The character of up to three digits after `\0`. Where they make none, Compose leaves them, and drops the zero.
fn octal(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut digits = String::new();
    while digits.len() < 3
        && let Some(digit) = chars.next_if(char::is_ascii_digit)
    {
        digits.push(digit);
    }
    let number = if digits.len() == 3 { u8::from_str_radix(&digits, 8).ok() } else { None };
    number.map_or_else(|| format!("\\{digits}"), |number| char::from(number).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_in_the_plainest_quotes_that_hold_it() {
        let expected = [
            ("", ""),
            ("https://a.example.com/v1", "https://a.example.com/v1"),
            ("a b", "'a b'"),
            ("`id` $(id) ${X} \"\\n\"", "'`id` $(id) ${X} \"\\n\"'"),
            ("it's `id`", "\"it's \\0140id\\0140\""),
            ("it's $X \\ \"", "\"it's \\$X \\\\ \\\"\""),
            ("a\\", "\"a\\\\\""),
            ("a\r\nb", "\"a\\r\\nb\""),
            ("\u{1b}[31m\u{85}", "\"\\0033[31m\\0205\""),
        ];
        for (value, encoded) in expected {
            assert_eq!(encode(value), encoded);
        }
    }

    #[test]
    fn a_template_keeps_its_references_and_nothing_else_that_a_reader_obeys() {
        assert_eq!(encode_template("redis://:${A_B}@h:1/2"), "redis://:${A_B}@h:1/2");
        assert_eq!(
            encode_template("${A}`id`$(id)${X:-`id`}${B"),
            "\"${A}\\0140id\\0140\\$(id)\\${X:-\\0140id\\0140}\\${B\""
        );
        assert_eq!(encode_template("${1}${}"), "\"\\${1}\\${}\"");
    }

    #[test]
    fn escapes_are_read_as_compose_does() {
        let expected = [
            ("\\0140\\01405", "``5"),
            ("\\0\\08\\012x\\0999\\0777", "\\\\8\\12x\\999\\777"),
            ("\\0377", "ÿ"),
            ("\\n\\r\\t\\a\\b\\f\\v", "\n\r\t\u{7}\u{8}\u{c}\u{b}"),
            ("\\c\\'\\x41\\", "\\c\\'\\x41\\"),
            ("\\\\n\\\\\\$X", "\\n\\$$X"),
        ];
        for (text, value) in expected {
            assert_eq!(unescape(text), value, "{text}");
        }
    }

    #[test]
    fn only_what_a_shell_assigns_is_a_name() {
        assert!(["A", "_", "a_1"].into_iter().all(is_name));
        assert!(["", "1A", "A-B", "a.b", "A B", "é", "A\n", "$(id)"].into_iter().all(|name| !is_name(name)));
    }
}
