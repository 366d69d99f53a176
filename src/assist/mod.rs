//! What stands at a place of a spec or its options, what can be written there, and what a name stands for: knowledge
//! for editors, without a word of their protocol.

mod about;
mod addition;
mod anchor;
mod beginning;
mod component;
mod creation;
mod environment;
mod cron;
mod fact;
mod few;
mod hint;
mod link;
mod member;
mod name;
mod near;
mod offer;
mod outline;
mod path;
mod picture;
mod repair;
mod setting;
mod setting_spot;
mod snippet;
mod spot;
mod title;
mod token;
mod usual;
mod value;
mod word;

pub use about::{About, about};
pub use creation::Creation;
pub(crate) use cron::when;
pub use environment::{env_about, env_findings, env_offers, env_repairs};
pub use hint::{Hint, hints};
pub use link::{Link, links};
pub use name::{Name, Occurrence, declarations, name_at, occurrences, rename};
pub use offer::{Offer, OfferKind, offers};
pub use outline::{Part, PartKind, folds, outline, selections};
pub use picture::{Picture, PictureKind, PictureNode, picture, to_set};
pub use repair::{Purpose, Repair, fixes, repairs};
pub use setting::{setting_about, setting_offers};
pub use snippet::escape;
pub use token::{Meaning, Token, tokens};

use std::time::SystemTime;

use crate::compile::Compilation;
use crate::plan::BoundPlan;

/// What is known of a project while its spec is edited.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The spec, and what was made of it.
    pub compilation: &'a Compilation,
    /// Its plan for this machine.
    pub plan: &'a BoundPlan,
    /// The time, which schedules are told from.
    pub now: SystemTime,
}
