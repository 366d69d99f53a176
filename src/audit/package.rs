//! The packages of client code that lie beside a project, and what code imports of them that they don't have.
//!
//! A name is missed only where a statement imports it by itself of the package or of a section's module, and where that, as
//! it was generated, declares nothing that is called so: then the import fails, whatever else the file does.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use super::holder::MOST_LISTED;
use super::language::Language;
use super::usage::{Usage, What};
use super::words::Words;
use crate::diagnostic::nearest::nearest;
use crate::disk::Disk;
use crate::output::{MANIFEST, Manifest};
use crate::source::Span;

/// The modules that have a name for each entry: a function, and for settings a type.
const SECTIONS: [&str; 4] = ["models", "knowledge", "integrations", SETTINGS];
const SETTINGS: &str = "settings";
/// The files of a package's own module, and what it is called here.
const ROOTS: [&str; 3] = ["__init__", "lib", "index"];
const ROOT: &str = "";
/// What client code has where something calls the gateway.
const GATEWAY: &str = "gateway";
/// What functions begin with, and types.
const BEGINS: [&str; 4] = ["def", "fn", "const", "function"];
const TYPES: [&str; 3] = ["class", "struct", "interface"];

/// A package as it was generated.
#[derive(Debug)]
pub(super) struct Package {
    language: Language,
    /// What code imports it by.
    module: String,
    /// Its folder, below the project's.
    folder: String,
    sections: BTreeMap<&'static str, Section>,
}

/// The module of a section.
#[derive(Debug, Default)]
struct Section {
    /// What it declares or imports itself.
    names: BTreeSet<String>,
    /// Those of them that are called after entries.
    own: BTreeSet<String>,
}

/// The packages that the manifest of a folder lists.
pub(super) fn packages(folder: &Path, disk: &dyn Disk) -> Vec<Package> {
    let read = |path: &str| disk.read(&folder.join(path)).ok();
    let Some(manifest) = read(MANIFEST).and_then(|bytes| Manifest::parse(&bytes).ok()) else { return Vec::new() };
    let mut all: Vec<Package> = Vec::new();
    for (path, made) in &manifest.files {
        let Some((parent, file)) = path.as_str().rsplit_once('/') else { continue };
        let Some((section, end)) = file.split_once('.') else { continue };
        let own_modules = SECTIONS.into_iter().chain(ROOTS);
        let Some(section) = own_modules.into_iter().find(|known| *known == section) else { continue };
        let (language, root) = match (made.target.as_str(), end) {
            ("sdk-python", "py") => (Language::Python, parent.rsplit_once('/').map_or("", |(root, _)| root)),
            ("sdk-rust", "rs") => (Language::Rust, parent.strip_suffix("/src").unwrap_or(parent)),
            ("sdk-mastra", "js" | "d.ts") => (Language::Script, parent),
            _ => continue,
        };
        let section = if ROOTS.contains(&section) { ROOT } else { section };
        let own =
            |file: &str| read(&format!("{root}/{file}")).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let module = match language {
            Language::Python => parent.rsplit('/').next().filter(|name| *name != "ingestion").map(str::to_owned),
            Language::Rust => own("Cargo.toml").as_deref().and_then(crate_name),
            _ => own("package.json").as_deref().and_then(package_name),
        };
        let text = read(path.as_str()).and_then(|bytes| String::from_utf8(bytes).ok());
        // Of a file that was changed nobody knows how it is written.
        let (Some(module), Some(text)) = (module, text.filter(|text| made.is_of(text))) else { continue };
        let at = all.iter().position(|known| known.folder == root && known.module == module).unwrap_or_else(|| {
            all.push(Package { language, module, folder: root.to_owned(), sections: BTreeMap::new() });
            all.len() - 1
        });
        let begins = if section == SETTINGS { &TYPES[..] } else { &BEGINS[..] };
        let own = all[at].sections.entry(section).or_default();
        own.take(&text, begins);
        if section == ROOT {
            // What stands beside it is a module of it, whoever put it there.
            let beside = disk.list(&folder.join(parent)).unwrap_or_default().into_iter();
            let stems = beside.filter_map(|(name, _)| name.into_string().ok()?.split('.').next().map(str::to_owned));
            own.names.extend(stems);
        }
    }
    all
}

fn crate_name(manifest: &str) -> Option<String> {
    let name = manifest.lines().find_map(|line| line.strip_prefix("name = \""))?;
    Some(name.split('"').next()?.replace('-', "_"))
}

fn package_name(manifest: &str) -> Option<String> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).ok()?;
    Some(manifest.get("name")?.as_str()?.to_owned())
}

