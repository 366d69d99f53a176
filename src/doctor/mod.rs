//! What keeps this machine from running a project: what was observed becomes one line for each thing, with its remedy.
//!
//! Nothing is asked here: what programs printed, which ports are taken and what a gateway said come in as values.

mod cluster;
mod engine;
mod itself;
mod project;

pub use cluster::{helm, kubectl};
pub use engine::{compose, engine};
pub use itself::itself;
pub use project::{Taken, Unpulled, gateway, images, no_spec, ports, spec, unsaid, values, wrong_port};

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::render::json::Version;
use crate::drive::Printed;
use crate::text::one_line;

/// The most characters of somebody else's words.
const MOST: usize = 200;
/// How many projects are named before what is the same for more.
const MOST_NAMED: usize = 3;

/// `ast doctor --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "doctor")]
pub struct Checkup {
    /// The version of the contract.
    version: Version,
    /// What was looked at, in the order in which it is needed.
    checks: Vec<Line>,
    /// Where several projects were looked at, what each needs; `checks` has what they share.
    projects: Vec<OfProject>,
}

/// What was looked at for one of several projects.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct OfProject {
    /// The spec, as given or below what was given, with `/`.
    pub path: String,
    /// What was looked at, in the order in which it is needed.
    pub checks: Vec<Line>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Line {
    /// What: `ast`, `spec`, `engine`, `compose`, `images`, `ports`, `values`, `gateway`, `kubectl` or `helm`.
    check: &'static str,
    /// How it stands.
    state: State,
    /// What was found, on one line.
    message: String,
    /// What to do about it.
    remedy: Option<String>,
}

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum State {
    /// As it should.
    Ok,
    /// It may surprise.
    Warning,
    /// It keeps the project from running.
    Error,
    /// It could not be looked at, for a reason that another line gives.
    Skipped,
}

/// What came of asking a program: nothing where it is not there, else what it printed, or why it could not be asked.
pub type Asked<'a> = Option<&'a Result<Printed, String>>;

impl Line {
    fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, state: State::Ok, message: message.into(), remedy: None }
    }

    fn of(check: &'static str, state: State, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, state, message: message.into(), remedy: Some(remedy.into()) }
    }

    /// Something that another line keeps from being looked at.
    pub fn skipped(check: &'static str, message: impl Into<String>) -> Self {
        Self { check, state: State::Skipped, message: message.into(), remedy: None }
    }

    /// Whether it is as it should be.
    pub fn is_ok(&self) -> bool {
        self.state == State::Ok
    }

    fn text(&self) -> String {
        let state = match self.state {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Error => "error",
            State::Skipped => "skipped",
        };
        let remedy = self.remedy.as_ref().map(|remedy| format!("; {remedy}")).unwrap_or_default();
        format!("{state:7}  {:7}  {}{remedy}\n", self.check, self.message)
    }
}

impl Checkup {
    /// Of what was looked at.
    pub fn new(checks: Vec<Line>) -> Self {
        Self::of_many(checks, Vec::new())
    }

    /// Of what several projects share, and of each of them.
    pub fn of_many(checks: Vec<Line>, projects: Vec<OfProject>) -> Self {
        Self { version: Version, checks, projects }
    }

    /// Whether nothing keeps a project from running.
    pub fn is_fine(&self) -> bool {
        let all = self.checks.iter().chain(self.projects.iter().flat_map(|project| &project.checks));
        all.into_iter().all(|line| line.state != State::Error)
    }

    /// Several projects, in words.
    fn named(&self, paths: &[&str]) -> String {
        if paths.len() == self.projects.len() {
            return format!("all {} projects", paths.len());
        }
        let named: Vec<_> = paths.iter().take(MOST_NAMED).map(|path| one_line(path, MOST)).collect();
        let left = paths.len().saturating_sub(MOST_NAMED);
        let more = if left > 0 { format!(" and {left} more") } else { String::new() };
        format!("{}{more}", named.join(", "))
    }

    /// For people: of several projects, one line each that is fine, and what is not of the others.
    pub fn text(&self) -> String {
        let mut text: String = self.checks.iter().map(Line::text).collect();
        // What is the same for several is told at the first of them.
        let mut told: Vec<&Line> = Vec::new();
        for project in &self.projects {
            let mut alike = String::new();
            let mut own = project.text(|line| {
                let has_it = |other: &&OfProject| other.checks.contains(line);
                let others: Vec<&str> = self.projects.iter().filter(has_it).map(|other| other.path.as_str()).collect();
                let is_shared = others.len() > 1 && !project.names_itself(line);
                if is_shared && !told.contains(&line) {
                    told.push(line);
                    let message = format!("{}: {}", self.named(&others), line.message);
                    alike.push_str(&Line { message, ..line.clone() }.text());
                }
                is_shared
            });
            own.push_str(&alike);
            text.push_str(&own);
        }
        text
    }
}

impl OfProject {
    fn names_itself(&self, line: &Line) -> bool {
        line.message.starts_with(&*one_line(&self.path, MOST))
    }

    /// Its lines, but for those that are told with others.
    fn text<'a>(&'a self, mut is_shared: impl FnMut(&'a Line) -> bool) -> String {
        let path = one_line(&self.path, MOST);
        let told: Vec<&Line> = self.checks.iter().filter(|line| !line.is_ok()).collect();
        if told.is_empty() {
            return Line::ok("spec", format!("{path}: nothing keeps it from running")).text();
        }
        let of_path = |line: &Line| {
            let message =
                if self.names_itself(line) { line.message.clone() } else { format!("{path}: {}", line.message) };
            Line { message, ..line.clone() }.text()
        };
        told.into_iter().filter(|line| !is_shared(line)).map(of_path).collect()
    }
}

/// What a program says of its failure: the last line that says something.
fn complaint(printed: &Printed) -> String {
    let said = [&printed.stderr, &printed.stdout].into_iter().flat_map(|text| text.lines().rev());
    let said = said.map(str::trim).find(|line| !line.is_empty()).unwrap_or("it says nothing");
    one_line(said, MOST).into_owned()
}

/// Why a program did not do what it was asked.
pub fn why(asked: &Result<Printed, String>) -> String {
    good(asked).err().unwrap_or_default()
}

/// What a program printed that did what it was asked.
fn good(asked: &Result<Printed, String>) -> Result<&str, String> {
    match asked {
        Ok(printed) if printed.status == Some(0) => Ok(printed.stdout.trim()),
        Ok(printed) => Err(complaint(printed)),
        Err(why) => Err(why.clone()),
    }
}

#[cfg(test)]
mod tests;
