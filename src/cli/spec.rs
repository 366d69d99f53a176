//! `ast spec validate`: the name that the platform's own tool has for `ast validate`.

use super::session::{Failure, Session};
use super::{Status, validate};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check specs, and say what is wrong with them
    Validate(validate::Args),
}

pub(super) fn run(args: Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let Command::Validate(args) = args.command;
    validate::run(args, session)
}
