//! Variables in a few words: the ones that code is written with first, the rest counted.

/// How many variables are named before the rest is counted.
const NAMED: usize = 2;

/// Endings by their use: who has the first needs the others less.
const ENDINGS: [&str; 5] = ["_URL", "_HOST", "_API_KEY", "_TOKEN", "_KEY"];

/// Names in a line, the most useful first.
pub(super) fn few<T: AsRef<str>>(names: &[T]) -> String {
    let mut names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    // A model's is the entry's own. The sort keeps the order of those that are of equal use.
    names.sort_by_key(|name| match ENDINGS.iter().position(|end| name.ends_with(end)) {
        _ if name.starts_with("MODEL_") => 0,
        Some(at) => 1 + at,
        None => 1 + ENDINGS.len(),
    });
    match names.as_slice() {
        names if names.len() <= NAMED => names.join(", "),
        names => format!("{}, +{}", names[0], names.len() - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_useful_name_comes_first() {
        assert_eq!(few(&["NEO4J_AUTH", "NEO4J_HOST", "NEO4J_PORT", "NEO4J_URL"]), "NEO4J_URL, +3");
        assert_eq!(few(&["REDIS_PASSWORD", "REDIS_URL"]), "REDIS_URL, REDIS_PASSWORD");
        assert_eq!(few(&["ASTRO_GATEWAY_URL", "ASTRO_GATEWAY_API_KEY", "MODEL_CHAT"]), "MODEL_CHAT, +2");
        assert_eq!(few(&["A"]), "A");
        assert_eq!(few::<&str>(&[]), "");
    }
}
