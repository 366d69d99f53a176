//! A path below a folder, by which nothing outside of that folder and nothing that other tools obey can be named.
//!
//! Outputs, the entries of a manifest and the steps of a journal are such paths. All three can come from a repository
//! that a stranger wrote, so the type refuses what no output of ours is: the project's own files, and names with a dot
//! in front, which git, editors and pipelines obey (`.git/hooks`, `.github/workflows`, `.vscode`). It looks at a name
//! as the most forgiving file system does: without case, and without what Windows and macOS ignore in it.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::path::{Path, PathBuf};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::text::is_hidden;

/// Names with a dot in front that are generated, at any depth: examples of an env file.
const EXAMPLES: [&str; 4] = [".env.example", ".env.sample", ".env.template", ".env.dist"];

/// Names with a dot in front that are generated, in a folder of ours alone: what belongs to a package or a chart.
const MARKS: [&str; 5] = [".editorconfig", ".gitattributes", ".gitignore", ".helmignore", ".prettierrc.yaml"];

/// What a person writes and `ast` reads, wherever it stands.
const OWN: [&str; 4] = ["astropods.yml", "astropods.yaml", "ast.toml", "ast.lock"];

/// The stems that Windows keeps for devices, with any ending; `com` and `lpt` take a digit.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A relative path with `/`, each part of which is an ordinary name on every file system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RelativePath(String);

/// Compared and hashed as its text is.
impl Borrow<str> for RelativePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl RelativePath {
    /// The path, if it can be an output.
    ///
    /// # Errors
    /// What was expected and what was found, as in "expected a path inside the project, found `../x`".
    pub fn new(path: impl Into<String>) -> Result<Self, String> {
        let path = path.into();
        match refusal(&path) {
            None => Ok(Self(path)),
            Some(expected) => Err(format!("expected {expected}, found `{}`", path.escape_debug())),
        }
    }

    /// A path as people write it: `./a//b/` is `a/b`.
    ///
    /// # Errors
    /// As for [`Self::new`].
    pub fn written(text: &str) -> Result<Self, String> {
        let parts: Vec<_> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if text.starts_with('/') || parts.is_empty() { Self::new(text) } else { Self::new(parts.join("/")) }
    }

    /// A path of ours that is known to be well-formed, which a test holds.
    pub(crate) fn fixed(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path below `folder`.
    pub fn below(&self, folder: &Path) -> PathBuf {
        self.0.split('/').fold(folder.to_owned(), |path, part| path.join(part))
    }

    /// The path as a file system without case tells it apart.
    pub fn folded(&self) -> String {
        without_case(&self.0)
    }
}

/// What a path should have been; none where it can be an output.
fn refusal(path: &str) -> Option<&'static str> {
    if path.is_empty() || path == "." {
        return Some("a path that names something");
    }
    if path.starts_with('/') || path.contains('\\') || path.as_bytes().get(1) == Some(&b':') {
        return Some("a path relative to the project, with `/` between its parts");
    }
    let parts: Vec<&str> = path.split('/').collect();
    if parts.contains(&"..") {
        return Some("a path inside the project");
    }
    if parts.iter().any(|part| part.is_empty() || *part == ".") {
        return Some("a path without empty parts and `.`");
    }
    if path == ".env" {
        // Compose and `ast env sync` keep the project's own values there, and it is in no repository.
        return Some("a path other than `.env`, which holds your values");
    }
    parts.iter().enumerate().find_map(|(depth, part)| refusal_of_part(part, depth, depth + 1 == parts.len()))
}

fn refusal_of_part(part: &str, depth: usize, is_last: bool) -> Option<&'static str> {
    // macOS leaves some of what nobody sees out of a name; all of it is refused.
    if part.chars().any(|c| is_hidden(c) || "<>:\"|?*".contains(c)) {
        return Some("characters that every file system has");
    }
    let folded = without_case(part);
    if part.starts_with('.') {
        let known = EXAMPLES.contains(&part) || (depth > 0 && MARKS.contains(&part));
        if !(is_last && known) {
            return Some("a path no part of which begins with a dot");
        }
    }
    // Windows drops dots and blanks at the end, and has short names such as `GIT~1`.
    let is_short = folded.as_bytes().windows(2).any(|pair| pair[0] == b'~' && pair[1].is_ascii_digit());
    if part.ends_with(['.', ' ']) || is_short || is_device(&folded) {
        return Some("names that Windows has too");
    }
    // As a folder it would stand in the way of the file.
    OWN.contains(&folded.as_str()).then_some("a path other than those of a spec, `ast.toml` and `ast.lock`")
}

