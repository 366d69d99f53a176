//! Findings with the severities that the user asked for: levels by code, and `# ast: ignore[code]` comments.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::suppression::{Suppressions, class, suggestion};
use super::{Class, Code, Report, Severity};
use crate::source::{Source, Span};

/// What becomes of the findings of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They are not reported.
    Allow,
    /// They are advice.
    Advice,
    /// They are warnings.
    Warn,
    /// They are errors.
    Deny,
}

/// Levels by code.
pub type Levels = BTreeMap<String, Level>;

impl Level {
    fn severity(self) -> Option<Severity> {
        match self {
            Self::Allow => None,
            Self::Advice => Some(Severity::Advice),
            Self::Warn => Some(Severity::Warning),
            Self::Deny => Some(Severity::Error),
        }
    }
}

/// Why a level can't be given to a code: a message, and what to do.
pub fn refusal(code: &str, level: Level, known: &[&'static Code]) -> Option<(String, String)> {
    let Some(found) = known.iter().find(|known| known.id == code) else {
        return Some((format!("no code is called `{code}`"), suggestion(code, known)));
    };
    (found.is_fixed() && level != Level::Deny).then(|| {
        let help = "remove it, and correct what the finding says".to_owned();
        (format!("`{code}` is an error of {} and can't be lowered", class(found)), help)
    })
}

/// One look at a spec: some codes are only looked for where a plan is bound.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Every code.
    pub known: &'a [&'static Code],
    /// Whether it looks for a code. What silences another is left to the look that does.
    pub is_sought: fn(&Code) -> bool,
    /// Whether it is the first, which reports comments that can't do what they say.
    pub is_first: bool,
}

