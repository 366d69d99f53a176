//! The end of a command's help, laid out for the width of a terminal: prose flows, and what an example does stays beside
//! it or comes below it.

use std::borrow::Cow;

use textwrap::{Options, WordSeparator, WordSplitter};

/// How far in stands what doesn't fit beside an example.
const BELOW: &str = "      ";

const FAR_IN: &str = "            ";

/// A command, and those below it, with their ends laid out.
pub(super) fn laid_out(command: clap::Command, width: usize) -> clap::Command {
    let end = command.get_after_help().map(|end| flowing(&end.to_string(), width));
    let command = match end {
        Some(end) => command.after_help(end),
        None => command,
    };
    command.mut_subcommands(|below| laid_out(below, width))
}

/// A text whose paragraphs were broken somewhere, and whose other lines stand in.
fn flowing(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut goes_on = false;
    for line in text.lines() {
        let is_prose = !line.is_empty() && !line.starts_with(' ');
        match lines.last_mut() {
            // So far in stands what goes on with the line before it.
            Some(last) if (is_prose && goes_on) || (line.starts_with(FAR_IN) && !last.is_empty()) => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => lines.push(line.to_owned()),
        }
        goes_on = is_prose && !line.ends_with(':');
    }
    let laid_out: Vec<String> = lines.iter().flat_map(|line| fitting(line, width)).collect();
    laid_out.join("\n")
}

/// A line in as many as it needs.
fn fitting(line: &str, width: usize) -> Vec<String> {
    let is_long = unicode_width::UnicodeWidthStr::width(line) > width;
    let wrap = |text: &str, first: &str, next: &str| -> Vec<String> {
        let options = Options::new(width)
            .initial_indent(first)
            .subsequent_indent(next)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(text, options).into_iter().map(Cow::into_owned).collect()
    };
    let text = line.trim_start();
    if !is_long {
        return vec![line.to_owned()];
    }
    if text.len() == line.len() {
        return wrap(line, "", "");
    }
    let Some(gap) = text.find("  ") else { return wrap(text, &line[..line.len() - text.len()], BELOW) };
    let said = text[gap..].trim_start();
    let column = line.len() - said.len();
    if column * 5 < width * 3 {
        return wrap(said, &line[..column], &" ".repeat(column));
    }
    let command = line[..line.len() - text.len() + gap].to_owned();
    std::iter::once(command).chain(wrap(said, BELOW, BELOW)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_flows_and_examples_keep_what_they_do_beside_them() {
        let text = "Examples:\n  ast x         what it does, in words\n  ast x --a-long-flag y    what that does\n\n\
                    One sentence that was\nbroken. Another.\n\nExit status: 0 fine.";
        let narrow = "Examples:\n  ast x         what it does, in\n                words\n  ast x --a-long-flag y\n      \
                      what that does\n\nOne sentence that was broken.\nAnother.\n\nExit status: 0 fine.";
        assert_eq!(flowing(text, 34), narrow);
        let apart = "  ast x         what it does,\n                in words";
        assert_eq!(flowing(apart, 100), "  ast x         what it does, in words");
        let wide = "Examples:\n  ast x         what it does, in words\n  ast x --a-long-flag y    what that does\n\n\
                    One sentence that was broken. Another.\n\nExit status: 0 fine.";
        assert_eq!(flowing(text, 100), wide);
    }
}
