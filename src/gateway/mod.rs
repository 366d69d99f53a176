//! The local gateway: what stands where the agent's `ASTRO_GATEWAY_URL` points while `ast` runs it.
//!
//! What is answered is decided by values alone ([`Mock`]): a request comes in as one and an answer goes out as
//! one, so that every answer is a unit test. `serve` is the only part that has sockets and a clock, and `upstream` the
//! only one that speaks to another gateway. It, the questions of [`crate::account`] and those to registries go by `client`,
//! the one place that speaks HTTP to other servers.

mod address;
mod answer;
mod client;
mod connection;
mod cost;
mod mock;
mod post;
mod providers;
mod record;
mod request;
mod script;
mod secret;
mod sent;
mod serve;
mod upstream;

pub use address::Address;
pub use answer::{Answer, Body, Pieces, Refusal, Usage};
pub use client::{Ask, Reply, ask};
pub use connection::{Call, Connection, Heard, Proof};
pub use mock::Mock;
pub use post::post;
pub use providers::{Provided, Providers};
pub use record::Record;
pub use request::{Request, Route};
pub use script::{Script, read as read_script};
pub use secret::Secret;
pub use serve::{Gateway, Source};
pub use upstream::{Renewal, Upstream};
