//! `ast dev`, where programs can't be run yet as it needs them.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::Status;
use super::accepted::Accepted;
use super::session::{Failure, Session};
use crate::dotenv::Supplied;
use crate::plan::{BoundContainer, BoundPlan};

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

/// Stores that run; there are none here.
pub(super) struct Stores {
    pub(super) ports: BTreeMap<String, u16>,
}

impl Stores {
    pub(super) fn start(
        _: &Accepted,
        _: &BoundPlan,
        _: &[&BoundContainer],
        _: &Supplied<'_>,
        _: &mut Session<'_, '_>,
    ) -> Result<Result<Self, Status>, Failure> {
        Err(Failure::new("containers are started on Linux and macOS only, for now")
            .help("run them yourself, and give `--no-start`"))
    }

    pub(super) fn leave(self, _: &mut Session<'_, '_>) {}
}
