//! Where code calls names of its client code by which they are gone: what a new name of an entry asks for in code.
//!
//! The words of a file are looked through, not its types: a name counts where it is imported of the package, where it
//! stands in its section (`models.chat`, `settings.models.chat`), and where it was imported before. So a file that is
//! handed settings under a name of its own is missed, and a word that only looks alike (`client.chat`) is not taken.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use super::context::{Limits, own};
use super::language::Language;
use super::words::Words;
use crate::disk::Disk;
use crate::target::{ClientCode, CodeName};
use crate::tree::HEADER;

/// The longest source that is read, in bytes: what is longer was not written by hand.
const LONGEST: usize = 512 << 10;
/// How many lines of a file say that it is generated.
const HEAD: usize = 4;

/// A name of client code that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gone {
    /// The one that is gone.
    pub(crate) name: CodeName,
    /// What it is called now, where it is there under another name.
    pub(crate) now: Option<String>,
}

/// The names that one package has no more.
#[derive(Debug, Clone)]
pub(crate) struct Lost {
    /// The package as it was.
    pub(crate) code: ClientCode,
    /// Its names that are gone, in the order of the spec's places.
    pub(crate) names: Vec<Gone>,
}

/// A place in code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    /// The line, from 1.
    pub(crate) line: usize,
    /// Which of the names that are gone.
    pub(crate) name: usize,
}

impl Lost {
    /// What a package has no more; `renamed` is a place of the spec, and what it is called now.
    pub(crate) fn between(before: ClientCode, after: &ClientCode, renamed: Option<(&str, &str)>) -> Self {
        let mut names = Vec::new();
        for (of, old) in &before.names {
            let of_now = renamed.filter(|(from, _)| from == of).map_or(of.as_str(), |(_, to)| to);
            let new = after.names.get(of_now).map(Vec::as_slice).unwrap_or_default();
            for (at, name) in old.iter().enumerate().filter(|(_, name)| !new.contains(name)) {
                let is_alike = |new: &&CodeName| (new.within, new.is_type) == (name.within, name.is_type);
                names.push(Gone { name: name.clone(), now: new.get(at).filter(is_alike).map(|new| new.name.clone()) });
            }
        }
        Self { code: before, names }
    }

    /// Where a text calls names that are gone, each line once a name.
    pub(crate) fn calls(&self, path: &str, text: &str) -> Vec<Call> {
        let Some(language) = Language::of(path).filter(|language| self.is_in(*language)) else { return Vec::new() };
        if !text.contains(&self.code.module) && !text.contains(&self.code.folder) {
            return Vec::new();
        }
        let Some(words) = Words::read(text, language) else { return Vec::new() };
        let mut file = File::of(&words, |import| self.is_of(&words, import));
        for import in file.imports.clone() {
            self.imported(&import, &mut file);
        }
        self.used(&mut file);
        let at = |(at, name): &(usize, usize)| Call { line: line(text, words.all[*at].start), name: *name };
        let calls: BTreeSet<Call> = file.places.iter().map(at).collect();
        calls.into_iter().collect()
    }

    /// What a statement imports of the names that are gone, and under which name it has a section.
    fn imported(&self, import: &Range<usize>, file: &mut File<'_, '_>) {
        let words = file.words;
        for at in import.clone() {
            for (which, Gone { name: CodeName { within, name, is_type }, .. }) in self.names.iter().enumerate() {
                let is_whole = words.at(at) == "*" && is_within(words, import, within);
                if (words.at(at) == *within || is_whole) && words.at(at + 1) == "as" {
                    file.sections.insert(words.at(at + 2), within);
                }
                let is_named = words.at(at) == name || ends_in(words, at, name);
                if !is_named || words.before(at, 1) == "as" || !(*is_type || is_within(words, import, within)) {
                    continue;
                }
                file.places.insert((at, which));
                if words.before(at, 1) != "." && !matches!(words.at(at + 1), "." | ":" | "import" | "as") {
                    file.bound.insert(which);
                }
            }
        }
    }

