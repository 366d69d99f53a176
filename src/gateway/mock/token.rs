//! Texts as tokens: a token is a word with the blanks before it. So what is counted is what is streamed.

/// The tokens of a text; together they are the text.
pub(super) fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut in_word) = (0, false);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() && in_word {
            found.push(&text[start..at]);
            start = at;
        }
        in_word = !c.is_whitespace();
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

/// How many they are.
pub(super) fn count(text: &str) -> u64 {
    u64::try_from(tokens(text).len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_words_and_nothing_is_lost() {
        assert_eq!(tokens("This is  a\nmock "), ["This", " is", "  a", "\nmock", " "]);
        assert_eq!(tokens("  "), ["  "]);
        assert_eq!(tokens(""), Vec::<&str>::new());
        assert_eq!(tokens("é ü").concat(), "é ü");
    }
}
