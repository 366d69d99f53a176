//! What is said of a supplied value: every declaration of it, and what is asked of all of them for each container.

use std::ops::Deref;
use std::rc::Rc;

use super::id::Id;
use super::model::{Declaration, EnvKind, Level};
use crate::source::Place;

/// Something that is said of a supplied value.
#[derive(Debug, Clone)]
pub struct SupplyClaim {
    /// How narrow it is; `Owner` for the catalogue's own words.
    pub level: Level,
    /// Whether it must never be shown.
    pub secret: bool,
    /// Whether the owner works without it.
    pub optional: bool,
    /// The value without one, in both bindings.
    pub default: Option<String>,
    /// The value without one, in local runs.
    pub local_default: Option<String>,
    /// Whether it becomes part of a URL.
    pub url_safe: bool,
    /// The store that it belongs to.
    pub store: Option<Id>,
    /// The input that says it.
    pub input: Option<Rc<Declaration>>,
    /// Where it is said.
    pub place: Option<Place>,
    /// The list that the input is in: an entry, or the agent.
    pub list: Option<Id>,
    /// Whether it is one of the gateway's, which the binding knows more of.
    pub kind: EnvKind,
}

/// Everything that is said of one supplied value, in its order.
#[derive(Debug, Default)]
pub struct SupplyClaims {
    claims: Vec<SupplyClaim>,
    is_secret: bool,
    /// Where the first claim of each level stands.
    first: Vec<(Level, usize)>,
}

impl SupplyClaims {
    /// Adds what one more declaration says.
    pub fn push(&mut self, claim: SupplyClaim) {
        self.is_secret |= claim.secret;
        if self.first(claim.level).is_none() {
            self.first.push((claim.level, self.claims.len()));
        }
        self.claims.push(claim);
    }

    /// Whether it must never be shown: whether anything says so.
    pub fn is_secret(&self) -> bool {
        self.is_secret
    }

    /// The first claim of a level.
    pub fn first(&self, level: Level) -> Option<&SupplyClaim> {
        let (_, at) = self.first.iter().find(|(other, _)| *other == level)?;
        self.claims.get(*at)
    }

    /// The claim of who owns the value.
    pub fn owner(&self) -> Option<&SupplyClaim> {
        self.first(Level::Owner)
    }
}

impl Deref for SupplyClaims {
    type Target = [SupplyClaim];

    fn deref(&self) -> &[SupplyClaim] {
        &self.claims
    }
}
