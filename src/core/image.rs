//! From a text to the reference of an image, read as container engines read it (`ParseNormalizedNamed`).
//!
//! Two things are stricter: engines take a first part in capitals, as in `MyOrg/agent`, for a host without a dot, and
//! leave one with a `_`, as in `my_host.example/agent`, to whoever resolves it.

mod fault;
mod lock;

use std::borrow::Cow;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub use fault::Fault;
use fault::{Problem, fault};
pub(crate) use lock::tag_of;
pub use lock::{LOCK_FILE, Lock, LockFault};

/// What engines add to a name without a host counts too.
const LONGEST_NAME: usize = 255;
const LONGEST_TAG: usize = 128;
/// The registry of names without a host.
const HUB: &str = "docker.io";

/// The reference of an image: a host or none, a path, a tag or none, a digest or none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageRef {
    text: String,
    /// Where its name ends, and a tag or a digest begins.
    name: usize,
}

impl ImageRef {
    /// The form of a reference for schemas, which can't say all of it.
    pub const PATTERN: &str = concat!(
        r"^(([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+(:[0-9]+)?",
        r"|[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?:[0-9]+|\[[A-Fa-f0-9:]+\](:[0-9]+)?)/)?",
        r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*",
        r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?",
        r"(@(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}))?$"
    );

    /// Reads a reference.
    ///
    /// # Errors
    /// What is wrong with it, and how it is put right.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        match name_length(text) {
            Ok(name) => Ok(Self { text: text.to_owned(), name }),
            Err(problem) => Err(fault(text, &problem)),
        }
    }

    /// The reference as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host and the path, without a tag and a digest.
    pub fn name(&self) -> &str {
        &self.text[..self.name]
    }

    /// The tag, where there is one.
    pub fn tag(&self) -> Option<&str> {
        let (tag, _) = self.tag_and_digest();
        tag
    }

    /// The digest, where there is one.
    pub fn digest(&self) -> Option<&str> {
        self.tag_and_digest().1
    }

    /// The registry's host and the path there, with all that engines add to a short name: `docker.io` and `library/`.
    pub fn full_name(&self) -> (&str, Cow<'_, str>) {
        match split_host(self.name()) {
            (None | Some("docker.io" | "index.docker.io"), path) if !path.contains('/') => {
                (HUB, Cow::Owned(format!("library/{path}")))
            }
            (None | Some("index.docker.io"), path) => (HUB, path.into()),
            (Some(host), path) => (host, path.into()),
        }
    }

    /// Whether it names another image from day to day: no digest, and no tag or `latest`.
    pub fn is_loose(&self) -> bool {
        let (tag, digest) = self.tag_and_digest();
        digest.is_none() && tag.is_none_or(|tag| tag == "latest")
    }

    fn tag_and_digest(&self) -> (Option<&str>, Option<&str>) {
        let (tag, digest) = split(&self.text[self.name..], '@');
        (tag.strip_prefix(':'), digest)
    }
}

/// How long the name at the start of a reference is.
fn name_length(text: &str) -> Result<usize, Problem> {
    if text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Problem::Blank);
    }
    if text.contains('$') || text.contains("{{") {
        return Err(Problem::Interpolation);
    }
    if text.contains("://") {
        return Err(Problem::Scheme);
    }
    if text.len() == 64 && text.bytes().all(is_lower_hex) {
        return Err(Problem::Id);
    }
    let (named, digest) = split(text, '@');
    let (host, rest) = split_host(named);
    let (path, tag) = split(rest, ':');
    check_host(host)?;
    check_path(path)?;
    let hidden = if host.is_none() { "docker.io/library/".len() } else { 0 };
    let name = named.len() - tag.map_or(0, |tag| tag.len() + 1);
    if hidden + name > LONGEST_NAME {
        return Err(Problem::LongName(hidden + name));
    }
    tag.map_or(Ok(()), check_tag)?;
    digest.map_or(Ok(()), check_digest)?;
    Ok(name)
}

/// What stands before a sign, and what behind it.
fn split(text: &str, sign: char) -> (&str, Option<&str>) {
    text.split_once(sign).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

/// The part before the first `/`, where that is a host.
fn split_host(text: &str) -> (Option<&str>, &str) {
    match text.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), rest),
        _ => (None, text),
    }
}

fn check_host(host: Option<&str>) -> Result<(), Problem> {
    let Some(host) = host else { return Ok(()) };
    let wrong = || Problem::Host(host.to_owned());
    let end = if host.starts_with('[') { host.find(']').map(|at| at + 1) } else { host.find(':') };
    let (name, port) = host.split_at(end.unwrap_or(host.len()));
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_name = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => !address.is_empty() && address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':'),
        None => name.split('.').all(is_label),
    };
    if is_name && is_port { Ok(()) } else { Err(wrong()) }
}

