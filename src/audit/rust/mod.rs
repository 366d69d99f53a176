//! What a Rust file reads of its environment. `env!` and `option_env!` read that of the build, and are none.

mod fields;
pub(super) mod words;

use std::collections::BTreeMap;

use super::helper::{Helper, Helpers};
use super::read::{Need, Read, Seen, is_name};
use words::{MOST, Words};

/// What goes on where a variable is missing; those after the first four say what holds then.
const GOES_ON: [&str; 12] = [
    "ok",
    "is_ok",
    "is_err",
    "unwrap_or_default",
    "unwrap_or",
    "unwrap_or_else",
    "map_or",
    "map_or_else",
    "or",
    "or_else",
    "is_ok_and",
    "is_some",
];
/// What fails there.
const FAILS: [&str; 8] = ["?", "unwrap", "expect", "context", "with_context", "map_err", "ok_or", "ok_or_else"];
/// What ends a program, or passes on that something is wrong.
const ENDS: [&str; 6] = ["panic", "bail", "exit", "Err", "abort", "todo"];

/// Looks through a file; `outside` are the helpers of other files of the project.
pub(super) fn look(text: &str, outside: &Helpers) -> Seen {
    let words = Words::read(text);
    let mut seen = Seen { comments: words.comments.clone(), ..Seen::default() };
    let names = imported(&words);
    let tests = words.tests();
    let mut given: BTreeMap<&str, (usize, Need, bool)> = BTreeMap::new();
    let mut at = 0;
    while at < words.len() {
        if let Some(test) = tests.get(&at) {
            at = *test;
            continue;
        }
        at += 1;
        if words.at(at) != "(" {
            continue;
        }
        let at = at - 1;
        let name = words.at(at);
        let is_of_module = matches!(name, "var" | "var_os") && of_module(&words, at);
        let is_bare = names.get(name).is_some_and(|known| known.starts_with("var"))
            && !matches!(words.at(at.wrapping_sub(1)), ":" | "." | "fn");
        let is_builder =
            name == "env" && words.is_before(at, &["."]) && text.contains("clap") && words.at(at + 3) == ")";
        if name == "set_var" && words.is_before(at, &["env", ":", ":"]) {
            seen.sets.extend(words.literal(at + 2));
        } else if is_builder {
            let name = words.literal(at + 2).filter(|name| is_name(name));
            seen.reads.extend(name.map(|name| Read::optional(name, words.span(at + 2), false)));
        } else if is_of_module || is_bare {
            read(&words, at, &mut seen, &mut given);
        }
    }
    seen.reads.extend(fields::arguments(&words));
    seen.reads.extend(fields::envy(&words));
    follow(&words, given, &mut seen, outside);
    seen
}

/// Whether `env::var` or `dotenvy::var` is called, of the standard library or of the crate of that name.
fn of_module(words: &Words<'_>, at: usize) -> bool {
    let is_crate = words.is_before(at, &["dotenvy", ":", ":"]) || words.is_before(at, &["dotenv", ":", ":"]);
    let is_env = words.is_before(at, &["env", ":", ":"]);
    let is_path = words.is_before(at, &[":", ":", "env", ":", ":"]);
    is_crate || (is_env && (!is_path || words.is_before(at, &["std", ":", ":", "env", ":", ":"])))
}

/// What is imported of the standard library's `env`, by the name that it has here.
fn imported<'t>(words: &Words<'t>) -> BTreeMap<&'t str, &'t str> {
    let mut names = BTreeMap::new();
    for at in (0..words.len()).filter(|at| words.is(*at, &["use", "std", ":", ":", "env", ":", ":"])) {
        let end = (at..at + MOST).find(|at| matches!(words.at(*at), ";" | "")).unwrap_or(at);
        for part in at + 7..end {
            if matches!(words.at(part), "var" | "var_os") {
                let own = if words.at(part + 1) == "as" { words.at(part + 2) } else { words.at(part) };
                names.insert(own, words.at(part));
            }
        }
    }
    names
}

