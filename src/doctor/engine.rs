//! The engine that runs containers, and Compose.

use super::{Asked, Line, MOST, State, good};
use crate::text::one_line;

/// The oldest Compose that the generated files were tried with.
const OLDEST: [u64; 2] = [2, 26];

/// The engine, by what `docker version` printed of its server.
pub fn engine(asked: Asked<'_>) -> Line {
    let Some(asked) = asked else {
        let remedy = "install Docker; `ast run --gateway mock` needs none";
        return Line::of("engine", State::Error, "`docker` is not on the PATH", remedy);
    };
    match good(asked) {
        Ok(version) => Line::ok("engine", format!("Docker {} answers", one_line(version, MOST))),
        Err(why) => {
            let remedy = "start it, and see that you may use it: `docker info`";
            Line::of("engine", State::Error, format!("it does not answer: {why}"), remedy)
        }
    }
}

/// Compose, by what `docker compose version` printed.
pub fn compose(asked: Asked<'_>) -> Line {
    let remedy = format!("install Compose {}.{} or newer as a plugin of Docker's", OLDEST[0], OLDEST[1]);
    let version = match asked.map(good) {
        None => return Line::skipped("compose", "there is no `docker`"),
        Some(Err(why)) => return Line::of("compose", State::Error, format!("it does not answer: {why}"), remedy),
        Some(Ok(version)) => version,
    };
    let numbers = version.trim_start_matches('v').split(['.', '-', '+']).map_while(|number| number.parse().ok());
    let shown = one_line(version, MOST);
    match numbers.take(2).collect::<Vec<u64>>().as_slice() {
        [] => Line::of("compose", State::Warning, format!("`{shown}` is not a version"), remedy),
        found if found < &OLDEST[..] => {
            Line::of("compose", State::Error, format!("Compose {shown} is too old"), remedy)
        }
        _ => Line::ok("compose", format!("Compose {shown}")),
    }
}
