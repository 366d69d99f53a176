//! References to a variable in Compose's syntax: `${NAME:-default}`, and what it can't say.

use crate::plan::Supply;
use crate::text::is_hidden;

/// Whether the default of a supply has to stand in `.env`, as a reference can't carry it.
pub fn is_written_out(supply: &Supply) -> bool {
    supply.default.as_deref().is_some_and(|default| !supply.secret && !fits(default))
}

/// Text that Compose takes literally.
pub fn literal(text: &str) -> String {
    text.replace('$', "$$")
}

/// A reference that gives the default where the variable is unset or empty; none where it can't carry that default.
pub fn with_default(name: &str, default: &str) -> Option<String> {
    fits(default).then(|| format!("${{{name}:-{}}}", literal(default)))
}

/// A reference that is empty where the variable is unset.
pub fn or_empty(name: &str) -> String {
    format!("${{{name}:-}}")
}

/// A reference that stops Compose where the variable is unset or empty, with a message in plain words.
pub fn required(name: &str, message: &str) -> String {
    format!("${{{name}:?{message}}}")
}

/// Its end is the first `}` that closes nothing, it is one line with nothing hidden, and braces that open twice are read
/// differently when the variable is set.
fn fits(default: &str) -> bool {
    let mut open = 0_usize;
    for c in default.chars() {
        match c {
            '{' => open += 1,
            '}' if open == 0 => return false,
            '}' => open -= 1,
            _ => {}
        }
    }
    open == 0 && !default.contains("{{") && !default.chars().any(is_hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_arrives_unchanged_becomes_a_default() {
        assert_eq!(with_default("A", "x $y").as_deref(), Some("${A:-x $$y}"));
        assert_eq!(with_default("A", "{\"a\": {\"b\": 1}}").as_deref(), Some("${A:-{\"a\": {\"b\": 1}}}"));
        for bad in ["}", "{", "}{", "{{x}}", "a\nb", "a\rb"] {
            assert_eq!(with_default("A", bad), None, "{bad}");
        }
    }
}
