//! Flags that several commands take: known values, and the format.

use std::path::PathBuf;

use super::environment::Environment;
use super::load::read_text;
use super::session::{Failure, Session, environment};
use crate::dotenv;
use crate::options::Values;
use crate::plan::{For, GATEWAY_URL};
use crate::source::Source;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
}

/// The format of a command that prints a result.
#[derive(Debug, clap::Args)]
pub(super) struct Output {
    /// How the result is printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human", hide_possible_values = true)]
    #[arg(help = "How the result is printed: human or json")]
    format: Format,
}

impl Output {
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }
}

/// What a plan is bound to.
#[derive(Debug, clap::Args)]
pub(super) struct Target {
    /// What the plan is for: local or cluster [default: local]
    #[arg(long = "for", value_enum, value_name = "WHERE", hide_possible_values = true)]
    target: Option<Where>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Where {
    Local,
    Cluster,
}

impl Target {
    pub(super) fn target(&self) -> For {
        match self.target {
            None | Some(Where::Local) => For::Local,
            Some(Where::Cluster) => For::Cluster,
        }
    }

    /// The same beside `--env`: an environment is a cluster's unless something else is said.
    pub(super) fn of(&self, environment: &Environment) -> For {
        match self.target {
            None if environment.name().is_some() => For::Cluster,
            _ => self.target(),
        }
    }
}

/// Values that are known for this run. They inform; no generated file holds them.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Known values (they inform, and never reach a generated file)")]
pub(super) struct Given {
    /// An env file with values, such as `.env`
    #[arg(long, value_name = "FILE")]
    env_file: Vec<PathBuf>,
    /// A value
    #[arg(long, value_name = "NAME=VALUE")]
    var: Vec<String>,
}

impl Given {
    /// The values; a flag beats a file, a later one an earlier one.
    pub(super) fn values(&self, session: &Session<'_, '_>) -> Result<Values, Failure> {
        let mut values = Values::default();
        for file in &self.env_file {
            let text = read_text(file, session)?;
            let source = Source::new(file.to_string_lossy(), text);
            for found in dotenv::read(&source, &environment).assignments {
                // A name alone is a value only where the environment has one; else it may be part of another's.
                if found.counts() && !(found.form == dotenv::Form::Inherited && found.value.is_empty()) {
                    concealed(&found.name, &found.value)
                        .map_err(|why| Failure::new(format!("`{}`: {why}", file.display())))?;
                    values.insert(found.name, found.value);
                }
            }
        }
        for assignment in &self.var {
            let (name, value) = assignment.split_once('=').unwrap_or_default();
            concealed(name, value).map_err(|why| Failure::new(format!("`--var`: {why}")))?;
            values.assign(assignment).map_err(|why| Failure::new(format!("`--var`: {why}")))?;
        }
        Ok(values)
    }
}

/// The URL of the gateway is shown in answers, so it must not hold a password.
fn concealed(name: &str, value: &str) -> Result<(), String> {
    if name == GATEWAY_URL && value.contains('@') {
        return Err(format!("`{name}` holds a user or a password; expected an origin without them"));
    }
    Ok(())
}
