//! Names: from what the user called a thing to what variables, services and databases are called.

use sha2::{Digest, Sha256};

use super::mark::{Mark, is_marked};

/// What a container calls itself in an address.
pub const OWN_HOSTS: [&str; 4] = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"];

/// The longest DNS label; longer service names don't resolve.
pub const LABEL: usize = 63;

/// A name as a part of a variable: `my-model` → `MY_MODEL`, `hello world` → `HELLOWORLD`.
pub fn variable(name: &str) -> String {
    joined(name, '_', |c| matches!(c, '-' | '_' | '.')).to_ascii_uppercase()
}

/// A name as a database: the same, in lower case.
pub fn database(name: &str) -> String {
    joined(name, '_', |c| matches!(c, '-' | '_' | '.'))
}

/// A name as a part of a service or an object: lower-case letters, digits and single hyphens.
pub fn service(name: &str) -> String {
    joined(name, '-', |c| matches!(c, '-' | '_' | '.'))
}

/// Lower-cases, turns separators into single `joint`s, drops everything else and trims.
fn joined(name: &str, joint: char, is_separator: impl Fn(char) -> bool) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            folded.push(c);
        } else if is_separator(c) && !folded.is_empty() && !folded.ends_with(joint) {
            folded.push(joint);
        }
    }
    if folded.ends_with(joint) {
        folded.pop();
    }
    folded
}

/// The name if it fits, else its beginning and a hash of the whole, so that cut names stay apart. One that is decided
/// later is cut then.
pub fn cut(name: &str, longest: usize) -> String {
    const HASH: usize = 8;
    if is_marked(name) {
        return Mark::Cut(name.to_owned(), longest).to_string();
    }
    if name.len() <= longest {
        return name.to_owned();
    }
    let hash = fingerprint(name, HASH);
    let head = name.get(..longest - HASH - 1).unwrap_or_default().trim_end_matches('-');
    format!("{head}-{hash}")
}

/// A name as a file's: with a `_` where Windows keeps it for a device, whatever the ending is.
pub fn file(name: &str) -> String {
    if !is_device(name) {
        return name.to_owned();
    }
    let (stem, ending) = name.split_at(name.find('.').unwrap_or(name.len()));
    format!("{stem}_{ending}")
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_numbered =
        |rest: &str| matches!(rest.chars().next(), Some('0'..='9' | '¹' | '²' | '³')) && rest.chars().count() == 1;
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt")).is_some_and(is_numbered)
}

/// The first digits of a text's hash, for what must change whenever the text does.
pub fn fingerprint(text: &str, digits: usize) -> String {
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    hash.chars().take(digits).collect()
}

/// What the variables of an entry start with when several entries share a provider (SPEC 6.1):
/// the one named as the provider keeps the bare prefix, the others add their own name.
pub fn prefix(provider: &str, entry: &str, shared: bool) -> String {
    if shared && !entry.eq_ignore_ascii_case(provider) {
        format!("{}_{}", variable(provider), variable(entry))
    } else {
        variable(provider)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_no_device_of_windows() {
        for name in ["con", "Prn", "aux", "NUL", "com0", "lpt9", "com¹", "conin$"] {
            assert_eq!(file(name), format!("{name}_"));
        }
        assert_eq!(file("nul.tar"), "nul_.tar");
        for name in ["con_", "console", "com", "com10", "lpt", "agent", "a.con", ""] {
            assert_eq!(file(name), name);
        }
    }

    #[test]
    fn names_fold_as_the_language_says() {
        assert_eq!(variable("my-model"), "MY_MODEL");
        assert_eq!(variable("hello world"), "HELLOWORLD");
        assert_eq!(variable("-.a__b..C-"), "A_B_C");
        assert_eq!(variable("é!"), "");
        assert_eq!(service("My_Store.v2"), "my-store-v2");
        assert_eq!(database("my-agent"), "my_agent");
    }

    #[test]
    fn cut_names_fit_and_stay_apart() {
        let (a, b) = ("x".repeat(70) + "a", "x".repeat(70) + "b");
        assert_eq!(cut(&a, LABEL).len(), LABEL);
        assert_ne!(cut(&a, LABEL), cut(&b, LABEL));
        assert_eq!(cut("short", LABEL), "short");
    }

    #[test]
    fn only_the_namesake_of_a_shared_provider_keeps_the_bare_prefix() {
        assert_eq!(prefix("openai", "chat", false), "OPENAI");
        assert_eq!(prefix("openai", "chat", true), "OPENAI_CHAT");
        assert_eq!(prefix("openai", "OpenAI", true), "OPENAI");
    }
}
