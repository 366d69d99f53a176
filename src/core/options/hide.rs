//! What no finding shows of a file of options: the values of inputs, as a secret may stand among them by mistake.

use crate::source::Span;

/// The key under which values of inputs stand.
const VALUES: &str = "values";

/// Where the values of inputs stand in the text of an options file, found line by line: a text that is no TOML has
/// them too.
pub fn values_in(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut is_within, mut start, mut value_open) = (false, 0, Open::default());
    for line in text.split_inclusive('\n') {
        let (at, written) = (start, line.trim_end_matches(['\n', '\r']));
        start += line.len();
        let bare = written.trim_start();
        if value_open.goes_on() || (value_open.is_last && !bare.is_empty() && !written.contains(['=', '[', '#'])) {
            value_open.read(written);
            spans.push(Span::new(at, at + written.len()));
            continue;
        }
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
        value_open = Open::default();
        if is_within || is_values(key) {
            let from = value.map_or(0, |equals| equals + 1);
            value_open.read(&written[from..]);
            let blank = written[from..].len() - written[from..].trim_start().len();
            spans.push(Span::new(at + from + blank, at + written.len()));
        } else if let Some(equals) = value.filter(|equals| written[*equals..].contains(VALUES)) {
            // A table on one line, or one that begins here.
            value_open.read(&written[equals + 1..]);
            spans.push(Span::new(at + equals + 1, at + written.len()));
        }
    }
    spans
}

/// How far a value is open that began on a line before, by its signs alone: in doubt more is hidden.
#[derive(Default)]
struct Open {
    brackets: isize,
    is_text: bool,
    /// Whether the line before was hidden.
    is_last: bool,
}

impl Open {
    fn goes_on(&self) -> bool {
        self.brackets > 0 || self.is_text
    }

    fn read(&mut self, line: &str) {
        let count = |signs: [char; 2]| isize::try_from(line.matches(signs).count()).unwrap_or(isize::MAX);
        self.brackets += count(['[', '{']) - count([']', '}']);
        let quotes = line.matches("\"\"\"").count() + line.matches("\'\'\'").count();
        self.is_text ^= quotes % 2 == 1;
        self.is_last = true;
    }
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
            "values.A = \"\"\"\nhunter2\n\"\"\"\n",
            "values = { A = [\n  \"hunter2\",\n] }\n",
            "values = { A = [\n  [\"hunter2\"],\n], B = 1 }\n",
            "environments = { staging = {\n  values = {\n    A = \"hunter2\" } } }\n",
            "[environments.staging]\nvalues.A = [\"]\",\n  \"hunter2\"]\n",
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