/// Gives findings their level, drops those that a comment ignores, and reports comments that can't do what they say
/// or that have nothing to do.
///
/// A comment acts on its own line, and one that stands alone on the next line that is not a comment.
pub fn adjust(report: &mut Report, source: &Source, comments: &[Span], levels: &Levels, look: Look<'_>) {
    let mut of_comments = Report::default();
    let mut suppressions = Suppressions::read(source, comments, look, &mut of_comments);
    if look.is_first {
        report.extend(of_comments);
    }
    report.retain(|found| {
        let line = source.position(found.span.start).line;
        found.code.is_fixed() || !suppressions.silence(line, found.code.id)
    });
    // In a section that can't be read there may be what a comment silences.
    if report.iter().all(|found| found.code.class != Class::Syntax) {
        suppressions.report_unused(source, report);
    }
    report.retain(|found| found.code.is_fixed() || levels.get(found.code.id) != Some(&Level::Allow));
    for diagnostic in &mut *report {
        if let Some(severity) = levels.get(diagnostic.code.id).and_then(|level| level.severity())
            && !diagnostic.code.is_fixed()
        {
            diagnostic.severity = severity;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::source::Pointer;
    use std::collections::BTreeSet;

    static RULE: Code = code("a-rule", Class::Rule, Severity::Error);
    static SHAPE: Code = code("a-shape", Class::Schema, Severity::Error);
    static HINT: Code = code("a-hint", Class::Schema, Severity::Warning);
    const KNOWN: &[&Code] = &[&RULE, &SHAPE, &HINT];

    const fn code(id: &'static str, class: Class, severity: Severity) -> Code {
        Code { id, class, severity, ..Code::BASE }
    }

    /// What is left, as `line severity code`, of one finding of every code on the lines that hold `x`.
    fn left(text: &str, levels: &[(&str, Level)]) -> Vec<String> {
        left_of(Look { known: KNOWN, is_sought: |_| true, is_first: true }, text, levels)
    }

    fn left_of(look: Look<'_>, text: &str, levels: &[(&str, Level)]) -> Vec<String> {
        let source = Source::new("f", text);
        let mut report = Report::default();
        for (at, _) in text.match_indices('x') {
            for code in KNOWN {
                report.push(Diagnostic::new(code, Pointer::root(), Span::new(at, at + 1), "m"));
            }
        }
        let comments: Vec<_> = text
            .match_indices('#')
            .map(|(at, _)| {
                let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
                Span::new(at, end)
            })
            .collect();
        let levels = levels.iter().map(|(code, level)| ((*code).to_owned(), *level)).collect();
        adjust(&mut report, &source, &comments, &levels, look);
        report.sort();
        let line = |diagnostic: &Diagnostic| source.position(diagnostic.span.start).line;
        report.iter().map(|d| format!("{} {} {}", line(d), d.severity.as_str(), d.code.id)).collect()
    }

    #[test]
    fn a_comment_silences_its_line_or_the_next_but_never_a_fixed_error() {
        let all = ["1 error a-rule", "1 error a-shape", "1 warning a-hint"].map(str::to_owned);
        let sorted = |left: Vec<String>| left.into_iter().collect::<BTreeSet<_>>();
        assert_eq!(sorted(left("x", &[])), BTreeSet::from(all));
        assert_eq!(left("x # ast: ignore[a-rule, a-hint] why", &[]), ["1 error a-shape"]);
        assert_eq!(left("# ast: ignore[a-rule]\n# ast:ignore[a-hint]\nx", &[]), ["3 error a-shape"]);
        assert_eq!(left("y # ast: ignore[a-rule]\nx", &[]).len(), 4);
        assert_eq!(left("# ast: ignore[a-rule]\n\nx", &[]).len(), 4);
    }

    #[test]
    fn a_comment_that_can_not_work_says_so() {
        assert_eq!(left("y # ast: ignore[a-shape]", &[]), ["1 warning fixed-severity"]);
        assert_eq!(left("y # ast: ignore[a-shap]", &[]), ["1 warning unknown-code"]);
        for text in ["y # ast: ignore", "y # ast: ignore[]", "y # ast: ignore[a-rule", "y # ast: allow[a-rule]"] {
            assert_eq!(left(text, &[]), ["1 warning invalid-suppression"], "{text}");
        }
        assert_eq!(left("y # ask: ignore[a-rule]", &[]), Vec::<String>::new());
    }

    #[test]
    fn a_comment_that_silences_nothing_says_so_and_a_level_does_not_make_it_idle() {
        assert_eq!(left("y # ast: ignore[a-rule]", &[]), ["1 warning unused-suppression"]);
        assert_eq!(left("x # ast: ignore[a-rule, a-hint]", &[("a-rule", Level::Allow)]), ["1 error a-shape"]);
        assert_eq!(left("y # ast: ignore[a-rule]", &[("unused-suppression", Level::Allow)]), [""; 0]);
        assert_eq!(left("y # ast: ignore[a-rule, a-hint]", &[]).len(), 2);
    }

    #[test]
    fn a_look_leaves_what_silences_another_alone() {
        let look = |is_first| Look { known: KNOWN, is_sought: |code| code == &HINT, is_first };
        let text = "y # ast: ignore[a-rule, a-hint]\ny # ast: ignore[a-rule]\ny # ast: ignore\n";
        let unused = "1 warning unused-suppression";
        assert_eq!(left_of(look(false), text, &[]), [unused]);
        assert_eq!(left_of(look(true), text, &[]), [unused, "3 warning invalid-suppression"]);
    }

    #[test]
    fn a_level_changes_what_is_not_fixed() {
        let levels = [("a-rule", Level::Warn), ("a-hint", Level::Deny), ("a-shape", Level::Allow)];
        assert_eq!(left("x", &levels), ["1 error a-hint", "1 warning a-rule", "1 error a-shape"]);
        let refused = refusal("a-shape", Level::Warn, KNOWN).unwrap();
        assert_eq!(refused.0, "`a-shape` is an error of the schema and can't be lowered");
        assert_eq!(refusal("a-shape", Level::Deny, KNOWN), None);
        assert_eq!(refusal("a-rlue", Level::Deny, KNOWN).unwrap().1, "did you mean `a-rule`?");
    }
}
