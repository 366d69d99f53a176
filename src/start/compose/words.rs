//! Texts of a compose file: references to variables, commands, and hosts in addresses.

use std::collections::BTreeMap;

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

/// The words of a command that needs no shell to be taken apart.
pub(super) fn words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (_, '\\' | '`' | '\n') => return None,
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word.take());
    quote.is_none().then_some(words)
}

/// An address with hosts by their new names, and the old names of those. A bare word is one where `is_host` says so.
pub(super) fn rehosted(text: &str, hosts: &BTreeMap<String, String>, is_host: bool) -> Option<(String, String)> {
    let is_address = text.contains("://") || is_host || port_behind(text);
    let mut found = None;
    let mut result = text.to_owned();
    for (old, new) in hosts.iter().filter(|_| is_address) {
        let mut from = 0;
        while let Some(at) = result[from..].find(old.as_str()).map(|at| at + from) {
            let end = at + old.len();
            let (before, after) = (result[..at].chars().next_back(), result[end..].chars().next());
            let is_in_authority =
                !result[..at].split("://").last().is_some_and(|rest| rest.contains('/') && result.contains("://"))
                    || result[..at].ends_with("://");
            let fits = before.is_none_or(|c| matches!(c, '/' | '@' | ','))
                && after.is_none_or(|c| matches!(c, ':' | '/' | ',' | '?'));
            // A user in an address is no host.
            let is_user = after == Some(':') && result[end..].split('/').next().is_some_and(|rest| rest.contains('@'));
            if fits && is_in_authority && !is_user {
                result.replace_range(at..end, new);
                found = Some(old.clone());
                from = at + new.len();
            } else {
                from = end;
            }
        }
    }
    found.map(|old| (result, old))
}

/// Whether a text is a host and a port.
fn port_behind(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && !host.contains(' ') && port.parse::<u16>().is_ok())
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

    #[test]
    fn hosts_are_renamed_where_they_are_hosts() {
        let hosts = BTreeMap::from([("db".to_owned(), "knowledge-db".to_owned())]);
        for (text, is_host, expected) in [
            ("db", true, Some("knowledge-db")),
            ("db", false, None),
            ("db:5432", false, Some("knowledge-db:5432")),
            ("postgres://db:x@db:5432/db", false, Some("postgres://db:x@knowledge-db:5432/db")),
            ("http://db", false, Some("http://knowledge-db")),
            ("http://a/db", false, None),
            ("http://mydb:1/", false, None),
        ] {
            assert_eq!(rehosted(text, &hosts, is_host).map(|(text, _)| text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_command_is_words_where_no_shell_is_needed() {
        assert_eq!(words("a 'b c' --d=\"e f\" ''"), Some(["a", "b c", "--d=e f", ""].map(str::to_owned).to_vec()));
        assert_eq!((words("a 'b"), words("a\\ b")), (None, None));
    }
}
