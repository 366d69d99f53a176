//! The known word that a mistyped one was most likely meant to be.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

/// The longest word that something is suggested for, in bytes, and what can become of one when it is folded.
const LONGEST: usize = 100;
const SHRINKING: usize = 3;

/// How much is compared before nothing more is suggested, in pairs of letters: some 50,000 pairs of words. Nobody who
/// misspells so much is helped by so many suggestions.
const MOST_WORK: usize = 4_000_000;

/// Words that a mistyped one can mean.
#[derive(Debug)]
pub struct Words<'a> {
    /// By their numbers of letters.
    by_length: BTreeMap<usize, Vec<Candidate<'a>>>,
    /// How much may still be compared.
    left: Cell<usize>,
}

#[derive(Debug)]
struct Candidate<'a> {
    word: &'a str,
    spelling: OnceCell<Spelling>,
}

/// A word without what is not looked at.
#[derive(Debug)]
struct Spelling {
    text: String,
    /// A bit for each letter that it has; a slip changes two at most.
    letters: u64,
}

impl<'a> Words<'a> {
    /// The words to choose from.
    pub fn new(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut by_length: BTreeMap<usize, Vec<Candidate<'a>>> = BTreeMap::new();
        for word in words {
            by_length.entry(word.chars().count()).or_default().push(Candidate { word, spelling: OnceCell::new() });
        }
        Self { by_length, left: Cell::new(MOST_WORK) }
    }

    /// The one nearest to `word`, if it is near enough to be worth a suggestion.
    ///
    /// Case and `_` against `-` are ignored first; then up to a third of the letters may differ
    /// (optimal string alignment, so that swapped letters count once).
    pub fn nearest(&self, word: &str) -> Option<&'a str> {
        self.near(word).into_iter().min().map(|(_, candidate)| candidate)
    }

    /// All that are near enough to `word`, each with the number of slips between them.
    pub fn near(&self, word: &str) -> Vec<(usize, &'a str)> {
        if word.len() > LONGEST * SHRINKING {
            return Vec::new();
        }
        let wanted = spelling(word);
        if wanted.text.len() > LONGEST {
            return Vec::new();
        }
        let length = wanted.text.chars().count();
        let limit = (length / 3).clamp(1, 4);
        let mut near = Vec::new();
        for (others, candidates) in self.by_length.range(length.saturating_sub(limit)..=length + limit) {
            for candidate in candidates.iter().filter(|candidate| candidate.word != word) {
                let found = candidate.spelling.get_or_init(|| spelling(candidate.word));
                let differing = (found.letters ^ wanted.letters).count_ones() as usize;
                if differing > 2 * limit {
                    continue;
                }
                let (one, other) = apart(&wanted.text, &found.text);
                let work = length + one.len() * other.len();
                let Some(left) = self.left.get().checked_sub(work) else { return near };
                self.left.set(left);
                let distance = strsim::osa_distance(one, other);
                if distance <= limit && distance < *others {
                    near.push((distance, candidate.word));
                }
            }
        }
        near
    }
}

/// Two words without what they begin and end with alike, which no slip is in.
fn apart<'a>(mut one: &'a str, mut other: &'a str) -> (&'a str, &'a str) {
    let alike = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    (one, other) = (&one[alike..], &other[alike..]);
    let alike: usize =
        one.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
    (&one[..one.len() - alike], &other[..other.len() - alike])
}

/// The candidate nearest to `word`, if one is near enough; see [`Words::nearest`].
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    Words::new(candidates).nearest(word)
}

/// Words of which one was most likely meant by another, each time anew.
#[derive(Debug)]
pub struct Guesses<'a> {
    candidates: Vec<&'a str>,
    words: Words<'a>,
}

impl<'a> Guesses<'a> {
    /// The words to choose from.
    pub fn new(candidates: &[&'a str]) -> Self {
        Self { candidates: candidates.to_vec(), words: Words::new(candidates.iter().copied()) }
    }

    /// The candidate that was most likely meant: the key that a value was written after without a space, a synonym, or
    /// the nearest one.
    pub fn of(&self, word: &str) -> Option<&'a str> {
        let find = |wanted: &str| self.candidates.iter().copied().find(|candidate| *candidate == wanted);
        let glued = word.split_once(':').and_then(|(key, _)| find(key));
        let synonym = || SYNONYMS.iter().filter(|(other, _)| *other == word).find_map(|(_, own)| find(own));
        glued.or_else(synonym).or_else(|| {
            self.words.left.set(MOST_WORK);
            self.words.nearest(word)
        })
    }
}

/// The known words that are missing among the written ones, but that some unknown one of those was meant to be.
pub fn meant<'a>(written: &[&str], known: &[&'a str]) -> Vec<&'a str> {
    let free: Vec<_> = known.iter().copied().filter(|word| !written.contains(word)).collect();
    let unknown = written.iter().filter(|word| !known.contains(word));
    let guesses = Guesses::new(&free);
    unknown.filter_map(|word| guesses.of(word)).collect()
}

