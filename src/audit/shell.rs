//! What a shell script reads of its environment: every `$NAME` that it did not set before, outside of what is quoted.
//!
//! A shell expands texts, and what it expands is told by its quotes alone, so the quotes are all that is kept track of.

use std::collections::BTreeSet;

use super::read::{Need, Read, Seen, is_name};
use crate::source::Span;

/// What a word after which names stand that are set then.
const SETTERS: [&str; 4] = ["read", "for", "getopts", "mapfile"];

/// Where a script is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Commands, or what `$(` begins.
    Commands,
    /// `"…"`
    Quotes,
    /// `${…}`
    Braces,
}

struct Look<'t> {
    text: &'t str,
    at: usize,
    within: Vec<Within>,
    /// What is set from the next word on.
    pending: Vec<&'t str>,
    set: BTreeSet<&'t str>,
    /// Texts that go on in the lines below: what ends each, and whether it is expanded.
    heredocs: Vec<(String, bool)>,
    is_strict: bool,
    /// Whether the words here are names that a command sets.
    is_setting: bool,
    seen: Seen,
}

/// Looks through a script.
pub(super) fn look(text: &str) -> Seen {
    let mut look = Look {
        text,
        at: 0,
        within: Vec::new(),
        pending: Vec::new(),
        set: BTreeSet::new(),
        heredocs: Vec::new(),
        is_strict: false,
        is_setting: false,
        seen: Seen::default(),
    };
    while look.at < text.len() {
        look.step();
    }
    look.seen
}

/// The same of a part of a file.
pub(super) fn part(text: &str, span: Span) -> Vec<Read> {
    let mut reads = look(text.get(span.start..span.end).unwrap_or_default()).reads;
    for read in &mut reads {
        read.span = Span::new(read.span.start + span.start, read.span.end + span.start);
    }
    reads
}

