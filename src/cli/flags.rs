//! Flags that several commands take: options of the output, known values, and the format.

use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command};

use super::load::read_text;
use super::session::{Failure, Session, environment};
use crate::dotenv;
use crate::image::ImageRef;
use crate::options::{Cluster, Gateway, GatewayMode, HostName, Messaging, Registry, Settings, Tag, Values, form};
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
    /// What the plan is for: local or cluster
    #[arg(long = "for", value_enum, value_name = "WHERE", default_value = "local", hide_possible_values = true)]
    target: Where,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Where {
    Local,
    Cluster,
}

impl Target {
    pub(super) fn target(&self) -> For {
        match self.target {
            Where::Local => For::Local,
            Where::Cluster => For::Cluster,
        }
    }
}

/// Options of the output; each beats its setting in `ast.toml`.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Options of the output (each beats its setting in ast.toml)")]
pub(super) struct Flags {
    /// Where the gateway of a local run is: hosted, local or mock
    #[arg(long, value_enum, value_name = "MODE", hide_possible_values = true)]
    gateway: Option<Mode>,
    /// The origin of the hosted gateway, such as `https://gateway.example.com`
    #[arg(long, value_name = "URL", value_parser = Url(form::origin))]
    gateway_url: Option<String>,
    /// Where telemetry goes
    #[arg(long, value_name = "URL", value_parser = Url(form::url))]
    otel_endpoint: Option<String>,
    /// The public host name of the agent in a cluster
    #[arg(long, value_name = "NAME")]
    host: Option<HostName>,
    /// Whether the public host speaks TLS
    #[arg(long, value_name = "BOOL")]
    tls: Option<bool>,
    /// The registry that built images are pushed to
    #[arg(long, value_name = "HOST/PATH")]
    registry: Option<Registry>,
    /// The tag of built images
    #[arg(long, value_name = "TAG")]
    tag: Option<Tag>,
    /// The image of the messaging sidecar
    #[arg(long, value_name = "IMAGE")]
    messaging_image: Option<ImageRef>,
    /// The messaging adapters in a cluster, separated by commas
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = formed(form::adapter))]
    adapters: Option<Vec<String>>,
    /// The cron expression of a scheduled ingestion
    #[arg(long, value_name = "INGESTION=CRON", value_parser = schedule)]
    schedule: Vec<(String, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Mode {
    Hosted,
    Local,
    Mock,
}

/// A parser of texts of a form.
fn formed(form: fn(&str) -> Result<(), String>) -> impl Fn(&str) -> Result<String, String> + Clone + Send + Sync {
    move |text| form(text).map(|()| text.to_owned())
}

/// A parser of URLs. It says itself what is wrong: clap repeats the value, which may hold a password.
#[derive(Clone)]
struct Url(fn(&str) -> Result<(), String>);

impl TypedValueParser for Url {
    type Value = String;

    fn parse_ref(&self, command: &Command, flag: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        let why = match value.to_str() {
            Some(text) => match (self.0)(text) {
                Ok(()) => return Ok(text.to_owned()),
                Err(why) => why,
            },
            None => "expected text in UTF-8".to_owned(),
        };
        let flag = flag.map(ToString::to_string).unwrap_or_default();
        let message = format!("invalid value for '{flag}': {why}\n");
        Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command))
    }
}

fn schedule(text: &str) -> Result<(String, String), String> {
    let (name, expression) = text.split_once('=').ok_or("expected INGESTION=CRON, as in `nightly=0 2 * * *`")?;
    form::schedule(expression)?;
    Ok((name.to_owned(), expression.to_owned()))
}

impl Flags {
    /// The flags as settings.
    pub(super) fn settings(&self) -> Settings {
        let mode = self.gateway.map(|mode| match mode {
            Mode::Hosted => GatewayMode::Hosted,
            Mode::Local => GatewayMode::Local,
            Mode::Mock => GatewayMode::Mock,
        });
        Settings {
            otel_endpoint: self.otel_endpoint.clone(),
            gateway: Gateway { mode, url: self.gateway_url.clone() },
            cluster: Cluster {
                host: self.host.clone(),
                tls: self.tls,
                registry: self.registry.clone(),
                tag: self.tag.clone(),
                ..Cluster::default()
            },
            messaging: Messaging { image: self.messaging_image.clone(), adapters: self.adapters.clone() },
            schedules: self.schedule.iter().cloned().collect(),
            ..Settings::default()
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
