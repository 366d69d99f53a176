//! What is wrong with an image's reference, in words, and how it is put right where one way is likely.

use super::ImageRef;
use crate::diagnostic::Applicability;

/// Why a text is not the reference of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The reason, to be continued from "`x` is not the name of an image: ".
    pub reason: String,
    /// What to do.
    pub help: String,
    /// A reference that is sound, and whether nothing else can be meant.
    pub repair: Option<(String, Applicability)>,
}

/// A kind of fault.
#[derive(Debug)]
pub(super) enum Problem {
    Blank,
    Interpolation,
    Scheme,
    Id,
    Host(String),
    EmptyPart,
    Character(char),
    Separator(String),
    UpperCase,
    LongName(usize),
    EmptyTag,
    TwoTags(String, String),
    LongTag(usize),
    Tag(String),
    TwoDigests,
    NoDigest(String),
    Algorithm(String),
    Digits,
    DigestLength { algorithm: String, expected: usize, found: usize },
    DigestCase,
}

/// The words for a fault of a text.
pub(super) fn fault(text: &str, problem: Problem) -> Fault {
    use Applicability::{Safe, Unsafe};
    let form = "write a host, a path and a tag, as in `registry.example.com/name:1.4`";
    let plain = |reason: String, help: &str| Fault { reason, help: help.to_owned(), repair: None };
    match problem {
        Problem::Blank => {
            let (reason, help) = ("it holds white space".into(), "remove the white space");
            if text.trim() == text { plain(reason, help) } else { repaired(reason, help, text.trim(), Safe) }
        }
        Problem::Interpolation => plain(
            "nothing is interpolated here".into(),
            "write the name of the image; what is built is named by the options `registry` and `tag`",
        ),
        Problem::Scheme => scheme(text),
        Problem::Id => plain(
            "64 hexadecimal digits alone are the id of an image".into(),
            "write the name of the image, then `@sha256:` and its digest",
        ),
        Problem::Host(host) => plain(format!("`{}` is not a host", host.escape_debug()), form),
        Problem::EmptyPart if text.is_empty() => plain("it is empty".into(), form),
        Problem::EmptyPart => plain("a part of its path is empty".into(), "write something on both sides of each `/`"),
        Problem::Character(c) => plain(format!("a path can't hold `{}`", c.escape_debug()), form),
        Problem::Separator(part) => plain(
            format!("`{part}` begins, ends or is joined in a way that a path can't be"),
            "join letters and digits by one `.`, one or two `_`, or `-`",
        ),
        Problem::UpperCase => {
            let lower = lowered(text);
            repaired("its path holds capital letters".into(), &format!("write `{lower}`"), &lower, Safe)
        }
        Problem::LongName(length) => {
            plain(format!("a name has at most 255 characters, this one has {length}"), "shorten the path")
        }
        Problem::EmptyTag => repaired(
            "no tag follows its `:`".into(),
            "write a tag behind the `:`, or remove it",
            text.replacen(":@", "@", 1).trim_end_matches(':'),
            Unsafe,
        ),
        Problem::TwoTags(first, second) => plain(
            format!("it has two tags, `{}` and `{}`", first.escape_debug(), second.escape_debug()),
            "keep one of them; a port belongs to the host, before the first `/`",
        ),
        Problem::LongTag(length) => {
            plain(format!("a tag has at most 128 characters, this one has {length}"), "shorten the tag")
        }
        Problem::Tag(tag) => plain(
            format!("`{}` is not a tag", tag.escape_debug()),
            "use letters, digits, `_`, `.` and `-`, a letter, a digit or `_` first",
        ),
        Problem::TwoDigests => plain("it has two digests".into(), "keep one of them"),
        Problem::NoDigest(tag) => repaired(
            format!("`{}` is not a digest", tag.escape_debug()),
            "put `:` before a tag; `@` is for a digest, as in `name@sha256:…`",
            &text.replacen('@', ":", 1),
            Unsafe,
        ),
        Problem::Algorithm(algorithm) => plain(
            format!("`{}` is not a kind of digest", algorithm.escape_debug()),
            "write `@sha256:` and 64 hexadecimal digits",
        ),
        Problem::Digits => {
            plain("its digest holds more than hexadecimal digits".into(), "write `@sha256:` and 64 hexadecimal digits")
        }
        Problem::DigestLength { algorithm, expected, found } => plain(
            format!("a digest of {algorithm} has {expected} digits, this one has {found}"),
            "write the whole digest, as its registry shows it",
        ),
        Problem::DigestCase => {
            let (named, digest) = text.split_once('@').unwrap_or((text, ""));
            let lower = format!("{named}@{}", digest.to_ascii_lowercase());
            repaired("its digest holds capital letters".into(), "write the digest in lower case", &lower, Safe)
        }
    }
}

/// A fault with a repair, where that makes a sound reference, or one that can be repaired further.
fn repaired(reason: String, help: &str, text: &str, sureness: Applicability) -> Fault {
    let repair = match ImageRef::parse(text) {
        Ok(_) => Some((text.to_owned(), sureness)),
        Err(fault) => fault.repair.map(|(text, other)| {
            let is_sure = sureness == Applicability::Safe && other == Applicability::Safe;
            (text, if is_sure { Applicability::Safe } else { Applicability::Unsafe })
        }),
    };
    Fault { reason, help: help.to_owned(), repair }
}

/// A scheme goes; a page of a registry that people look at is not where engines pull from.
fn scheme(text: &str) -> Fault {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    let reason = format!("`{}://` is not part of a name", scheme.escape_debug());
    if let Some(page) = rest.strip_prefix("hub.docker.com/").filter(|page| !page.contains("://")) {
        let name = page.strip_prefix("r/").or_else(|| page.strip_prefix("_/")).unwrap_or(page);
        return repaired(
            reason,
            "write the name of the image, not the address of its page",
            name,
            Applicability::Unsafe,
        );
    }
    let help = format!("remove `{}://`", scheme.escape_debug());
    // However many there are, one is looked behind.
    if rest.contains("://") {
        Fault { reason, help, repair: None }
    } else {
        repaired(reason, &help, rest, Applicability::Safe)
    }
}

/// The path in lower case, and in the host and the tag what is there.
fn lowered(text: &str) -> String {
    let named = text.split('@').next().unwrap_or_default();
    let (host, rest) = super::split_host(named);
    let start = host.map_or(0, |host| host.len() + 1);
    let end = start + rest.find(':').unwrap_or(rest.len());
    format!("{}{}{}", &text[..start], text[start..end].to_ascii_lowercase(), &text[end..])
}
