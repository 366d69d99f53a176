//! Who somebody is to the platform: logging in, what is kept of it, and the key of the hosted gateway that follows.
//!
//! What is decided is decided by values: [`device`] says of each answer what is done next, [`tokens`] until when a token
//! is good, [`owner`] which account is meant, [`key`] when a key is renewed, [`stored`] what is kept. What speaks,
//! waits and keeps is thin: `speak` asks the servers, `store` has the file and its lock, [`world`] gives a token that is
//! good now, and [`hosted`] is what `ast run` takes a gateway from.

pub mod device;
mod helper;
pub mod hosted;
pub mod key;
mod login;
pub mod owner;
pub mod servers;
mod speak;
mod store;
pub mod stored;
pub mod tokens;
mod trouble;
pub mod world;

pub(crate) use helper::Helper;
pub use hosted::{Hosted, Renewed, WAYS, check};
pub use login::{Given, LoggedIn, LoggedOut, Shown};
pub use store::Store;
pub use trouble::Trouble;
pub use world::{TOKEN, World};

use std::io;

/// Waits for an answer of a server's.
///
/// # Errors
/// That the system has no room for it.
pub fn wait<T>(answer: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let answer = runtime.block_on(answer);
    // A program that keeps credentials may still be asked; nobody waits for it.
    runtime.shutdown_background();
    Ok(answer)
}
