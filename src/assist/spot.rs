//! Where a cursor stands in a text that is being typed: the mapping, the value or the list that is written in.
//!
//! The word at the cursor is replaced by a mark, and the text is read as any other: so flow and block style, quotes,
//! anchors and what else YAML has are understood by the one reader. What the mark can be there (a key, a value, an item)
//! is tried until it can be read.

use super::near;
use crate::document::{self, Document, Node, NodeKind};
use crate::source::{Pointer, Source, Span};

/// What stands for the word at the cursor.
const MARK: &str = "__ast_cursor__";

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A key of the mapping at the pointer.
    Key,
    /// The value at the pointer.
    Value,
    /// A code in a comment that silences findings.
    Code,
}

/// Where the cursor stands.
#[derive(Debug)]
pub(super) struct Spot {
    /// What is being written.
    pub(super) role: Role,
    /// Of which node.
    pub(super) pointer: Pointer,
    /// The word at the cursor, which what is written replaces.
    pub(super) word: Span,
    /// Whether a colon follows a key already.
    pub(super) has_colon: bool,
    /// Whether a space is wanted first.
    pub(super) wants_space: bool,
    /// How far a line in the mapping of the key is indented.
    pub(super) indent: usize,
    /// Whether it is between brackets, where nothing can be laid out in lines.
    pub(super) is_flow: bool,
    /// Whether nothing follows on the line.
    pub(super) ends_line: bool,
    /// The text as it was read, with a mark at the cursor.
    pub(super) document: Document,
}

/// Where the word at the cursor is, and what stands around it on its line.
struct Surroundings<'a> {
    text: &'a str,
    word: Span,
    /// The line before the word.
    before: &'a str,
    /// The line after it, without its break.
    behind: &'a str,
    line: Span,
}

fn is_of_word(c: char) -> bool {
    !c.is_whitespace() && !",[]{}\"'#&*!|>".contains(c)
}

impl<'a> Surroundings<'a> {
    fn new(text: &'a str, offset: usize) -> Self {
        let line_start = text[..offset].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line_end = text[offset..].find(['\n', '\r']).map_or(text.len(), |at| offset + at);
        let line = &text[line_start..offset];
        let length: usize = line.chars().rev().take_while(|c| is_of_word(*c)).map(char::len_utf8).sum();
        let mut start = offset - length;
        // Right after the colon of a key a value begins.
        if text[start..offset].ends_with(':') {
            start = offset;
        }
        let rest: &str = &text[offset..line_end];
        let mut end = offset + rest.chars().take_while(|c| is_of_word(*c)).map(char::len_utf8).sum::<usize>();
        if let Some(colon) = key_end(&text[start..line_end]).filter(|colon| start + colon >= offset) {
            end = end.min(start + colon);
        }
        // Quotes belong to what they hold, closed or not.
        if let Some(quote) = text[line_start..start].chars().next_back().filter(|c| matches!(c, '"' | '\'')) {
            start -= 1;
            if text[end..line_end].starts_with(quote) {
                end += 1;
            }
        }
        let (before, behind) = (&text[line_start..start], &text[end..line_end]);
        Self { text, word: Span::new(start, end), before, behind, line: Span::new(line_start, line_end) }
    }

    /// How far what is written on the line is indented.
    fn indent(&self) -> usize {
        self.before.len() - self.before.trim_start_matches(' ').len()
    }

    /// What comes before the word but the dashes of items and white space.
    fn head(&self) -> &str {
        let mut head = self.before.trim_start();
        while let Some(rest) = head.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' ')) {
            head = rest.trim_start();
        }
        head
    }

    /// The closing brackets that the line lacks.
    fn missing_brackets(&self) -> String {
        let mut open = Vec::new();
        for c in self.before.chars() {
            match c {
                '[' => open.push(']'),
                '{' => open.push('}'),
                ']' | '}' => {
                    open.pop();
                }
                _ => {}
            }
        }
        open.into_iter().rev().filter(|bracket| !self.behind.contains(*bracket)).collect()
    }

    /// The texts to try, with what stands before the line and after it: with the mark as a key, a value, an item, and
    /// without what follows.
    fn candidates(&self, (above, below): &(String, String)) -> Vec<String> {
        let rest = self.behind.trim();
        let mut marks = Vec::new();
        if self.head().is_empty() {
            if rest.is_empty() {
                marks.extend([format!("{MARK}:"), format!("- {MARK}")]);
            } else {
                marks.push(MARK.to_owned());
            }
        } else {
            let space = if self.before.ends_with(':') { " " } else { "" };
            marks.push(format!("{space}{MARK}"));
            marks.push(format!("{space}{MARK}{}", self.missing_brackets()));
        }
        let (before, behind) = (self.before, self.behind);
        let whole = marks.iter().map(|mark| format!("{above}{before}{mark}{behind}{below}"));
        let cut = marks.iter().map(|mark| format!("{above}{before}{mark}{behind}\n"));
        whole.chain(cut).collect()
    }
}

