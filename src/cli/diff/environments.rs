//! What changes in environments: with a project, and by `ast diff --env OLD NEW` from one to another, told as if one
//! became the other.

use std::collections::BTreeSet;

use super::faulty::Faulty;
use super::pairs::path;
use super::{Args, At, Compared, Loaded, without_secrets};
use crate::cli::environment::unknown;
use crate::cli::session::{Failure, Session};
use crate::delta::{Change, Consequence, How, Kind, Said, Side, Subject, Where, changes};
use crate::options::Settings;
use crate::text::one_line;

/// How much of an environment's name is shown.
const LONGEST: usize = 60;

/// What changed in the environments of a project by what they say themselves. What changes wherever the project runs is
/// told without them.
pub(super) fn told(was: &Loaded, is: &Loaded) -> Vec<Change> {
    let names: BTreeSet<&str> = was.environments().into_iter().chain(is.environments()).collect();
    let of_cluster = |was: Side<'_>, is: Side<'_>| changes(Some(was), Some(is), &[Where::Cluster]);
    let mut everywhere = None;
    let mut found = Vec::new();
    for name in names.into_iter().filter(|name| was.said(name) != is.said(name)) {
        let shown = format!("`{}`", one_line(name, LONGEST));
        let subject = Subject { kind: Kind::Option, id: None, name: Some(format!("environments.{name}")) };
        let (before, after) = match (was.deployed(name), is.deployed(name)) {
            (Some(before), Some(after)) => (before, after),
            (before, _) => {
                found.push(came_or_went(name, before.is_none()));
                continue;
            }
        };
        let known = everywhere.get_or_insert_with(|| of_cluster(was.side(), is.side()));
        let own = of_cluster(was.side().with(&before), is.side().with(&after));
        found.extend(own.into_iter().filter(|change| !known.contains(change)).map(|change| {
            let said = Said { before: format!("in {shown}, {}", change.said.before), ..change.said };
            let message = format!("{}{}{}", said.before, said.item, said.after);
            Change { subject: subject.clone(), said, message, ..change }
        }));
    }
    found
}

/// An environment that is new, or gone.
fn came_or_went(name: &str, is_new: bool) -> Change {
    let (change, follows, word) =
        if is_new { (How::Added, Consequence::Harmless, "new") } else { (How::Removed, Consequence::Breaks, "gone") };
    let message = format!("environment `{}` is {word}", one_line(name, LONGEST));
    let said = Said { before: message.clone(), ..Said::default() };
    let subject = Subject { kind: Kind::Option, id: None, name: Some(format!("environments.{name}")) };
    let (consequences, seen) = (vec![follows], vec![Where::Cluster]);
    Change { subject, change, from: None, to: None, consequences, seen, message, said }
}

/// The two sides of a project as one environment has them, and what there is to say instead where only one of two has it.
type Within = (Option<Loaded>, Option<Loaded>, Option<Change>);

/// A project on both sides as one environment has it; none where neither side has it.
pub(super) fn within(name: &str, was: Option<Loaded>, is: Option<Loaded>) -> Option<Within> {
    let has = |side: &Option<Loaded>| side.as_ref().map(|side| side.environments().contains(&name));
    match (has(&was), has(&is)) {
        (Some(true), Some(false)) => Some((was, is, Some(came_or_went(name, false)))),
        (Some(false), Some(true)) => Some((was, is, Some(came_or_went(name, true)))),
        (None | Some(false), None | Some(false)) => None,
        _ => {
            let within = |side: Option<Loaded>| side.and_then(|side| side.within(name));
            Some((within(was), within(is), None))
        }
    }
}

/// Compares two environments of the spec that is meant, or of those below a folder that have one of the two.
pub(super) fn compare(
    (old, new): (&str, &str),
    args: &Args,
    session: &mut Session<'_, '_>,
) -> Result<Vec<Compared>, Failure> {
    if args.new.is_some() {
        let failure = Failure::new("two environments are compared of one spec, as its files are now");
        return Err(failure.help("name the spec or a folder alone, or one environment of two revisions"));
    }
    let place = args.old.as_deref();
    let named = place.and_then(|name| path(name, session));
    if let (Some(place), None) = (place, &named) {
        let failure = Failure::new(format!("`{place}` is not a spec or a folder"));
        let help = "two environments are compared of one spec, as its files are now; for one of a branch, name it alone: \
                    `ast diff main --env production`";
        return Err(failure.help(help));
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
                let (complete, has_client) = (faults.is_empty(), is.has_client());
                let compared = Compared { path, complete, changes, files: Vec::new(), faults, has_client };
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
