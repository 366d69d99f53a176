//! Which language a file is in, and whether it can read its environment at all: most files are put aside unparsed.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::read::{Helpers, Seen};
use super::{python, rust, script, shell};

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

    /// Words without one of which nothing of the environment is read.
    fn words(self) -> Option<&'static AhoCorasick> {
        static PYTHON: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
            words(&["environ", "getenv", "BaseSettings", "decouple", "envvar", "env_var", "starlette.config"])
        });
        static SCRIPT: LazyLock<Option<AhoCorasick>> =
            LazyLock::new(|| words(&["process", "import.meta", "Deno", "Bun", "createEnv", "env-var"]));
        static RUST: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| words(&["env"]));
        static SHELL: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| words(&["$"]));
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
fn words(all: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::new(all).ok()
}
