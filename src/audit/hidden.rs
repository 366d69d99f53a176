//! What no excerpt of a program shows: what could be somebody's credential. In doubt it is hidden, as its line is shown
//! for what is read there, and not for what stands beside it.

use std::collections::BTreeSet;

use crate::source::Span;
use crate::spec::is_credential;
use crate::start::is_secret;

/// What ends a word that stands without quotes.
const ENDS: &[char] = &[' ', '\t', ';', '&', '|', ')', '"', '\'', '`'];

/// The places of a text that are not shown: what looks like a credential, passwords of addresses, private keys, and on
/// lines with the name of a secret every literal that is no name. `names` are those that the text reads.
pub(super) fn hidden(text: &str, names: &BTreeSet<&str>, is_shell: bool) -> Vec<Span> {
    let mut found = Vec::new();
    let (mut at, mut is_key) = (0, false);
    for line in text.split_inclusive('\n') {
        let (start, written) = (at, line.trim_end());
        at += line.len();
        is_key |= written.contains("-----BEGIN ") && written.contains("PRIVATE KEY");
        if is_key {
            is_key = !written.contains("-----END ");
            found.push(Span::new(start, start + written.len()));
            continue;
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let place = |part: &str| {
            let from = start + (part.as_ptr().addr() - line.as_ptr().addr());
            Span::new(from, from + part.len())
        };
        let words = written.split(|c| !is_name(c)).filter(|word| !word.is_empty());
        found.extend(words.clone().filter(|word| is_credential(word)).map(place));
        found.extend(users(written).map(place));
        if words.clone().any(|word| is_secret(word, "")) {
            let is_shown = |literal: &str| {
                literal.is_empty()
                    || names.contains(literal)
                    || (literal.chars().all(is_name) && is_secret(literal, ""))
            };
            found.extend(literals(written).filter(|literal| !is_shown(literal)).map(place));
            if is_shell {
                found.extend(values(written).map(place));
            }
        }
    }
    found.sort();
    let mut spans: Vec<Span> = Vec::new();
    for span in found.into_iter().filter(|span| !span.is_empty()) {
        match spans.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => spans.push(span),
        }
    }
    spans
}

/// What stands in quotes on a line; what is left open goes to its end.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let open = rest.find(['"', '\'', '`'])?;
        let quote = rest[open..].chars().next()?;
        let body = &rest[open + 1..];
        let mut is_escaped = false;
        let end = body.char_indices().find(|(_, c)| {
            let ends = *c == quote && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            ends
        });
        let end = end.map_or(body.len(), |(end, _)| end);
        rest = body.get(end + 1..).unwrap_or_default();
        Some(&body[..end])
    })
}

/// Values of a shell that stand without quotes, of names of secrets: what is assigned, and what is taken where a name is not
/// set.
fn values(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices(['=', '-']).filter_map(|(at, sign)| {
        let before = line[..at].trim_end_matches([':', '"']);
        let name = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
        let is_default =
            sign == "-" && before.len() > name.len() + 1 && before[..before.len() - name.len()].ends_with("${");
        if !is_secret(name, "") || (sign == "-" && !is_default) {
            return None;
        }
        let value = &line[at + 1..];
        let end = if is_default { value.find('}') } else { value.find(ENDS) };
        let value = &value[..end.unwrap_or(value.len())];
        (!value.starts_with('$')).then_some(value)
    })
}

/// Users and passwords of addresses.
fn users(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("://").filter_map(|(at, _)| {
        let rest = &line[at + 3..];
        let rest = &rest[..rest.find(['/', ' ', '"', '\'', '`']).unwrap_or(rest.len())];
        rest.rfind('@').map(|end| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str, is_shell: bool) -> String {
        let mut text = line.to_owned();
        for span in hidden(line, &BTreeSet::from(["APP_NAME"]), is_shell) {
            text.replace_range(span.start..span.end, &"*".repeat(span.end - span.start));
        }
        text
    }

    #[test]
    fn what_could_be_a_credential_is_hidden_and_names_are_not() {
        for (line, told) in [
            ("os.environ[\"API_KEY\"]", "os.environ[\"API_KEY\"]"),
            ("os.getenv(\"API_KEY\", \"hunter2\")", "os.getenv(\"API_KEY\", \"*******\")"),
            (
                "const password = process.env.PASSWORD ?? 'hun\\'ter2'",
                "const password = process.env.PASSWORD ?? '*********'",
            ),
            ("token: str = Field('hunter2', alias=\"APP_NAME\")", "token: str = Field('*******', alias=\"APP_NAME\")"),
            ("url = \"postgres://me:hunter2@db/x\"", "url = \"postgres://**********@db/x\""),
            ("x = f(\"xoxb-123456789012345678901234\")", "x = f(\"*****************************\")"),
            ("name = os.getenv(\"APP_NAME\", \"support\")", "name = os.getenv(\"APP_NAME\", \"support\")"),
        ] {
            assert_eq!(shown(line, false), told);
        }
        assert_eq!(shown("export API_TOKEN=hunter2; run", true), "export API_TOKEN=*******; run");
        assert_eq!(shown("curl -H \"${API_TOKEN:-hunter2}\"", true), "curl -H \"*********************\"");
        assert_eq!(shown("echo ${API_TOKEN:-hunter2} $HOME", true), "echo ${API_TOKEN:-*******} $HOME");
        let key = "a\n-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\nb\n";
        assert!(!shown(key, false).contains("hunter2") && shown(key, false).ends_with("\nb\n"));
    }
}
