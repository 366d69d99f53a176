//! Colours and line breaks of answers for people on a terminal.
//!
//! They are laid over the finished text, by its shape alone: so no answer is made twice, and without its colours a
//! coloured one is the plain one, byte for byte. What programs read never comes here.

use std::borrow::Cow;

use clap::builder::styling::{AnsiColor, Style};

/// What a line that begins with a word says of itself.
const WORDS: &[(&str, AnsiColor)] = &[
    ("error", AnsiColor::Red),
    ("refused", AnsiColor::Red),
    ("warning", AnsiColor::Yellow),
    ("changed", AnsiColor::Yellow),
    ("removed", AnsiColor::Yellow),
    ("note", AnsiColor::Blue),
    ("advice", AnsiColor::Blue),
    ("ok", AnsiColor::Green),
    ("created", AnsiColor::Green),
    ("added", AnsiColor::Green),
    ("generated", AnsiColor::Green),
    ("ready", AnsiColor::Green),
];

/// The lines of a tree.
const GUIDES: &[char] = &['│', '├', '└', '─', ' '];

/// A space at which no line is broken.
const HELD: &str = "\u{a0}";
/// The most characters of words that a line begins with as a label.
const LONGEST_LABEL: usize = 16;

/// Paints an answer.
pub(super) fn paint(text: &str) -> String {
    let mut painted = String::with_capacity(text.len() * 2);
    let mut lines = text.split_inclusive('\n').peekable();
    // What goes on from a line before is the end of a sentence, and no heading.
    let mut goes_on = false;
    while let Some(line) = lines.next() {
        let is_heading = !goes_on && lines.peek().is_some_and(|next| next.starts_with(['├', '└']));
        goes_on = !line.trim().is_empty() && !line.starts_with(GUIDES);
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        if is_heading && !body.starts_with(GUIDES) {
            push(body, Style::new().bold(), &mut painted);
        } else {
            line_of(body, &mut painted);
        }
        painted.push_str(end);
    }
    painted
}

fn line_of(line: &str, painted: &mut String) {
    let text = line.trim_start_matches(GUIDES);
    let (guides, text) = line.split_at(line.len() - text.len());
    push(guides, Style::new().dimmed(), painted);
    let (text, origin) = text.rfind("  · ").map_or((text, ""), |at| text.split_at(at));
    let word = text.split([' ', ':', '[']).next().unwrap_or_default();
    let color = WORDS.iter().find(|(of, _)| guides.is_empty() && *of == word).map(|(_, color)| color);
    let mut rest = text;
    if let Some(color) = color {
        push(word, color.on_default().bold(), painted);
        rest = &text[word.len()..];
    }
    // What stands between backticks is to be typed, or was.
    while let Some((before, after)) = rest.split_once('`') {
        let Some((name, behind)) = after.split_once('`') else { break };
        painted.push_str(before);
        push(&format!("`{name}`"), AnsiColor::Cyan.on_default(), painted);
        rest = behind;
    }
    painted.push_str(rest);
    push(origin, Style::new().dimmed(), painted);
}

fn push(text: &str, style: Style, painted: &mut String) {
    if text.trim().is_empty() {
        painted.push_str(text);
    } else {
        painted.push_str(&format!("{style}{text}{style:#}"));
    }
}

/// Whether the environment asks for colours or against them, as tools agree on it; none where it leaves that to the
/// terminal.
pub(super) fn asked(variable: impl Fn(&str) -> Option<String>) -> Option<bool> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let is_on = |name: &str| set(name).map(|value| !["0", "false"].contains(&value.as_str()));
    if set("NO_COLOR").is_some() {
        return Some(false);
    }
    let forced = is_on("FORCE_COLOR").or_else(|| is_on("CLICOLOR_FORCE").filter(|is_on| *is_on));
    let refused = || is_on("CLICOLOR") == Some(false) || set("TERM").is_some_and(|term| term == "dumb");
    forced.or_else(|| refused().then_some(false))
}

