//! What `ast explain` says in lines of a terminal, as Markdown.

use std::fmt::Write as _;

use crate::text::{cell, code};

/// How wide the titles are.
const TITLE: usize = 10;

/// Lines of a title and its words, as a list: each title once, and a default that is the value not told again.
pub(super) fn facts(text: &str) -> String {
    let rows: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_at_checked(TITLE)).collect();
    let value = rows.iter().find(|(title, _)| title.trim() == "value").map(|(_, words)| words.trim());
    let (mut told, mut last) = (String::new(), "");
    for (title, words) in rows {
        let (title, words) = (title.trim(), words.trim());
        match title {
            // Writing to a string never fails, here and below.
            "what" => {
                let _ = writeln!(told, "{}.\n", capital(&cell(words)));
            }
            "default" if value == Some(words) => {
                told.truncate(told.trim_end().len());
                told.push_str(", the default\n");
            }
            _ if title == last => {
                told.truncate(told.trim_end().len());
                let _ = writeln!(told, ", {}", cell(words));
            }
            _ => {
                let words = if matches!(title, "value" | "default") { code(words) } else { cell(words) };
                let _ = writeln!(told, "- {}: {words}", capital(title));
            }
        }
        last = title;
    }
    told.truncate(told.trim_end().len());
    told
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_become_a_list_that_says_nothing_twice() {
        let text = "what       a value\nvalue      2\ndefault    2\ngiven to   agent\ngiven to   knowledge.db\nto set     A=… in `.env`\n";
        let list = "A value.\n\n- Value: `2`, the default\n- Given to: agent, knowledge.db\n- To set: A=… in `.env`";
        assert_eq!(facts(text), list);
        assert_eq!(facts("default    *x*\n"), "- Default: `*x*`");
        assert_eq!(facts("value      2\ndefault    3\n"), "- Value: `2`\n- Default: `3`");
    }
}
