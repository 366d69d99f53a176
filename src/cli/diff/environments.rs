//! `ast diff --env OLD NEW`: what differs between two environments of a spec, told as if one became the other.

use super::faulty::Faulty;
use super::pairs::path;
use super::{Args, At, Compared, without_secrets};
use crate::cli::environment::unknown;
use crate::cli::session::{Failure, Session};
use crate::delta::changes;
use crate::options::Settings;

/// Compares two environments of the spec that is meant, or of those below a folder that have one of the two.
pub(super) fn compare(
    (old, new): (&str, &str),
    args: &Args,
    session: &mut Session<'_, '_>,
) -> Result<Vec<Compared>, Failure> {
    let place = args.old.as_deref();
    let named = place.and_then(|name| path(name, session));
    if let (Some(place), None) = (place, &named) {
        let failure = Failure::new(format!("`{place}` is not a spec or a folder"));
        return Err(failure.help("`--env` compares two environments of one spec, as its files are now"));
    }
    let mut paths: Vec<_> = named.into_iter().collect();
    if paths.is_empty() && session.workspace().discover_one(None).file().is_none() {
        paths.push(".".into());
    }
    let meant = session.workspace().projects(&paths, false);
    let side = At::files(session);
    let mut projects = Vec::new();
    for wanted in &meant.projects {
        let Some(file) = wanted.found.file() else {
            return Err(Failure::new(format!("`{}` has no spec to compare", wanted.found.shown())));
        };
        let spec = session.absolute(file);
        let [was, is] = [old, new].map(|name| side.load_within(&spec, name));
        let (was, is) = (was?, is?);
        match (was, is) {
            (Some(was), Some(is)) => {
                // Both are of one spec, so what is wrong with it is told once.
                let faults = Faulty::of("new", &side, &is, session);
                let is_read = !faults.iter().any(|file| file.unread);
                let found = is_read.then(|| changes(Some(was.side()), Some(is.side()), args.seen()));
                let found = found.into_iter().flatten();
                let changes = found.map(|change| without_secrets(change, &[&is.compilation.source])).collect();
                let path = wanted.found.shown().trim_start_matches("./").to_owned();
                let compared = Compared { path, complete: faults.is_empty(), changes, files: Vec::new(), faults };
                if !meant.is_many || !compared.changes.is_empty() || !compared.complete {
                    projects.push(compared);
                }
            }
            (None, None) if meant.is_many => {}
            (was, _) => {
                // Says which there are.
                let loaded = side.load(&spec, &Settings::default())?;
                let name = if was.is_none() { old } else { new };
                return Err(loaded.map_or_else(|| unknown(name, &[]), |loaded| unknown(name, &loaded.environments())));
            }
        }
    }
    Ok(projects)
}
