//! From the user's names to identifiers of a language, and where two become one.

use std::collections::{BTreeMap, BTreeSet};

use super::language::Words;
use crate::plan::naming;
use crate::source::Pointer;
use crate::target::NameClash;

/// The longest name of a file, well below what file systems take.
const LONGEST_FILE: usize = 100;

/// Where a name comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// What the user calls it: `models.chat`, `LOG_LEVEL`.
    pub(super) shown: String,
    /// The pointer of its declaration.
    pub(super) pointer: Pointer,
}

/// The identifiers of a package, by the scope that they have to be unique in.
pub(super) struct Identifiers<'a> {
    words: &'a Words,
    language: &'static str,
    taken: BTreeMap<(String, String), Origin>,
    /// Two names that became one identifier.
    pub(super) clashes: Vec<NameClash>,
}

impl<'a> Identifiers<'a> {
    pub(super) fn new(words: &'a Words, language: &'static str) -> Self {
        Self { words, language, taken: BTreeMap::new(), clashes: Vec::new() }
    }

    /// The name as a field or function.
    pub(super) fn member(&mut self, scope: &str, name: &str, origin: &Origin) -> String {
        let identifier = member(self.words, name);
        self.take(scope, identifier, origin)
    }

    /// The name within a pattern, as a field or function: `async_{}`.
    pub(super) fn form(&mut self, scope: &str, pattern: &str, name: &str, origin: &Origin) -> String {
        let identifier = member(self.words, &pattern.replace("{}", &snake_case(name)));
        self.take(scope, identifier, origin)
    }

    /// The name as a module, which is a file too.
    pub(super) fn module(&mut self, scope: &str, name: &str, origin: &Origin) -> String {
        let identifier = naming::cut(&member(self.words, name), LONGEST_FILE).replace('-', "_");
        self.take(scope, naming::file(&identifier), origin)
    }

    /// Names, the outermost first, as a type of a container's settings.
    pub(super) fn type_name(&mut self, container: &str, names: &[&str], origin: &Origin) -> String {
        let folded: Vec<String> = names.iter().map(|name| snake_case(name)).collect();
        let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
        let identifier = (self.words.type_name)(&folded);
        self.take(&format!("types of {container}"), identifier, origin)
    }

    /// The name as a member that was taken before.
    pub(super) fn field(&self, name: &str) -> String {
        member(self.words, name)
    }

    /// Texts as variants of a type, all different.
    pub(super) fn variants(&self, texts: &[String]) -> Vec<String> {
        distinct(texts, |text| (self.words.type_name)(&[&snake_case(text)]), self.words.reserved)
    }

    /// Texts as constants, all different.
    pub(super) fn constants(&self, texts: &[String]) -> Vec<String> {
        distinct(texts, |text| snake_case(text).to_ascii_uppercase(), self.words.reserved)
    }

    fn take(&mut self, scope: &str, identifier: String, origin: &Origin) -> String {
        let key = (scope.to_owned(), identifier.clone());
        match self.taken.get(&key) {
            Some(first) if first != origin => self.clashes.push(NameClash {
                message: format!(
                    "`{}` and `{}` are both `{identifier}` in {}",
                    first.shown, origin.shown, self.language
                ),
                help: "rename one of them".to_owned(),
                first: first.pointer.clone(),
                later: origin.pointer.clone(),
            }),
            Some(_) => {}
            None => {
                self.taken.insert(key, origin.clone());
            }
        }
        identifier
    }
}

/// A name in the case that the language has for members, with a `_` where it is a word of the language's own.
pub(super) fn member(words: &Words, name: &str) -> String {
    let identifier = (words.member)(&snake_case(name));
    if words.reserved.contains(&identifier.as_str()) { identifier + "_" } else { identifier }
}

/// A name for each text: its own where it has one, else one of its place.
fn distinct(texts: &[String], name: impl Fn(&str) -> String, reserved: &[&str]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (at, text) in texts.iter().enumerate() {
        let own = Some(name(text)).filter(|own| {
            !naming::variable(text).is_empty() && !taken.contains(own) && !reserved.contains(&own.as_str())
        });
        // One more than there are names: one of them is free.
        let mut places = at + 1..=at + texts.len() + 1;
        let placed = || {
            places.find_map(|place| {
                let name = name(&format!("choice-{place}"));
                (!taken.contains(&name)).then_some(name)
            })
        };
        let name = own.or_else(placed);
        taken.extend(name.clone());
        names.extend(name);
    }
    names
}

