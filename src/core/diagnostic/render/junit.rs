//! Findings as the results of tests: one suite a file, in it a failed case for each error.
//!
//! What does not fail a run, advice and warnings that are not denied, is the output of a case that passes.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::FileFindings;
use crate::diagnostic::{Diagnostic, Severity, codes};
use crate::text::one_line;

/// The findings of all files; warnings fail where they are denied, as they fail the run.
pub fn render(files: &[FileFindings<'_>], deny_warnings: bool) -> String {
    let mut written = Vec::new();
    // Writing to memory never fails, and what is written are texts.
    let _ = write(files, deny_warnings, &mut written);
    String::from_utf8(written).unwrap_or_default()
}

/// The same, written suite by suite.
pub fn write(files: &[FileFindings<'_>], deny_warnings: bool, to: &mut dyn Write) -> io::Result<()> {
    let suites: Vec<_> = files.iter().map(|file| Suite::of(file, deny_warnings)).collect();
    let total = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let counts = attributes(total(|suite| suite.tests), total(|suite| suite.failures), total(|suite| suite.errors));
    write!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ast\" {counts}>\n")?;
    for suite in &suites {
        let counts = attributes(suite.tests, suite.failures, suite.errors);
        write!(to, "  <testsuite name=\"{}\" {counts}>\n{}  </testsuite>\n", suite.name, suite.cases)?;
    }
    to.write_all(b"</testsuites>\n")
}

struct Suite {
    name: String,
    tests: usize,
    failures: usize,
    errors: usize,
    cases: String,
}

impl Suite {
    fn of(file: &FileFindings<'_>, deny_warnings: bool) -> Self {
        let name = escaped(file.path);
        let mut suite = Self { name, tests: 0, failures: 0, errors: 0, cases: String::new() };
        for found in file.report {
            suite.case(file, found, deny_warnings);
        }
        if suite.tests == 0 {
            suite.tests = 1;
            let _ = writeln!(suite.cases, "    <testcase classname=\"{}\" name=\"valid\"/>", suite.name);
        }
        suite
    }

    fn case(&mut self, file: &FileFindings<'_>, found: &Diagnostic, deny_warnings: bool) {
        let at = file.source.position(found.span.start);
        let (class, code) = (&self.name, found.code.id);
        let message = escaped(&found.message);
        let help = found.help.as_ref().map(|help| format!("\nhelp: {}", escaped(help))).unwrap_or_default();
        let told = format!("{class}:{}:{}: {}[{code}]: {message}{help}", at.line, at.column, found.severity.as_str());
        let fails = found.severity == Severity::Error || (deny_warnings && found.severity == Severity::Warning);
        let inner = if found.code == &codes::IO {
            self.errors += 1;
            format!("<error type=\"{code}\" message=\"{message}\">{told}</error>")
        } else if fails {
            self.failures += 1;
            format!("<failure type=\"{code}\" message=\"{message}\">{told}</failure>")
        } else {
            format!("<system-out>{told}</system-out>")
        };
        self.tests += 1;
        let name = format!("{code} at {}:{}", at.line, at.column);
        // Writing to a string never fails.
        let _ = write!(
            self.cases,
            "    <testcase classname=\"{class}\" name=\"{name}\" line=\"{}\">\n      {inner}\n    </testcase>\n",
            at.line
        );
    }
}

fn attributes(tests: usize, failures: usize, errors: usize) -> String {
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")
}

/// Text as XML can hold it; characters that no XML can hold are shown as escapes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in one_line(text, usize::MAX).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => safe.extend(c.escape_default()),
            c => safe.push(c),
        }
    }
    safe
}
