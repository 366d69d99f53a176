//! Makes a project of a compose file: what has a place in a spec, and a list of what has not.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::init::{create, is_sound};
use super::load::read_text;
use super::session::{Failure, Session};
use super::wizard::line;
use super::written::shown_diff;
use crate::options::Settings;
use crate::project::{Draft, NAMES, OPTIONS_FILE, Workspace, shown};
use crate::source::Source;
use crate::start::{Imported, Unclear, imported};
use crate::text::one_line;

/// The most characters of what a file says that are shown.
const LONGEST: usize = 300;

/// The files that Compose looks for, in its order; the first is generated unless options say otherwise.
const COMPOSE: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/// Something of a compose file that has no place in a spec.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Left {
    /// The file.
    pub(super) path: String,
    /// The line, from 1.
    pub(super) line: usize,
    /// What it is.
    pub(super) what: String,
    /// Why, and what to do.
    pub(super) reason: String,
}

/// What came of a compose file.
pub(super) struct Done {
    /// The paths of what was written.
    pub(super) created: Vec<String>,
    /// What was not taken over.
    pub(super) lost: Vec<Left>,
    /// Whether something calls the gateway.
    pub(super) has_gateway: bool,
}

/// A compose file, and what is to be made of it.
pub(super) struct Import<'a> {
    pub(super) from: &'a Path,
    /// The service that is the agent, if somebody says so.
    pub(super) agent: Option<&'a str>,
    /// The project's name, if somebody says so.
    pub(super) name: Option<&'a str>,
    /// Its name where the file has none either.
    pub(super) usual_name: &'a str,
    pub(super) folder: &'a Path,
    /// Whether somebody is there to be asked.
    pub(super) asks: bool,
    /// Whether it is shown, and nothing written.
    pub(super) diff: bool,
}

impl Import<'_> {
    /// Writes the spec, and options beside it where it needs some; none where it would not validate.
    pub(super) fn run(&self, session: &mut Session<'_, '_>) -> Result<Option<Done>, Failure> {
        let source = Source::new(shown(self.from), read_text(self.from, session)?);
        let Imported { text, options, lost } = self.imported(&source, session)?;
        // Nothing is generated over what somebody wrote, or in front of it.
        let is_there = |name: &&&str| session.absolute(&self.folder.join(name)).symlink_metadata().is_ok();
        let elsewhere = COMPOSE.iter().find(is_there).map(|name| {
            format!(
                "# `{name}` is there already, and stays what Compose reads.\n[compose]\nfile = \"compose.ast.yaml\"\n"
            )
        });
        let options = match (options, elsewhere) {
            (Some(options), Some(elsewhere)) => Some(format!("{options}\n{elsewhere}")),
            (options, elsewhere) => options.or(elsewhere),
        };
        let mut lost: Vec<Left> = lost
            .into_iter()
            .map(|lost| Left {
                path: source.name().to_owned(),
                line: source.position(lost.span.start).line,
                what: one_line(&lost.what, LONGEST).into_owned(),
                reason: one_line(&lost.reason, LONGEST).into_owned(),
            })
            .collect();
        let (spec, beside) = (self.folder.join(NAMES[0]), self.folder.join(OPTIONS_FILE));
        let has_options = session.absolute(&beside).symlink_metadata().is_ok();
        let mut texts = BTreeMap::from([(session.absolute(&spec), text.clone())]);
        if let Some(options) = options.as_ref().filter(|_| !has_options) {
            texts.insert(session.absolute(&beside), options.clone());
        }
        let now = session.shared_workspace();
        let cwd = session.absolute(Path::new(""));
        let workspace = Workspace::new(Draft::new(now.disk(), texts), cwd, now.config().map(Path::to_owned));
        let mut project =
            workspace.project(&spec, Source::new(shown(&spec), text.as_str()), None, &Settings::default());
        if !is_sound(&mut project, session) {
            return Ok(None);
        }
        let has_gateway = !project.compilation.plan.gateway.declared_by.is_empty();
        let mut created = Vec::new();
        self.put(&spec, &text, &project.compilation.source.shown(), &mut created, session)?;
        match options {
            Some(options) if has_options => {
                let reason = format!("it is there, and nothing is written over; it lacks:\n{options}");
                lost.push(Left { path: shown(&beside), line: 1, what: OPTIONS_FILE.to_owned(), reason });
            }
            Some(options) => {
                self.put(&beside, &options, &options, &mut created, session)?;
            }
            None => {}
        }
        Ok(Some(Done { created, lost, has_gateway }))
    }

    /// Writes a file, or shows what may be shown of it.
    fn put(
        &self,
        path: &Path,
        text: &str,
        may_be_shown: &str,
        created: &mut Vec<String>,
        session: &mut Session<'_, '_>,
    ) -> Result<(), Failure> {
        if self.diff {
            return session.print(&shown_diff(&shown(path), "", may_be_shown, true));
        }
        create(path, text, session)?;
        created.push(shown(path));
        Ok(())
    }

    fn imported(&self, source: &Source, session: &mut Session<'_, '_>) -> Result<Imported, Failure> {
        let refused = |unclear: Unclear| match unclear {
            Unclear::Broken(why) => Failure::new(format!("`{}` can't be imported: {why}", source.name())),
            Unclear::Agent(names) => {
                let names = one_line(&names.join(", "), LONGEST).into_owned();
                Failure::new("nothing says which service is the agent")
                    .help(format!("say `--agent SERVICE`; there are {names}"))
            }
        };
        match imported(source, self.agent, self.name, self.usual_name) {
            Err(Unclear::Agent(names)) if self.asks && self.agent.is_none() => {
                let names = one_line(&names.join(", "), LONGEST).into_owned();
                let said = line(&format!("which service is the agent: {names}? "), session)?;
                imported(source, Some(&said), self.name, self.usual_name).map_err(refused)
            }
            found => found.map_err(refused),
        }
    }
}
