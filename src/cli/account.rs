//! `ast account`: the accounts that somebody may use, and using another one.

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::flags::Output;
use super::session::{Failure, Session, wait};
use crate::account::owner;
use crate::diagnostic::render::json::{self, Version};
use crate::text::one_line;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast account list
  ast account switch acme

ASTRO_ACCOUNT names an account for one command, and beats what was switched to.")]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List the accounts that you may use
    List(List),
    /// Use another account from now on
    Switch(Switch),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast account list
  ast account list --format json")]
struct List {
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast account switch acme      by its name
  ast account switch 7f3a…     by its id, where two have one name")]
struct Switch {
    /// The account's name or id
    #[arg(value_name = "NAME")]
    name: String,
}

/// `ast account list --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "account-list")]
pub(super) struct Listed<'a> {
    /// The version of the contract.
    version: Version,
    /// The platform's origin.
    server: &'a str,
    /// The accounts, in the platform's order.
    accounts: Vec<Entry<'a>>,
}

/// An account of a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Entry<'a> {
    #[serde(flatten)]
    account: Account<'a>,
    /// Whether it is the one that is used.
    current: bool,
}

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
pub(super) struct Account<'a> {
    /// Its id.
    id: &'a str,
    /// Its name.
    name: &'a str,
    /// Whose it is, in the platform's words.
    r#type: &'a str,
    /// What you may do there, in the platform's words.
    role: Option<&'a str>,
}

impl<'a> Account<'a> {
    pub(super) fn of(account: &'a owner::Account) -> Self {
        let owner::Account { id, name, kind, role, .. } = account;
        Self { id, name, r#type: kind, role: role.as_deref() }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let facts: Vec<_> =
            [Some(self.r#type), self.role].into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", one_line(&facts.join(", "), 100)) };
        format!("{}{facts}", one_line(self.name, 100))
    }
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let world = session.world()?;
    match &args.command {
        Command::List(args) => {
            let standing = wait(world.standing())?;
            let entry = |account| Entry { account: Account::of(account), current: account.id == standing.account.id };
            let accounts = standing.me.accounts.iter().map(entry).collect();
            let listed = Listed { version: Version, server: world.servers.platform.as_str(), accounts };
            if args.output.is_json() {
                session.print(&json::text(&listed))?;
            } else {
                let line = |Entry { account, current }: &Entry<'_>| {
                    format!("{} {}\n", if *current { "*" } else { " " }, account.text())
                };
                session.show(&listed.accounts.iter().map(line).collect::<String>())?;
            }
        }
        Command::Switch(args) => {
            let account = wait(world.switch(&args.name))?;
            session.show(&format!("using the account {} from now on\n", account.shown()))?;
            if world.named.is_some() {
                session.note("note: ASTRO_ACCOUNT is set, and beats it\n");
            }
        }
    }
    Ok(Status::Fine)
}
