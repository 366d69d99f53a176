//! `ast remove`: takes an entry out of the spec, with its schedule and with what options say of it.

use super::Status;
use super::moved::{Gone, Moved};
use super::revise::{Asked, What, perform};
use super::session::{Failure, Session};
use crate::revise::{Kind, Renamed, forgotten, remove};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast remove knowledge cache           the entry, and its section if nothing else is in it; with [components] in ast.toml
  ast remove ingestion nightly         with its line in dev.schedules, and in [schedules] in ast.toml
  ast remove input API_KEY --diff      what would change; writes nothing

Everything else stays byte for byte. What it costs is told as `ast diff` tells it: a disk that is left behind, a
variable that is gone, and the code that reads it or calls a name of generated client code. What something else still uses is
not removed.

Exit status: 0 fine, 1 the project would not validate, 2 there is no such entry, or a file that can't be
read or written.")]
pub(super) struct Args {
    /// What it is: model, knowledge, integration, ingestion, provider or input
    #[arg(value_enum, value_name = "KIND", hide_possible_values = true)]
    what: What,
    /// Its name; an input's is its variable
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    asked: Asked,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let kind = args.what.kind();
    let (done, gone) = (format!("removed {}.{}", kind.key(), args.name), kind.id(&args.name));
    let variable = (kind == Kind::Input).then_some((args.name.as_str(), None));
    let moved = Moved { gone: gone.as_deref().map(Gone::Container), renamed: None, variable };
    perform(&args.asked, &done, moved, session, |compilation, options| {
        let spec = remove(&compilation.source, kind, &args.name)?;
        Ok(Renamed { spec, options: gone.as_deref().and_then(|id| forgotten(options, id, &args.name)) })
    })
}
