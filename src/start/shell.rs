//! Command lines: their words, and which command only asks its own container for a page.

use crate::plan::naming::OWN_HOSTS;

/// Options of `curl` that change nothing of what is asked for.
const CURL: &[&str] = &[
    "--fail",
    "--fail-with-body",
    "--silent",
    "--show-error",
    "--location",
    "--head",
    "--insecure",
    "--no-progress-meter",
    "--ipv4",
];
/// Such that a word follows.
const CURL_WITH: &[&str] = &["--output", "--max-time", "--connect-timeout", "--retry", "--retry-delay"];
/// Options of `wget` that change nothing of what is asked for.
const WGET: &[&str] = &["--quiet", "--no-verbose", "--spider", "--no-check-certificate", "-nv", "-O-", "-qO-"];
/// Such that a word follows, or `=` and a value.
const WGET_WITH: &[&str] =
    &["--tries", "--timeout", "--output-document", "--proxy", "--waitretry", "-t", "-T", "-O", "-qO", "-Y"];

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

/// The port and the path that a command asks its own container for, where it is a plain GET that fails as a probe does.
pub(super) fn page(command: &[String]) -> Option<(u16, String)> {
    let mut words: Vec<&str> = command.iter().map(String::as_str).collect();
    // What it answers is thrown away, and any failure is one.
    if let Some(at) = words.iter().position(|word| *word == "||") {
        let is_plain = matches!(words[at + 1..], ["false"] | ["exit", _]);
        words.truncate(if is_plain { at } else { 0 });
    }
    while let [rest @ .., last] = words.as_slice() {
        match *last {
            ">/dev/null" | "2>&1" | "2>/dev/null" | "&>/dev/null" => words = rest.to_vec(),
            "/dev/null" if rest.ends_with(&[">"]) => words = rest[..rest.len() - 1].to_vec(),
            _ => break,
        }
    }
    let (program, words) = words.split_first()?;
    let url = match program.rsplit('/').next()? {
        "curl" => asked_by_curl(words),
        "wget" => asked(words, |option| WGET.contains(&option) || option == "-q", |option| WGET_WITH.contains(&option)),
        _ => None,
    }?;
    of_url(url)
}

fn asked_by_curl<'a>(words: &[&'a str]) -> Option<&'a str> {
    let letters =
        |option: &str| option.strip_prefix('-').filter(|letters| !letters.starts_with('-')).map(str::to_owned);
    let is_plain = |letters: &str| letters.bytes().all(|letter| b"fsSkLI4".contains(&letter));
    let fails = |option: &&str| option.starts_with("--fail") || letters(option).is_some_and(|all| all.contains('f'));
    let alone = |option: &str| CURL.contains(&option) || letters(option).is_some_and(|all| is_plain(&all));
    let takes = |option: &str| {
        let last = letters(option).and_then(|all| all.strip_suffix(['o', 'm']).map(is_plain));
        CURL_WITH.contains(&option) || last == Some(true)
    };
    // Without it, an answer that tells of an error is fine too.
    words.iter().any(fails).then(|| asked(words, alone, takes))?
}

/// The one word that is no option.
fn asked<'a>(words: &[&'a str], alone: impl Fn(&str) -> bool, takes: impl Fn(&str) -> bool) -> Option<&'a str> {
    let mut found = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if takes(word) {
            words.next()?;
        } else if word.starts_with('-') {
            let is_known = alone(word) || word.split_once('=').is_some_and(|(option, _)| takes(option));
            is_known.then_some(())?;
        } else if found.replace(*word).is_some() {
            return None;
        }
    }
    found
}

fn of_url(url: &str) -> Option<(u16, String)> {
    let rest = match url.split_once("://") {
        Some((scheme, rest)) => scheme.eq_ignore_ascii_case("http").then_some(rest)?,
        None => url,
    };
    let at = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let host = OWN_HOSTS.into_iter().find(|own| authority.starts_with(own))?;
    let port = match authority[host.len()..].strip_prefix(':') {
        Some(port) => port.parse().ok().filter(|port| *port > 0)?,
        None => (authority.len() == host.len()).then_some(80)?,
    };
    let is_plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
    is_plain.then(|| (port, if path.is_empty() { "/".to_owned() } else { path.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_words_where_no_shell_is_needed() {
        assert_eq!(words("a 'b c' --d=\"e f\" ''"), Some(["a", "b c", "--d=e f", ""].map(str::to_owned).to_vec()));
        assert_eq!((words("a 'b"), words("a\\ b")), (None, None));
    }

    #[test]
    fn a_page_is_what_one_plain_request_asks_for() {
        for (line, expected) in [
            ("/usr/bin/curl -sfo /dev/null localhost:8080", Some((8080, "/"))),
            ("wget -q -O - 'http://[::1]:1/a-b' || false", Some((1, "/a-b"))),
            ("wget --tries=1 --timeout 5 http://localhost/ > /dev/null", Some((80, "/"))),
            ("wget -qO- http://localhost/ || echo no", None),
            ("curl -f http://localhost:0/", None),
            ("curl -f http://localhost.example/", None),
            ("curl -f http://localhost:1/a?b=c", None),
            ("curl -f -H Host:x http://localhost/", None),
            ("curl -f -o", None),
            ("curl -f http://localhost:1/$A", None),
            ("curl -f http://localhost:1/;true", None),
            ("|| false", None),
            ("", None),
        ] {
            let found = page(&words(line).unwrap());
            assert_eq!(found, expected.map(|(port, path)| (port, path.to_owned())), "{line}");
        }
    }
}
