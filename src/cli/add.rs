//! `ast add`: puts an entry into the spec, completed from the catalogue.

use std::time::{Duration, UNIX_EPOCH};

use clap::Subcommand;

use super::Status;
use super::moved::Moved;
use super::revise::{Asked, perform};
use super::session::{Failure, Session, now};
use crate::assist::when;
use crate::diagnostic::nearest::nearest;
use crate::provider::{catalogue, models, server};
use crate::revise::{Kind, Renamed, Wish, add};
use crate::spec::Section;
use crate::start::is_secret;
use crate::text::one_line;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast add knowledge postgres                     a store, whose provider its name says
  ast add knowledge cache --provider redis       another name for it
  ast add model claude-sonnet-4-6                a model of the AI Gateway
  ast add model own --provider openai --model gpt-5
  ast add integration search --image search:1 --port 7700
  ast add ingestion nightly --build ingest --cron \"0 2 * * *\"
  ast add provider crm --scope integrations --secret TOKEN
  ast add input API_KEY --secret                 a value that the deployer is asked for

The entry goes to the end of its section; everything else stays byte for byte. What it brings is told as `ast diff`
tells it. An entry that is there already is not touched.

Exit status: 0 fine, 1 the project would not validate, 2 it is there already, something is missing, or a
file that can't be read or written.")]
pub(super) struct Args {
    #[command(subcommand)]
    what: New,
}

#[derive(Debug, Subcommand)]
enum New {
    /// A model that the agent calls
    #[command(alias = "models")]
    Model(Model),
    /// A data store
    Knowledge(Entry),
    /// A service or tool
    #[command(alias = "integrations")]
    Integration(Entry),
    /// A job that fills stores
    Ingestion(Job),
    /// A provider of your own
    #[command(alias = "providers")]
    Provider(Provider),
    /// A value that the deployer is asked for
    #[command(alias = "inputs")]
    Input(Input),
}

/// How a container comes to be.
#[derive(Debug, clap::Args)]
struct Container {
    /// The image of a container of its own
    #[arg(long, value_name = "IMAGE", conflicts_with = "build")]
    image: Option<String>,
    /// The folder that a container of its own is built in, by its Dockerfile
    #[arg(long, value_name = "FOLDER")]
    build: Option<String>,
    /// The port that the container listens on
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// The folder of the container that is kept on a disk
    #[arg(long, value_name = "FOLDER")]
    volume: Option<String>,
}

impl Container {
    fn wish(&self) -> Wish {
        Wish {
            image: self.image.clone(),
            build: self.build.clone(),
            port: self.port,
            volume: self.volume.clone(),
            ..Wish::default()
        }
    }
}

