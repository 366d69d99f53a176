//! `ast man`: the manual page of a command, from its definition.

use clap_mangen::Man;

use super::Status;
use super::session::{Failure, Session};
use crate::diagnostic::nearest::nearest;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast man | man -l -
  ast man env check > ast-env-check.1")]
pub(super) struct Args {
    /// The command, as `env check`; of `ast` itself where none is named
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let mut all = super::definition().disable_help_subcommand(true);
    // Names the pages of commands after all of their words.
    all.build();
    let mut command = &all;
    for word in &args.command {
        let Some(found) = command.find_subcommand(word) else {
            let names = command.get_subcommands().filter(|command| !command.is_hide_set()).map(clap::Command::get_name);
            let failure = Failure::new(format!("no command is called `{word}`"));
            return Err(match nearest(word, names) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`ast --help` lists the commands"),
            });
        };
        command = found;
    }
    let mut page = Vec::new();
    let unwritten = |error: std::io::Error| Failure::new(format!("the page can't be made: {error}"));
    Man::new(command.clone()).render(&mut page).map_err(unwritten)?;
    session.print(&String::from_utf8_lossy(&page))?;
    Ok(Status::Fine)
}
