//! `ast logout`: ends a login, here and at the server where that can be.

use super::Status;
use super::session::{Failure, Session, wait};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast logout
  ast logout --gateway      of a gateway of your own alone

Nothing of a login is left on this machine: no file, and nothing in a credential helper. What the
platform's own tool keeps in `~/.ast` is left alone. Exit status: 0, also where nobody was logged
in; 2 what is kept can't be removed.")]
pub(super) struct Args {
    /// Forget the key of `ast login --gateway`, and stay logged in to the platform
    #[arg(long)]
    gateway: bool,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let world = session.world()?;
    let out = wait(world.log_out(args.gateway))?;
    let mut told = String::new();
    for (server, is_ended) in &out.logins {
        let there = if *is_ended { "the session has ended there" } else { "there, its tokens end by themselves" };
        told.push_str(&format!("logged out of {server}; {there}\n"));
    }
    if let Some(gateway) = &out.gateway {
        told.push_str(&format!("forgot the key of {gateway}\n"));
    }
    if told.is_empty() {
        told.push_str("nobody was logged in\n");
    }
    session.show(&told)?;
    if world.token.is_some() {
        session.note("note: ASTRO_ACCESS_TOKEN is still set\n");
    }
    Ok(Status::Fine)
}