fn check_path(path: &str) -> Result<(), Problem> {
    for part in path.split('/') {
        if part.is_empty() {
            return Err(Problem::EmptyPart);
        }
        if let Some(c) = part.chars().find(|c| !c.is_ascii_alphanumeric() && !"._-".contains(*c)) {
            return Err(Problem::Character(c));
        }
        // Letters and digits, with `.`, `_`, `__` or any number of `-` between them.
        let mut separators = part.split(|c: char| c.is_ascii_alphanumeric()).filter(|between| !between.is_empty());
        let at_edge = |c: char| !c.is_ascii_alphanumeric();
        let is_separator =
            |between: &str| matches!(between, "." | "_" | "__") || between.bytes().all(|byte| byte == b'-');
        if part.starts_with(at_edge) || part.ends_with(at_edge) || !separators.all(is_separator) {
            return Err(Problem::Separator(part.to_owned()));
        }
    }
    if path.bytes().any(|byte| byte.is_ascii_uppercase()) { Err(Problem::UpperCase) } else { Ok(()) }
}

/// Whether a text can be a tag.
pub(crate) fn is_tag(text: &str) -> bool {
    check_tag(text).is_ok()
}

fn check_tag(tag: &str) -> Result<(), Problem> {
    let is_first = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if tag.is_empty() {
        return Err(Problem::EmptyTag);
    }
    if let Some((first, second)) = tag.split_once(':') {
        return Err(Problem::TwoTags(first.to_owned(), second.to_owned()));
    }
    if tag.len() > LONGEST_TAG {
        return Err(Problem::LongTag(tag.chars().count()));
    }
    if !tag.starts_with(is_first) || !tag.chars().all(|c| is_first(c) || c == '.' || c == '-') {
        return Err(Problem::Tag(tag.to_owned()));
    }
    Ok(())
}

fn check_digest(digest: &str) -> Result<(), Problem> {
    const ALGORITHMS: [(&str, usize); 3] = [("sha256", 64), ("sha384", 96), ("sha512", 128)];
    if digest.contains('@') {
        return Err(Problem::TwoDigests);
    }
    let Some((algorithm, digits)) = digest.split_once(':') else { return Err(Problem::NoDigest(digest.to_owned())) };
    let known = ALGORITHMS.iter().find(|(name, _)| *name == algorithm);
    let Some((_, length)) = known else { return Err(Problem::Algorithm(algorithm.to_owned())) };
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Problem::Digits);
    }
    if digits.len() != *length {
        return Err(Problem::DigestLength { algorithm: algorithm.to_owned(), expected: *length, found: digits.len() });
    }
    if digits.bytes().all(is_lower_hex) { Ok(()) } else { Err(Problem::DigestCase) }
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

impl FromStr for ImageRef {
    type Err = String;

    /// Reads what an option says; the error has its help in a line of its own.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::parse(text).map_err(|fault| {
            let found = text.escape_debug();
            let Fault { reason, help, .. } = fault;
            format!("expected an image, as in `registry.example.com/name:1.4`, found `{found}`: {reason}\nhelp: {help}")
        })
    }
}

impl TryFrom<String> for ImageRef {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<ImageRef> for String {
    fn from(image: ImageRef) -> Self {
        image.text
    }
}

impl JsonSchema for ImageRef {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "ImageRef".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": Self::PATTERN})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_one_of_the_registry_that_engines_take() {
        for (text, host, path) in [
            ("redis:7", "docker.io", "library/redis"),
            ("docker.io/redis", "docker.io", "library/redis"),
            ("index.docker.io/a/b", "docker.io", "a/b"),
            ("a/b:1", "docker.io", "a/b"),
            ("localhost/a", "localhost", "a"),
            ("ghcr.io/a/b/c:1", "ghcr.io", "a/b/c"),
            ("[::1]:5000/a", "[::1]:5000", "a"),
        ] {
            let image = ImageRef::parse(text).unwrap();
            let (found, way) = image.full_name();
            assert_eq!((found, &*way), (host, path), "{text}");
        }
    }

    #[test]
    fn a_reference_without_a_release_is_loose() {
        let is_loose = |text: &str| ImageRef::parse(text).unwrap().is_loose();
        for loose in ["a", "a:latest", "host:5000/a", "localhost/a"] {
            assert!(is_loose(loose), "{loose}");
        }
        let digest = format!("host:5000/a@sha256:{}", "0".repeat(64));
        for pinned in ["a:1", "host:5000/a:1", &digest, &format!("a:latest@{}", digest.rsplit('@').next().unwrap())] {
            assert!(!is_loose(pinned), "{pinned}");
        }
        assert_eq!(ImageRef::parse("host:5000/a").unwrap().tag(), None);
    }
}
