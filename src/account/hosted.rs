//! The hosted gateway of somebody who is logged in: its URL and key, renewed for as long as it is used.
//!
//! `ast run` takes it from here, and whatever else stands in for the gateway.

use std::time::Duration;

use tokio::task::spawn_local;
use tokio::time::timeout;

use super::key::Key;
use super::speak::{self, Said};
use super::trouble::Trouble;
use super::world::World;
use crate::gateway::{Address, Renewal, Secret, Upstream};

/// What there is to do for who has neither a login nor a key.
pub const WAYS: &str = "log in by `ast login`, or with a key of another gateway by `ast login --gateway URL`; take your \
                        own keys of the providers by `--gateway local`; or take `--gateway mock`, which needs nothing";

/// How long is slept at most: a machine that was suspended finds a clock that went on.
const LONGEST_SLEEP: Duration = Duration::from_secs(20);
/// The pauses after renewals that failed: the first, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// The shortest time between renewals that a gateway brings about by refusing a key.
const REFUSED_PAUSE: Duration = Duration::from_secs(10);

/// What comes of renewing a key.
#[derive(Debug)]
pub enum Renewed {
    /// There is a new one, which requests are passed on with from now on.
    Key(String, Secret),
    /// There is something to tell: it failed, or goes on after that.
    Told(String),
}

/// The gateway of somebody who is logged in.
#[derive(Debug)]
pub struct Hosted {
    key: Key,
    /// Who gives the next key; none for a gateway of their own, whose key is theirs.
    world: Option<World>,
    whose: String,
}

impl Hosted {
    /// The gateway that somebody is logged in to.
    ///
    /// # Errors
    /// [`Trouble::Login`] where they have to log in first, or again; else why there is no key.
    pub async fn find(world: World) -> Result<Self, Trouble> {
        if world.token.is_none() {
            if !world.store.exists() {
                return Err(world.nobody());
            }
            if let Some(own) = world.store.look().await?.gateway {
                let url = Address::of_gateway(&own.url);
                let url = url.map_err(|why| Trouble::failed(format!("the gateway that is kept is wrong: {why}")))?;
                let key = Key { url, key: own.key, ends: None, given: 0 };
                return Ok(Self { key, world: None, whose: "your own, by `ast login --gateway`".to_owned() });
            }
        }
        let (key, account) = key(&world).await?;
        Ok(Self { key, whose: format!("of your account `{account}`"), world: Some(world) })
    }

    /// Its origin.
    pub fn url(&self) -> &str {
        self.key.url.as_str()
    }

    /// Its key.
    pub fn key(&self) -> &Secret {
        &self.key.key
    }

    /// Whose it is, in words.
    pub fn whose(&self) -> &str {
        &self.whose
    }

    /// The gateway for requests that are passed on.
    ///
    /// # Errors
    /// That the certificates of this machine can't be read.
    pub fn upstream(&self) -> Result<Upstream, String> {
        Upstream::new(self.url(), self.key.key.expose())
    }

    /// Sees that the gateway takes the key.
    ///
    /// # Errors
    /// That it doesn't, or can't be asked.
    pub async fn check(&self) -> Result<(), Trouble> {
        check(&self.key.url, &self.key.key).await
    }

    /// Renews the key of an upstream before it ends, as long as the tasks of this thread run. What fails is told, and tried
    /// again; no request is interrupted.
    pub fn keep_renewed(self, upstream: Renewal, tell: impl Fn(Renewed) + 'static) {
        spawn_local(self.renew(upstream, tell));
    }

    async fn renew(self, upstream: Renewal, tell: impl Fn(Renewed)) {
        let Self { mut key, world, .. } = self;
        // Nobody renews a key that somebody brought.
        let Some(world) = world else { return };
        let now = world.now;
        let mut asked = 0;
        let (mut due, mut failures) = (key.renew_in(now()).map(|wait| now().saturating_add(wait.as_secs())), 0_u32);
        loop {
            let wait = due.map_or(LONGEST_SLEEP, |due| Duration::from_secs(due.saturating_sub(now())));
            match timeout(wait.min(LONGEST_SLEEP), upstream.refused()).await {
                // Its time has come, or only the clock is looked at.
                Err(_) if due.is_none_or(|due| now() < due) => continue,
                Ok(()) if now().saturating_sub(asked) < REFUSED_PAUSE.as_secs() => continue,
                _ => asked = now(),
            }
            let renewed = self::key(&world).await.and_then(|(new, _)| {
                upstream.renew(new.url.as_str(), &new.key).map_err(Trouble::failed)?;
                Ok(new)
            });
            match renewed {
                Ok(new) => {
                    if failures > 0 {
                        tell(Renewed::Told("the key is renewed".to_owned()));
                    }
                    if new.key != key.key {
                        tell(Renewed::Key(new.url.as_str().to_owned(), new.key.clone()));
                    }
                    // The same one again has the age that it has.
                    let given = if new.key == key.key { key.given } else { new.given };
                    (key, failures) = (Key { given, ..new }, 0);
                    due = key.renew_in(now()).map(|wait| now().saturating_add(wait.as_secs()));
                }
                Err(trouble) => {
                    let pause = FIRST_PAUSE.saturating_mul(1 << failures.min(6)).min(LONGEST_PAUSE);
                    failures += 1;
                    let ended = if key.has_ended(now()) { "has ended and " } else { "" };
                    let remedy = if matches!(trouble, Trouble::Login(_)) { "; run `ast login`" } else { "" };
                    tell(Renewed::Told(format!(
                        "the key {ended}can't be renewed: {trouble}{remedy}; trying again in {} s",
                        pause.as_secs()
                    )));
                    due = Some(now().saturating_add(pause.as_secs()));
                }
            }
        }
    }
}

/// Sees that a gateway takes a key.
///
/// # Errors
/// That it doesn't, or can't be asked.
pub async fn check(url: &Address, key: &Secret) -> Result<(), Trouble> {
    match speak::check(url, key).await {
        Said::Yes(()) => Ok(()),
        Said::Unauthorized => Err(Trouble::failed(format!("the gateway {url} does not take the key"))),
        Said::No(trouble) => Err(trouble),
    }
}

/// A key of the hosted gateway, and the name of the account.
async fn key(world: &World) -> Result<(Key, String), Trouble> {
    let account = world.account().await?;
    let asking = async |token| speak::key(&world.servers.platform, &account.name, &token, world.now).await;
    let key = world.asked(account.organization(), asking).await?;
    Ok((key, account.shown()))
}
