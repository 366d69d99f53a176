//! Logins as whole processes, against a stand-in of the identity server, the platform and its gateway.

mod hosted;
mod kept;
mod login;
pub(crate) mod platform;
pub(crate) mod user;
