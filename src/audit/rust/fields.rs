//! Fields of Rust's structs that are variables: clap's arguments and what `envy` fills.

use super::words::{MOST, Words};
use crate::audit::read::{Read, is_name};

/// What an argument's attribute is called.
const OF_ARGUMENTS: [&str; 4] = ["arg", "clap", "structopt", "argh"];

/// What `#[arg(long, env = "NAME")]`, or `env` alone, reads.
pub(super) fn arguments(words: &Words<'_>) -> Vec<Read> {
    let marks = (0..words.len()).filter(|at| words.is(*at, &["#", "["]) && OF_ARGUMENTS.contains(&words.at(at + 2)));
    marks.filter_map(|at| argument(words, at)).collect()
}

fn argument(words: &Words<'_>, mark: usize) -> Option<Read> {
    let end = words.close(mark + 1);
    let inside = || mark + 3..end.min(mark + MOST);
    let at = inside().find(|at| words.at(*at) == "env" && matches!(words.at(at - 1), "(" | ","))?;
    let has_default = inside().any(|at| words.at(at).starts_with("default_value"));
    if words.at(at + 1) == "=" {
        let name = words.literal(at + 2).or_else(|| words.constant(words.at(at + 2)).map(str::to_owned))?;
        return is_name(&name).then(|| Read::optional(name, words.span(at + 2), has_default));
    }
    // The field's own name.
    let field = field_after(words, end + 1)?;
    let name = words.at(field).to_uppercase();
    is_name(&name).then(|| Read::optional(name, words.span(at), has_default))
}

/// The name of the field that begins at a word, after its other attributes.
fn field_after(words: &Words<'_>, mut at: usize) -> Option<usize> {
    for _ in 0..MOST {
        match words.at(at) {
            "#" => at = words.close(at + 1) + 1,
            "pub" if words.at(at + 1) == "(" => at = words.close(at + 1) + 1,
            "pub" => at += 1,
            "" => return None,
            _ => return (words.at(at + 1) == ":").then_some(at),
        }
    }
    None
}

/// What `envy::from_env::<Config>()` and `envy::prefixed("APP_").from_env::<Config>()` read.
pub(super) fn envy(words: &Words<'_>) -> Vec<Read> {
    let calls = (0..words.len()).filter(|at| words.at(*at) == "from_env" && words.is_before(*at, &["envy", ":", ":"]));
    let plain = calls.map(|at| (at, String::new()));
    let prefixed = (0..words.len()).filter(|at| words.is(*at, &["envy", ":", ":", "prefixed", "("]));
    let prefixed = prefixed.filter_map(|at| {
        let call = (at..at + 12).find(|at| words.at(*at) == "from_env")?;
        Some((call, words.literal(at + 5)?))
    });
    let mut reads = Vec::new();
    for (call, prefix) in plain.chain(prefixed) {
        let named = words.is(call + 1, &[":", ":", "<"]).then(|| words.at(call + 4));
        let named = named.filter(|name| *name != "_");
        let Some(open) = structure(words, named) else { continue };
        reads.extend(of_fields(words, open, &prefix));
    }
    reads
}

/// Where the body of a struct begins: of a name, or of the only one that can be read.
fn structure(words: &Words<'_>, name: Option<&str>) -> Option<usize> {
    let mut found = (0..words.len()).filter(|at| words.at(*at) == "struct" && words.at(at + 2) == "{");
    match name {
        Some(name) => found.find(|at| words.at(at + 1) == name).map(|at| at + 2),
        None => {
            let only = found.next()?;
            found.next().is_none().then_some(only + 2)
        }
    }
}

fn of_fields(words: &Words<'_>, open: usize, prefix: &str) -> Vec<Read> {
    let (end, mut at) = (words.close(open), open + 1);
    let mut reads = Vec::new();
    while at < end {
        let mut attributes = Vec::new();
        while words.at(at) == "#" {
            let close = words.close(at + 1);
            attributes.extend(at..close.min(at + MOST));
            at = close + 1;
        }
        let Some(field) = field_after(words, at) else { break };
        let has = |word: &str| attributes.iter().any(|at| words.at(*at) == word);
        let renamed = attributes.iter().find(|at| words.at(**at) == "rename" && words.at(**at + 1) == "=");
        let renamed = renamed.and_then(|at| words.literal(at + 2));
        let name = format!("{prefix}{}", renamed.as_deref().unwrap_or(words.at(field))).to_uppercase();
        if is_name(&name) && !has("skip") && !has("skip_deserializing") && !has("flatten") {
            let span = words.span(field);
            let is_optional = has("default") || words.at(field + 2) == "Option";
            reads.push(if is_optional {
                Read::optional(name, span, has("default"))
            } else {
                Read::required(name, span)
            });
        }
        // The next field begins after a comma that is in no bracket.
        at = field + 2;
        let mut angles = 0;
        while at < end {
            match words.at(at) {
                "<" => angles += 1,
                ">" => angles -= 1,
                "," if angles <= 0 => break,
                "(" | "[" | "{" => at = words.close(at),
                _ => {}
            }
            at += 1;
        }
        at += 1;
    }
    reads
}