/// Breaks lines between words where they are wider than a terminal. What follows stands below what was broken: behind
/// the lines of a tree, and behind the word that a line of a table begins with.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut wrapped = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
        if unicode_width::UnicodeWidthStr::width(body) <= width {
            wrapped.push_str(line);
            continue;
        }
        let text = body.trim_start_matches(GUIDES);
        let guides = &body[..body.len() - text.len()];
        let behind = guides.chars().map(|guide| if matches!(guide, '│' | '├') { '│' } else { ' ' });
        let mut below: String = behind.collect();
        let label = text
            .find("  ")
            .filter(|at| !text[..*at].contains(' ') || is_label(&text[..*at]))
            .map_or(0, |at| text.len() - text[at..].trim_start().len());
        if label + below.len() < width / 2 {
            below.extend(std::iter::repeat_n(' ', label));
        }
        let options = textwrap::Options::new(width)
            .subsequent_indent(&below)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        // What is to be typed stays on one line.
        let held = held_together(body, width * 2 / 3);
        let lines = textwrap::wrap(&held, options);
        wrapped.push_str(&lines.join("\n").replace(HELD, " "));
        wrapped.push_str(end);
    }
    wrapped
}

/// Whether a line begins with a few words that what stands behind them is of, as in `needs a value  …`.
fn is_label(words: &str) -> bool {
    words.len() <= LONGEST_LABEL && words.chars().all(|c| c.is_ascii_lowercase() || c == ' ')
}

/// A line in which no space is left between backticks, where they hold no more than so many characters.
fn held_together(line: &str, most: usize) -> String {
    let parts = line.split('`').enumerate();
    let held = parts.map(|(at, part)| match at % 2 {
        1 if part.chars().count() <= most => part.replace(' ', HELD),
        _ => part.to_owned(),
    });
    held.collect::<Vec<_>>().join("`")
}

/// Colours where they are wanted.
pub(super) fn painted(text: &str, is_colored: bool) -> Cow<'_, str> {
    if is_colored { paint(text).into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_laid_over_a_text_that_stays() {
        let text = "a tree\n├─ one  · platform\n└─ two\n\nerror: no `x`, but `y\ncreated a file\n  help: `z`\n";
        let colored = paint(text);
        assert!(
            colored.contains("\u{1b}[1ma tree\u{1b}[0m") && colored.contains("\u{1b}[36m`x`\u{1b}[0m"),
            "{colored:?}"
        );
        let mut plain = String::new();
        let mut rest = colored.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        assert_eq!(plain + rest, text);
        let broken = paint("what is missing, and what\nadds it\n├─ one\n\na tree\n└─ two\n");
        assert!(!broken.contains("\u{1b}[1madds it") && broken.contains("\u{1b}[1ma tree"), "{broken:?}");
    }

    #[test]
    fn lines_fit_a_terminal_and_words_stay_whole() {
        let text = "├─ connects to a store and to another\nwhat       the address of a container\nan-unbroken-word-that-is-long\nshort\n";
        let expected = "├─ connects to a store\n│  and to another\nwhat       the address of\n           a container\nan-unbroken-word-that-is-long\nshort\n";
        assert_eq!(wrapped(text, 25), expected);
        assert_eq!(wrapped(text, 80), text);
        assert_eq!(wrapped("log in by `ast login`, or so\n", 15), "log in by\n`ast login`, or\nso\n");
        let label = "  loses data     a disk that it had stays behind\n";
        assert_eq!(wrapped(label, 40), "  loses data     a disk that it had\n                 stays behind\n");
    }

    #[test]
    fn the_environment_is_asked_as_other_tools_ask_it() {
        for (set, expected) in [
            (&[][..], None),
            (&[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], Some(false)),
            (&[("NO_COLOR", "")], None),
            (&[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], Some(true)),
            (&[("CLICOLOR_FORCE", "0")], None),
            (&[("FORCE_COLOR", "0")], Some(false)),
            (&[("FORCE_COLOR", "3"), ("CLICOLOR", "0")], Some(true)),
            (&[("CLICOLOR", "0")], Some(false)),
            (&[("CLICOLOR", "1"), ("TERM", "xterm")], None),
            (&[("TERM", "dumb")], Some(false)),
        ] {
            let variable = |name: &str| set.iter().find(|(of, _)| *of == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(asked(variable), expected, "{set:?}");
        }
    }
}
