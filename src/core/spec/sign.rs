//! The keys and words by which a secret and its default are known, misspelt too.

use crate::diagnostic::nearest::nearest;
use crate::document::{Entry, NodeKind};
use crate::source::STARS;

/// What an input says of itself beside its default.
pub(super) const SHOWN: &[&str] =
    &["name", "datatype", "description", "display-as", "options", "optional", "required", "secret"];

/// Mappings whose keys are the user's own; only the very word makes what stands beside it secret there.
pub(super) const FREE: &[&str] = &["environment", "env", "annotations", "args", "config", "schedules"];

/// Whether a value is a word of the language, which a mistyped key like `type` has.
pub(super) fn is_type(text: &str) -> bool {
    [super::DataType::WORDS, super::DisplayAs::WORDS].iter().any(|words| words.contains(&text))
}

/// Whether a value is one that people write for a flag.
pub(super) fn is_flag_word(text: &str) -> bool {
    let words = ["", "true", "false", "yes", "no", "on", "off", "y", "n", "1", "0", "null", "~"];
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// How credentials of much used services begin, each with the fewest characters that one has.
const CREDENTIALS: &[(&str, usize)] = &[
    ("sk-", 32),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xapp-", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("github_pat_", 30),
    ("glpat-", 20),
    ("AIza", 35),
    ("AKIA", 20),
    ("hf_", 30),
    ("npm_", 36),
];

/// Whether a text begins as what a well-known service gives as a credential does, or as a key that is written out.
pub fn begins_as_credential(text: &str) -> bool {
    text.starts_with("-----BEGIN") || CREDENTIALS.iter().any(|(start, _)| text.starts_with(start))
}

/// Whether a text is what a well-known service gives as a credential, or a private key, wherever it stands; as other tools
/// write it too, `NAME=credential`.
pub fn is_credential(text: &str) -> bool {
    let text = text.trim();
    if text.len() < 20 {
        return false;
    }
    if text.starts_with("-----BEGIN ") {
        return text.lines().next().is_some_and(|line| line.contains("PRIVATE KEY"));
    }
    let text = assigned(text).unwrap_or(text);
    let is_token = || text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    CREDENTIALS.iter().any(|(start, least)| text.len() >= *least && text.starts_with(start)) && is_token()
}

/// A value of a container as people are shown it. Somebody who wrote a credential into a spec has it in what is generated,
/// and not on every screen and in every log too.
pub fn shown(value: &str) -> &str {
    if is_credential(value) { STARS } else { value }
}

/// What `NAME=value` gives.
pub(super) fn assigned(text: &str) -> Option<&str> {
    let (name, value) = text.split_once('=')?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name.then(|| value.trim().trim_matches(['"', '\'']))
}

/// Whether other tools' `NAME=value` gives something that is called a credential.
pub(super) fn assigns_credential(text: &str) -> bool {
    let is_called = || text.split('=').next().is_some_and(is_of_credential);
    assigned(text).is_some_and(|value| !is_flag_word(value) && is_called())
}

/// Whether a text is a URL with a password in it; what is put in its place later is none.
pub(super) fn has_password(text: &str) -> bool {
    let authority = |text: &str| {
        let rest = text.split_once("://")?.1;
        let (user, _) = rest.split(['/', '?', '#']).next()?.rsplit_once('@')?;
        Some(user.split_once(':')?.1.to_owned())
    };
    // Hardly a text has this sign, and each of a spec is asked.
    text.contains('@')
        && authority(text).is_some_and(|password| !password.is_empty() && !password.starts_with(['$', '<', '{']))
}

/// Whether a key was meant to be `secret`, with or without a space after its colon.
pub(super) fn is_flag(key: &str) -> bool {
    // What inputs are full of is not compared letter by letter.
    if SHOWN.contains(&key) {
        return key == "secret";
    }
    let key = key.split(':').next().unwrap_or_default();
    let is_of_secret = |byte: &u8| matches!(byte.to_ascii_lowercase(), b's' | b'e' | b'c' | b'r' | b't');
    if key.len() > 20 || key.bytes().filter(is_of_secret).count() < 4 {
        return false;
    }
    let key = folded(key);
    key.contains("secret") || nearest(&key, ["secret"]).is_some()
}

/// What is kept under such a key is a credential, in whatever tool's words. No key of the language is called so.
const KEPT: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "credential",
    "credentials",
];

/// Whether a key says that a credential stands beside it.
pub(super) fn is_of_credential(key: &str) -> bool {
    let letters = || key.bytes().rev().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    let last = letters().next();
    // Most keys end otherwise than all of these.
    let ends = |kept: &&str| {
        let mut letters = letters();
        kept.bytes().rev().all(|byte| letters.next() == Some(byte))
    };
    last.is_some() && KEPT.iter().filter(|kept| kept.bytes().next_back() == last).any(ends)
}

/// Whether a key was meant to be `default`.
pub(super) fn is_default(key: &str) -> bool {
    let key = folded(key.split(':').next().unwrap_or_default());
    key.contains("default") || matches!(key.as_str(), "value" | "val") || nearest(&key, ["default"]).is_some()
}

fn folded(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a key that is like `secret` doesn't clearly say no.
pub(super) fn says_secret(flag: &Entry, entries: &[Entry], is_root: bool) -> bool {
    match &flag.value.kind {
        NodeKind::Scalar(scalar) => flag.key != "secret" || scalar.as_bool() != Some(false),
        // An entry, or a list, may be called so; beside the name of the whole it says nothing of an input.
        _ if is_root => false,
        _ => entries.iter().any(|entry| {
            let is_scalar = entry.value.as_scalar().is_some();
            is_scalar && (matches!(entry.key.as_str(), "name" | "datatype") || is_default(&entry.key))
        }),
    }
}
