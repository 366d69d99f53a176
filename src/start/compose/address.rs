//! Hosts in the values and the commands of services: where they stand, and how they are called now.

use std::ops::Range;

use super::net::Net;
use super::peer::Peer;

/// Ends of the names of variables whose whole value is a host.
const HOSTS: &[&str] = &["HOST", "HOSTS", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "ENDPOINT"];

/// A host in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Where its name stands.
    pub(super) host: Range<usize>,
    pub(super) port: Option<u16>,
    /// Whether it is that of a URL which says nobody who logs in.
    pub(super) is_open: bool,
}

/// Whether the value of a variable is a host, by the variable's name.
pub(super) fn is_host(name: &str) -> bool {
    HOSTS.iter().any(|end| name.ends_with(end))
}

/// The hosts of the URLs in a text. In a text without one, those of a list of addresses, the last of which has a port,
/// or each where `is_host` says so.
pub(super) fn addresses(text: &str, is_host: bool) -> Vec<Address> {
    let (mut found, mut from, mut has_url) = (Vec::new(), 0, false);
    while let Some(at) = text[from..].find("://").map(|at| at + from) {
        let start = at + 3;
        let end = start + end_of_url(&text[start..]);
        if text[from..at].ends_with(is_of_scheme) {
            has_url = true;
            found.extend(of_url(text, start..end));
        }
        from = end;
    }
    let is_listed = || text.rsplit(',').next().is_some_and(|last| last.contains(':'));
    if !has_url && (is_host || is_listed()) {
        let all: Option<Vec<Address>> = items(text, 0..text.len(), false).collect();
        found.extend(all.into_iter().flatten());
    }
    found
}

fn is_of_scheme(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-')
}

/// How long a URL is, without its scheme: up to what none holds, or to the next one in a list.
fn end_of_url(text: &str) -> usize {
    let ends = |(at, c): (usize, char)| {
        let is_end = c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '{' | '}' | '|' | '\\' | '^' | '`');
        let rest = || text[at + 1..].trim_start_matches(is_of_scheme);
        is_end || (c == ',' && rest().starts_with("://"))
    };
    text.char_indices().find(|found| ends(*found)).map_or(text.len(), |(at, _)| at)
}

fn of_url(text: &str, place: Range<usize>) -> Vec<Address> {
    let url = &text[place.clone()];
    let end = place.start + url.find(['/', '?', '#']).unwrap_or(url.len());
    let login = text[place.start..end].rfind('@');
    let start = place.start + login.map_or(0, |at| at + 1);
    items(text, start..end, login.is_none()).flatten().collect()
}

/// The items of a list of hosts with or without a port; none for what is neither.
fn items(text: &str, place: Range<usize>, is_open: bool) -> impl Iterator<Item = Option<Address>> {
    let mut from = place.start;
    text[place].split(',').map(move |item| {
        let start = from + (item.len() - item.trim_start().len());
        from += item.len() + 1;
        let item = item.trim();
        let (host, port) = item.split_once(':').map_or((item, None), |(host, port)| (host, Some(port)));
        let port = port.filter(|port| !port.is_empty());
        let is_name = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        let number = port.map(|port| port.split('/').next().unwrap_or(port).parse::<u16>());
        let is_port = number.as_ref().is_none_or(Result::is_ok);
        (is_name && is_port).then(|| Address {
            host: start..start + host.len(),
            port: number.and_then(Result::ok).filter(|port| *port > 0),
            is_open,
        })
    })
}

/// A text with the services in it by their new names, and those with the names that they had.
pub(super) fn renamed<'a>(text: &str, found: &[Address], net: &'a Net) -> (String, Vec<(String, &'a Peer)>) {
    let (mut result, mut from, mut peers) = (String::new(), 0, Vec::new());
    for Address { host, .. } in found {
        let old = &text[host.clone()];
        if let Some(peer) = net.peer(old) {
            result.push_str(&text[from..host.start]);
            result.push_str(&peer.host);
            from = host.end;
            peers.push((old.to_owned(), peer));
        }
    }
    result.push_str(&text[from..]);
    (result, peers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_from_what_is_only_called_like_it() {
        for (text, is_host, expected) in [
            ("db", true, vec!["db"]),
            ("db", false, vec![]),
            ("db:5432", false, vec!["db:5432"]),
            ("a:1, b:2", false, vec!["a:1", "b:2"]),
            ("a,b", true, vec!["a", "b"]),
            ("redis:6379/0", false, vec!["redis:6379"]),
            ("db:latest", false, vec![]),
            ("a b:1", false, vec![]),
            ("redis://redis", false, vec!["redis"]),
            ("redis://redis:redis@redis:6379/redis?redis=redis#redis", false, vec!["redis:6379"]),
            ("redis://redis@redis:@redis/", false, vec!["redis"]),
            ("amqp://u:p@a:1,b:2,c/x", false, vec!["a:1", "b:2", "c"]),
            ("http://a:1,http://b:2/c,d", false, vec!["a:1", "b:2"]),
            ("x://db:p/w@db", false, vec![]),
            ("http://[::1]:1/db", false, vec![]),
            ("--to=http://a:1 or 'http://b'", false, vec!["a:1", "b"]),
            ("http://a?next=http://b:1/", false, vec!["a"]),
            ("://db", false, vec![]),
            ("http://é:1,db:2", false, vec!["db:2"]),
            ("", true, vec![]),
        ] {
            let found = addresses(text, is_host).into_iter().map(|address| {
                let port = address.port.map(|port| format!(":{port}")).unwrap_or_default();
                format!("{}{port}", &text[address.host])
            });
            assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn only_a_url_without_a_login_is_open() {
        for (text, is_open) in [("x://a", true), ("x://u@a", false), ("x://:p@a", false), ("a:1", false)] {
            assert!(addresses(text, false).iter().all(|address| address.is_open == is_open), "{text}");
        }
    }
}