/// Adds what a call reads whose name stands at a word.
fn read<'t>(words: &Words<'t>, at: usize, seen: &mut Seen, given: &mut BTreeMap<&'t str, (usize, Need, bool)>) {
    let (need, has_default) = need(words, words.close(at + 1));
    let key = if words.at(at + 2) == "&" { at + 3 } else { at + 2 };
    let is_alone = words.at(key + 1) == ")";
    let known = words.literal(key).or_else(|| words.constant(words.at(key)).map(str::to_owned)).filter(|_| is_alone);
    match known {
        Some(name) if is_name(&name) => {
            seen.reads.push(Read { name: Some(name), span: words.span(key), need, has_default });
        }
        Some(_) => {}
        None => {
            let function = words.function(at).filter(|_| is_alone);
            let place = function.and_then(|function| {
                let place = function.parameters.iter().position(|name| *name == words.at(key))?;
                Some((function.name, place))
            });
            match place {
                Some((name, place)) => {
                    given.insert(name, (place, need, has_default));
                }
                None => seen.reads.push(Read::computed(words.span(key))),
            }
        }
    }
}

/// Whether code works without what a call gives that ends at a word, and whether it says what holds then.
fn need(words: &Words<'_>, end: usize) -> (Need, bool) {
    let mut at = end + 1;
    for _ in 0..MOST {
        if words.at(at) == "?" {
            return (Need::Required, false);
        }
        if words.at(at) != "." {
            break;
        }
        let (name, open) = (words.at(at + 1), at + 2);
        let close = if words.at(open) == "(" { words.close(open) } else { open };
        let ends = || (open..close.min(open + MOST)).any(|at| ENDS.contains(&words.at(at)));
        match GOES_ON.iter().position(|known| *known == name) {
            // What becomes of it is said by what comes after it.
            Some(0) => {}
            Some(place) => {
                let is_end = ends();
                return (if is_end { Need::Required } else { Need::Optional }, place > 3 && !is_end);
            }
            None if matches!(name, "unwrap" | "expect") => return (Need::Required, false),
            None if FAILS.contains(&name) && words.at(close + 1) == "?" => return (Need::Required, false),
            None => {}
        }
        at = close + 1;
    }
    // `let Ok(name) = env::var("NAME") else { panic!() }`
    let fails =
        words.is(at, &["else", "{"]) && (at..words.close(at + 1).min(at + MOST)).any(|at| ENDS.contains(&words.at(at)));
    (if fails { Need::Required } else { Need::Optional }, false)
}

/// Adds what is read through functions.
fn follow<'t>(words: &Words<'t>, given: BTreeMap<&'t str, (usize, Need, bool)>, seen: &mut Seen, outside: &Helpers) {
    for (name, (place, need, has_default)) in given {
        let helper = Helper { key: (place, String::new()), default: None, need, has_default };
        seen.helpers.insert(name.to_owned(), helper);
    }
    let own = seen.helpers.clone();
    let others = outside.iter().filter(|(name, _)| !own.contains_key(*name));
    for (name, helper) in own.iter().chain(others) {
        for at in words.calls(name).iter().copied() {
            let close = words.close(at + 1);
            let Some(key) = argument(words, at + 1, helper.key.0) else { continue };
            let known = words.literal(key).or_else(|| words.constant(words.at(key)).map(str::to_owned));
            let count = (0..MOST).take_while(|place| argument(words, at + 1, *place).is_some()).count();
            let (outer, outer_default) = self::need(words, close);
            // What is given beside the name holds without it.
            let has_default = helper.has_default || outer_default || (count > 1 && helper.need != Need::Required);
            let is_needed = helper.need == Need::Required || (outer == Need::Required && !has_default);
            let need = if is_needed { Need::Required } else { Need::Optional };
            if let Some(name) = known.filter(|name| is_name(name)) {
                seen.reads.push(Read { name: Some(name), span: words.span(key), need, has_default });
            }
        }
    }
}

/// Where an argument of a call begins that opens at a word.
fn argument(words: &Words<'_>, open: usize, place: usize) -> Option<usize> {
    let end = words.close(open);
    let (mut at, mut count) = (open + 1, 0);
    while at < end.min(open + MOST) {
        if count == place {
            return Some(if words.at(at) == "&" { at + 1 } else { at });
        }
        match words.at(at) {
            "," => count += 1,
            "(" | "[" | "{" => at = words.close(at),
            _ => {}
        }
        at += 1;
    }
    None
}
