//! Findings with the severities that the user asked for: levels by code, and `# ast: ignore[code]` comments.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::nearest::nearest;
use super::{Class, Code, Diagnostic, Report, Severity, codes};
use crate::source::{Pointer, Source, Span};

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

/// Whether findings of this code are errors whatever anybody says.
pub fn is_fixed(code: &Code) -> bool {
    code.severity == Severity::Error && code.class != Class::Rule
}

/// Why a level can't be given to a code: a message, and what to do.
pub fn refusal(code: &str, level: Level, known: &[&'static Code]) -> Option<(String, String)> {
    let Some(found) = known.iter().find(|known| known.id == code) else {
        return Some((format!("no code is called `{code}`"), suggestion(code, known)));
    };
    (is_fixed(found) && level != Level::Deny).then(|| {
        let help = "remove it, and correct what the finding says".to_owned();
        (format!("`{code}` is an error of {} and can't be lowered", class(found)), help)
    })
}

fn class(code: &Code) -> &'static str {
    match code.class {
        Class::Syntax => "syntax",
        Class::Schema => "the schema",
        Class::Rule => "a rule",
    }
}

fn suggestion(code: &str, known: &[&'static Code]) -> String {
    match nearest(code, known.iter().map(|known| known.id)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "run `ast explain --all` to see all codes".to_owned(),
    }
}

/// Gives findings their level, drops those that a comment ignores, and reports comments that can't do what they say.
///
/// A comment acts on its own line, and one that stands alone on the next line that is no comment.
pub fn adjust(
    report: &mut Report,
    source: &Source,
    comments: &[(Span, String)],
    levels: &Levels,
    known: &[&'static Code],
) {
    let ignored = ignored(report, source, comments, known);
    let silenced = |diagnostic: &Diagnostic| {
        !ignored.is_empty() && ignored.contains(&(source.position(diagnostic.span.start).line, diagnostic.code.id))
    };
    report.retain(|diagnostic| {
        let allowed = levels.get(diagnostic.code.id) == Some(&Level::Allow);
        is_fixed(diagnostic.code) || !(allowed || silenced(diagnostic))
    });
    for diagnostic in &mut *report {
        if let Some(severity) = levels.get(diagnostic.code.id).and_then(|level| level.severity())
            && !is_fixed(diagnostic.code)
        {
            diagnostic.severity = severity;
        }
    }
}

/// The lines and codes that comments silence.
fn ignored(
    report: &mut Report,
    source: &Source,
    comments: &[(Span, String)],
    known: &[&'static Code],
) -> BTreeSet<(usize, &'static str)> {
    let mut ignored = BTreeSet::new();
    // Codes of comments that stand alone, and the line that they act on unless that is such a comment too.
    let mut pending: BTreeSet<&'static str> = BTreeSet::new();
    let mut pending_line = 0;
    for (span, text) in comments {
        let line = source.position(span.start).line;
        let before = source.slice(Span::new(source.line(line).start, span.start));
        let alone = before.chars().all(|c| c.is_whitespace() || c == '\u{feff}');
        if pending_line != line || !alone {
            ignored.extend(pending.iter().map(|code| (pending_line, *code)));
            pending.clear();
        }
        let codes = codes_of(text, *span, report, known);
        if alone {
            pending.extend(codes);
            pending_line = line + 1;
        } else {
            ignored.extend(codes.into_iter().map(|code| (line, code)));
        }
    }
    ignored.extend(pending.iter().map(|code| (pending_line, *code)));
    ignored
}

/// The codes that a comment names and that can be silenced.
fn codes_of(text: &str, span: Span, report: &mut Report, known: &[&'static Code]) -> Vec<&'static str> {
    let mut warn = |code: &'static Code, message: String, help: String| {
        report.push(Diagnostic::new(code, Pointer::root(), span, message).help(help));
    };
    let Some(rest) = text.trim_start().strip_prefix("ast:") else { return Vec::new() };
    let list = rest.trim_start().strip_prefix("ignore[").and_then(|rest| Some(rest.split_once(']')?.0));
    let Some(list) = list.filter(|list| !list.trim().is_empty()) else {
        let message = "expected `ast: ignore[code] reason`".to_owned();
        warn(&codes::INVALID_SUPPRESSION, message, "name the code of the finding in brackets".to_owned());
        return Vec::new();
    };
    let mut codes = Vec::new();
    for name in list.split(',').map(str::trim) {
        match known.iter().find(|known| known.id == name) {
            None => {
                let message = format!("no code is called `{name}`");
                warn(&codes::UNKNOWN_CODE, message, suggestion(name, known));
            }
            Some(code) if is_fixed(code) => {
                let message = format!("`{name}` is an error of {} and can't be silenced", class(code));
                warn(&codes::FIXED_SEVERITY, message, "remove the comment, and correct the finding".to_owned());
            }
            Some(code) => codes.push(code.id),
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    static RULE: Code = code("a-rule", Class::Rule, Severity::Error);
    static SHAPE: Code = code("a-shape", Class::Schema, Severity::Error);
    static HINT: Code = code("a-hint", Class::Schema, Severity::Warning);
    const KNOWN: &[&Code] = &[&RULE, &SHAPE, &HINT];

    const fn code(id: &'static str, class: Class, severity: Severity) -> Code {
        Code { id, class, severity, summary: "", explanation: "", bad: "", good: "" }
    }

    /// What is left, as `line severity code`, of one finding of every code on the lines that hold `x`.
    fn left(text: &str, levels: &[(&str, Level)]) -> Vec<String> {
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
                (Span::new(at, end), text[at + 1..end].to_owned())
            })
            .collect();
        let levels = levels.iter().map(|(code, level)| ((*code).to_owned(), *level)).collect();
        adjust(&mut report, &source, &comments, &levels, KNOWN);
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
        assert_eq!(left("y # ast: ignore[a-rule]\nx", &[]).len(), 3);
        assert_eq!(left("# ast: ignore[a-rule]\n\nx", &[]).len(), 3);
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
    fn a_level_changes_what_is_not_fixed() {
        let levels = [("a-rule", Level::Warn), ("a-hint", Level::Deny), ("a-shape", Level::Allow)];
        assert_eq!(left("x", &levels), ["1 error a-hint", "1 warning a-rule", "1 error a-shape"]);
        let refused = refusal("a-shape", Level::Warn, KNOWN).unwrap();
        assert_eq!(refused.0, "`a-shape` is an error of the schema and can't be lowered");
        assert_eq!(refusal("a-shape", Level::Deny, KNOWN), None);
        assert_eq!(refusal("a-rlue", Level::Deny, KNOWN).unwrap().1, "did you mean `a-rule`?");
    }
}
