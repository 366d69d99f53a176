//! `ast generate --print`: one of the files, and what there is where somebody asks for another.

use super::super::Status;
use super::super::session::{Failure, Session};
use super::targets::TargetRun;
use crate::diagnostic::nearest::nearest;
use crate::text::one_line;
use crate::tree::FileTree;

/// How many files are named.
const MOST: usize = 40;
/// How much of a path is shown.
const LONGEST: usize = 200;

pub(super) fn print(
    file: &str,
    runs: &[TargetRun],
    tree: &FileTree,
    session: &mut Session<'_, '_>,
) -> Result<Status, Failure> {
    let path = match (file, runs) {
        ("", [TargetRun { target, options, .. }]) => target.main_file(&options.layout(".")).ok_or_else(|| {
            let failure = Failure::new(format!("`{}` has no main file", target.id()));
            failure.help(format!("name one, as in `--print=FILE`; {}", listed(tree)))
        })?,
        ("", _) => {
            return Err(Failure::new("`--print` needs one target").help("name it, as in `ast generate env --print`"));
        }
        (file, _) => file.to_owned(),
    };
    let Some(found) = tree.get(&path) else {
        let failure = Failure::new(format!("`{}` is not generated", one_line(&path, LONGEST)));
        let near = meant(&path, tree).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        return Err(failure.help(format!("{near}{}", listed(tree))));
    };
    session.print(&found.content)?;
    Ok(Status::Fine)
}

/// The file that somebody means who writes its path in another way, or its name alone.
fn meant<'t>(path: &str, tree: &'t FileTree) -> Option<&'t str> {
    let paths = || tree.iter().map(|(path, _)| path.as_str());
    let name = |path: &'t str| path.rsplit_once('/').map_or(path, |(_, name)| name);
    nearest(path, paths()).or_else(|| {
        let asked = path.rsplit_once('/').map_or(path, |(_, name)| name);
        let near = nearest(asked, paths().map(name))?;
        paths().find(|path| name(path) == near)
    })
}

fn listed(tree: &FileTree) -> String {
    let names: Vec<String> =
        tree.iter().take(MOST).map(|(path, _)| format!("`{}`", one_line(path.as_str(), LONGEST))).collect();
    let more = if tree.iter().nth(MOST).is_some() { "; `ast generate --diff` shows all" } else { "" };
    format!("the files are {}{more}", names.join(", "))
}
