//! `ast providers`: the built-in providers, what they give the agent, and what they run.

use super::Status;
use super::flags::Output;
use super::session::{Failure, Session};
use crate::diagnostic::render::json;
use crate::view;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast providers
  ast providers --format json")]
pub(super) struct Args {
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let providers = view::Providers::all();
    if args.output.is_json() { session.print(&json::text(&providers)) } else { session.show(&providers.text()) }?;
    Ok(Status::Fine)
}
