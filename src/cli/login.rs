//! `ast login`: to the platform, or to a gateway of one's own.

use std::path::PathBuf;

use super::Status;
use super::hidden::secret;
use super::session::{Failure, Session, environment, wait};
use crate::account::{Given, LoggedIn, Shown, World};
use crate::drive;
use crate::gateway::Address;
use crate::text::one_line;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast login                                      shows a code, and opens the page for it
  ast login --no-browser                         on a machine without one
  pass show astro | ast login --with-token       with a token from somewhere else
  ast login --gateway https://llm.example.com    another gateway, with your key for it
  ast login --credential-helper pass             kept by `docker-credential-pass`

What is kept lies in `ast/credentials.json` in your configuration folder, readable by you alone.
In CI, set ASTRO_ACCESS_TOKEN, and ASTRO_ACCOUNT where there are several: then nothing is kept.
ASTRO_SERVER_URL, ASTRO_AUTH_URL and ASTRO_CLIENT_ID name other servers. Exit status: 0 logged
in, 2 a server can't be asked or the usage is wrong, 3 the login was denied or came too late.")]
pub(super) struct Args {
    /// Open no browser: show the page and the code only
    #[arg(long)]
    no_browser: bool,
    /// Read a token from standard input
    #[arg(long, conflicts_with = "gateway")]
    with_token: bool,
    /// Keep the key of this gateway, which is read from standard input or typed, and checked there
    #[arg(long, value_name = "URL")]
    gateway: Option<String>,
    /// Keep it by the program `docker-credential-NAME`
    #[arg(long, value_name = "NAME")]
    credential_helper: Option<String>,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    let world = session.world()?;
    let helper = args.credential_helper.as_deref();
    if let Some(url) = &args.gateway {
        let url = Address::of_gateway(url).map_err(|why| Failure::new(format!("`--gateway`: {why}")))?;
        let key = secret("the key of the gateway", session)?;
        wait(world.log_in_to_gateway(&url, key, helper))?;
        session.print(&format!("the gateway {url} takes the key; runs on this machine use it\n"))?;
        return Ok(Status::Fine);
    }
    let given = if args.with_token { Given::Token(secret("a token", session)?) } else { Given::Code };
    let browser = (!args.no_browser).then(|| browser(session)).flatten();
    let logged_in = {
        let show = |shown: &Shown<'_>| {
            session.note(&format!("type {} at {}\n", shown.code, shown.url));
            match browser.as_deref().map(|browser| drive::leave(browser, &[shown.whole])) {
                Some(Ok(())) => session.note("opening it in a browser; waiting until you are done\n"),
                _ if shown.whole == shown.url => session.note("waiting until you are done\n"),
                _ => session.note(&format!("or open {}\nwaiting until you are done\n", shown.whole)),
            }
        };
        wait(world.log_in(given, helper, show))?
    };
    session.print(&told(&logged_in, &world))?;
    if world.token.is_some() {
        session.note("note: ASTRO_ACCESS_TOKEN is set, and beats what is kept\n");
    }
    if logged_in.has_gateway {
        session
            .note("note: the gateway of `ast login --gateway` still goes first; `ast logout --gateway` removes it\n");
    }
    Ok(Status::Fine)
}

fn told(logged_in: &LoggedIn, world: &World) -> String {
    let whose = logged_in.user.as_ref().map(|user| one_line(&user.email, 200)).filter(|email| !email.is_empty());
    let whose = whose.map(|email| format!(" as {email}")).unwrap_or_default();
    let account = match &logged_in.account {
        Ok((account, 0 | 1)) => format!("account: {}", account.shown()),
        Ok((account, count)) => {
            format!("account: {}, one of {count}; `ast account switch NAME` uses another", account.shown())
        }
        Err(why) => format!("account: not known yet, as {why}"),
    };
    format!("logged in to {}{whose}\n{account}\n", world.servers.platform)
}

/// What opens a page, where somebody sits before a screen: found on the PATH, outside of the repository.
fn browser(session: &Session<'_, '_>) -> Option<PathBuf> {
    let has_screen = cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].iter().any(|name| environment(name).is_some());
    if !session.io.terminal.any() || !has_screen {
        return None;
    }
    let names: &[&str] = if cfg!(target_os = "macos") { &["open"] } else { &["xdg-open", "wslview"] };
    names.iter().find_map(|name| session.program(name))
}