/// Words of other languages, and what they are called here.
const SYNONYMS: &[(&str, &str)] = &[
    ("type", "datatype"),
    ("bool", "boolean"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("str", "string"),
    ("text", "string"),
    ("list", "array"),
    ("dict", "object"),
    ("map", "object"),
    ("dropdown", "select"),
    ("text", "short-text"),
    ("textarea", "long-text"),
    ("cron", "schedule"),
    ("ai_gateway", "astro_ai_gateway"),
    ("ai-gateway", "astro_ai_gateway"),
    ("gateway", "astro_ai_gateway"),
    ("apiVersion", "spec"),
    ("kind", "spec"),
    ("date", "string"),
    ("datetime", "string"),
    ("url", "string"),
    ("json", "object"),
    ("double", "number"),
    ("choices", "options"),
    ("enum", "options"),
    ("help", "description"),
    ("daily", "schedule"),
    ("hourly", "schedule"),
    ("interval", "schedule"),
    ("once", "startup"),
    ("init", "startup"),
    ("http", "webhook"),
    ("trace", "debug"),
    ("warning", "warn"),
    ("critical", "error"),
    ("fatal", "error"),
    ("nvidia", "cuda"),
    ("amd", "rocm"),
    ("chrome", "chromium"),
    ("true", "always"),
    ("false", "never"),
];

/// The candidate that was most likely meant; see [`Guesses::of`].
pub fn guess<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    Guesses::new(candidates).of(word)
}

fn spelling(word: &str) -> Spelling {
    let text = word.to_lowercase().replace('_', "-");
    let letters = text.chars().fold(0, |letters, c| letters | 1 << (u32::from(c) % u64::BITS));
    Spelling { text, letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_an_invention_finds_none() {
        let keys = ["provider", "container", "models", "inputs"];
        assert_eq!(nearest("provdier", keys), Some("provider"));
        assert_eq!(nearest("Models", keys), Some("models"));
        assert_eq!(nearest("zebra", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(meant(&["provdier", "inputs", "zebra"], &keys), ["provider"]);
    }

    #[test]
    fn what_is_not_compared_would_not_have_been_near() {
        let words = [
            "a", "ab", "ba", "abc", "a_b", "A-B", "provider", "provdier", "profider", "prvdr", "KİLO", "kilo", "éclair",
        ];
        let slow = |word: &str| {
            let (wanted, length) = (spelling(word).text, spelling(word).text.chars().count());
            let limit = (length / 3).clamp(1, 4);
            let others = words.iter().copied().filter(|other| *other != word);
            let distances = others.map(|other| (strsim::osa_distance(&wanted, &spelling(other).text), other));
            distances.filter(|(distance, other)| *distance <= limit && *distance < other.chars().count()).min()
        };
        for word in words {
            let slow = slow(word).filter(|(_, other)| {
                let length = spelling(word).text.chars().count();
                other.chars().count().abs_diff(length) <= (length / 3).clamp(1, 4)
            });
            assert_eq!(nearest(word, words), slow.map(|(_, other)| other), "{word}");
        }
    }

    #[test]
    fn a_guess_is_the_same_however_many_were_made_before() {
        let keys = ["provider", "container", "a-rather-long-key", "inputs"];
        let guesses = Guesses::new(&keys);
        for _ in 0..40_000 {
            assert_eq!(guesses.of("a-rather-lnog-kye"), Some("a-rather-long-key"));
        }
        assert_eq!(guesses.of("cron"), None);
    }

    #[test]
    fn no_slip_is_in_what_two_words_have_alike() {
        let mut words = vec![String::new()];
        for _ in 0..5 {
            let longer: Vec<String> =
                words.iter().flat_map(|word| ["a", "b", "é"].map(|c| format!("{word}{c}"))).collect();
            words.extend(longer);
            words.sort();
            words.dedup();
        }
        for (one, other) in words.iter().flat_map(|one| words.iter().map(move |other| (one, other))) {
            let (left, right) = apart(one, other);
            assert_eq!(strsim::osa_distance(left, right), strsim::osa_distance(one, other), "{one} {other}");
        }
    }

    #[test]
    fn thousands_of_slips_among_thousands_of_words_end_soon() {
        let names: Vec<String> = (0..20_000).map(|number| format!("own{number:05}")).collect();
        let words = Words::new(names.iter().map(String::as_str));
        let found = names.iter().filter_map(|name| words.nearest(&format!("{name}x"))).count();
        // The first ones are told; each of the others would be compared with most of the words.
        assert!((1..1000).contains(&found), "{found}");
        assert_eq!(words.nearest(&"x".repeat(4 << 20)), None);
    }
}
