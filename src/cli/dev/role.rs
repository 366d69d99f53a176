//! What the programs of a run are for.

use std::collections::BTreeMap;

use crate::dev::{Container, Seen};

/// What a program that runs is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Build,
    Probe,
    Up,
    /// The containers, and then the hashes of services.
    Compare(Option<Vec<Container>>),
    Renew,
    /// A store is asked whether it is ready.
    Check(String),
    Job(String),
    Events,
    Logs(String),
    /// What a container said last, and before that what its check says where that failed.
    Explain(Option<String>),
}

impl Role {
    /// What is seen where its program can't be started: that it has ended.
    pub(super) fn unstarted(self, said: String) -> Option<Seen> {
        Some(match self {
            Self::Build => Seen::Built(126, said),
            Self::Up => Seen::Up(126, said),
            Self::Compare(_) => Seen::Compared(Vec::new(), BTreeMap::new()),
            Self::Renew => Seen::Renewed(126, said),
            Self::Check(service) => Seen::Checked(service, false),
            Self::Job(service) => Seen::Done(service, 126),
            Self::Probe => Seen::Reached(None),
            Self::Explain(_) => Seen::Explained(Vec::new()),
            Self::Events | Self::Logs(_) => return None,
        })
    }
}
