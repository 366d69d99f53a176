//! Every format of findings: another one is its file beside this one, and its line here.

use std::io::{self, Write};
use std::ops::Range;

use super::human::Style;
use super::{FileFindings, Summary, github, gitlab, human, json, junit, sarif, short};

/// How findings are printed.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// How it is made.
    pub form: Form,
}

/// How a format is made.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Of one file after the other, some of its findings at a time, and what comes after all of them.
    Each(fn(&FileFindings<'_>, Range<usize>, Style) -> String, fn(Summary) -> String),
    /// Of all files at once, for programs. Where warnings are denied, some say so.
    All(fn(&[FileFindings<'_>], bool, &mut dyn Write) -> io::Result<()>),
}

/// The formats in the order of help; the first is for people.
pub static FORMATS: &[Format] = &[
    Format {
        name: "human",
        about: "With the lines that are meant, for people",
        form: Form::Each(human::some, |summary| format!("{summary}\n")),
    },
    Format {
        name: "short",
        about: "A line each",
        form: Form::Each(|file, which, _| short::some(file, which), |_| String::new()),
    },
    Format {
        name: "json",
        about: "For programs",
        form: Form::All(|files, _, to| json::write(&json::output(files), to)),
    },
    Format {
        name: "sarif",
        about: "SARIF 2.1.0, with fixes",
        form: Form::All(|files, _, to| json::write(&sarif::log(files), to)),
    },
    Format {
        name: "github",
        about: "Workflow commands, which GitHub shows as annotations",
        form: Form::Each(|file, which, _| github::some(file, which), |_| String::new()),
    },
    Format {
        name: "gitlab",
        about: "A code quality report of GitLab",
        form: Form::All(|files, _, to| json::write(&gitlab::issues(files), to)),
    },
    Format { name: "junit", about: "A test report, with a suite for each file", form: Form::All(junit::write) },
];

impl Format {
    /// The format of a name.
    pub fn by_name(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }
}
