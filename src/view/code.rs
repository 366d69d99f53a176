//! A code as a lesson: what it is, why, how it looks, and how it is corrected. The code's own examples are compiled to say it.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::Explanation;
use super::explained::{self, CodeKind, Explained};
use crate::compile::{Facts, compile};
use crate::diagnostic::render::json::Version;
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Severity};
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
    Facts { missing: paths.collect(), ..Facts::default() }
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

/// Everything there is to say of a code.
pub(super) fn explain(code: &'static Code) -> Explanation {
    let lesson = lesson(code);
    let answer = explained::Code {
        kind: CodeKind::Code,
        name: code.id,
        class: code.class,
        severity: code.severity,
        fixed_severity: code.is_fixed(),
        summary: code.summary,
        explanation: code.explanation,
        bad: code.bad,
        good: code.good,
        message: lesson.as_ref().map(|lesson| lesson.message.clone()),
        help: lesson.as_ref().and_then(|lesson| lesson.help.clone()),
        fix: lesson.as_ref().and_then(applicability),
    };
    let severity = lesson.as_ref().map_or(code.severity, |lesson| lesson.severity);
    let about = format!("{}[{}]: {}", code.severity.as_str(), code.id, code.summary);
    let facts = facts(&answer, severity, remedy(lesson.as_ref()), &silence(code));
    Explanation { name: String::new(), about, facts, answer: Explained::Code(answer) }
}

/// A code as people read it. `severity` is that of the finding in its bad example.
fn facts(code: &explained::Code, severity: Severity, remedy: &str, silence: &str) -> String {
    let mut text = format!("{}\n\n{remedy}\n{silence}\n", code.explanation);
    for (title, example) in [("bad", code.bad), ("good", code.good)] {
        if !example.is_empty() {
            // Writing to a string never fails, here and below.
            let _ = write!(text, "\n{title}:\n\n");
            for line in example.lines() {
                // An example of a control character shows it.
                let _ = writeln!(text, "    {}", line.replace('\u{7}', "\\a"));
            }
        }
        if let Some(message) = code.message.as_ref().filter(|_| title == "bad") {
            let help = code.help.as_ref().map(|help| format!("\n    help: {help}")).unwrap_or_default();
            let _ = write!(text, "\n  says:\n\n    {}: {message}{help}\n", severity.as_str());
        }
    }
    text
}

/// `ast explain --all --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "codes")]
pub struct Codes {
    /// The version of the contract.
    version: Version,
    /// Every code, in the order of the reference.
    codes: Vec<Listed>,
}

/// A code in the list of all.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Listed {
    /// Kebab-case and stable.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    code: &'static str,
    /// The stage that finds it.
    class: Class,
    /// How bad it is, unless somebody says otherwise.
    severity: Severity,
    /// What it is, in a line.
    summary: &'static str,
    /// Whether nothing can lower it.
    fixed_severity: bool,
    /// Whether `ast fix` corrects it.
    fix: Option<Applicability>,
}

impl Codes {
    /// All that there are.
    pub fn all() -> Self {
        let one = |code: &'static Code| Listed {
            code: code.id,
            class: code.class,
            severity: code.severity,
            summary: code.summary,
            fixed_severity: code.is_fixed(),
            fix: lesson(code).as_ref().and_then(applicability),
        };
        Self { version: Version, codes: crate::rule::codes().map(one).collect() }
    }

    /// As people read them: what takes no example to be compiled.
    pub fn text() -> String {
        let width = crate::rule::codes().map(|code| code.id.len()).max().unwrap_or_default();
        let mut text = String::new();
        for code in crate::rule::codes() {
            let _ = writeln!(text, "{:width$}  {:7}  {}", code.id, code.severity.as_str(), code.summary);
        }
        text
    }
}
