//! The hosted gateway that a run passes requests on to: by the URL and key that somebody supplies, else by their login.

use super::session::{Failure, Session, environment, wait};
use crate::account::{Hosted, Renewed, Trouble, WAYS, check};
use crate::doctor::{self, Line};
use crate::dotenv::Supplied;
use crate::gateway::{Address, Secret, Source, Upstream};
use crate::plan::{GATEWAY_KEY, GATEWAY_URL};
use crate::text::one_line;

/// Begins to renew a key, on a thread whose tasks run; it is given what tells of it.
pub(super) type Renew = Box<dyn FnOnce(Box<dyn Fn(Renewed)>)>;

/// Where requests are passed on to, and who renews the key.
pub(super) struct Passed {
    upstream: Upstream,
    login: Option<Hosted>,
    /// Where that is and whose, which is shown before anything is sent.
    pub(super) whose: String,
}

/// The URL and the key of a gateway, for who has to be given both.
pub(super) struct Lent {
    pub(super) url: String,
    pub(super) key: Secret,
}

/// Whether the login of whoever runs this is used: nothing of a gateway is supplied, so that no key goes to a URL that it
/// was not made for.
pub(super) fn is_by_login(supplied: &Supplied<'_>) -> bool {
    supplied.value(GATEWAY_URL).is_none() && supplied.value(GATEWAY_KEY).is_none()
}

/// Whether somebody seems to be logged in; nobody is asked.
pub(super) fn is_logged_in(session: &Session<'_, '_>) -> bool {
    session.world().is_ok_and(|world| world.token.is_some() || world.store.exists())
}

/// What the gateway says to the key that a run would use, as a line of a checkup.
///
/// A checkup is run in a fresh clone: a key of the environment is not sent to a URL of a file there, as a run does that
/// somebody starts and that shows the URL first.
pub(super) fn said_to_key(supplied: &Supplied<'_>, session: &Session<'_, '_>) -> Line {
    let (whose, said) = if is_by_login(supplied) {
        let asked = session.world().and_then(|world| {
            wait(async {
                let found = match Hosted::find(world).await {
                    Ok(found) => found,
                    Err(trouble) => return Ok((String::new(), Err(trouble))),
                };
                Ok((format!("{}, {},", found.url(), found.whose()), found.check().await))
            })
        });
        asked.unwrap_or_else(|failure| (String::new(), Err(Trouble::failed(failure.message()))))
    } else {
        let (Some(url), Some(key)) = (supplied.value(GATEWAY_URL), supplied.value(GATEWAY_KEY)) else {
            return Line::skipped("gateway", "its URL or its key is missing");
        };
        let is_of_environment = |name: &str| environment(name).is_some_and(|value| !value.is_empty());
        if is_of_environment(GATEWAY_KEY) && !is_of_environment(GATEWAY_URL) {
            let message = "not asked: its key is the environment's, and its URL a file's of this project";
            return Line::skipped("gateway", message);
        }
        let said = match (Address::of_gateway(url), Secret::new(key)) {
            (Ok(url), Some(key)) => wait(async { Ok(check(&url, &key).await) }),
            (Err(why), _) => Ok(Err(Trouble::failed(format!("`{GATEWAY_URL}`: {why}")))),
            (_, None) => Ok(Err(Trouble::failed(format!("`{GATEWAY_KEY}` is not a key")))),
        };
        (one_line(url, 200).into_owned(), said.unwrap_or_else(|failure| Err(Trouble::failed(failure.message()))))
    };
    doctor::gateway(&whose, &said)
}

impl Passed {
    /// Finds the gateway.
    pub(super) fn find(supplied: &Supplied<'_>, session: &Session<'_, '_>) -> Result<Self, Failure> {
        if !is_by_login(supplied) {
            let value = |name: &str| supplied.value(name).unwrap_or_default().trim();
            let upstream = Upstream::new(value(GATEWAY_URL), value(GATEWAY_KEY)).map_err(Failure::new)?;
            return Ok(Self { upstream, login: None, whose: one_line(value(GATEWAY_URL), 200).into_owned() });
        }
        let world = session.world()?;
        let found = wait(async {
            let found = Hosted::find(world).await;
            Ok(found.map_err(|trouble| (matches!(trouble, Trouble::Login(_)), trouble)))
        })?;
        let login = found.map_err(|(is_login, trouble)| {
            let failure = Failure::from(trouble);
            if is_login { failure.help(WAYS) } else { failure }
        })?;
        let upstream = login.upstream().map_err(Failure::new)?;
        let whose = format!("{}, {}", login.url(), login.whose());
        Ok(Self { upstream, login: Some(login), whose })
    }

    /// The gateway of a login; what somebody supplies is theirs to give.
    pub(super) fn lent(&self) -> Option<Lent> {
        self.login.as_ref().map(|login| Lent { url: login.url().to_owned(), key: login.key().clone() })
    }

    /// What the gateway in `ast` answers from, for who has its key; and what renews the real one, once tasks run.
    pub(super) fn source(self, key: String) -> (Source, Renew) {
        let renewal = self.login.map(|login| (login, self.upstream.renewal()));
        let source = Source::Upstream(Box::new(self.upstream), key);
        let renew = move |tell: Box<dyn Fn(Renewed)>| {
            if let Some((login, renewal)) = renewal {
                login.keep_renewed(renewal, tell);
            }
        };
        (source, Box::new(renew))
    }
}