impl Section {
    /// Takes what a file of it declares, as our templates write it; what is called after entries stands after `begins`.
    fn take(&mut self, text: &str, begins: &[&str]) {
        for line in text.lines() {
            let start = line.trim_start();
            let is_import = ["from ", "import ", "use ", "pub use "].iter().any(|begin| start.starts_with(begin));
            let is_declared =
                ["def ", "async def ", "class ", "export ", "pub "].iter().any(|begin| start.starts_with(begin));
            // A constant, and a name of an import over lines.
            let is_alone = (start.len() == line.len() && start.contains('='))
                || start.trim_end_matches([',', ' ']).chars().all(is_letter);
            let declares = match start.split_once(['(', '=']) {
                _ if is_import || is_alone && !start.contains('=') => start,
                Some((head, _)) if is_declared || is_alone => head,
                None if is_declared => start,
                _ => continue,
            };
            let mut before = "";
            for word in declares.split(|c| !is_letter(c)).filter(|word| !word.is_empty()) {
                if begins.contains(&before) && !word.starts_with('_') {
                    self.own.insert(word.to_owned());
                }
                self.names.insert(word.to_owned());
                before = word;
            }
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Package {
    /// Whether a file can import it.
    pub(super) fn may_be_in(&self, language: Language, text: &str) -> bool {
        let is_named = || text.contains(&self.module) || (!self.folder.is_empty() && text.contains(&self.folder));
        language == self.language && is_named()
    }

    /// What a file imports of it that it does not have.
    pub(super) fn lacks(&self, words: &Words<'_>) -> Vec<Usage> {
        let mut lacked = Vec::new();
        for import in &words.imports {
            for (name, section) in &self.sections {
                for at in self.imported(words, import, name).unwrap_or_default() {
                    let (text, start) = (words.at(at), words.all[at].start);
                    // What is a way to a file is called as that.
                    let word = if words.all[at].is_text { GATEWAY } else { text };
                    if section.names.contains(word) {
                        continue;
                    }
                    let has = match nearest(word, section.own.iter().map(String::as_str)) {
                        Some(near) => vec![near.to_owned()],
                        None => section.own.iter().take(MOST_LISTED).cloned().collect(),
                    };
                    let joint = if *name == ROOT { "" } else { self.joint() };
                    let module = format!("{}{joint}{name}", self.module);
                    let what = What::Lacking { module, name: word.to_owned(), has };
                    lacked.push(Usage { span: Span::new(start, start + text.len()), what });
                }
            }
        }
        lacked
    }

    /// What stands between a package and a module of it.
    fn joint(&self) -> &'static str {
        match self.language {
            Language::Rust => "::",
            Language::Script => "/",
            _ => ".",
        }
    }

    /// The way to a file of it that a statement of a script imports.
    fn file(&self, words: &Words<'_>, import: &Range<usize>, file: &str) -> Option<usize> {
        let at = import.clone().rev().find(|at| words.all[*at].is_text)?;
        let path = words.at(at);
        let path = path.strip_suffix(".js").unwrap_or(path);
        let is_own = path.strip_suffix(file).and_then(|rest| rest.strip_suffix('/')).is_some_and(|rest| {
            rest == self.module || (rest.starts_with('.') && !self.folder.is_empty() && rest.ends_with(&self.folder))
        });
        is_own.then_some(at)
    }

    /// The names that a statement imports of a section by themselves.
    fn imported(&self, words: &Words<'_>, import: &Range<usize>, section: &str) -> Option<Vec<usize>> {
        let is_at = |from: usize, all: &[&str]| all.iter().enumerate().all(|(at, word)| words.at(from + at) == *word);
        let at = import.start;
        let (from, opens): (usize, &[&str]) = match self.language {
            Language::Python if section == ROOT && is_at(at, &["from", &self.module, "import"]) => {
                (at + 3, &["import", "(", ","])
            }
            Language::Rust if section == ROOT && is_at(at, &["use", &self.module, ":", ":"]) => {
                let is_name = words.at(at + 4).starts_with(|c: char| c.is_alphabetic());
                return is_name.then(|| vec![at + 4]);
            }
            Language::Script if section == ROOT => return self.file(words, import, GATEWAY).map(|at| vec![at]),
            Language::Python if is_at(at, &["from", &self.module, ".", section, "import"]) => {
                (at + 5, &["import", "(", ","])
            }
            Language::Rust if is_at(at, &["use", &self.module, ":", ":", section, ":", ":"]) => {
                (at + 7, &["{", ",", ":"])
            }
            Language::Script => (self.file(words, import, section).map(|_| at)?, &["{", ",", "type"]),
            _ => return None,
        };
        let is_name = |at: &usize| {
            let word = words.at(*at);
            word.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && !words.all[*at].is_text
                && opens.contains(&words.before(*at, 1))
                && !["as", "type", "self", "import", "from"].contains(&word)
        };
        // What is a path or a list within is another module's.
        let is_plain = self.language != Language::Rust
            || !(from..import.end).any(|at| words.at(at) == ":" || (words.at(at) == "{" && at > from));
        let is_listed = |at: &usize| self.language != Language::Script || (from..*at).any(|at| words.at(at) == "{");
        is_plain.then(|| (from..import.end).filter(is_name).filter(is_listed).collect())
    }
}
