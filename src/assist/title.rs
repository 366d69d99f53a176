//! What a change is called in the menu of an editor: as editors call theirs, with a capital first.

use crate::text::one_line;

/// The beginnings of titles that editors say in other words.
const WORDS: [(&str, &str); 2] = [("write `", "Change to `"), ("rename it to `", "Rename to `")];

/// A title of the compiler's, in the imperative, as a menu has it.
pub(super) fn title(text: &str) -> String {
    let text = one_line(text, usize::MAX);
    if let Some((rest, word)) = WORDS.iter().find_map(|(old, new)| Some((text.strip_prefix(old)?, new))) {
        return format!("{word}{rest}");
    }
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_begins_with_a_capital() {
        assert_eq!(title("write `qdrant`"), "Change to `qdrant`");
        assert_eq!(title("rename it to `image`"), "Rename to `image`");
        assert_eq!(title("remove `image`"), "Remove `image`");
        assert_eq!(title(""), "");
    }
}
