//! `ast completions`: what a shell completes.
//!
//! Shells ask `ast` itself at every Tab, through `COMPLETE`, as clap has it: so what is completed are not only words of
//! the command line, but the variables, entries and services of the project that one stands in. What is printed here
//! only tells a shell to ask. Nothing else is read from that variable, and where it holds no shell's name, a run is one
//! like any other.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter as _};
use clap_complete::env::Shells;
use clap_complete::shells::Shell;

use super::accepted::Accepted;
use super::io::{Io, Terminal};
use super::session::{Failure, Session};
use super::{Color, Global, Status};
use crate::options::{Settings, Values};
use crate::plan::{BoundContainer, BoundPlan, ContainerKind, For};
use crate::rule;
use crate::target::TARGETS;
use crate::view;

/// Where a shell says that it asks.
pub(super) const VARIABLE: &str = "COMPLETE";

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast completions bash > ~/.local/share/bash-completion/completions/ast
  ast completions zsh > ~/.zfunc/_ast
  ast completions fish > ~/.config/fish/completions/ast.fish

What is printed makes the shell ask `ast` at every Tab, so it needs no update with it.")]
pub(super) struct Args {
    /// The shell: bash, elvish, fish, powershell or zsh
    #[arg(value_enum, value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let mut script = Vec::new();
    let name = args.shell.to_string();
    let written = Shells::builtins().completer(&name).map(|shell| {
        // Whichever `ast` is found then: it may have moved.
        shell.write_registration(VARIABLE, "ast", "ast", "ast", &mut script)
    });
    if !matches!(written, Some(Ok(()))) {
        return Err(Failure::new(format!("nothing can be completed in {name}")));
    }
    session.print(&String::from_utf8_lossy(&script))?;
    Ok(Status::Fine)
}

/// What a shell that asks is told; none where this is a run like any other.
pub(super) fn answer(shell: &OsStr, args: &[OsString], cwd: &Path) -> Option<Vec<u8>> {
    let shells = Shells::builtins();
    let shell = shells.completer(shell.to_str()?)?;
    let typed = args.get(1).filter(|word| *word == "--").and_then(|_| args.get(2..))?;
    let mut command = completed(super::definition());
    command.build();
    let mut told = Vec::new();
    // What can't be completed is not.
    let _ = shell.write_complete(&mut command, typed.to_vec(), Some(cwd), &mut told);
    Some(told)
}

/// The commands with what their values are completed from, by the word that help has for a value.
fn completed(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let word = arg.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
        let words: fn() -> Vec<String> = match word.as_deref() {
            Some("CODE") => codes,
            Some("TARGET|PATH") => targets,
            Some("NAME") => names,
            Some("SERVICE") => services,
            Some("JOB") => jobs,
            Some("ID") => ids,
            _ => return arg,
        };
        let or_path = word.as_deref() == Some("TARGET|PATH");
        arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
            let begins = |word: &String| typed.to_str().is_some_and(|typed| word.starts_with(typed));
            let mut found: Vec<_> = words().into_iter().filter(begins).map(CompletionCandidate::new).collect();
            if or_path {
                found.extend(PathCompleter::any().complete(typed));
            }
            found
        }))
    });
    command.mut_subcommands(completed)
}

fn codes() -> Vec<String> {
    rule::codes().map(|code| code.id.to_owned()).collect()
}

fn targets() -> Vec<String> {
    TARGETS.iter().map(|target| target.id().to_owned()).collect()
}

fn names() -> Vec<String> {
    view::names(plan().as_ref())
}

fn ids() -> Vec<String> {
    of_containers(|container| Some(container.id.to_string()))
}

fn services() -> Vec<String> {
    of_containers(|container| container.service.clone())
}

fn jobs() -> Vec<String> {
    of_containers(|container| {
        let of_job = Some(container).filter(|container| container.kind == ContainerKind::Ingestion)?;
        Some(of_job.id.to_string().split_once('.')?.1.to_owned())
    })
}

fn of_containers(word: impl Fn(&BoundContainer) -> Option<String>) -> Vec<String> {
    plan().map(|plan| plan.containers.iter().filter_map(word).collect()).unwrap_or_default()
}

/// The plan of the folder that one stands in; nothing is said where it has none.
fn plan() -> Option<BoundPlan> {
    let (stdin, stdout, stderr) = (&mut io::empty(), &mut io::sink(), &mut io::sink());
    let cwd = std::env::current_dir().ok()?;
    let mut io = Io { stdin, stdout, stderr, cwd, state: None, config: None, terminal: Terminal::default() };
    let mut session = Session::new(&mut io, Global { color: Color::Never, config: None }, "completions");
    let project = Accepted::load(None, &Settings::default(), Values::default(), &mut session).ok()?;
    Some(project.bind(For::Local, &mut session))
}
