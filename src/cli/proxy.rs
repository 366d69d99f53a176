//! What stands in for an agent's gateway while `ast` runs it: the mock, or the way to the hosted one.

use std::cell::RefCell;

use super::env::random_key;
use super::session::Failure;
use crate::disk::reason;
use crate::dotenv::Supplied;
use crate::gateway::{Gateway, Mock, Script, Source, Upstream};
use crate::options::GatewayMode;
use crate::plan::{BoundPlan, GATEWAY_KEY, GATEWAY_URL};

/// A gateway that listens already, where its answers come from, and its own key.
pub(super) struct Proxy {
    pub(super) gateway: Gateway,
    pub(super) source: Source,
    pub(super) key: String,
}

impl Proxy {
    /// One that only this machine reaches.
    pub(super) fn on_loopback(
        plan: &BoundPlan,
        mode: GatewayMode,
        script: Script,
        supplied: &Supplied<'_>,
    ) -> Result<Self, Failure> {
        let key = new_key()?;
        let gateway = Gateway::bind().map_err(|error| cant_listen(&error))?;
        let source = source(plan, mode, script, &key, supplied)?;
        Ok(Self { gateway, source, key })
    }
}

/// A key that is good for nothing else.
pub(super) fn new_key() -> Result<String, Failure> {
    random_key().map_err(|error| Failure::new(format!("the system gives no random bytes: {error}")))
}

/// That a gateway has no place to listen at.
pub(super) fn cant_listen(error: &std::io::Error) -> Failure {
    Failure::new(format!("the gateway can't listen: {}", reason(error)))
}

/// Where answers come from, for who has the key.
pub(super) fn source(
    plan: &BoundPlan,
    mode: GatewayMode,
    script: Script,
    key: &str,
    supplied: &Supplied<'_>,
) -> Result<Source, Failure> {
    if mode == GatewayMode::Mock {
        let mock = Mock::new(&plan.gateway.routes, key).with_script(script);
        return Ok(Source::Mock(Box::new(RefCell::new(mock))));
    }
    Ok(Source::Upstream(Box::new(hosted(supplied)?), key.to_owned()))
}

/// The hosted gateway, with the key that opens it. Wherever that key comes from, it comes from here.
fn hosted(supplied: &Supplied<'_>) -> Result<Upstream, Failure> {
    let value = |name: &str| supplied.value(name).unwrap_or_default().trim();
    Upstream::new(value(GATEWAY_URL), value(GATEWAY_KEY)).map_err(Failure::new)
}
