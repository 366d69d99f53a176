//! What was said in an earlier run and is said again: told, and dropped on request.

use super::super::accepted::Accepted;
use super::super::session::Session;
use super::targets::{Asked, TargetRun};
use crate::diagnostic::nearest::nearest;
use crate::options::{Said, flags};
use crate::text::one_line;

/// How much of a flag is shown on its line.
const MOST: usize = 200;

/// The name of a flag that can be remembered, with or without its `--`.
pub(super) fn flag(text: &str) -> Result<String, String> {
    let name = text.trim_start_matches("--");
    if flags().any(|(flag, _)| flag.name == name) {
        return Ok(name.to_owned());
    }
    let near = nearest(name, flags().map(|(flag, _)| flag.name));
    let near = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
    Err(format!("no flag of this name is remembered{near}"))
}

/// Says which flags are said again, which of them `ast.toml` contradicts, and which can't be forgotten.
pub(super) fn mention(runs: &[TargetRun], asked: &Asked<'_>, project: &Accepted, session: &mut Session<'_, '_>) {
    let given = project.loaded.options.said();
    let is_again = |said: &Said| !given.iter().any(|given| given.setting == said.setting);
    let again = grouped(runs, |run| run.again.said().into_iter().filter(is_again).collect());
    if !again.is_empty() {
        let flags: Vec<_> = again.iter().map(|(said, targets)| shown(said, targets, runs)).collect();
        session.note_alike(&format!(
            "note: as in the last run: {}; `--forget FLAG` drops one, `--fresh` all\n",
            flags.join(", ")
        ));
    }
    let file = one_line(&project.loaded.options_file.path, MOST);
    let contradicted = |run: &TargetRun| {
        let all = run.options.contradicted().into_iter();
        all.filter(|said| again.iter().any(|(other, _)| other.setting == said.setting)).collect()
    };
    for (said, _) in grouped(runs, contradicted) {
        let keys = said.setting.tokens().collect::<Vec<_>>().join(".");
        let (words, key, flag) = (one_line(&said.words, MOST), one_line(&keys, MOST), said.flag);
        session.note_alike(&format!(
            "warning: `{words}` of an earlier run beats `{key}` in `{file}`\n  \
             help: `ast generate --forget {flag}` drops the flag\n"
        ));
    }
    for flag in &asked.args.forget {
        if !asked.args.fresh && !runs.iter().any(|run| run.forgot.contains(flag)) {
            session.note(&format!("note: there is no `--{flag}` of an earlier run to forget\n"));
        }
    }
}

/// Flags with the targets that they are said to, in the order in which they come first.
fn grouped(runs: &[TargetRun], of: impl Fn(&TargetRun) -> Vec<Said>) -> Vec<(Said, Vec<&'static str>)> {
    let mut groups: Vec<(Said, Vec<&'static str>)> = Vec::new();
    for run in runs {
        for said in of(run) {
            match groups.iter_mut().find(|(other, _)| *other == said) {
                Some((_, targets)) => targets.push(run.target.id()),
                None => groups.push((said, vec![run.target.id()])),
            }
        }
    }
    groups
}

/// A flag, with the targets that it is for where these are not all.
fn shown(said: &Said, targets: &[&str], runs: &[TargetRun]) -> String {
    let words = one_line(&said.words, MOST);
    if targets.len() == runs.len() { format!("`{words}`") } else { format!("`{words}` ({})", targets.join(", ")) }
}
