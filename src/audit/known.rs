//! What code reads that no plan has to give: `schema/reads.txt`, as a table.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The table.
#[derive(Debug, Default)]
pub(super) struct Known {
    system: BTreeSet<&'static str>,
    prefixes: Vec<&'static str>,
}

/// Names that nobody has to give.
pub(super) static KNOWN: LazyLock<Known> = LazyLock::new(|| Known::read(include_str!("../../schema/reads.txt")));

impl Known {
    fn read(text: &'static str) -> Self {
        let mut known = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut words = line.split_whitespace();
            match words.next() {
                Some("system") => known.system.extend(words),
                Some("prefix") => known.prefixes.extend(words),
                _ => {}
            }
        }
        known
    }

    /// Whether a system, a shell or a base image sets it.
    pub(super) fn is_of_system(&self, name: &str) -> bool {
        self.system.contains(name) || self.prefixes.iter().any(|prefix| name.starts_with(prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_of_a_kind_that_is_known() {
        for line in include_str!("../../schema/reads.txt").lines().filter(|line| !line.starts_with('#')) {
            let kind = line.split_whitespace().next();
            assert!(matches!(kind, Some("system" | "prefix")), "{line}");
        }
        assert!(KNOWN.is_of_system("PATH") && KNOWN.is_of_system("LC_ALL") && !KNOWN.is_of_system("OPENAI_API_KEY"));
    }
}
