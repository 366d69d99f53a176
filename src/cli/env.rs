//! `ast env`: what an env file lacks or gets wrong, and adding what is missing.

pub(super) mod answer;
mod check;
mod place;
mod sync;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use super::Status;
use super::session::{Failure, Session};
use answer::Told;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast env sync                         add what is missing to `.env` beside the spec
  ast env check                        say what is missing there, unknown, or of the wrong form
  ast env check staging.env --for cluster")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Say what an env file lacks, what nothing reads, and what has the wrong form
    Check(check::Args),
    /// Add to an env file what is missing; everything else stays as it is
    Sync(sync::Args),
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    match &args.command {
        Command::Check(args) => {
            session.command = "env check";
            check::run(args, session)
        }
        Command::Sync(args) => {
            session.command = "env sync";
            sync::run(args, session)
        }
    }
}

/// What is wrong with an env file, for people.
pub(super) fn drawn(shown: &str, problems: &[Told]) -> String {
    let mut text = String::new();
    for Told { kind, severity, message, help, line, column, .. } in problems {
        let place = line.map_or_else(String::new, |line| format!(":{line}:{column}"));
        let (severity, kind) = (severity.as_str(), kind.as_str());
        text.push_str(&format!("{shown}{place}: {severity}[{kind}]: {message}\n  help: {help}\n"));
    }
    text
}

/// Whether something on this machine listens on the port now.
pub(super) fn is_busy(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

/// A key in the form that clients of the OpenAI API know, from the system's random source.
pub(super) fn random_key() -> Result<String, getrandom::Error> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes)?;
    Ok(format!("sk-{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}
