//! Small agents to begin with: the files of one, in the words of its framework.

use serde::Serialize;

use super::outline::{provided, text};
use crate::document::form::Form;
use crate::provider::{ModelKind, models};
use crate::template;

/// What the agents in Python are built by.
const BUILT_BY_UV: &[(&str, &str)] = &[
    ("python/Dockerfile", "Dockerfile"),
    ("python/dockerignore", ".dockerignore"),
    ("python/gitignore", ".gitignore"),
];
/// Where questions are asked.
const ASKED: &[(&str, &str)] = &[("python/ast.toml", "ast.toml")];

/// An agent to begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Template {
    /// `FastAPI` and the client of the AI Gateway.
    Python,
    /// The same with a graph of `LangGraph`, and a tool.
    LangGraph,
    /// An agent of Mastra with a tool, served by Hono.
    Mastra,
    /// axum and the client of the AI Gateway.
    Rust,
}

/// What somebody says of the agent of a template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) name: &'a str,
    /// Whether users reach it by chat, and not by a frontend of its own.
    pub(crate) messaging: bool,
    /// The providers of its stores.
    pub(crate) stores: &'a [String],
}

/// A file of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its path below the project's folder.
    pub(crate) path: &'static str,
    pub(crate) text: String,
    /// Whether one that is there already is left as it is, and the rest is written.
    pub(crate) may_stay: bool,
}

/// What templates know.
#[derive(Serialize)]
struct Words<'a> {
    name: &'a str,
    /// The package of the generated client.
    package: String,
    /// The name that code has for it.
    #[serde(rename = "crate")]
    module: String,
    /// Whether users reach it by chat, and not by a frontend of its own.
    messaging: bool,
}

impl Template {
    /// Every one, in the order in which they are told.
    pub(crate) const ALL: [Self; 4] = [Self::Python, Self::LangGraph, Self::Mastra, Self::Rust];

    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::LangGraph => "langgraph",
            Self::Mastra => "mastra",
            Self::Rust => "rust",
        }
    }

    /// Whether it can be reached by chat: the platform publishes adapters for Python alone.
    pub(crate) fn has_messaging(self) -> bool {
        matches!(self, Self::Python | Self::LangGraph)
    }

    /// The files below `templates/start`, each with the path that it gets: first what others have too.
    fn files(self, messaging: bool) -> impl Iterator<Item = &'static (&'static str, &'static str)> {
        let built = matches!(self, Self::Python | Self::LangGraph).then_some(BUILT_BY_UV).unwrap_or_default();
        // A chat has no address that questions are posted to.
        let asked = if messaging { &[] } else { ASKED };
        built.iter().chain(asked).chain(self.own(messaging))
    }

    /// Those that are its alone.
    fn own(self, messaging: bool) -> &'static [(&'static str, &'static str)] {
        match (self, messaging) {
            (Self::Python, false) => &[
                ("python/README.md", "README.md"),
                ("python/agent.py", "agent.py"),
                ("python/pyproject.toml", "pyproject.toml"),
                ("python/tests/test_agent.py", "tests/test_agent.py"),
            ],
            (Self::Python, true) => &[
                ("python/README.md", "README.md"),
                ("python/messaging.py", "agent.py"),
                ("python/pyproject.toml", "pyproject.toml"),
                ("python/tests/test_messaging.py", "tests/test_agent.py"),
            ],
            (Self::LangGraph, false) => &[
                ("langgraph/README.md", "README.md"),
                ("langgraph/agent.py", "agent.py"),
                ("langgraph/pyproject.toml", "pyproject.toml"),
                ("langgraph/tests/test_agent.py", "tests/test_agent.py"),
            ],
            (Self::LangGraph, true) => &[
                ("langgraph/README.md", "README.md"),
                ("langgraph/messaging.py", "agent.py"),
                ("langgraph/pyproject.toml", "pyproject.toml"),
                ("langgraph/tests/test_messaging.py", "tests/test_agent.py"),
            ],
            (Self::Mastra, _) => &[
                ("mastra/Dockerfile", "Dockerfile"),
                ("mastra/README.md", "README.md"),
                ("mastra/dockerignore", ".dockerignore"),
                ("mastra/gitignore", ".gitignore"),
                ("mastra/package.json", "package.json"),
                ("mastra/src/agent.ts", "src/agent.ts"),
                ("mastra/src/app.ts", "src/app.ts"),
                ("mastra/src/server.ts", "src/server.ts"),
                ("mastra/tests/app.test.ts", "tests/app.test.ts"),
                ("mastra/tsconfig.json", "tsconfig.json"),
            ],
            (Self::Rust, _) => &[
                ("rust/Cargo.toml", "Cargo.toml"),
                ("rust/Dockerfile", "Dockerfile"),
                ("rust/README.md", "README.md"),
                ("rust/dockerignore", ".dockerignore"),
                ("rust/gitignore", ".gitignore"),
                ("rust/src/lib.rs", "src/lib.rs"),
                ("rust/src/main.rs", "src/main.rs"),
                ("rust/tests/agent.rs", "tests/agent.rs"),
            ],
        }
    }

    /// The target that makes the client which it uses.
    pub(crate) fn client(self) -> &'static str {
        match self {
            Self::Python | Self::LangGraph => "sdk-python",
            Self::Mastra => "sdk-mastra",
            Self::Rust => "sdk-rust",
        }
    }

    fn package(self, name: &str) -> String {
        match self {
            Self::Python | Self::LangGraph => format!("{}_ast", name.replace('-', "_")),
            Self::Mastra => format!("@ast/{name}"),
            Self::Rust => format!("{name}-ast"),
        }
    }

    /// The files of an agent, the spec first.
    ///
    /// # Errors
    /// What it can't be, or a fault of this program, in words.
    pub(crate) fn pieces(self, wanted: &Wanted<'_>) -> Result<Vec<Piece>, String> {
        let package = self.package(wanted.name);
        let words =
            Words { name: wanted.name, module: package.replace('-', "_"), package, messaging: wanted.messaging };
        let mut pieces = vec![Piece { path: "astropods.yml", text: spec(wanted), may_stay: false }];
        for (file, path) in self.files(wanted.messaging) {
            let text = template::render(&format!("start/{file}"), &words)?;
            // A repository has these from its beginning.
            let may_stay = matches!(*path, "README.md" | ".gitignore");
            pieces.push(Piece { path, text, may_stay });
        }
        Ok(pieces)
    }
}

