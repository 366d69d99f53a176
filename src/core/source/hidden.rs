//! What may not be shown of a file: the places where it stands, and the words by which it is known elsewhere.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Span;
use super::plain::is_plain;

/// What stands for a text that may not be shown.
pub const STARS: &str = "***";
/// A shorter word is part of too many others to be looked for.
const SHORTEST: usize = 4;
/// A part of a word is looked for from so many characters on: what is shorter may be a word of ours.
const LONG_PART: usize = 6;
/// A message may cut what it quotes: a longer word is known by so many of its first characters.
const LONGEST: usize = 24;

/// Texts that may not be shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Hidden {
    /// Sorted, and apart from each other.
    pub(super) spans: Vec<Span>,
    /// Each with what follows it where it was cut.
    words: Vec<(String, BTreeSet<String>)>,
    /// Made when it is first asked for: most files hide nothing, or say nothing.
    search: OnceLock<Option<AhoCorasick>>,
}

impl Hidden {
    /// Spans, and further texts that stand for the same.
    pub(super) fn new(text: &str, spans: Vec<Span>, more: impl IntoIterator<Item = String>) -> Self {
        let written = spans.iter().filter_map(|span| text.get(span.start..span.end)).map(str::to_owned);
        let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for text in written.chain(more) {
            // A message may quote what stands before a sign that a reader of broken text stopped at.
            let parts = |line| str::split(line, [':', ',', ' ', '\t']).filter(|part| part.chars().count() >= LONG_PART);
            for line in text.lines().flat_map(|line| std::iter::once(line).chain(parts(line))) {
                let line = bare(line);
                let word: String = line.chars().take(LONGEST).collect();
                if word.chars().count() >= SHORTEST && !is_plain(&word) {
                    let rest = line[word.len()..].to_owned();
                    words.entry(word).or_default().insert(rest);
                }
            }
        }
        Self { spans: apart(spans), words: words.into_iter().collect(), search: OnceLock::new() }
    }

    /// The same with what another text hides, `spans` of which stand in this one.
    pub(super) fn with(self, other: &Self, mut spans: Vec<Span>) -> Self {
        spans.extend(self.spans);
        let mut words: BTreeMap<String, BTreeSet<String>> = self.words.into_iter().collect();
        for (word, rests) in &other.words {
            words.entry(word.clone()).or_default().extend(rests.iter().cloned());
        }
        Self { spans: apart(spans), words: words.into_iter().collect(), search: OnceLock::new() }
    }

    fn search(&self) -> Option<&AhoCorasick> {
        let make = || {
            let builder = AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(self.words.iter().map(|(word, _)| word));
            // Where it can't be built, `are_in` and `taken_out` take every text for secret.
            builder.ok()
        };
        self.search.get_or_init(make).as_ref()
    }

    /// Whether one of the words stands in a text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        !self.words.is_empty() && self.search().is_none_or(|search| search.is_match(text))
    }

    /// How much of what follows a word in a text is the rest of what it was cut from.
    fn rest(&self, word: usize, text: &str) -> usize {
        let shared = |rest: &String| {
            let same = text.chars().zip(rest.chars()).take_while(|(a, b)| a == b);
            same.map(|(c, _)| c.len_utf8()).sum()
        };
        self.words.get(word).into_iter().flat_map(|(_, rests)| rests).map(shared).max().unwrap_or_default()
    }

    /// A text without the words: what it quotes in backticks is taken out whole, elsewhere only what is not a plain word.
    pub(super) fn taken_out<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.are_in(text) {
            return Cow::Borrowed(text);
        }
        let Some(search) = self.search() else { return Cow::Borrowed(STARS) };
        let quoted = |(at, part): (usize, &'t str)| if at % 2 == 1 && search.is_match(part) { STARS } else { part };
        let text = text.split('`').enumerate().map(quoted).collect::<Vec<_>>().join("`");
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for found in search.find_iter(&text) {
            if found.start() < from {
                continue;
            }
            let word = &text[found.range()];
            if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ') {
                continue;
            }
            out.push_str(&text[from..found.start()]);
            out.push_str(STARS);
            from = found.end() + self.rest(found.pattern().as_usize(), &text[found.end()..]);
        }
        out.push_str(&text[from..]);
        Cow::Owned(out)
    }
}

/// Spans in their order, of which those that meet are one.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut apart: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans.into_iter().filter(|span| !span.is_empty()) {
        match apart.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

/// A value without its quotes, and without what makes it an alias, an anchor or a tag.
pub(super) fn bare(text: &str) -> &str {
    text.trim().trim_start_matches(['*', '&', '!']).trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str, spans: &[(usize, usize)], more: &[&str]) -> Hidden {
        let spans = spans.iter().map(|(start, end)| Span::new(*start, *end)).collect();
        Hidden::new(text, spans, more.iter().map(|text| (*text).to_owned()))
    }

    #[test]
    fn spans_that_meet_are_one() {
        let spans = hidden("0123456789", &[(6, 8), (1, 5), (2, 3), (5, 5)], &[]).spans;
        assert_eq!(spans, [Span::new(1, 5), Span::new(6, 8)]);
    }

    #[test]
    fn a_word_is_taken_out_by_its_quotes_and_a_plain_one_garbles_no_sentence() {
        let hidden = hidden("\"hunterX2\"", &[(0, 10)], &["sunny", "two\nlines", "abc", "agent"]);
        assert_eq!(hidden.taken_out("found `xhunterX2y`, and hunterX2"), "found `***`, and ***");
        assert_eq!(hidden.taken_out("the sunny is `sunny`, abc"), "the sunny is `***`, abc");
        assert_eq!(hidden.taken_out("`lines`"), "`***`");
        assert_eq!(hidden.taken_out("`agent`"), "`agent`", "a word of the language says nothing");
        assert!(hidden.are_in("hunterX2") && !hidden.are_in("hunter"));
    }

    #[test]
    fn nothing_of_a_long_word_is_left_even_where_it_was_cut() {
        let long = "Abcdefgh-Abcdefgh-Abcdefgh-\u{e9}Xyz";
        let hidden = hidden("", &[], &[long, "Abcdefgh-Abcdefgh-Abcdefgh/other"]);
        assert_eq!(hidden.taken_out(&format!("a/{long}/b {long}")), "a/***/b ***");
        assert_eq!(hidden.taken_out("a Abcdefgh-Abcdefgh-Abcdefgh-\u{e9}X… b"), "a ***… b");
    }
}