/// Where the colon of a key stands, if the text begins with one.
fn key_end(text: &str) -> Option<usize> {
    let colon = text.find(": ").or_else(|| text.strip_suffix(':').map(str::len))?;
    text[..colon].chars().all(is_of_word).then_some(colon)
}

impl Spot {
    /// Where the byte `offset` stands.
    pub(super) fn at(text: &str, offset: usize) -> Option<Self> {
        Self::read(text, offset, |around| near::around(around.text, around.line, around.indent()))
    }

    fn read(text: &str, offset: usize, rest: impl Fn(&Surroundings<'_>) -> (String, String)) -> Option<Self> {
        let offset = (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at))?;
        let around = Surroundings::new(text, offset);
        if let Some(comment) = comment(around.before) {
            let is_list = comment.contains("ignore[") && !comment.contains(']');
            return is_list.then(|| Self::new(&around, Role::Code, Pointer::root(), Document::default()));
        }
        around.candidates(&rest(&around)).into_iter().find_map(|candidate| {
            let (document, _) = document::parse(&Source::new("", candidate));
            let (role, pointer) = find(document.root.as_ref()?, &Pointer::root())?;
            Some(Self::new(&around, role, pointer, document))
        })
    }

    fn new(around: &Surroundings<'_>, role: Role, pointer: Pointer, document: Document) -> Self {
        let before = around.before;
        let is_flow = before.contains(['[', '{']) || before.trim_start().starts_with([']', '}']);
        Self {
            role,
            pointer,
            word: around.word,
            has_colon: around.behind.trim_start().starts_with(':'),
            wants_space: before.ends_with(':'),
            indent: if around.head().is_empty() { before.chars().count() } else { 0 },
            is_flow,
            ends_line: around.behind.trim().is_empty(),
            document,
        }
    }

    /// The keys that a mapping has beside the one that is written.
    pub(super) fn written(&self, mapping: &Pointer) -> Vec<&str> {
        let Some(cursor) = self.document.at(mapping) else { return Vec::new() };
        let entries = cursor.node.as_mapping().unwrap_or_default();
        entries.iter().map(|entry| entry.key.as_str()).filter(|key| *key != MARK).collect()
    }

    /// Whether what is written is an item of a list.
    pub(super) fn is_item(&self) -> bool {
        self.document.at(&self.pointer).is_some_and(|at| at.place.is_item)
    }

    /// The text of a scalar.
    pub(super) fn scalar(&self, pointer: &Pointer) -> Option<&str> {
        let cursor = self.document.at(pointer)?;
        cursor.node.as_scalar().map(|scalar| scalar.text.as_str())
    }
}

/// The comment that a line is in at its end.
fn comment(line: &str) -> Option<&str> {
    let mut quote = None;
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') && " [{,".contains(last) => quote = Some(c),
            None if c == '#' && last.is_whitespace() => return Some(&line[at + 1..]),
            None => {}
        }
        last = c;
    }
    None
}

