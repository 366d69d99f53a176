//! Logging in and out.

use std::collections::BTreeMap;

use tokio::time::{Instant, sleep};

use super::device::{Answered, Begun, Ended, Next, Poll};
use super::owner::{Account, Me};
use super::servers::Servers;
use super::speak::{self, Said};
use super::stored::{Login, OwnGateway};
use super::tokens::{Tokens, User};
use super::trouble::Trouble;
use super::world::World;
use crate::gateway::{Address, Secret};

/// What somebody is shown while they log in.
#[derive(Debug)]
pub struct Shown<'a> {
    /// What is typed.
    pub code: &'a str,
    /// Where.
    pub url: &'a str,
    /// The same place, with the code in it, for a browser.
    pub whole: &'a str,
}

/// What a login is made with.
#[derive(Debug)]
pub enum Given {
    /// A code that somebody types elsewhere.
    Code,
    /// A token from somewhere else.
    Token(Secret),
}

/// Somebody who has logged in.
#[derive(Debug)]
pub struct LoggedIn {
    /// Who, where a server says so.
    pub user: Option<User>,
    /// The account that is used, and how many there are; none where the platform could not be asked, and why.
    pub account: Result<(Account, usize), Trouble>,
    /// Whether a gateway of their own goes before it.
    pub has_gateway: bool,
}

/// What a logout came to.
#[derive(Debug)]
pub struct LoggedOut {
    /// The server of each login that is gone, and whether the session has ended there too.
    pub logins: Vec<(String, bool)>,
    /// The gateway whose key is gone.
    pub gateway: Option<String>,
}

impl World {
    /// Logs in to the platform. `show` is told what to type once it is known; `helper` is the program that keeps it.
    ///
    /// # Errors
    /// A login that was denied or came too late, and servers that can't be asked.
    pub async fn log_in(
        &self,
        given: Given,
        helper: Option<&str>,
        show: impl FnOnce(&Shown<'_>),
    ) -> Result<LoggedIn, Trouble> {
        self.store.sees(helper).await?;
        let (tokens, user) = match given {
            Given::Code => granted(&self.servers, self.now, show).await?,
            Given::Token(token) => (Tokens::of(token, (self.now)()), None),
        };
        let is_lasting = tokens.refresh.is_some();
        let found = speak::me(&self.servers.platform, &tokens.access).await;
        let me = match found {
            Said::Yes(me) => Ok(me),
            Said::Unauthorized => {
                let message = format!("{} does not take the token", self.servers.platform);
                return Err(Trouble::Login(message));
            }
            // The tokens are good all the same: one that was typed is checked first.
            Said::No(trouble) if is_lasting => Err(trouble),
            Said::No(trouble) => return Err(trouble),
        };
        let mut held = self.store.hold().await?;
        if let Some(helper) = helper {
            held.stored.helper = Some(helper.to_owned());
        }
        let place = self.servers.platform.as_str().to_owned();
        let used = held.stored.logins.get(&place).and_then(|login| login.account.clone()).map(|account| account.id);
        let user = me.as_ref().ok().and_then(|me: &Me| me.user.clone()).or(user);
        let account = me.and_then(|me| {
            let account = me.choose(self.named.as_deref(), used.as_deref())?.clone();
            Ok((account, me.accounts.len()))
        });
        let login = Login {
            identity: self.servers.identity.as_str().to_owned(),
            client: self.servers.client.clone(),
            user: user.clone(),
            account: account.as_ref().ok().map(|(account, _)| account.clone()),
            tokens,
        };
        held.stored.logins.insert(place, login);
        held.keep().await?;
        Ok(LoggedIn { user, account, has_gateway: held.stored.gateway.is_some() })
    }

    /// Keeps the key of another gateway than the platform's, once that has taken it.
    ///
    /// # Errors
    /// A gateway that doesn't take the key, or can't be asked.
    pub async fn log_in_to_gateway(&self, url: &Address, key: Secret, helper: Option<&str>) -> Result<(), Trouble> {
        self.store.sees(helper).await?;
        match speak::check(url, &key).await {
            Said::Yes(()) => {}
            Said::Unauthorized => return Err(Trouble::Login(format!("the gateway {url} does not take the key"))),
            Said::No(trouble) => return Err(trouble),
        }
        let mut held = self.store.hold().await?;
        if let Some(helper) = helper {
            held.stored.helper = Some(helper.to_owned());
        }
        held.stored.gateway = Some(OwnGateway { url: url.as_str().to_owned(), key });
        held.keep().await
    }

    /// Logs out: of everything, or of another gateway alone. Sessions are ended at the servers where they can be.
    ///
    /// # Errors
    /// That what is kept can't be removed.
    pub async fn log_out(&self, gateway_alone: bool) -> Result<LoggedOut, Trouble> {
        if !self.store.exists() {
            return Ok(LoggedOut { logins: Vec::new(), gateway: None });
        }
        let mut held = self.store.hold().await?;
        let gateway = held.stored.gateway.take().map(|gateway| gateway.url);
        let logins = if gateway_alone { BTreeMap::new() } else { std::mem::take(&mut held.stored.logins) };
        // First of all nothing is left here, whatever the servers say.
        held.keep().await?;
        drop(held);
        let mut ended = Vec::new();
        for (server, login) in logins {
            ended.push((server, speak::end(&login).await));
        }
        Ok(LoggedOut { logins: ended, gateway })
    }
}

/// Waits until somebody has typed the code.
async fn granted(
    servers: &Servers,
    now: fn() -> u64,
    show: impl FnOnce(&Shown<'_>),
) -> Result<(Tokens, Option<User>), Trouble> {
    let begun = speak::begin(servers).await?;
    let Begun { code, url, whole, .. } = &begun;
    show(&Shown { code, url, whole: whole.as_deref().unwrap_or(url) });
    let (began, mut poll) = (Instant::now(), Poll::new(&begun));
    let mut next = Next::Wait(poll.first());
    let whose = format!("the identity server {}", servers.identity);
    loop {
        match next {
            Next::Wait(pause) => sleep(pause).await,
            Next::Granted(tokens, user) => return Ok((tokens, user)),
            Next::Ended(Ended::Denied) => return Err(Trouble::Login("the login was denied".to_owned())),
            Next::Ended(Ended::Expired) => {
                return Err(Trouble::Login("nobody typed the code in time".to_owned()));
            }
            Next::Ended(Ended::Lost(why)) => {
                return Err(Trouble::failed(format!("{whose} can't be asked any more: {why}")));
            }
            Next::Ended(Ended::Refused(why)) => {
                return Err(Trouble::failed(format!("{whose} refuses the login: {why}")));
            }
        }
        let replied = speak::poll(servers, &begun).await;
        let answered = match &replied {
            Ok(reply) => Answered::Reply(reply.status, &reply.body, reply.retry_after),
            Err(why) => Answered::Lost(why.clone()),
        };
        next = poll.after(answered, began.elapsed(), now());
    }
}
