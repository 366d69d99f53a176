//! `ast rename`: gives an entry another name, wherever the spec and its options say it.

use super::Status;
use super::moved::{Gone, Moved};
use super::revise::{Asked, What, perform};
use super::session::{Failure, Session};
use crate::revise::{Kind, rename};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast rename knowledge db store        with [components] in ast.toml
  ast rename ingestion nightly weekly  with dev.schedules, and [schedules] in ast.toml
  ast rename input KEY API_KEY         the variable, wherever inputs name it, with [values] in ast.toml
  ast rename input KEY NEW --diff      what would change and what it costs; writes nothing

Everything else stays byte for byte. What it costs is told as `ast diff` tells it: a disk that is left behind, a
variable with another name. The lines of the project's code that read such a variable are told with the new name, and
where client code was generated, those that call its old names.

Exit status: 0 fine, 1 the project would not validate, 2 there is no such entry, the name can't be used, or
a file that can't be read or written.")]
pub(super) struct Args {
    /// What it is: model, knowledge, integration, ingestion, provider or input
    #[arg(value_enum, value_name = "KIND", hide_possible_values = true)]
    what: What,
    /// Its name; an input's is its variable
    #[arg(value_name = "OLD")]
    old: String,
    /// What it is to be called
    #[arg(value_name = "NEW")]
    new: String,
    #[command(flatten)]
    asked: Asked,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let (kind, old, new) = (args.what.kind(), &args.old, &args.new);
    let done = format!("renamed {}.{old} to {new}", kind.key());
    let (id, places) = (kind.id(old), [old, new].map(|name| format!("{}.{name}", kind.key())));
    let gone = match &id {
        Some(id) => Some(Gone::Container(id)),
        None => (kind == Kind::Input).then_some(Gone::Value(old)),
    };
    let variable = (kind == Kind::Input).then_some((old.as_str(), Some(new.as_str())));
    let moved = Moved { gone, renamed: Some((&places[0], &places[1])), variable };
    perform(&args.asked, &done, moved, session, |compilation, options| rename(compilation, options, kind, old, new))
}
