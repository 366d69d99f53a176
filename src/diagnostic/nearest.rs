//! The known word that a mistyped one was most likely meant to be.

/// The candidate nearest to `word`, if it is near enough to be worth a suggestion.
///
/// Case and `_` against `-` are ignored first; then up to a third of the letters may differ
/// (optimal string alignment, so that swapped letters count once).
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(word);
    if folded.len() > 100 {
        return None;
    }
    let length = folded.chars().count();
    let limit = (length / 3).clamp(1, 4);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::osa_distance(&folded, &fold(candidate)), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)))
        .map(|(_, candidate)| candidate)
}

/// The known words that are missing among the written ones, but that some unknown one of those was meant to be.
pub fn meant<'a>(written: &[&str], known: &[&'a str]) -> Vec<&'a str> {
    let free: Vec<_> = known.iter().copied().filter(|word| !written.contains(word)).collect();
    let unknown = written.iter().filter(|word| !known.contains(word));
    unknown.filter_map(|word| guess(word, &free)).collect()
}

/// Words of other languages, and what they are called here.
const SYNONYMS: &[(&str, &str)] = &[
    ("type", "datatype"),
    ("bool", "boolean"),
    ("int", "number"),
    ("integer", "number"),
    ("float", "number"),
    ("str", "string"),
    ("text", "string"),
    ("list", "array"),
    ("dict", "object"),
    ("map", "object"),
    ("dropdown", "select"),
    ("text", "short-text"),
    ("textarea", "long-text"),
    ("cron", "schedule"),
];

/// The candidate that was most likely meant: the key that a value was written behind without a space, a synonym, or
/// the nearest one.
pub fn guess<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let find = |wanted: &str| candidates.iter().copied().find(|candidate| *candidate == wanted);
    let glued = word.split_once(':').and_then(|(key, _)| find(key));
    let synonym = || SYNONYMS.iter().filter(|(other, _)| *other == word).find_map(|(_, own)| find(own));
    glued.or_else(synonym).or_else(|| nearest(word, candidates.iter().copied()))
}

fn fold(word: &str) -> String {
    word.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_an_invention_finds_none() {
        let keys = ["provider", "container", "models", "inputs"];
        assert_eq!(nearest("provdier", keys), Some("provider"));
        assert_eq!(nearest("Models", keys), Some("models"));
        assert_eq!(nearest("zebra", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(meant(&["provdier", "inputs", "zebra"], &keys), ["provider"]);
    }
}