/// Whether Windows keeps a name for a device, in any case and with any ending.
fn is_device(folded: &str) -> bool {
    let stem = folded.split('.').next().unwrap_or_default().trim_end();
    let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³');
    DEVICES.contains(&stem) || port.is_some_and(|number| number.chars().count() == 1 && number.chars().all(is_digit))
}

/// A name without case, in the widest sense that a file system has: `ſ` is `s`, and the Kelvin sign is `k`.
fn without_case(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}

impl TryFrom<String> for RelativePath {
    type Error = String;

    fn try_from(path: String) -> Result<Self, String> {
        Self::written(&path)
    }
}

impl From<RelativePath> for String {
    fn from(path: RelativePath) -> Self {
        path.0
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for RelativePath {
    fn schema_name() -> Cow<'static, str> {
        "RelativePath".into()
    }

    /// What an editor can tell; [`RelativePath::new`] is the judge.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string", "minLength": 1,
            "pattern": r#"^(?!/)(?!(.*/)?\.(?!/|$|env\.(example|sample|template|dist)$|editorconfig$|gitattributes$|gitignore$|helmignore$|prettierrc\.yaml$))[^\\:<>"|?*]+$"#,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_its_folder() {
        let outside = ["", ".", "/etc", "../x", "a/../../x", "a/..", "C:/x", "c:a", "a\\b", "a//b", "./a", "a/"];
        for bad in outside {
            assert!(RelativePath::new(bad).is_err(), "{bad}");
        }
        assert!(RelativePath::new("a/b/c").is_ok());
    }

    #[test]
    fn what_other_tools_obey_is_no_path_of_ours_however_it_is_written() {
        let obeyed = [
            ".git/hooks/post-commit",
            ".GIT/config",
            "a/.git/config",
            "git~1/config",
            "GIT~1",
            "x/GI7EB~1/y",
            ".g\u{200c}it/config",
            "\u{feff}.git/config",
            ".github/workflows/x.yml",
            ".env",
            ".ENV",
            "a/.env",
            ".env.local",
            ".Env.Example",
            ".vscode/tasks.json",
            ".gitattributes",
            ".gitignore",
            ".ast/manifest.json",
            ".env.example/x",
            "a/.gitignore/b",
            ".git./config",
            ".git /config",
            ".git::$INDEX_ALLOCATION/config",
        ];
        for bad in obeyed {
            assert!(RelativePath::new(bad).is_err(), "{bad:?}");
            assert!(RelativePath::written(bad).is_err(), "{bad:?}");
        }
        for good in [".env.example", "config/.env.dist", "sdk/python/.gitattributes", "secrets/.gitignore", "..a/b"] {
            assert_eq!(RelativePath::new(good).is_ok(), !good.starts_with(".."), "{good}");
        }
    }

    #[test]
    fn the_spec_and_the_options_are_no_outputs_in_any_case() {
        for bad in [
            "astropods.yml",
            "AstroPods.YAML",
            "a/ast.toml",
            "a\u{17f}t.toml",
            "astropods.yml.",
            "ast.toml ",
            "a/ast.toml/b",
        ] {
            assert!(RelativePath::new(bad).is_err(), "{bad:?}");
        }
        assert!(RelativePath::new("docs/astropods.yml.md").is_ok());
    }

    #[test]
    fn a_name_exists_on_every_file_system() {
        for bad in ["con", "sdk/CON.js", "a/nul.txt", "Com1", "lpt¹.env", "a\u{0}b", "a\nb", "a?b", "a|b", "aux /b"] {
            assert!(RelativePath::new(bad).is_err(), "{bad:?}");
        }
        for good in ["console", "com", "com10", "a/content.js", "größe/名前.env", "a~b", "lpt/x"] {
            assert!(RelativePath::new(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn what_people_write_is_read_as_they_mean_it() {
        assert_eq!(RelativePath::written("./a//b/").unwrap().as_str(), "a/b");
        for bad in ["/", "", "./", "/a/b", "a/./../../b"] {
            assert!(RelativePath::written(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_published_pattern_refuses_nothing_that_is_taken() {
        let pattern = RelativePath::json_schema(&mut SchemaGenerator::default()).to_value();
        let validator = jsonschema::draft202012::new(&pattern).unwrap();
        for good in ["a/b", "./a//b/", ".env.example", "x/.env.dist", "sdk/.gitattributes", "größe", "a.b"] {
            assert!(RelativePath::written(good).is_ok() && validator.is_valid(&good.into()), "{good}");
        }
        for bad in ["/a", ".git/x", "a/.github/y", "a\\b", "../a", "a/..", ".ENV", "a:b"] {
            assert!(RelativePath::written(bad).is_err() && !validator.is_valid(&bad.into()), "{bad}");
        }
    }
}
