//! What `ast init` can't see, where nobody is there to be asked: one refusal, which names all of it.

use super::session::Failure;
use crate::start::Seen;
use crate::text::one_line;

/// The most characters of a folder's name that are shown.
pub(super) const LONGEST: usize = 200;
/// The page that has Dockerfiles to copy.
pub(super) const DOCKERFILES: &str = "docs/existing.md has one for Python and one for Mastra";

/// The refusal, where there is no image and nothing to build one by, or nothing shows how users reach the agent.
pub(super) fn unsaid(seen: &Seen, lacks_build: bool, lacks_interface: bool) -> Option<Failure> {
    let build = lacks_build.then(|| {
        let folders = seen.others.iter().map(|place| one_line(place, LONGEST)).collect::<Vec<_>>().join(", ");
        if !folders.is_empty() {
            let help = "say `--build FOLDER` or `--image IMAGE`".to_owned();
            return (format!("several folders have a Dockerfile: {folders}"), help);
        }
        let help = if seen.dependencies.is_empty() {
            "say `--build FOLDER`, `--image IMAGE` or `--template WHAT`".to_owned()
        } else {
            // A template is not written over somebody's program.
            format!("write one ({DOCKERFILES}), or say `--image IMAGE`, or `--build FOLDER` for where it will be")
        };
        ("no Dockerfile is there to build the agent by".to_owned(), help)
    });
    let interface = lacks_interface.then(|| {
        let help = "say `--interface` frontend, messaging, both or none; or `--yes` for messaging";
        ("nothing shows how users reach the agent".to_owned(), help.to_owned())
    });
    let (why, help): (Vec<_>, Vec<_>) = [build, interface].into_iter().flatten().unzip();
    (!why.is_empty()).then(|| Failure::new(why.join(", and ")).help(help.join("; and ")))
}
