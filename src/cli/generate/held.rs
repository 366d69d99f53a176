//! How the output folder is held while it is asked what it has, and what is made for it.

use std::path::Path;

use super::super::session::{Failure, Session, WAITING};
use super::{Args, tell};
use crate::disk::Disk as _;
use crate::output::{FOLDER, Look, Manifest, Place, Run};

/// An output folder that nobody else writes to meanwhile.
pub(super) enum Held {
    /// Nothing is changed in it.
    Looked(Look),
    /// It is written to, and nobody else does meanwhile.
    Begun(Run),
}

impl Held {
    /// A folder in which nothing was generated yet is not made before there is something to write.
    pub(super) fn of(args: &Args, folder: &Path, session: &mut Session<'_, '_>) -> Result<Self, Failure> {
        let writes = !args.check && !args.diff && !args.summary && args.print.is_none();
        if writes && session.disk().exists(&folder.join(FOLDER)) {
            return begin(folder, session).map(Self::Begun);
        }
        look(folder, session).map(Self::Looked)
    }

    pub(super) fn manifest(&self) -> Result<Option<Manifest>, Failure> {
        match self {
            Self::Looked(look) => look.manifest(),
            Self::Begun(run) => run.manifest(),
        }
        .map_err(Failure::from)
    }
}

/// Takes hold of the output folder, which is made where it is not there.
pub(super) fn begin(folder: &Path, session: &mut Session<'_, '_>) -> Result<Run, Failure> {
    let state = session.io.state.clone();
    let mut place = Place { folder, state: state.as_deref(), waiting: &mut || session.note(WAITING) };
    let run = Run::begin(&mut place).map_err(Failure::from)?;
    tell::note(run.note(), session);
    Ok(run)
}

/// Looks at the output folder, in which nothing is written.
fn look(folder: &Path, session: &mut Session<'_, '_>) -> Result<Look, Failure> {
    let state = session.io.state.clone();
    let mut place = Place { folder, state: state.as_deref(), waiting: &mut || session.note(WAITING) };
    Look::at(&mut place).map_err(Failure::from)
}
