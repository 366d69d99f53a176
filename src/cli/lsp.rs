//! `ast lsp`: serves an editor over standard input and output.

use std::io;
use std::time::SystemTime;

use super::Status;
use super::session::{Failure, Session};
use crate::lsp::{Ending, serve};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast lsp          what an editor is told to start for astropods.yml and ast.toml

An editor starts it, and talks the language server protocol to it. Files are known by their names, others by a comment \
`# yaml-language-server: $schema=…/astropods.schema.json` at their top. \
docs/set-up-editors.md says how editors are set up.

Exit status: 0 the editor ended it, 1 it went away or sent what is not of the protocol.")]
pub(super) struct Args {
    /// Talk over standard input and output; there is no other way, and many editors say so
    #[arg(long)]
    stdio: bool,
}

#[expect(clippy::unnecessary_wraps, reason = "every command is run so")]
#[expect(
    clippy::disallowed_methods,
    reason = "the next runs of a schedule are told from now on; nothing that is written is"
)]
pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let Args { stdio: _ } = args;
    Ok(match serve(io::stdin(), io::stdout(), SystemTime::now) {
        Ending::Done => Status::Fine,
        Ending::Lost => Status::Invalid,
        Ending::Broken(why) => {
            session.note(&format!("error: the conversation can't go on: {why}\n"));
            Status::Invalid
        }
    })
}
