//! What no finding shows of a file of options: the values of inputs, as a secret may stand among them by mistake.

use crate::source::Span;

/// The key under which values of inputs stand.
const VALUES: &str = "values";

/// Where the values of inputs stand in the text of an options file, found line by line: a text that is no TOML has
/// them too.
pub fn values_in(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut is_within, mut start) = (false, 0);
    for line in text.split_inclusive('\n') {
        let (at, written) = (start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
        let bare = written.trim_start();
        if bare.starts_with('#') || bare.is_empty() {
            continue;
        }
        let value = written.find('=');
        // A line of a list begins as a header does, and ends in no bracket alone.
        if bare.starts_with('[') && value.is_none() {
            is_within = is_values(bare.trim_end().trim_matches(['[', ']']));
            continue;
        }
        let key = &written[..value.unwrap_or(0)];
        if is_within || is_values(key) {
            let from = value.map_or(0, |equals| equals + 1);
            let blank = written[from..].len() - written[from..].trim_start().len();
            spans.push(Span::new(at + from + blank, at + written.len()));
        } else if let Some(equals) = value.filter(|equals| written[*equals..].contains(VALUES)) {
            // A table on one line.
            spans.push(Span::new(at + equals + 1, at + written.len()));
        }
    }
    spans
}

/// Whether a dotted key leads into values.
fn is_values(key: &str) -> bool {
    key.split('.').any(|part| part.trim().trim_matches(['"', '\'']) == VALUES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_value_hides_it() {
        let hidden = [
            "[values]\nA = \"hunter2\"\n",
            "[values]\n# c\n\nA=1\nB = 'hunter2'",
            "[environments.staging.values]\nA = \"\"\"\nhunter2\n\"\"\"\n",
            "[environments.staging]\nvalues.A = \"hunter2\"\n",
            "[environments]\nstaging.values = { A = \"hunter2\" }\n",
            "environments = { staging = { values = { A = \"hunter2\" } } }\n",
            "values.\"A\" = \"hunter2\r\n",
            "[ values ]\nA = [\n  \"hunter2\"\n]\n",
        ];
        for text in hidden {
            let at = text.find("hunter2").unwrap();
            let is_hidden = values_in(text).iter().any(|span| span.start <= at && at + 7 <= span.end);
            assert!(is_hidden, "{text}");
        }
        let shown =
            "[values]\nA = \"1\"\n[cluster]\nhost = \"hunter2\"\n[environments.values-of.cluster]\ntag = \"2\"\n";
        assert_eq!(values_in(shown).iter().map(|span| &shown[span.start..span.end]).collect::<Vec<_>>(), ["\"1\""]);
    }
}