impl<'t> Look<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn is_quoted(&self) -> bool {
        self.within.last() == Some(&Within::Quotes)
    }

    fn step(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return };
        let next = rest[c.len_utf8()..].chars().next();
        let inner = self.within.last().copied();
        match c {
            '\\' => self.at += 1 + next.map_or(0, char::len_utf8),
            '\'' if !self.within.contains(&Within::Quotes) || inner == Some(Within::Commands) => {
                let end = rest[1..].find('\'').map_or(rest.len(), |end| end + 2);
                self.at += end;
            }
            '"' if inner == Some(Within::Quotes) => self.pop(1),
            '"' => self.push(Within::Quotes, 1),
            '$' => self.dollar(rest),
            ')' if inner == Some(Within::Commands) => self.pop(1),
            '}' if inner == Some(Within::Braces) => self.pop(1),
            _ if self.is_quoted() || inner == Some(Within::Braces) => self.at += c.len_utf8(),
            '#' if self.is_word_start() => {
                let end = rest.find('\n').unwrap_or(rest.len());
                self.seen.comments.push(Span::new(self.at, self.at + end));
                self.at += end;
            }
            '\n' => self.line(),
            '<' if rest.starts_with("<<") && !rest.starts_with("<<<") => self.heredoc(rest),
            c if c.is_whitespace() || ";|&()".contains(c) => {
                self.set.extend(self.pending.drain(..));
                self.is_setting &= c.is_whitespace();
                self.at += c.len_utf8();
            }
            _ if self.is_word_start() => self.word(rest),
            _ => self.at += c.len_utf8(),
        }
    }

    fn push(&mut self, within: Within, length: usize) {
        self.within.push(within);
        self.at += length;
    }

    fn pop(&mut self, length: usize) {
        self.within.pop();
        self.at += length;
    }

    fn is_word_start(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || ";|&()".contains(c))
    }

    /// A word begins: an assignment, a command that sets names, or one that says how the script runs.
    fn word(&mut self, rest: &'t str) {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if after.starts_with('=') || after.starts_with("+=") {
            self.pending.extend(Some(word).filter(|word| is_name(word)));
        } else if self.is_setting && is_name(word) && word != "in" {
            self.set.insert(word);
        } else if SETTERS.contains(&word) {
            self.is_setting = true;
        } else if word == "set" {
            let line = after.lines().next().unwrap_or_default();
            let mut flags = line.split_whitespace();
            self.is_strict |= flags.any(|flag| flag == "nounset" || (flag.starts_with('-') && flag.contains('u')));
        }
        self.is_setting &= word != "in";
        self.at += end.max(rest.chars().next().map_or(1, char::len_utf8));
    }

    /// The end of a line, after which texts go on.
    fn line(&mut self) {
        self.set.extend(self.pending.drain(..));
        self.is_setting = false;
        self.at += 1;
        for (end, is_expanded) in std::mem::take(&mut self.heredocs) {
            while self.at < self.text.len() {
                let rest = self.rest();
                let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
                let stop = self.at + length;
                if rest[..length].trim() == end {
                    self.at = stop;
                    break;
                }
                while is_expanded && self.at < stop {
                    let rest = self.rest();
                    match rest.find(['$', '\\']).filter(|found| self.at + found < stop) {
                        Some(found) if rest[found..].starts_with('\\') => self.at += found + 2,
                        Some(found) => {
                            self.at += found;
                            let depth = self.within.len();
                            self.dollar(&rest[found..]);
                            self.within.truncate(depth);
                        }
                        None => break,
                    }
                    if !self.text.is_char_boundary(self.at) {
                        self.at += 1;
                    }
                }
                self.at = self.at.max(stop).min(self.text.len());
                while !self.text.is_char_boundary(self.at) {
                    self.at += 1;
                }
            }
        }
    }

    fn heredoc(&mut self, rest: &'t str) {
        let word = rest[2..].trim_start_matches('-').trim_start_matches([' ', '\t']);
        let is_expanded = !word.starts_with(['"', '\'', '\\']);
        let word = word.trim_start_matches(['"', '\'', '\\']);
        let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(word.len());
        if end > 0 {
            self.heredocs.push((word[..end].to_owned(), is_expanded));
            // The word is passed over with its quotes.
            self.at += rest.len() - word.len() + end;
            if !is_expanded && self.rest().starts_with(['"', '\'']) {
                self.at += 1;
            }
        } else {
            self.at += 2;
        }
    }

    /// `$NAME`, `${NAME…}`, `$(…)`
    fn dollar(&mut self, rest: &'t str) {
        let after = &rest[1..];
        if after.starts_with('(') {
            return self.push(Within::Commands, 2);
        }
        let is_braced = after.starts_with('{');
        let from = if is_braced { 2 } else { 1 };
        // `${#NAME}` is how long it is, `${!NAME}` what the one has that it names.
        let mark = usize::from(is_braced && after[1..].starts_with(['#', '!']));
        let name = &rest[from + mark..];
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
        let (name, behind) = name.split_at(end);
        let start = self.at + from + mark;
        if is_variable(name) && !self.set.contains(name) {
            let (need, has_default) = self.need(is_braced, behind);
            self.seen.reads.push(Read {
                name: Some(name.to_owned()),
                span: Span::new(start, start + end),
                need,
                has_default,
            });
        }
        if is_braced {
            return self.push(Within::Braces, from + mark + end);
        }
        // What stands after a lone `$` is looked at for itself.
        self.at += from + end;
    }

    /// Whether a script goes on without a variable, by what stands behind its name.
    fn need(&self, is_braced: bool, behind: &str) -> (Need, bool) {
        let operator = behind.strip_prefix(':').unwrap_or(behind);
        let filled = |rest: &str| !rest.starts_with('}');
        match operator.chars().next().filter(|_| is_braced) {
            Some('?') => (Need::Required, false),
            Some('-' | '=') => (Need::Optional, filled(&operator[1..])),
            Some('+') => (Need::Optional, false),
            _ if self.is_strict => (Need::Required, false),
            _ => (Need::Optional, false),
        }
    }
}

/// Whether a name is one of the environment: those in lower case are a script's own.
fn is_variable(name: &str) -> bool {
    is_name(name) && !name.bytes().any(|byte| byte.is_ascii_lowercase()) && name != "_"
}
