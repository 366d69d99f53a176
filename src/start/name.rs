//! A name that an agent may have, made of a folder's.

/// The most characters of an agent's name.
const LONGEST: usize = 63;

/// The name of an agent that is called like a folder.
pub(crate) fn agent_name(folder: &str) -> String {
    let mut name = folded(folder);
    name.truncate(LONGEST - "my-".len());
    let name = name.trim_end_matches('-');
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    match name {
        "" => "my-agent".to_owned(),
        "astro" | "agent" | "model" | "integration" => format!("my-{name}"),
        _ if !begins || name.len() < 2 => format!("my-{name}"),
        _ => name.to_owned(),
    }
}

/// A text in lower-case letters, digits and single hyphens.
pub(super) fn folded(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_folder_gives_a_name_that_is_allowed() {
        for (folder, expected) in [
            ("My Agent", "my-agent"),
            ("agent", "my-agent"),
            ("", "my-agent"),
            ("日本", "my-agent"),
            ("9lives", "my-9lives"),
            ("x", "my-x"),
            ("a__b--c_", "a-b-c"),
        ] {
            assert_eq!(agent_name(folder), expected);
        }
        assert_eq!(agent_name(&"a".repeat(300)).len(), 60);
    }
}