/// The mark in a tree.
fn find(node: &Node, pointer: &Pointer) -> Option<(Role, Pointer)> {
    match &node.kind {
        NodeKind::Scalar(scalar) => (scalar.text == MARK).then(|| (Role::Value, pointer.clone())),
        NodeKind::Mapping(entries) => entries.iter().find_map(|entry| {
            if entry.key == MARK {
                return Some((Role::Key, pointer.clone()));
            }
            find(&entry.value, &pointer.key(&entry.key))
        }),
        NodeKind::Sequence(items) => items.iter().enumerate().find_map(|(at, item)| find(item, &pointer.item(at))),
        NodeKind::Broken => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rule::codes;
    use crate::schema::node::Shape;

    /// The role and pointer where `|` stands.
    fn spot(text: &str) -> (Role, String) {
        let offset = text.find('|').unwrap();
        let spot = Spot::at(&text.replacen('|', "", 1), offset).unwrap_or_else(|| panic!("{text}"));
        (spot.role, spot.pointer.to_string())
    }

    #[test]
    fn a_cursor_is_placed_in_whatever_way_the_text_is_written() {
        for (text, role, pointer) in [
            ("|", Role::Key, ""),
            ("spec: x\nmo|", Role::Key, ""),
            ("spec: x\nmo|: 1\nname: y\n", Role::Key, ""),
            ("agent:\n  |\nmodels: {}\n", Role::Key, "/agent"),
            ("agent:\n  image: x\n  he|\nmodels: {}\n", Role::Key, "/agent"),
            ("agent:\n  image: |\n", Role::Value, "/agent/image"),
            ("agent:\n  image:|\n", Role::Value, "/agent/image"),
            ("models:\n  a:\n    provider: op|en\n    inputs: []\n", Role::Value, "/models/a/provider"),
            ("models:\n  a:\n    provider: \"op|\n    inputs: []\n", Role::Value, "/models/a/provider"),
            ("models: {a: {prov|}}\n", Role::Key, "/models/a"),
            ("models: {a: {provider: |}}\n", Role::Value, "/models/a/provider"),
            ("models:\n  a:\n    models: [x, |\n    provider: y\n", Role::Value, "/models/a/models/1"),
            ("models:\n  a:\n    models:\n      - x\n      - |\n", Role::Key, "/models/a/models/1"),
            ("models:\n  a:\n    models:\n      - x\n      |\n", Role::Value, "/models/a/models/1"),
            ("agent:\n  inputs:\n    - name: X\n      |\n", Role::Key, "/agent/inputs/0"),
            ("agent:\n  inputs:\n    - |\n      datatype: string\n", Role::Key, "/agent/inputs/0"),
            ("dev:\n  schedules:\n    |: \"0 1 * * *\"\n", Role::Key, "/dev/schedules"),
            ("a: [\nagent:\n  |\n", Role::Key, "/agent"),
            ("agent:\n  im|\n  x: [\n", Role::Key, "/agent"),
            ("agent: &a\n  image: |\nother: *a\n", Role::Value, "/agent/image"),
            ("agent: # ast: ignore[|\n", Role::Code, ""),
            ("ü: 🪑\nagent:\n  image: |\n", Role::Value, "/agent/image"),
        ] {
            assert_eq!(spot(text), (role, pointer.to_owned()), "{text}");
        }
    }

    #[test]
    fn nothing_is_written_in_prose() {
        for text in ["a: # so|", "# |", "agent:\n  image: two wo|rds\n", "a: \"x # |\"\n"] {
            let offset = text.find('|').unwrap();
            assert!(Spot::at(&text.replacen('|', "", 1), offset).is_none(), "{text}");
        }
    }

    /// What completion takes of a spot: what is written, where, and what stands beside it.
    fn told(spot: Option<Spot>) -> Option<(Role, String, String, Vec<String>)> {
        let spot = spot?;
        let tokens: Vec<String> = spot.pointer.tokens().collect();
        let section = Pointer::root().key(tokens.first().map_or("", String::as_str));
        let is_named = Shape::at(&section).is_some_and(Shape::is_named);
        let holder = match tokens.as_slice() {
            [_, entry, ..] if is_named => section.key(entry),
            _ => section,
        };
        let beside = spot.document.at(&holder).map(|at| at.node.to_json().to_string()).unwrap_or_default();
        let keys = if is_named && tokens.len() == 1 { Vec::new() } else { spot.written(&spot.pointer) };
        let beside = if is_named && tokens.len() == 1 { String::new() } else { beside };
        Some((spot.role, spot.pointer.to_string(), beside, keys.into_iter().map(str::to_owned).collect()))
    }

    /// What may stand on the line of the cursor.
    const TYPED: &[&str] = &[
        "",
        "  ",
        "    ",
        "- ",
        "x",
        "mo",
        "name:",
        "name: ",
        "provider: op",
        "[",
        "{a: ",
        "\"a",
        "  - ",
        "# ",
        "      ",
        "  inputs: [",
    ];

    proptest! {
        /// An entry is written as if all of the text were read.
        #[test]
        fn what_is_left_out_changes_nothing(
            example in 0..codes().count(), place in any::<prop::sample::Index>(),
            typed in prop::sample::select(TYPED), is_cut in any::<bool>(),
        ) {
            let good = codes().nth(example).map(|code| code.good).unwrap_or_default();
            let more: String = (0..8).map(|at| format!("  e{at}:\n    provider: github\n    inputs: [{{name: \"A\"}}]\n")).collect();
            let text = format!("{good}\nintegrations:\n{more}");
            let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
            let at = starts[place.index(starts.len())];
            let rest = if is_cut { &text[at..] } else { text[at..].split_once('\n').map_or("", |(_, rest)| rest) };
            let text = format!("{}{typed}\n{rest}", &text[..at]);
            let offset = at + typed.len();
            let whole = Spot::read(&text, offset, |around| {
                (text[..around.line.start].to_owned(), text[around.line.end..].to_owned())
            });
            // What can't be read for another reason may be read now.
            let is_sound = whole.as_ref().is_some_and(|spot| spot.document.unread.is_empty());
            if is_sound {
                prop_assert_eq!(told(whole), told(Spot::at(&text, offset)), "{}", text);
            }
        }
    }
}
