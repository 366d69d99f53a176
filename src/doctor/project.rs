//! What a project needs on this machine: its values, ports, images, and a gateway.

use super::{Line, MOST, State};
use crate::account::{Trouble, WAYS};
use crate::text::one_line;

/// How many things of a kind are named.
const NAMED: usize = 8;

/// A port of a project's that is not free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its number on this machine.
    pub port: u16,
    /// Whose port it is.
    pub of: String,
    /// The container that has it, if one does.
    pub by: Option<String>,
}

/// An image that is neither here nor to be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpulled {
    /// The image.
    pub image: String,
    /// Why.
    pub why: String,
}

/// That there is nothing to look at; `below` is the folder of a project that may be meant.
pub fn no_spec(below: Option<&str>) -> Line {
    let way = below.map(|folder| format!("; `ast doctor {}` looks at a project below", one_line(folder, MOST)));
    let way = way.unwrap_or_default();
    Line::skipped("spec", format!("no astropods.yml here; only this machine was looked at{way}"))
}

/// The spec, by how many errors it has; none where it can't be read at all.
pub fn spec(shown: &str, errors: Option<usize>) -> Line {
    let shown = one_line(shown, MOST);
    match errors {
        Some(0) => Line::ok("spec", format!("{shown} has no errors")),
        Some(errors) => {
            let errors = if errors == 1 { "an error".to_owned() } else { format!("{errors} errors") };
            Line::of("spec", State::Error, format!("{shown} has {errors}"), "`ast validate` shows them")
        }
        None => Line::of("spec", State::Error, "it can't be used", "`ast validate` says why"),
    }
}

/// The values that somebody supplies, by the names of those that are missing or wrong; `by_login` where those of the
/// gateway are left to a login, which has a line of its own.
pub fn values(names: &[String], by_login: bool) -> Line {
    if names.is_empty() {
        let all = if by_login { "everything beside the gateway's is set" } else { "everything that is needed is set" };
        return Line::ok("values", all);
    }
    let message = format!("missing or wrong: {}", listed(names));
    Line::of("values", State::Error, message, "`ast env sync` adds the lines to `.env`, `ast env check` says more")
}

/// What is called as a secret is and is none, by variables; nothing where there are none.
pub fn unsaid(names: &[String]) -> Option<Line> {
    let verb = if names.len() == 1 {
        "is called as a secret is, and is none"
    } else {
        "are called as secrets are, and are none"
    };
    let message = format!("{} {verb}", listed(names));
    let remedy = "say `secret: true` where that is meant, of an input in place of a value under `environment`: it stays out of files and of what is shown";
    (!names.is_empty()).then(|| Line::of("spec", State::Warning, message, remedy))
}

/// The ports, of which `count` were looked at.
pub fn ports(count: usize, taken: &[Taken]) -> Line {
    if taken.is_empty() {
        let what =
            if count == 0 { "none is published".to_owned() } else { format!("{count} free or the project's own") };
        return Line::ok("ports", what);
    }
    let name = |Taken { port, of, by }: &Taken| {
        let by = by.as_ref().map(|name| format!("the container `{}`", one_line(name, 60)));
        format!("{port} of {of} is taken by {}", by.unwrap_or_else(|| "another program".to_owned()))
    };
    let names: Vec<_> = taken.iter().map(name).collect();
    Line::of("ports", State::Error, listed(&names), "stop that, or move ours by `ast env sync --ports`")
}

/// A port that the values give and that can't be had, with what to do about it.
pub fn wrong_port(message: &str, remedy: &str) -> Line {
    Line::of("ports", State::Error, message, remedy)
}

/// The images, of which `count` were looked at.
pub fn images(count: usize, unpulled: &[Unpulled]) -> Line {
    if unpulled.is_empty() {
        let what = if count == 0 { "none is pulled".to_owned() } else { format!("{count} here or to be pulled") };
        return Line::ok("images", what);
    }
    let name = |Unpulled { image, why }: &Unpulled| format!("`{}` can't be pulled: {why}", one_line(image, MOST));
    let names: Vec<_> = unpulled.iter().map(name).collect();
    let remedy = "correct the name, log in by `docker login`, or build it";
    Line::of("images", State::Error, names.join(", "), remedy)
}

/// The gateway, by what it said to the key; `whose` says where it is.
pub fn gateway(whose: &str, said: &Result<(), Trouble>) -> Line {
    match said {
        Ok(()) => Line::ok("gateway", format!("{whose} takes the key")),
        Err(Trouble::Login(why)) => Line::of("gateway", State::Error, why.clone(), WAYS),
        Err(Trouble::Failed(why, remedy)) => {
            let remedy = remedy.clone().unwrap_or_else(|| "see that it is up, or take `--gateway mock`".to_owned());
            Line::of("gateway", State::Error, why.clone(), remedy)
        }
    }
}

fn listed(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let shown: Vec<_> = names.iter().take(NAMED).map(|name| one_line(name, MOST)).collect();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
