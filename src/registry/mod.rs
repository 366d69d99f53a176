//! Registries of images: which digest a name and a tag stand for, asked by the distribution API.
//!
//! Where a registry is and what its answer comes to are decided by values: [`Place`] says which server a name is of,
//! [`Challenge`] what that server wants to see, [`Keys`] what Docker keeps for it. `ask` is the part that speaks. Nothing is
//! asked of a server but the one that an image's name says, and the one that this sends to for a token; plain HTTP is for this
//! machine alone.

mod ask;
mod challenge;
mod fault;
mod keys;
mod place;

pub use ask::{Question, ask};
pub use challenge::Challenge;
pub use fault::Fault;
pub use keys::{Keys, Login};
pub use place::Place;
