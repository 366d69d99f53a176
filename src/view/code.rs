//! A code as a lesson: what it is, why, how it looks, and how it is corrected. The code's own examples are compiled to say it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::Explanation;
use crate::compile::{Facts, compile};
use crate::diagnostic::{Applicability, Class, Code, Diagnostic};
use crate::options::Options;
use crate::source::Source;
use crate::spec::{BuildPath, Spec};

/// What `ast` finds in the bad example of a code; none where it has no example, or one without a spec.
pub fn lesson(code: &'static Code) -> Option<Diagnostic> {
    let source = Source::new("astropods.yml", code.bad);
    let compilation = compile(source, missing, &Options::default());
    compilation.report.iter().find(|found| found.code == code).cloned()
}

/// On the disk of an example nothing exists that is called missing.
fn missing(spec: &Spec) -> Facts {
    let paths = spec.builds().flat_map(|site| [site.build.context_path(), site.build.dockerfile_path()]);
    let paths = paths.filter_map(|path| match path {
        BuildPath::Inside(path) if path.contains("missing") => Some(path),
        _ => None,
    });
    Facts { missing: paths.collect() }
}

/// How far `ast fix` corrects what a code finds.
pub fn applicability(lesson: &Diagnostic) -> Option<Applicability> {
    lesson.fixes.first().map(|fix| fix.applicability)
}

/// How it is corrected, in a sentence.
pub fn remedy(lesson: Option<&Diagnostic>) -> &'static str {
    match lesson.and_then(applicability) {
        Some(Applicability::Safe) => "`ast fix` corrects it where that is simple.",
        Some(Applicability::Unsafe) => "`ast fix --unsafe` makes a guess where there is one.",
        None => "It is left to you.",
    }
}

/// Who can change its severity, in a sentence.
pub fn silence(code: &Code) -> String {
    if code.is_fixed() {
        return "It can't be lowered or silenced.".to_owned();
    }
    format!("`# ast: ignore[{0}] reason` silences it, `--allow {0}` or `[rules]` in `ast.toml` lowers it.", code.id)
}

/// The stage that finds it.
pub fn class(code: &Code) -> &'static str {
    match code.class {
        Class::Syntax => "syntax",
        Class::Schema => "schema",
        Class::Rule => "rule",
    }
}

/// Everything there is to say of a code.
pub(super) fn explain(code: &'static Code) -> Explanation {
    let lesson = lesson(code);
    let mut text = format!("{}[{}]: {}\n\n{}\n", code.severity.as_str(), code.id, code.summary, code.explanation);
    // Writing to a string never fails, here and below.
    let _ = write!(text, "\n{}\n{}\n", remedy(lesson.as_ref()), silence(code));
    for (title, example) in [("bad", code.bad), ("good", code.good)] {
        if !example.is_empty() {
            let _ = write!(text, "\n{title}:\n\n");
            for line in example.lines() {
                // An example of a control character shows it.
                let _ = writeln!(text, "    {}", line.replace('\u{7}', "\\a"));
            }
        }
        if let Some(lesson) = lesson.as_ref().filter(|_| title == "bad") {
            let help = lesson.help.as_ref().map(|help| format!("\n    help: {help}")).unwrap_or_default();
            let _ = write!(text, "\n  says:\n\n    {}: {}{help}\n", lesson.severity.as_str(), lesson.message);
        }
    }
    let fix = lesson.as_ref().and_then(applicability);
    let json = json!({
        "kind": "code", "name": code.id, "class": code.class, "severity": code.severity, "fixed_severity": code.is_fixed(),
        "summary": code.summary, "explanation": code.explanation, "bad": code.bad, "good": code.good,
        "message": lesson.as_ref().map(|lesson| &lesson.message), "help": lesson.as_ref().and_then(|lesson| lesson.help.as_ref()),
        "fix": fix,
    });
    Explanation { text, json }
}

/// Every code for programs.
pub fn codes_json() -> Value {
    let one = |code: &'static Code| {
        json!({
            "code": code.id, "class": code.class, "severity": code.severity, "summary": code.summary,
            "fixed_severity": code.is_fixed(), "fix": lesson(code).as_ref().and_then(applicability),
        })
    };
    json!({ "version": 1, "codes": crate::rule::codes().map(one).collect::<Vec<_>>() })
}
