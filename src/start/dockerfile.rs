//! What a Dockerfile says that a spec wants to know.

/// The most that is read of one, in bytes.
const LONGEST: usize = 256 << 10;

/// What a Dockerfile says of the image that it ends with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dockerfile {
    /// The first port that it exposes.
    pub(crate) port: Option<u16>,
    /// How it tells that it is well: a text for a shell, or words.
    pub(crate) check: Option<Check>,
    /// The variables that it sets itself.
    pub(crate) sets: Vec<String>,
}

/// How an image tells that it is well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Check {
    /// A line for its shell.
    Shell(String),
    /// A program and its arguments.
    Words(Vec<String>),
}

impl Dockerfile {
    /// Reads a text, of which what is no instruction is passed over.
    pub(crate) fn read(text: &str) -> Self {
        let mut found = Self::default();
        let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST).last().unwrap_or_default();
        let text = if text.len() > LONGEST { &text[..end] } else { text };
        for line in joined(text) {
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((&line, ""));
            let rest = rest.trim();
            match word.to_ascii_uppercase().as_str() {
                // A stage of its own: what an earlier one exposes is not of the image.
                "FROM" => found = Self::default(),
                "EXPOSE" => found.port = found.port.or_else(|| port(rest)),
                "HEALTHCHECK" => found.check = check(rest),
                "ENV" => found.sets.extend(set(rest)),
                _ => {}
            }
        }
        found
    }
}

/// The instructions, each on one line, without comments.
fn joined(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (part, goes_on) = line.strip_suffix('\\').map_or((line, false), |part| (part.trim_end(), true));
        if let Some(last) = lines.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(part);
        }
        if !goes_on {
            lines.push(String::new());
        }
    }
    lines
}

/// The first port of `8080/tcp 9000`; a variable is none.
fn port(text: &str) -> Option<u16> {
    let first = text.split_whitespace().next()?;
    let (number, protocol) = first.split_once('/').unwrap_or((first, "tcp"));
    number.parse().ok().filter(|port| *port > 0 && protocol.eq_ignore_ascii_case("tcp"))
}

fn check(text: &str) -> Option<Check> {
    let (at, _) = text.match_indices("CMD").find(|(at, _)| *at == 0 || text[..*at].ends_with(char::is_whitespace))?;
    let command = text[at + 3..].trim();
    match serde_json::from_str::<Vec<String>>(command) {
        Ok(words) => Some(Check::Words(words)).filter(|check| *check != Check::Words(Vec::new())),
        Err(_) if command.is_empty() => None,
        Err(_) => Some(Check::Shell(command.to_owned())),
    }
}

/// The names that `A=1 B="2 3"`, or `A 1`, sets.
pub(crate) fn set(text: &str) -> Vec<String> {
    let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.is_empty();
    let pairs = text.split_whitespace().filter_map(|part| part.split_once('=')).map(|(name, _)| name);
    let names: Vec<String> = pairs.filter(is_name).map(str::to_owned).collect();
    if names.is_empty() { text.split_whitespace().take(1).filter(is_name).map(str::to_owned).collect() } else { names }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_last_stage_says_holds() {
        let text = "FROM node:22 AS build\nEXPOSE 1\nFROM node:22-slim\n# EXPOSE 2\nENV PORT=3000 \\\n  LEVEL=info\nENV A 1\n\
                    EXPOSE $PORT 9/udp\nexpose 3000/tcp 4000\nHEALTHCHECK --interval=5s \\\n # not this\n CMD curl -f http://localhost:3000/\n";
        let read = Dockerfile::read(text);
        assert_eq!(read.port, Some(3000));
        assert_eq!(read.check, Some(Check::Shell("curl -f http://localhost:3000/".into())));
        assert_eq!(read.sets, ["PORT", "LEVEL", "A"]);
        let words = Dockerfile::read("FROM x\nHEALTHCHECK CMD [\"a\", \"b c\"]\n").check;
        assert_eq!(words, Some(Check::Words(vec!["a".into(), "b c".into()])));
        for none in ["", "FROM x\nHEALTHCHECK NONE\n", "\u{feff}\u{0}\n\\\n\\", "EXPOSE 70000", "HEALTHCHECK CMD"] {
            assert_eq!(Dockerfile::read(none), Dockerfile::default(), "{none:?}");
        }
    }
}