    /// Where the rest of the file uses them.
    fn used(&self, file: &mut File<'_, '_>) {
        let words = file.words;
        let is_import = |at: usize| file.imports.iter().any(|import| import.contains(&at));
        for at in (0..words.all.len()).filter(|at| !words.all[*at].is_text && !is_import(*at)) {
            for (which, Gone { name: CodeName { within, name, is_type }, .. }) in self.names.iter().enumerate() {
                if words.at(at) != name {
                    continue;
                }
                let is_meant = match words.holder(at).map(|holder| words.at(holder)) {
                    _ if *is_type => true,
                    Some(holder) => holder == *within || file.sections.get(holder) == Some(within),
                    // What only names an argument or a member is another.
                    None => file.bound.contains(&which) && !matches!(words.at(at + 1), "=" | ":"),
                };
                if is_meant {
                    file.places.insert((at, which));
                }
            }
        }
    }

    /// Whether files of a language can call the package.
    fn is_in(&self, language: Language) -> bool {
        let own = match self.code.language {
            "python" => Language::Python,
            "rust" => Language::Rust,
            _ => Language::Script,
        };
        own == language
    }

    /// Whether a statement imports of the package, by its name or by the way to its folder.
    fn is_of(&self, words: &Words<'_>, import: &Range<usize>) -> bool {
        let ClientCode { module, folder, .. } = &self.code;
        words.all.get(import.clone()).unwrap_or_default().iter().any(|word| {
            let below = word.text.strip_prefix(module.as_str());
            let is_below = below.is_some_and(|rest| rest.is_empty() || (word.is_text && rest.starts_with('/')));
            is_below || (word.is_text && word.text.contains(folder.as_str()))
        })
    }
}

/// What is known of a file while it is looked through.
struct File<'w, 't> {
    words: &'w Words<'t>,
    /// The statements that import of the package.
    imports: Vec<Range<usize>>,
    /// Sections, by other names that the file has for them.
    sections: BTreeMap<&'t str, &'static str>,
    /// The names that it has imported.
    bound: BTreeSet<usize>,
    /// Words, each with the name that it is.
    places: BTreeSet<(usize, usize)>,
}

impl<'w, 't> File<'w, 't> {
    fn of(words: &'w Words<'t>, is_of: impl Fn(&Range<usize>) -> bool) -> Self {
        let imports = words.imports.iter().filter(|import| is_of(import)).cloned().collect();
        Self { words, imports, sections: BTreeMap::new(), bound: BTreeSet::new(), places: BTreeSet::new() }
    }
}

/// Whether a statement imports of a section.
fn is_within(words: &Words<'_>, import: &Range<usize>, section: &str) -> bool {
    let is_part = |part: &str| part == section || part.strip_suffix(".js") == Some(section);
    let mut all = words.all.get(import.clone()).unwrap_or_default().iter();
    all.any(|word| word.text == section || (word.is_text && word.text.split('/').any(is_part)))
}

/// Whether a word is a text that is the way to a file of a name.
fn ends_in(words: &Words<'_>, at: usize, name: &str) -> bool {
    let file = words.all.get(at).filter(|word| word.is_text).and_then(|word| word.text.rsplit_once('/'));
    file.is_some_and(|(_, file)| file == name || file.strip_suffix(".js") == Some(name))
}

/// The line of a place, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// The sources of a project that are its own, those of tests too, and what was not looked at.
pub(crate) fn sources(folder: &Path, disk: &dyn Disk) -> (Vec<String>, Vec<(String, String)>) {
    own(folder, Limits::COMMAND, disk)
}

/// The text of a source, where it was written by hand and can be read.
pub(crate) fn source(folder: &Path, path: &str, disk: &dyn Disk) -> Option<String> {
    let bytes = disk.read(&folder.join(path)).ok().filter(|bytes| bytes.len() <= LONGEST)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let is_generated = text.lines().take(HEAD).any(|line| line.contains(HEADER));
    (!is_generated).then_some(text)
}
