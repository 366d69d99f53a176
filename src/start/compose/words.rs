//! Texts of a compose file, with the references to variables in them.

/// A text with its references looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Resolved {
    /// The text, with defaults in place of references that have one.
    pub(super) text: String,
    /// The names that it refers to.
    pub(super) names: Vec<String>,
    /// Whether it is one reference and nothing else.
    pub(super) is_one: bool,
    /// Whether a reference has no default.
    pub(super) is_open: bool,
}

/// Reads `$X`, `${X}`, `${X:-d}`, `${X:?e}` and `$$` as Compose does.
pub(super) fn resolved(text: &str) -> Resolved {
    let mut found = Resolved::default();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        found.text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            found.text.push('$');
            rest = after;
        } else if let Some((inner, after)) = rest.strip_prefix('{').and_then(braced) {
            found.refer(inner);
            rest = after;
        } else {
            let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            if length == 0 || rest.as_bytes()[0].is_ascii_digit() {
                found.text.push('$');
                continue;
            }
            found.refer(&rest[..length]);
            rest = &rest[length..];
        }
    }
    found.text.push_str(rest);
    let whole = text.trim();
    let is_braced = whole.strip_prefix("${").and_then(braced).is_some_and(|(_, after)| after.is_empty());
    let is_bare = whole.strip_prefix('$').is_some_and(|name| found.names.first().is_some_and(|known| known == name));
    found.is_one = is_braced || is_bare;
    found
}

/// What stands up to the brace that closes, and what follows it.
fn braced(text: &str) -> Option<(&str, &str)> {
    let mut depth = 1;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&text[..at], &text[at + 1..]));
        }
    }
    None
}

impl Resolved {
    fn refer(&mut self, inner: &str) {
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
        let (name, how) = inner.split_at(end);
        self.names.push(name.to_owned());
        match how.strip_prefix(":-").or_else(|| how.strip_prefix('-')) {
            // A default that refers again is nobody's default.
            Some(default) if !default.contains('$') => self.text.push_str(default),
            _ => self.is_open = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_compose_reads_them() {
        for (text, expected, names, is_one, is_open) in [
            ("a$$b", "a$b", vec![], false, false),
            ("${A:-x}", "x", vec!["A"], true, false),
            ("$A", "", vec!["A"], true, true),
            ("${A:?no}-${B-b}", "-b", vec!["A", "B"], false, true),
            ("${A:-${B}}", "", vec!["A"], true, true),
            ("$", "$", vec![], false, false),
            ("${", "${", vec![], false, false),
        ] {
            let found = resolved(text);
            assert_eq!((found.text.as_str(), found.is_one, found.is_open), (expected, is_one, is_open), "{text}");
            assert_eq!(found.names, names, "{text}");
        }
    }
}
