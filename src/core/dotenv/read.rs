//! The text of an env file read as Compose reads it: assignments, and where Compose would stop.

use super::expand::{Expansion, expand};
use super::quote::unescape;
use crate::source::{Source, Span};

/// What the process environment gives for a name.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// An assignment in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// Where its name stands.
    pub span: Span,
    /// The value as Compose has it, references replaced; of a comment, the text.
    pub value: String,
    /// Where the value stands, its quotes included.
    pub place: Span,
    /// How the line sets it.
    pub form: Form,
    /// Why the value can't be read.
    pub fault: Option<Fault>,
    /// Names that the value refers to and that nothing sets.
    pub unset: Vec<String>,
}

/// How a line sets a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `NAME=VALUE`
    Equals,
    /// `NAME: VALUE`
    Colon,
    /// A name alone, which takes the value of the process environment.
    Inherited,
    /// A comment, which only keeps the place of the name.
    Comment,
}

/// Why Compose refuses a value, and with it the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Its quote is never closed.
    Unclosed,
    /// A `${` that begins no reference.
    Reference,
    /// A `${NAME:?…}` whose name is set nowhere.
    Required,
    /// A name alone that ends the file without a line break.
    Cut,
    /// With its references replaced, it is longer than any process can be given.
    Long,
}

/// A file that was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// Every assignment in order, commented ones too.
    pub assignments: Vec<Assignment>,
    /// Lines that are neither an assignment, nor a comment, nor a name alone.
    pub strays: Vec<Span>,
}

impl Assignment {
    /// Whether the line sets the variable.
    pub fn counts(&self) -> bool {
        self.form != Form::Comment
    }

    /// Whether a value that is put in its place would stick to the colon, as in no YAML.
    pub(super) fn needs_blank(&self, source: &Source) -> bool {
        self.form == Form::Colon && source.text()[..self.place.start].ends_with(':')
    }

    /// Whether nothing stands where the value would.
    pub fn is_blank(&self) -> bool {
        matches!(self.form, Form::Equals | Form::Colon)
            && self.value.is_empty()
            && self.place.end - self.place.start <= 2
    }
}

/// Reads a file. A reference takes the process environment first, then what the file set before it.
pub fn read(source: &Source, environment: Environment<'_>) -> Reading {
    let text = source.text();
    let mut reader = Reader { text, environment, reading: Reading::default() };
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let rest = &text[at..];
        let bare = rest.trim_start();
        at += rest.len() - bare.len();
        if bare.is_empty() {
            break;
        }
        at = if bare.starts_with('#') { reader.comment(at) } else { reader.statement(at) };
    }
    reader.reading
}

struct Reader<'a> {
    text: &'a str,
    environment: Environment<'a>,
    reading: Reading,
}

impl Reader<'_> {
    /// A comment, in which an assignment may wait; gives where its line ends.
    fn comment(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        let line = self.text[start..end].trim_end();
        let bare = line.trim_start_matches('#').trim_start();
        let bare = without_export(bare);
        let Some((name, value)) = bare.split_once('=') else { return end };
        let name = name.trim_end();
        if super::is_name(name) {
            let at = start + line.len() - bare.len();
            let place = Span::new(start + line.len() - value.len(), start + line.len());
            let value = value.split(" #").next().unwrap_or_default().trim().to_owned();
            self.push(name, at, value, place, Form::Comment, None);
        }
        end
    }

    /// A statement that begins at `start`; gives where it ends.
    fn statement(&mut self, start: usize) -> usize {
        let rest = without_export(&self.text[start..]);
        let at = self.text.len() - rest.len();
        let end_of_name = rest.find(|c: char| !is_of_name(c) && !is_blank(c)).unwrap_or(rest.len());
        let name = rest[..end_of_name].trim_end();
        let form = match rest[end_of_name..].chars().next() {
            Some('=') => Form::Equals,
            Some(':') => Form::Colon,
            Some('\n') | None => Form::Inherited,
            Some(_) => return self.stray(start),
        };
        if name.contains(char::is_whitespace) || name.is_empty() && form != Form::Inherited {
            return self.stray(start);
        }
        if form == Form::Inherited {
            // `export` alone on a line is nothing.
            if !name.is_empty() {
                let place = Span::new(at + name.len(), at + name.len());
                let value = (self.environment)(name).unwrap_or_default();
                let is_cut = at + end_of_name == self.text.len();
                self.push(name, at, value, place, form, is_cut.then_some(Fault::Cut));
            }
            return at + end_of_name;
        }
        let value_at = at + end_of_name + 1;
        let value_at =
            value_at + self.text[value_at..].find(|c: char| !is_blank(c)).unwrap_or(self.text.len() - value_at);
        self.value(name, at, value_at, form)
    }

    /// The value at `start` of a name that stands at `name_at`; gives where the statement ends.
    fn value(&mut self, name: &str, name_at: usize, start: usize, form: Form) -> usize {
        let rest = &self.text[start..];
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            let end = self.line_end(start);
            let value = self.text[start..end].split(" #").next().unwrap_or_default().trim_end();
            let place = Span::new(start, start + value.len());
            self.push(name, name_at, String::new(), place, form, None);
            self.expand(value);
            return end;
        };
        let Some((value, length)) = quoted(&rest[1..], quote) else {
            let end = self.line_end(start);
            let text = self.text[start..end].trim_end();
            let place = Span::new(start, start + text.len());
            self.push(name, name_at, text.to_owned(), place, form, Some(Fault::Unclosed));
            return end;
        };
        let end = start + 1 + length;
        let place = Span::new(start, end);
        if quote == '\'' {
            self.push(name, name_at, value, place, form, None);
        } else {
            self.push(name, name_at, String::new(), place, form, None);
            self.expand(&unescape(&value));
        }
        end
    }

    /// Gives the last assignment its value.
    fn expand(&mut self, template: &str) {
        let environment = self.environment;
        let Some((last, before)) = self.reading.assignments.split_last_mut() else { return };
        let lookup = |name: &str| {
            let of_file = || before.iter().rev().find(|found| found.counts() && found.name == name);
            environment(name).or_else(|| of_file().map(|found| found.value.clone()))
        };
        let Expansion { value, unset, fault } = expand(template, &lookup);
        (last.value, last.unset, last.fault) = (value, unset, fault);
    }

    fn push(&mut self, name: &str, at: usize, value: String, place: Span, form: Form, fault: Option<Fault>) {
        let (name, span) = (name.to_owned(), Span::new(at, at + name.len()));
        self.reading.assignments.push(Assignment { name, span, value, place, form, fault, unset: Vec::new() });
    }

    fn stray(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        self.reading.strays.push(Span::new(start, start + self.text[start..end].trim_end().len()));
        end
    }

    fn line_end(&self, from: usize) -> usize {
        self.text[from..].find('\n').map_or(self.text.len(), |length| from + length)
    }
}

/// What follows `export` and blanks. A line break ends the word `export` too, and stays.
fn without_export(text: &str) -> &str {
    let is_space = |c: char| matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ');
    match text.strip_prefix("export") {
        Some(rest) if rest.starts_with(is_space) => rest.trim_start_matches(is_blank),
        _ => text,
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']')
}

/// White space that ends no line.
fn is_blank(c: char) -> bool {
    matches!(c, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ' | '\u{85}' | '\u{a0}')
}

/// The text up to the closing quote, of which only the quote itself is unescaped, and the offset after that quote.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((value, at + 1)),
            '\\' => match chars.next()?.1 {
                escaped if escaped == quote => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            c => value.push(c),
        }
    }
    None
}
