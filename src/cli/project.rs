//! `ast project start` and the like: what the platform's own tool calls `ast dev`.

use super::session::{Failure, Session};
use super::{Status, dev};

pub(super) use dev::Long as Args;

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    dev::long(args, session)
}
