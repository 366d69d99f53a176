//! Markdown for those who don't read it: the words, without the marks.

/// A message in which names stand between backticks, which are shown as they are where nothing reads them: between
/// quotes.
pub(super) fn message(text: &str) -> String {
    let count = text.matches('`').count();
    if !count.is_multiple_of(2) || text.contains("``") { text.to_owned() } else { text.replace('`', "'") }
}

/// Prose, lists and blocks of code.
pub(super) fn prose(markdown: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut is_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            lines.push(line.to_owned());
        } else if line != "---" {
            lines.push(unmarked(line));
        } else if lines.last().is_some_and(String::is_empty) {
            // A rule between two parts has blank lines around it.
            lines.pop();
        }
    }
    lines.join("\n")
}

/// A line of prose: code and what is in bold as their texts, escaped characters as they are.
fn unmarked(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let ticks = rest.len() - rest.trim_start_matches('`').len();
        if ticks > 0 {
            let mark = &rest[..ticks];
            let inner = rest[ticks..].split_once(mark);
            if let Some((code, after)) = inner {
                text.push_str(code.trim());
                rest = after;
                continue;
            }
        }
        if let Some(after) = rest.strip_prefix("**") {
            rest = after;
            continue;
        }
        let escaped = rest.strip_prefix('\\').and_then(|after| after.chars().next());
        match escaped.filter(char::is_ascii_punctuation) {
            Some(escaped) => {
                text.push(escaped);
                rest = &rest[1 + escaped.len_utf8()..];
            }
            None => {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_a_message_stand_between_quotes() {
        assert_eq!(message("unknown key `imgae`"), "unknown key 'imgae'");
        assert_eq!(message("a ` alone"), "a ` alone");
        assert_eq!(message("`` ` ``"), "`` ` ``");
    }

    #[test]
    fn only_the_words_are_left_of_markdown() {
        let markdown = "**A** · `x\\y` \\*b\\*\n\n- `` a`b ``\n\n---\n\n```yaml\na: **\n```";
        assert_eq!(prose(markdown), "A · x\\y *b*\n\n- a`b\n\na: **");
        assert_eq!(prose("é \\é `"), "é \\é `");
    }
}
