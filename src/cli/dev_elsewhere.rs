//! `ast dev`, where programs can't be run yet as it needs them.

use std::ffi::OsString;

use super::Status;
use super::session::{Failure, Session};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What it would take
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// The same under its long name.
pub(super) type Long = Args;

pub(super) fn run(_: &Args, _: &mut Session<'_, '_>) -> Result<Status, Failure> {
    Err(Failure::new("`ast dev` runs on Linux and macOS only, for now"))
}

pub(super) fn long(_: &Long, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    run(&Args { words: Vec::new() }, session)
}
