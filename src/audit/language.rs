//! Which language a file is in, and whether it can read its environment or use models at all: most files are put aside unparsed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::client::Client;
use super::helper::Helpers;
use super::known::KNOWN;
use super::read::Seen;
use super::{python, rust, script, shell};
use crate::provider::models;

/// A language whose reads are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// Python.
    Python,
    /// TypeScript and JavaScript, with JSX or without.
    Script,
    /// Rust.
    Rust,
    /// What a shell runs.
    Shell,
}

/// By the end of a file's name.
const ENDS: [(&[&str], Language); 4] = [
    (&["py", "pyw"], Language::Python),
    (&["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"], Language::Script),
    (&["rs"], Language::Rust),
    (&["sh", "bash"], Language::Shell),
];

/// Whether a file of a name can be a source.
pub(super) fn is_source(name: &str) -> bool {
    Language::of(name).is_some()
}

impl Language {
    /// The language of a file.
    pub(super) fn of(path: &str) -> Option<Self> {
        let (_, end) = path.rsplit_once('.')?;
        ENDS.iter().find(|(known, _)| known.contains(&end)).map(|(_, language)| *language)
    }

    /// Words without one of which nothing of the environment is read, and no model is used.
    fn words(self) -> Option<&'static AhoCorasick> {
        static PYTHON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
            let own = ["environ", "getenv", "BaseSettings", "decouple", "envvar", "env_var", "starlette.config"];
            words(own.into_iter().chain(of_models(&KNOWN.python)))
        });
        static SCRIPT: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
            let own = ["process", "import.meta", "Deno", "Bun", "createEnv", "env-var"];
            words(own.into_iter().chain(of_models(&KNOWN.script)))
        });
        static RUST: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| words(["env"]));
        static SHELL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| words(["$"]));
        match self {
            Self::Python => PYTHON.as_ref(),
            Self::Script => SCRIPT.as_ref(),
            Self::Rust => RUST.as_ref(),
            Self::Shell => SHELL.as_ref(),
        }
    }

    /// Looks through a text; `outside` are the helpers of other files. None where it is not to be understood.
    pub(super) fn look(self, text: &str, outside: &Helpers) -> Option<Seen> {
        let calls = || outside.keys().any(|name| text.contains(name.as_str()));
        let may_read = self.words().is_none_or(|words| words.is_match(text));
        if !may_read && !calls() {
            return Some(Seen::default());
        }
        match self {
            Self::Python => python::look(text, outside),
            Self::Script => script::look(text, outside),
            Self::Rust => Some(rust::look(text, outside)),
            Self::Shell => Some(shell::look(text)),
        }
    }
}

/// Words that are looked for at once.
fn words<'w>(all: impl IntoIterator<Item = &'w str>) -> Option<AhoCorasick> {
    AhoCorasick::new(all).ok()
}

/// The words of files that use models.
fn of_models(clients: &'static BTreeMap<&'static str, Client>) -> impl Iterator<Item = &'static str> {
    let of_clients: BTreeSet<&str> = clients.values().map(Client::word).collect();
    of_clients.into_iter().chain(models().iter().map(|model| model.id.as_str()))
}
