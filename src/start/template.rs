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
}

impl Template {
    /// The folder of its files below `templates/start`, and each with the path that it gets.
    fn files(self) -> (&'static str, &'static [(&'static str, &'static str)]) {
        match self {
            Self::Python => (
                "python",
                &[
                    ("Dockerfile", "Dockerfile"),
                    ("README.md", "README.md"),
                    ("agent.py", "agent.py"),
                    ("ast.toml", "ast.toml"),
                    ("dockerignore", ".dockerignore"),
                    ("gitignore", ".gitignore"),
                    ("pyproject.toml", "pyproject.toml"),
                    ("tests/test_agent.py", "tests/test_agent.py"),
                ],
            ),
        }
    }

    /// The target that makes the client which it uses.
    pub(crate) fn client(self) -> &'static str {
        match self {
            Self::Python => "sdk-python",
        }
    }

    fn package(self, name: &str) -> String {
        match self {
            Self::Python => format!("{}_ast", name.replace('-', "_")),
        }
    }

    /// The files of an agent of a name, the spec first.
    ///
    /// # Errors
    /// A fault of this program, in words.
    pub(crate) fn pieces(self, name: &str) -> Result<Vec<Piece>, String> {
        let (folder, files) = self.files();
        let words = Words { name, package: self.package(name) };
        let mut pieces = vec![Piece { path: "astropods.yml", text: spec(name), may_stay: false }];
        for (file, path) in files {
            let text = template::render(&format!("start/{folder}/{file}"), &words)?;
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
