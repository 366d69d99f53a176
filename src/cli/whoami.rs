//! `ast whoami`: who is logged in, as the platform sees it now.

use schemars::JsonSchema;
use serde::Serialize;

use super::Status;
use super::account::Account;
use super::flags::Output;
use super::session::{Failure, Session, wait};
use crate::account::Trouble;
use crate::diagnostic::render::json::{self, Version};
use crate::text::one_line;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast whoami
  ast whoami --format json

The platform is asked, so a login that has ended there is seen. Exit status: 0 somebody is logged
in, 2 the platform can't be asked, 3 nobody is.")]
pub(super) struct Args {
    #[command(flatten)]
    output: Output,
}

/// `ast whoami --format json`
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "whoami")]
pub(super) struct Answer<'a> {
    /// The version of the contract.
    version: Version,
    /// The platform's origin.
    server: &'a str,
    /// Who is logged in there, where it says so.
    user: Option<Person<'a>>,
    /// The account that is used there.
    account: Option<Account<'a>>,
    /// Where the login comes from.
    from: Option<From>,
    /// The gateway of `ast login --gateway`, which goes before the platform's.
    gateway: Option<&'a str>,
}

/// Somebody.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(inline)]
struct Person<'a> {
    /// The id that servers know them by.
    id: &'a str,
    /// Their address.
    email: &'a str,
}

/// Where a login comes from.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum From {
    /// `ASTRO_ACCESS_TOKEN`
    Environment,
    /// `ast login`
    Login,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let world = session.world()?;
    let (standing, gateway) = wait(async {
        let gateway = world.gateway().await?;
        match world.standing().await {
            Ok(standing) => Ok((Some(standing), gateway)),
            Err(Trouble::Login(_)) if gateway.is_some() => Ok((None, gateway)),
            Err(trouble) => Err(trouble),
        }
    })?;
    let from = if world.token.is_some() { From::Environment } else { From::Login };
    let user = standing.as_ref().and_then(|standing| standing.me.user.as_ref());
    let answer = Answer {
        version: Version,
        server: world.servers.platform.as_str(),
        user: user.map(|user| Person { id: &user.id, email: &user.email }),
        account: standing.as_ref().map(|standing| Account::of(&standing.account)),
        from: standing.as_ref().map(|_| from),
        gateway: gateway.as_deref(),
    };
    if args.output.is_json() {
        session.print(&json::text(&answer))?;
    } else {
        session.show(&answer.text(&world.store.shown()))?;
    }
    Ok(Status::Fine)
}

impl Answer<'_> {
    /// For people; `kept` is the file.
    fn text(&self, kept: &str) -> String {
        let mut text = match (&self.account, &self.user) {
            (None, _) => format!("nobody is logged in to {}\n", self.server),
            (_, Some(user)) if !user.email.is_empty() => format!("{} at {}\n", one_line(user.email, 200), self.server),
            _ => format!("somebody at {}\n", self.server),
        };
        if let Some(account) = &self.account {
            text.push_str(&format!("account: {}\n", account.text()));
        }
        match self.from {
            Some(From::Environment) => text.push_str("by ASTRO_ACCESS_TOKEN\n"),
            Some(From::Login) => text.push_str(&format!("kept in {kept}\n")),
            None => {}
        }
        if let Some(gateway) = self.gateway {
            text.push_str(&format!("gateway: {gateway}, your own\n"));
        }
        text
    }
}
