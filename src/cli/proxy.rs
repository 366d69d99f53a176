//! What stands in for an agent's gateway while `ast` runs it: the mock, or the way to the hosted one.

use std::cell::RefCell;

use super::env::random_key;
use super::hosted::{Lent, Passed, Renew};
use super::own_keys;
use super::session::{Failure, Session};
use crate::disk::reason;
use crate::dotenv::Supplied;
use crate::gateway::{Gateway, Mock, Renewal, Script, Source};
use crate::options::GatewayMode;
use crate::plan::BoundPlan;

/// A gateway that listens already, what answers there, and its own key.
pub(super) struct Proxy {
    pub(super) gateway: Gateway,
    pub(super) answers: Answers,
    pub(super) key: String,
}

/// Where answers come from.
pub(super) struct Answers {
    pub(super) source: Source,
    /// What renews the real key, once tasks run.
    pub(super) renew: Renew,
    /// Where requests are passed on to, if they are: shown before anything is sent, as whoever wrote `.env` or `ast.toml`
    /// says who gets the real key.
    pub(super) whose: Option<String>,
    /// The gateway of a login, for who can't use this one.
    pub(super) lent: Option<Lent>,
    /// What tells where a gateway in a container is, which has a part of the requests.
    pub(super) container: Option<Renewal>,
}

impl Proxy {
    /// One that only this machine reaches.
    pub(super) fn on_loopback(
        plan: &BoundPlan,
        mode: GatewayMode,
        script: Script,
        supplied: &Supplied<'_>,
        session: &Session<'_, '_>,
    ) -> Result<Self, Failure> {
        let key = new_key()?;
        let gateway = Gateway::bind().map_err(|error| cant_listen(&error))?;
        let answers = answers(plan, mode, script, (&key, None), supplied, session)?;
        Ok(Self { gateway, answers, key })
    }
}

/// That somebody asks for a gateway which nothing calls; nothing where nobody does, or something calls it.
pub(super) fn uncalled(plan: &BoundPlan, asked: Option<GatewayMode>) -> String {
    asked.filter(|_| !plan.gateway.enabled).map_or_else(String::new, |mode| {
        format!(
            "note: nothing of this project calls the gateway, so `--gateway {}` changes nothing; `astro_ai_gateway: true` \
             under `agent`, or `provider: gateway` at a model, gives it one\n",
            mode.as_str()
        )
    })
}

/// A key that is good for nothing else.
pub(super) fn new_key() -> Result<String, Failure> {
    random_key().map_err(|error| Failure::new(format!("the system gives no random bytes: {error}")))
}

/// That a gateway has no place to listen at.
pub(super) fn cant_listen(error: &std::io::Error) -> Failure {
    Failure::new(format!("the gateway can't listen: {}", reason(error)))
}

/// Where answers come from, for who has the key; `container` is the origin of LiteLLM, which has the same key.
pub(super) fn answers(
    plan: &BoundPlan,
    mode: GatewayMode,
    script: Script,
    (key, container): (&str, Option<&str>),
    supplied: &Supplied<'_>,
    session: &Session<'_, '_>,
) -> Result<Answers, Failure> {
    if mode == GatewayMode::Mock {
        let mock = Mock::new(&plan.gateway.routes, key).with_script(script);
        let source = Source::Mock(Box::new(RefCell::new(mock)));
        return Ok(Answers { source, renew: Box::new(|_| {}), whose: None, lent: None, container: None });
    }
    if mode == GatewayMode::Local {
        let (providers, whose, container) = own_keys::providers(supplied, container.map(|origin| (origin, key)))?;
        let source = Source::Providers(Box::new(providers), key.to_owned());
        return Ok(Answers { source, renew: Box::new(|_| {}), whose: Some(whose), lent: None, container });
    }
    let passed = Passed::find(supplied, session)?;
    let (whose, lent) = (Some(passed.whose.clone()), passed.lent());
    let (source, renew) = passed.source(key.to_owned());
    Ok(Answers { source, renew, whose, lent, container: None })
}
