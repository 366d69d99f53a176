//! Small agents to begin with: the files of one, in the words of its framework.

use serde::Serialize;

use super::outline::text;
use crate::document::form::Form;
use crate::provider::{ModelKind, models};
use crate::template;

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
}

impl Template {
    /// The files below `templates/start`, each with the path that it gets.
    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Python => &[
                ("python/Dockerfile", "Dockerfile"),
                ("python/README.md", "README.md"),
                ("python/agent.py", "agent.py"),
                ("python/ast.toml", "ast.toml"),
                ("python/dockerignore", ".dockerignore"),
                ("python/gitignore", ".gitignore"),
                ("python/pyproject.toml", "pyproject.toml"),
                ("python/tests/test_agent.py", "tests/test_agent.py"),
            ],
            Self::LangGraph => &[
                ("langgraph/Dockerfile", "Dockerfile"),
                ("langgraph/README.md", "README.md"),
                ("langgraph/agent.py", "agent.py"),
                ("python/ast.toml", "ast.toml"),
                ("python/dockerignore", ".dockerignore"),
                ("python/gitignore", ".gitignore"),
                ("langgraph/pyproject.toml", "pyproject.toml"),
                ("langgraph/tests/test_agent.py", "tests/test_agent.py"),
            ],
            Self::Mastra => &[
                ("mastra/Dockerfile", "Dockerfile"),
                ("mastra/README.md", "README.md"),
                ("python/ast.toml", "ast.toml"),
                ("mastra/dockerignore", ".dockerignore"),
                ("mastra/gitignore", ".gitignore"),
                ("mastra/package.json", "package.json"),
                ("mastra/src/agent.ts", "src/agent.ts"),
                ("mastra/src/app.ts", "src/app.ts"),
                ("mastra/src/server.ts", "src/server.ts"),
                ("mastra/tests/app.test.ts", "tests/app.test.ts"),
                ("mastra/tsconfig.json", "tsconfig.json"),
            ],
            Self::Rust => &[
                ("rust/Cargo.toml", "Cargo.toml"),
                ("rust/Dockerfile", "Dockerfile"),
                ("rust/README.md", "README.md"),
                ("python/ast.toml", "ast.toml"),
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

    /// The files of an agent of a name, the spec first.
    ///
    /// # Errors
    /// A fault of this program, in words.
    pub(crate) fn pieces(self, name: &str) -> Result<Vec<Piece>, String> {
        let package = self.package(name);
        let words = Words { name, module: package.replace('-', "_"), package };
        let mut pieces = vec![Piece { path: "astropods.yml", text: spec(name), may_stay: false }];
        for (file, path) in self.files() {
            let text = template::render(&format!("start/{file}"), &words)?;
            // A repository has these from its beginning.
            let may_stay = matches!(*path, "README.md" | ".gitignore");
            pieces.push(Piece { path, text, may_stay });
        }
        Ok(pieces)
    }
}

/// The spec of every template.
fn spec(name: &str) -> String {
    let chat = models().iter().filter(|offer| offer.kind == ModelKind::Chat && (offer.default || offer.supported));
    let mut ids: Vec<&str> = chat.clone().filter(|offer| offer.default).map(|offer| offer.id.as_str()).collect();
    ids.extend(
        chat.filter(|offer| !offer.default && offer.id.starts_with("claude-haiku")).map(|offer| offer.id.as_str()),
    );
    let flag = || Form::Raw("true".to_owned());
    let agent = Form::map([
        ("build", Form::map([("context", Form::text(".")), ("dockerfile", Form::text("Dockerfile"))])),
        ("interfaces", Form::map([("frontend", flag())])),
        ("healthcheck", Form::map([("path", Form::text("/health"))])),
    ]);
    let chat = Form::map([
        ("provider", Form::text("gateway")),
        ("models", Form::List(ids.into_iter().map(Form::text).collect())),
    ]);
    let frontend = Form::map([("frontend", Form::map([("port", Form::Raw("8080".to_owned()))]))]);
    text(&[
        ("spec", Form::text("blueprint/v1")),
        ("name", Form::text(name)),
        ("agent", agent),
        ("models", Form::map([("chat", chat)])),
        ("dev", Form::map([("interfaces", frontend)])),
    ])
}
