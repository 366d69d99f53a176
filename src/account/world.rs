//! What a command knows of logins, and a token that the platform takes now.

use std::path::Path;

use super::owner::{Account, Me};
use super::servers::Servers;
use super::speak::{self, Said};
use super::store::Store;
use super::stored::{Login, Stored};
use super::tokens::Tokens;
use super::trouble::Trouble;
use crate::gateway::Secret;

/// The variable that gives a token, which beats what is kept.
pub const TOKEN: &str = "ASTRO_ACCESS_TOKEN";

/// What a command knows of logins: its servers, what is kept, and what the environment says.
#[derive(Debug, Clone)]
pub struct World {
    /// Which servers are asked.
    pub servers: Servers,
    /// What is kept of logins.
    pub store: Store,
    /// The token that the environment gives, which beats what is kept.
    pub token: Option<Secret>,
    /// The account that the environment names.
    pub named: Option<String>,
    pub(super) now: fn() -> u64,
}

/// Who somebody is, and which account they use.
#[derive(Debug)]
pub struct Standing {
    /// Somebody, and all that they may use.
    pub me: Me,
    /// What they use now.
    pub account: Account,
}

impl World {
    /// Reads it from the environment; `folder` is where this user's programs are configured, `now` the clock, in seconds
    /// since 1970.
    ///
    /// # Errors
    /// A server that no token may be sent to, or a token that fits in no header.
    pub fn read(
        folder: Option<&Path>,
        variable: &dyn Fn(&str) -> Option<String>,
        now: fn() -> u64,
    ) -> Result<Self, Trouble> {
        let given = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let token = given(TOKEN).map(|token| {
            Secret::new(&token)
                .ok_or_else(|| Trouble::failed("`ASTRO_ACCESS_TOKEN` is not a token: it has blanks or other signs"))
        });
        let token = token.transpose()?;
        let store = Store::new(folder, given("PATH").map(Into::into));
        let named = given("ASTRO_ACCOUNT").map(|name| name.trim().to_owned());
        Ok(Self { servers: Servers::read(variable)?, store, token, named, now })
    }

    /// The login of the platform that is asked, of what is kept.
    pub(super) fn login<'a>(&self, stored: &'a Stored) -> Option<&'a Login> {
        stored.logins.get(self.servers.platform.as_str())
    }

    /// That somebody has to log in.
    pub(super) fn nobody(&self) -> Trouble {
        Trouble::Login(format!("nobody is logged in to {}", self.servers.platform))
    }

    /// A token for an organisation, or for no certain one, that the platform takes now; not the one that it has refused.
    pub(super) async fn token(&self, organization: Option<&str>, refused: Option<&Secret>) -> Result<Secret, Trouble> {
        if let Some(token) = &self.token {
            let is_refused = Some(token) == refused;
            let message = || Trouble::Login(format!("{} does not take `ASTRO_ACCESS_TOKEN`", self.servers.platform));
            return if is_refused { Err(message()) } else { Ok(token.clone()) };
        }
        let is_good = |tokens: &Tokens| tokens.is_good((self.now)(), organization) && Some(&tokens.access) != refused;
        let stored = self.store.look().await?;
        let login = self.login(&stored).ok_or_else(|| self.nobody())?;
        if is_good(&login.tokens) {
            return Ok(login.tokens.access.clone());
        }
        // Whoever comes first gets new tokens for all.
        let mut held = self.store.hold().await?;
        let login = self.login(&held.stored).ok_or_else(|| self.nobody())?.clone();
        if is_good(&login.tokens) {
            return Ok(login.tokens.access);
        }
        let ended = || Trouble::Login(format!("the login to {} has ended", self.servers.platform));
        let Some(token) = &login.tokens.refresh else { return Err(ended()) };
        let key = self.servers.platform.as_str().to_owned();
        match speak::refresh(&login, token, organization, self.now).await {
            Said::Yes((tokens, user)) => {
                let refresh = tokens.refresh.clone().or_else(|| login.tokens.refresh.clone());
                let access = tokens.access.clone();
                let user = user.or(login.user);
                held.stored.logins.insert(key, Login { tokens: Tokens { refresh, ..tokens }, user, ..login });
                held.keep().await?;
                Ok(access)
            }
            Said::Unauthorized => {
                // Of no use to anybody any more.
                held.stored.logins.remove(&key);
                held.keep().await?;
                Err(ended())
            }
            Said::No(trouble) => Err(trouble),
        }
    }

    /// Asks the platform something with a token, and once more with a new one where it refuses the first.
    pub(super) async fn asked<T>(
        &self,
        organization: Option<&str>,
        asking: impl AsyncFn(Secret) -> Said<T>,
    ) -> Result<T, Trouble> {
        let mut refused = None;
        loop {
            let token = self.token(organization, refused.as_ref()).await?;
            match asking(token.clone()).await {
                Said::Yes(answer) => return Ok(answer),
                Said::No(trouble) => return Err(trouble),
                Said::Unauthorized if refused.is_none() => refused = Some(token),
                Said::Unauthorized => {
                    return Err(Trouble::Login(format!("{} does not take your login", self.servers.platform)));
                }
            }
        }
    }

    /// Who somebody is, and which account they use.
    ///
    /// # Errors
    /// That nobody is logged in, or that the servers can't be asked.
    pub async fn standing(&self) -> Result<Standing, Trouble> {
        let mut me = self.asked(None, async |token| speak::me(&self.servers.platform, &token).await).await?;
        let stored = if self.token.is_some() { Stored::default() } else { self.store.look().await? };
        let login = self.login(&stored);
        let used = login.and_then(|login| login.account.as_ref()).map(|account| account.id.as_str());
        if me.user.is_none() {
            me.user = login.and_then(|login| login.user.clone());
        }
        let account = me.choose(self.named.as_deref(), used)?.clone();
        Ok(Standing { me, account })
    }

    /// The gateway of somebody's own, which goes before the platform's.
    ///
    /// # Errors
    /// That what is kept can't be read.
    pub async fn gateway(&self) -> Result<Option<String>, Trouble> {
        let stored = if self.token.is_some() { Stored::default() } else { self.store.look().await? };
        Ok(stored.gateway.map(|gateway| gateway.url))
    }

    /// Uses another account from now on.
    ///
    /// # Errors
    /// One that is not there, and those of [`World::standing`].
    pub async fn switch(&self, name: &str) -> Result<Account, Trouble> {
        if self.token.is_some() {
            let message = "`ASTRO_ACCESS_TOKEN` is used, and nothing is kept of it";
            return Err(Trouble::failed(message).help("set `ASTRO_ACCOUNT` to the account that you mean"));
        }
        let me = self.asked(None, async |token| speak::me(&self.servers.platform, &token).await).await?;
        let account = me.choose(Some(name), None)?.clone();
        let mut held = self.store.hold().await?;
        let Some(login) = held.stored.logins.get_mut(self.servers.platform.as_str()) else { return Err(self.nobody()) };
        login.account = Some(account.clone());
        held.keep().await?;
        Ok(account)
    }

    /// The account that a key is asked for.
    pub(super) async fn account(&self) -> Result<Account, Trouble> {
        if self.token.is_none() && self.named.is_none() {
            let stored = self.store.look().await?;
            let login = self.login(&stored).ok_or_else(|| self.nobody())?;
            if let Some(account) = &login.account {
                return Ok(account.clone());
            }
        }
        Ok(self.standing().await?.account)
    }
}
