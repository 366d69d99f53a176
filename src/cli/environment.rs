//! `--env`: which environment of a project a command is about.

use super::accepted::Accepted;
use super::session::Failure;
use crate::diagnostic::nearest::nearest;
use crate::options::Options;
use crate::text::one_line;

/// How much of a name that is not there is shown.
const MOST: usize = 80;

/// The environment that is meant.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct Environment {
    /// The environment, a table under `[environments]` in ast.toml; for a cluster unless --for says
    #[arg(long = "env", value_name = "NAME")]
    name: Option<String>,
}

impl Environment {
    /// Its name, where one is said.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Has the options of a project be those of the environment.
    pub(super) fn enter(&self, project: &mut Accepted) -> Result<(), Failure> {
        if let Some(name) = self.name() {
            project.loaded.options = within(&project.loaded.options, name)?;
        }
        Ok(())
    }
}

/// The options of an environment.
pub(super) fn within(options: &Options, name: &str) -> Result<Options, Failure> {
    options.within(name).ok_or_else(|| unknown(name, &options.environments().collect::<Vec<_>>()))
}

/// Why there are no options of an environment; `names` are those that are there.
pub(super) fn unknown(name: &str, names: &[&str]) -> Failure {
    let failure = Failure::new(format!("no environment is called `{}`", one_line(name, MOST)));
    match nearest(name, names.iter().copied()) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None if names.is_empty() => failure.help("declare it: a table `[environments.NAME]` in ast.toml"),
        None => failure.help(format!("ast.toml has {}", names.join(", "))),
    }
}