#[derive(Debug, clap::Args)]
struct Model {
    /// Its name; that of a model of the gateway stands for it
    #[arg(value_name = "NAME")]
    name: String,
    /// Who serves it; `gateway` unless said
    #[arg(long, value_name = "PROVIDER")]
    provider: Option<String>,
    /// The id of a model; of several the first is the default. Beside a key of your own client code alone has it
    #[arg(long = "model", value_name = "ID")]
    models: Vec<String>,
    #[command(flatten)]
    container: Container,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct Entry {
    /// Its name; that of a provider stands for it
    #[arg(value_name = "NAME")]
    name: String,
    /// Who provides it
    #[arg(long, value_name = "PROVIDER")]
    provider: Option<String>,
    #[command(flatten)]
    container: Container,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct Job {
    /// Its name
    #[arg(value_name = "NAME")]
    name: String,
    /// When it runs: five fields of cron
    #[arg(long, value_name = "CRON")]
    cron: Option<String>,
    /// What starts it: schedule, startup, manual or webhook; `manual` unless said
    #[arg(long, value_name = "WHAT", alias = "trigger")]
    on: Option<String>,
    #[command(flatten)]
    container: Container,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct Provider {
    /// Its name, which variables begin with
    #[arg(value_name = "NAME")]
    name: String,
    /// The sections whose entries may use it: models, knowledge, integrations
    #[arg(long, value_name = "SECTION", required = true, value_delimiter = ',')]
    scope: Vec<String>,
    /// A variable, without the name of the provider before it
    #[arg(long, value_name = "NAME")]
    variable: Vec<String>,
    /// The same of a secret; `API_KEY` where there is no variable at all
    #[arg(long, value_name = "NAME")]
    secret: Vec<String>,
    #[command(flatten)]
    asked: Asked,
}

#[derive(Debug, clap::Args)]
struct Input {
    /// The variable
    #[arg(value_name = "NAME")]
    name: String,
    /// Its type: string, boolean, number, array or object
    #[arg(long, value_name = "TYPE", default_value = "string")]
    datatype: String,
    /// It is never shown, and kept apart
    #[arg(long, conflicts_with = "default")]
    secret: bool,
    /// The agent starts without it
    #[arg(long)]
    optional: bool,
    /// What it is where nobody sets it
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    default: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// One of the values that it is chosen from
    #[arg(long = "option", value_name = "VALUE")]
    options: Vec<String>,
    #[command(flatten)]
    asked: Asked,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let of_entry = |section: Section, entry: &Entry| {
        (Kind::Entry(section), Wish { provider: entry.provider.clone(), ..entry.container.wish() })
    };
    let ((kind, wish), name, asked) = match &args.what {
        New::Model(model) => {
            let container = model.container.wish();
            let wish = Wish { provider: model.provider.clone(), models: model.models.clone(), ..container };
            ((Kind::Entry(Section::Models), wish), &model.name, &model.asked)
        }
        New::Knowledge(entry) => (of_entry(Section::Knowledge, entry), &entry.name, &entry.asked),
        New::Integration(entry) => (of_entry(Section::Integrations, entry), &entry.name, &entry.asked),
        New::Ingestion(job) => {
            let wish = Wish { schedule: job.cron.clone(), trigger: job.on.clone(), ..job.container.wish() };
            ((Kind::Entry(Section::Ingestion), wish), &job.name, &job.asked)
        }
        New::Provider(provider) => {
            let Provider { name, scope, variable, secret, asked } = provider;
            let wish =
                Wish { scope: scope.clone(), variables: variable.clone(), secrets: secret.clone(), ..Wish::default() };
            ((Kind::Provider, wish), name, asked)
        }
        New::Input(input) => {
            if !input.secret && is_secret(&input.name, "") {
                session.note("note: it is called as a secret is; with `--secret` its value is shown nowhere, and kept in a Secret in a cluster\n");
            }
            let wish = Wish {
                datatype: Some(input.datatype.clone()),
                secret: input.secret,
                optional: input.optional,
                default: input.default.clone(),
                description: input.description.clone(),
                options: input.options.clone(),
                ..Wish::default()
            };
            ((Kind::Input, wish), &input.name, &input.asked)
        }
    };
    let schedule = wish.schedule.clone();
    let model = (kind == Kind::Entry(Section::Models)).then(|| wish.clone());
    let status =
        perform(asked, &format!("added {}.{name}", kind.key()), Moved::default(), session, |compilation, _| {
            let spec = add(compilation, kind, name, wish)?;
            Ok(Renamed { spec, options: None })
        })?;
    if let Some(model) = model.filter(|_| status == Status::Fine && !asked.is_json()) {
        session.note(&said_of_model(&model, name));
    }
    if let Some(schedule) = schedule.filter(|_| status == Status::Fine && !asked.is_json()) {
        let now = UNIX_EPOCH + Duration::from_millis(now());
        let when = when(&schedule, now).map(|when| one_line(&when, LONGEST).into_owned()).unwrap_or_default();
        let cluster = "in a cluster, `[schedules]` and `time-zone` under `[cluster]` in `ast.toml` say when";
        session.note(&format!("note: it runs {when}; {cluster}\n"));
    }
    Ok(status)
}

/// What a model's entry leaves open: a model that the gateway does not have, or an id that no variable carries.
fn said_of_model(wish: &Wish, name: &str) -> String {
    let provider = wish.provider.as_deref();
    let is_gateway = provider.is_none_or(|provider| provider.eq_ignore_ascii_case("gateway"));
    if wish.image.is_some() || wish.build.is_some() {
        return String::new();
    }
    if !is_gateway {
        return match wish.models.first() {
            Some(id) => format!(
                "note: no container gets `{}` by a variable; client code that `ast generate` makes has it as the entry's model\n",
                one_line(id, LONGEST)
            ),
            None => String::new(),
        };
    }
    let near = nearest(name, models().iter().map(|offer| offer.id.as_str()));
    let is_id = near.is_some() || server([name]).is_some();
    let is_known = models().iter().any(|offer| offer.id == name) || catalogue().get(name).is_some();
    if is_known || !is_id || !wish.models.is_empty() {
        return String::new();
    }
    let near = near.map_or_else(|| ":".to_owned(), |near| format!(", did you mean `{near}`?"));
    let name = one_line(name, LONGEST);
    format!("note: `{name}` is not a model of the gateway{near} `ast models` lists them; the entry names none\n")
}

/// How much is said of a schedule.
const LONGEST: usize = 300;
