//! What code reads that no plan has to give, and what libraries read by themselves: `schema/reads.txt`, as a table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::client::{Api, Client};

/// The table.
#[derive(Debug, Default)]
pub(super) struct Known {
    system: BTreeSet<&'static str>,
    prefixes: Vec<&'static str>,
    /// Clients of Python by their full names.
    pub(super) python: BTreeMap<&'static str, Client>,
    /// The same of TypeScript and JavaScript.
    pub(super) script: BTreeMap<&'static str, Client>,
}

/// Names that nobody has to give, and the clients of providers.
pub(super) static KNOWN: LazyLock<Known> = LazyLock::new(|| Known::read(include_str!("../../schema/reads.txt")));

impl Known {
    fn read(text: &'static str) -> Self {
        let mut known = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            match words.next() {
                Some("system") => known.system.extend(words),
                Some("prefix") => known.prefixes.extend(words),
                Some("client") => {
                    let (Some(language), Some(path), Some(api)) = (words.next(), words.next(), words.next()) else {
                        continue;
                    };
                    let clients = if language == "python" { &mut known.python } else { &mut known.script };
                    let api = match api {
                        "openai" => Api::OpenAi,
                        "anthropic" => Api::Anthropic,
                        _ => Api::Own,
                    };
                    clients.insert(path, Client { path, api, keys: words.collect() });
                }
                _ => {}
            }
        }
        known
    }

    /// Whether a system, a shell or a base image sets it.
    pub(super) fn is_of_system(&self, name: &str) -> bool {
        self.system.contains(name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::is_name;
    use super::*;

    #[test]
    fn every_line_of_the_table_is_of_a_kind_that_is_known() {
        let mut clients = 0;
        for line in include_str!("../../schema/reads.txt").lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["client", "python" | "script", _, "openai" | "anthropic" | "own", ref keys @ ..] => {
                    clients += 1;
                    assert!(keys.iter().all(|key| is_name(key)), "{line}");
                }
                ["system" | "prefix", ..] => {}
                _ => panic!("{line}"),
            }
        }
        assert_eq!(KNOWN.python.len() + KNOWN.script.len(), clients, "each once");
        assert!(KNOWN.is_of_system("PATH") && KNOWN.is_of_system("LC_ALL") && !KNOWN.is_of_system("OPENAI_API_KEY"));
    }
}
