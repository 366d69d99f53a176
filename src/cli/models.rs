//! `ast models`: the models of the AI Gateway.

use super::Status;
use super::flags::Output;
use super::session::{Failure, Session};
use crate::diagnostic::render::json;
use crate::view;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast models
  ast models --format json")]
pub(super) struct Args {
    #[command(flatten)]
    output: Output,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let models = view::Models::all();
    if args.output.is_json() { session.print(&json::text(&models)) } else { session.show(&models.text()) }?;
    Ok(Status::Fine)
}
