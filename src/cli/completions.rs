//! `ast completions`: what a shell completes, from the definitions of the commands.

use clap_complete::Shell;

use super::Status;
use super::session::{Failure, Session};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast completions bash > ~/.local/share/bash-completion/completions/ast
  ast completions zsh > ~/.zfunc/_ast
  ast completions fish > ~/.config/fish/completions/ast.fish")]
pub(super) struct Args {
    /// The shell: bash, elvish, fish, powershell or zsh
    #[arg(value_enum, value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::definition(), "ast", &mut script);
    session.print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Fine)
}
