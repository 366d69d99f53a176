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
    /// Nothing was generated in it yet, and it is held once there is something to write: two that hold it for a look, and
    /// each wait to write, would wait for each other.
    Free(Option<Manifest>),
}

impl Held {
    /// A folder in which nothing was generated yet is not made before there is something to write.
    pub(super) fn of(args: &Args, folder: &Path, session: &mut Session<'_, '_>) -> Result<Self, Failure> {
        let writes = !args.check && !args.diff && !args.summary && args.print.is_none();
        if writes && session.disk().exists(&folder.join(FOLDER)) {
            return begin(folder, session).map(Self::Begun);
        }
        let look = look(folder, session)?;
        if !writes {
            return Ok(Self::Looked(look));
        }
        look.manifest().map(Self::Free).map_err(Failure::from)
    }

    pub(super) fn manifest(&self) -> Result<Option<Manifest>, Failure> {
        match self {
            Self::Looked(look) => look.manifest(),
            Self::Begun(run) => run.manifest(),
            Self::Free(manifest) => Ok(manifest.clone()),
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