/// A name in lower case, as words joined by `_`, that begins with a letter.
fn snake_case(name: &str) -> String {
    let folded = naming::variable(name).to_ascii_lowercase();
    match folded.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{folded}"),
        Some(_) => folded,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::target::sdk::LANGUAGES;

    fn origin(name: &str) -> Origin {
        Origin { shown: name.to_owned(), pointer: Pointer::root().key(name) }
    }

    #[test]
    fn names_that_become_one_are_said_with_both_places() {
        let mut identifiers = Identifiers::new(&LANGUAGES[0].words, LANGUAGES[0].title);
        assert_eq!(identifiers.member("inputs", "LOG_LEVEL", &origin("LOG_LEVEL")), "log_level");
        assert_eq!(identifiers.member("models", "log-level", &origin("log-level")), "log_level");
        assert_eq!(identifiers.clashes, []);
        identifiers.member("inputs", "log_level", &origin("log_level"));
        let clash = &identifiers.clashes[0];
        assert_eq!(clash.message, "`LOG_LEVEL` and `log_level` are both `log_level` in Python");
        assert_eq!((clash.first.as_str(), clash.later.as_str()), ("/LOG_LEVEL", "/log_level"));
    }

    #[test]
    fn a_module_is_a_file_that_every_system_takes_and_two_of_one_name_are_still_said() {
        for language in LANGUAGES {
            let mut identifiers = Identifiers::new(&language.words, language.title);
            let names = ["con", "Aux", "com-1", "console"].map(|name| identifiers.module("jobs", name, &origin(name)));
            let joint = if language.folder == "mastra" { "com1_" } else { "com_1" };
            assert_eq!(names, ["con_", "aux_", joint, "console"]);
            assert_eq!(identifiers.member("fields", "con", &origin("con")), "con", "no file");
            identifiers.module("jobs", "CON", &origin("CON"));
            assert_eq!(identifiers.clashes.len(), 1, "{:?}", identifiers.clashes);
        }
    }

    #[test]
    fn a_member_is_no_word_that_the_language_keeps() {
        for language in LANGUAGES {
            for word in language.words.reserved {
                assert!(!language.words.reserved.contains(&member(&language.words, word).as_str()), "{word}");
            }
        }
        assert_eq!(member(&LANGUAGES[0].words, "class"), "class_");
        assert_eq!(member(&LANGUAGES[0].words, "2nd-try"), "n2nd_try");
        assert_eq!(member(&LANGUAGES[0].words, "__"), "unnamed");
    }

    #[test]
    fn texts_become_names_that_differ_and_say_what_they_can() {
        let rust = LANGUAGES.iter().find(|language| language.folder == "rust").unwrap();
        let identifiers = Identifiers::new(&rust.words, rust.title);
        let texts = ["friendly", "a-b", "a_b", "self", "\"", "*/"].map(str::to_owned);
        assert_eq!(identifiers.variants(&texts), ["Friendly", "AB", "Choice3", "Choice4", "Choice5", "Choice6"]);
        let ids = ["claude-opus-4-8", "ft:gpt", "ftgpt"].map(str::to_owned);
        assert_eq!(identifiers.constants(&ids), ["CLAUDE_OPUS_4_8", "FTGPT", "CHOICE_3"]);
    }

    proptest! {
        #[test]
        fn any_name_becomes_an_identifier(name in "\\PC{0,80}") {
            for language in LANGUAGES {
                let identifier = member(&language.words, &name);
                let mut chars = identifier.chars();
                prop_assert!(chars.next().is_some_and(|c| c.is_ascii_lowercase()), "{identifier}");
                prop_assert!(chars.all(|c| c.is_ascii_alphanumeric() || c == '_'), "{identifier}");
                prop_assert!(!language.words.reserved.contains(&identifier.as_str()), "{identifier}");
            }
        }
    }
}