/// The spec of every template.
fn spec(wanted: &Wanted<'_>) -> String {
    let chat = models().iter().filter(|offer| offer.kind == ModelKind::Chat && (offer.default || offer.supported));
    let mut ids: Vec<&str> = chat.clone().filter(|offer| offer.default).map(|offer| offer.id.as_str()).collect();
    ids.extend(
        chat.filter(|offer| !offer.default && offer.id.starts_with("claude-haiku")).map(|offer| offer.id.as_str()),
    );
    let flag = || Form::Raw("true".to_owned());
    let build = Form::map([("context", Form::text(".")), ("dockerfile", Form::text("Dockerfile"))]);
    let mut agent = vec![("build".to_owned(), build)];
    let mut put = |key: &str, value: Form| agent.push((key.to_owned(), value));
    let here = if wanted.messaging {
        put("interfaces", Form::map([("messaging", flag())]));
        ("messaging", Form::map([("adapters", Form::List(vec![Form::text("web")]))]))
    } else {
        put("interfaces", Form::map([("frontend", flag())]));
        put("healthcheck", Form::map([("path", Form::text("/health"))]));
        ("frontend", Form::map([("port", Form::Raw("8080".to_owned()))]))
    };
    let chat = Form::map([
        ("provider", Form::text("gateway")),
        ("models", Form::List(ids.into_iter().map(Form::text).collect())),
    ]);
    text(&[
        ("spec", Form::text("blueprint/v1")),
        ("name", Form::text(wanted.name)),
        ("agent", Form::Map(agent)),
        ("models", Form::map([("chat", chat)])),
        ("knowledge", provided(wanted.stores.iter().map(String::as_str))),
        ("dev", Form::map([("interfaces", Form::map([here]))])),
    ])
}
