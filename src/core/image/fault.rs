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

const FORM: &str = "write a host, a path and a tag, as in `registry.example.com/name:1.4`";
const DIGEST: &str = "write `@sha256:` and 64 hexadecimal digits";

/// The words for a fault of a text.
pub(super) fn fault(text: &str, problem: &Problem) -> Fault {
    if let Problem::Scheme = problem {
        return scheme(text);
    }
    let (reason, help) = (reason(text, problem), help(text, problem));
    match repair(text, problem) {
        Some((repair, sureness)) => repaired(reason, &help, &repair, sureness),
        None => Fault { reason, help, repair: None },
    }
}

fn reason(text: &str, problem: &Problem) -> String {
    match problem {
        Problem::Blank => "it holds white space".into(),
        Problem::Interpolation => "nothing is interpolated here".into(),
        Problem::Scheme => "it begins with a scheme".into(),
        Problem::Id => "64 hexadecimal digits alone are the id of an image".into(),
        Problem::Host(host) => format!("`{}` is not a host", host.escape_debug()),
        Problem::EmptyPart if text.is_empty() => "it is empty".into(),
        Problem::EmptyPart => "a part of its path is empty".into(),
        Problem::Character(c) => format!("a path can't hold `{}`", c.escape_debug()),
        Problem::Separator(part) => format!("`{part}` begins, ends or is joined in a way that a path can't be"),
        Problem::UpperCase => "its path holds capital letters".into(),
        Problem::LongName(length) => format!("a name has at most 255 characters, this one has {length}"),
        Problem::EmptyTag => "no tag follows its `:`".into(),
        Problem::TwoTags(first, second) => {
            format!("it has two tags, `{}` and `{}`", first.escape_debug(), second.escape_debug())
        }
        Problem::LongTag(length) => format!("a tag has at most 128 characters, this one has {length}"),
        Problem::Tag(tag) => format!("`{}` is not a tag", tag.escape_debug()),
        Problem::TwoDigests => "it has two digests".into(),
        Problem::NoDigest(tag) => format!("`{}` is not a digest", tag.escape_debug()),
        Problem::Algorithm(algorithm) => format!("`{}` is not a kind of digest", algorithm.escape_debug()),
        Problem::Digits => "its digest holds more than hexadecimal digits".into(),
        Problem::DigestLength { algorithm, expected, found } => {
            format!("a digest of {algorithm} has {expected} digits, this one has {found}")
        }
        Problem::DigestCase => "its digest holds capital letters".into(),
    }
}

fn help(text: &str, problem: &Problem) -> String {
    let help = match problem {
        Problem::Blank => "remove the white space",
        Problem::Interpolation => {
            "write the name of the image; what is built is named by the options `registry` and `tag`"
        }
        Problem::Id => "write the name of the image, then `@sha256:` and its digest",
        Problem::EmptyPart if !text.is_empty() => "write something on both sides of each `/`",
        Problem::Scheme | Problem::Host(_) | Problem::EmptyPart | Problem::Character(_) => FORM,
        Problem::Separator(_) => "join letters and digits by one `.`, one or two `_`, or `-`",
        Problem::UpperCase => return format!("write `{}`", lowered(text)),
        Problem::LongName(_) => "shorten the path",
        Problem::EmptyTag => "write a tag after the `:`, or remove it",
        Problem::TwoTags(..) => "keep one of them; a port belongs to the host, before the first `/`",
        Problem::LongTag(_) => "shorten the tag",
        Problem::Tag(_) => "use letters, digits, `_`, `.` and `-`, a letter, a digit or `_` first",
        Problem::TwoDigests => "keep one of them",
        Problem::NoDigest(_) => "put `:` before a tag; `@` is for a digest, as in `name@sha256:…`",
        Problem::Algorithm(_) | Problem::Digits => DIGEST,
        Problem::DigestLength { .. } => "write the whole digest, as its registry shows it",
        Problem::DigestCase => "write the digest in lower case",
    };
    help.to_owned()
}

/// The text that is likely meant, and whether nothing else can be.
fn repair(text: &str, problem: &Problem) -> Option<(String, Applicability)> {
    use Applicability::{Safe, Unsafe};
    match problem {
        Problem::Blank if text.trim() != text => Some((text.trim().to_owned(), Safe)),
        Problem::UpperCase => Some((lowered(text), Safe)),
        Problem::EmptyTag => Some((text.replacen(":@", "@", 1).trim_end_matches(':').to_owned(), Unsafe)),
        Problem::NoDigest(_) => Some((text.replacen('@', ":", 1), Unsafe)),
        Problem::DigestCase => {
            let (named, digest) = text.split_once('@')?;
            Some((format!("{named}@{}", digest.to_ascii_lowercase()), Safe))
        }
        _ => None,
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
    // However many there are, only the first is taken off.
    if rest.contains("://") {
        Fault { reason, help, repair: None }
    } else {
        repaired(reason, &help, rest, Applicability::Safe)
    }
}

/// The path in lower case; host, tag and digest stay.
fn lowered(text: &str) -> String {
    let named = text.split('@').next().unwrap_or_default();
    let (host, rest) = super::split_host(named);
    let start = host.map_or(0, |host| host.len() + 1);
    let end = start + rest.find(':').unwrap_or(rest.len());
    format!("{}{}{}", &text[..start], text[start..end].to_ascii_lowercase(), &text[end..])
}
