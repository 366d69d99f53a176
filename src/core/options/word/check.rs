//! Whether a text has the form of a word, and what to write instead.

use crate::diagnostic::nearest::nearest;
use crate::image::ImageRef;
use crate::options::sdk::LANGUAGES;

/// With the longest name of what is built after it, it is the longest name that engines take.
const LONGEST_REGISTRY: usize = 126;

/// Whether the name of an image can follow.
pub(super) fn is_registry(text: &str) -> bool {
    text.len() <= LONGEST_REGISTRY
        && ImageRef::parse(&format!("{}/image", text.trim_end_matches('/')))
            .is_ok_and(|image| image.as_str().ends_with("/image"))
}

pub(super) fn registry_help(text: &str) -> String {
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    // What engines repair of a name, they repair of its beginning.
    let repaired = ImageRef::parse(&format!("{}/image", bare.trim().trim_end_matches('/')));
    let repaired = match repaired {
        Ok(image) => image.as_str().to_owned(),
        Err(fault) => fault.repair.map(|(text, _)| text).unwrap_or_default(),
    };
    let near = repaired.strip_suffix("/image").filter(|near| is_registry(near));
    let host = text.split_once('/').map_or("", |(host, _)| host);
    let is_tagged = text[host.len()..].contains([':', '@']);
    match near {
        Some(near) => format!("write `{near}`"),
        None if text.contains(['$', '{']) => "write it out; nothing is interpolated here".to_owned(),
        None if is_tagged => "leave the tag to the option `tag`".to_owned(),
        None => "write it in lower case, without a scheme, a tag and white space".to_owned(),
    }
}

/// A duration as Go's libraries read it, which the operators of a cluster are written with.
pub(super) fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = ["ms", "s", "m", "h"].into_iter().find(|unit| rest[digits..].starts_with(unit));
        let Some(unit) = unit.filter(|_| digits > 0) else { return false };
        rest = &rest[digits + unit.len()..];
    }
    !text.is_empty()
}

/// What is generated without a language.
const TARGETS: [&str; 4] = ["env", "compose", "kubernetes", "helm"];

pub(super) fn is_target(text: &str) -> bool {
    TARGETS.contains(&text) || text.strip_prefix("sdk-").is_some_and(|language| LANGUAGES.contains(&language))
}

pub(super) fn target_help(text: &str) -> String {
    let targets = TARGETS.iter().map(|target| (*target).to_owned());
    let targets: Vec<String> = targets.chain(LANGUAGES.iter().map(|language| format!("sdk-{language}"))).collect();
    match nearest(text, targets.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "the targets are {}",
            targets.iter().map(|target| format!("`{target}`")).collect::<Vec<_>>().join(", ")
        ),
    }
}

pub(super) fn is_host(text: &str) -> bool {
    is_subdomain(text.strip_prefix("*.").unwrap_or(text))
}

pub(super) fn host_help(text: &str) -> String {
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    let bare = bare.split(['/', ':', '?']).next().unwrap_or_default().trim().to_ascii_lowercase();
    if is_host(&bare) {
        format!("write `{bare}`, the name alone")
    } else {
        "write letters, digits, `-` and `.` in lower case, without a scheme, a port and a path".to_owned()
    }
}

pub(super) fn is_label(text: &str) -> bool {
    text.len() <= 63 && !text.is_empty() && edges_are_plain(text) && text.chars().all(|c| plain(c) || c == '-')
}

pub(super) fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether a text can be a key of a ConfigMap or a Secret.
pub(crate) fn is_key(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 253 && text != "." && !text.starts_with("..") && text.chars().all(fits)
}

fn plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn edges_are_plain(text: &str) -> bool {
    text.starts_with(plain) && text.ends_with(plain)
}

pub(super) fn parts(text: &str) -> Option<(Option<&str>, u16)> {
    let (range, port) = match text.rsplit_once(':') {
        Some((range, port)) => (Some(range), port),
        None => (None, text),
    };
    let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
    if let Some(range) = range {
        let (address, bits) = range.split_once('/')?;
        let address: std::net::IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        bits.parse::<u8>().ok().filter(|bits| *bits <= most)?;
    }
    Some((range, port))
}

/// How to write what is no range of addresses with a port: a single address is one, with all of its bits.
pub(super) fn range_help(text: &str) -> String {
    let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
    let port = port.parse::<u16>().ok().filter(|port| *port > 0);
    let bits = |address: &std::net::IpAddr| if address.is_ipv4() { 32 } else { 128 };
    if let Ok(address) = text.parse::<std::net::IpAddr>() {
        return format!("say the port too, as in `{address}/{}:443`", bits(&address));
    }
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    match (address, port) {
        (Ok(address), Some(port)) => format!("write `{address}/{}:{port}`", bits(&address)),
        (_, Some(port)) if host.starts_with(|c: char| c.is_ascii_alphabetic()) && !host.contains([':', '/']) => {
            format!("policies know addresses and no names: give its range, as in `10.0.0.0/8:{port}`")
        }
        _ => "write a port, or a range and a port, as in `10.0.0.0/8:5432`".to_owned(),
    }
}
