//! The changes of projects, for people: as lines, and as Markdown for a pull request.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::consequence::HELP;
use crate::delta::{Change, Consequence, Where};
use crate::text::{code, markdown, one_line};

/// How many changes alike are named in a line.
const MOST: usize = 12;

/// How much is said of a file.
const LONGEST: usize = 400;

/// The changes of a project.
#[derive(Debug)]
pub struct Changed<'a> {
    /// The spec, with `/`.
    pub path: &'a str,
    /// The changes, the worst first.
    pub changes: &'a [Change],
    /// The user's own files that no longer fit, each with what to do.
    pub files: Vec<(&'a str, &'a str)>,
    /// Whether both sides could be read whole.
    pub complete: bool,
    /// The files of a side that have errors: each with whether it can't be read at all, and what is wrong, a line each.
    pub faults: Vec<(&'a str, bool, &'a str)>,
}

impl<'a> Changed<'a> {
    /// The files that can't be read at all.
    fn unread(&self) -> impl Iterator<Item = &'a str> {
        self.faults.iter().filter(|(_, is_unread, _)| *is_unread).map(|(file, ..)| *file)
    }

    /// Whether a change loses data.
    fn loses(&self) -> bool {
        self.changes.iter().any(|change| change.worst() == Consequence::LosesData)
    }

    fn is_unread(&self) -> bool {
        self.unread().next().is_some()
    }
}

/// As lines: each with what follows, the worst first. What is the same for many projects is told once, before the rest.
pub fn changed(projects: &[Changed<'_>]) -> String {
    let alike = Alike::of(projects);
    let mut text = String::new();
    for (paths, lines) in &alike.blocks {
        part(&mut text);
        let more = paths.len().saturating_sub(MOST);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = paths.iter().take(MOST).map(|path| one_line(path, usize::MAX)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "{} projects: {named}{more}", paths.len());
        write_lines(lines, &mut text);
    }
    let is_told = |project: &&Changed<'_>| {
        let is_plain = project.files.is_empty() && project.complete && !project.changes.is_empty();
        is_plain && lines(project.changes).iter().all(|line| alike.has(line, project.path))
    };
    for project in projects.iter().filter(|project| !is_told(project)) {
        part(&mut text);
        let _ = writeln!(text, "{}", one_line(project.path, usize::MAX));
        for file in project.unread() {
            let file = one_line(file, usize::MAX);
            let _ = writeln!(text, "  `{file}` can't be read, so nothing is compared; correct it first");
        }
        if project.is_unread() {
            continue;
        }
        if project.changes.is_empty() {
            text.push_str("  nothing changes\n");
        }
        let own: Vec<_> = lines(project.changes).into_iter().filter(|line| !alike.has(line, project.path)).collect();
        write_lines(&own, &mut text);
        for (file, message) in &project.files {
            let _ = writeln!(text, "  yours  {}", one_line(&format!("{file}: {message}"), LONGEST));
        }
        if !project.complete {
            text.push_str("  incomplete: a side has errors, and what of it could not be read is not compared\n");
        }
    }
    text
}

/// Puts an empty line between what stands there and what follows.
fn part(text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
}

fn write_lines(lines: &[Line<'_>], text: &mut String) {
    let columns = lines.iter().map(|line| line.first.worst().as_str().len()).max().unwrap_or_default();
    for line in lines {
        let message = one_line(&line.message, usize::MAX);
        let _ = writeln!(text, "  {:columns$}  {message}{}", line.first.worst().as_str(), place(line.first));
    }
    if lines.iter().any(|line| line.first.worst() == Consequence::LosesData) {
        let _ = writeln!(text, "  help: {HELP}");
    }
}

/// From how many projects on a line is told once for all of them.
const MANY: usize = 3;

/// What is the same for many projects.
struct Alike<'a> {
    /// Lines, with the paths of the projects that they are the same for.
    blocks: Vec<(Vec<&'a str>, Vec<Line<'a>>)>,
}

impl<'a> Alike<'a> {
    fn of(projects: &[Changed<'a>]) -> Self {
        let mut known: Vec<(Line<'a>, Vec<&'a str>)> = Vec::new();
        let mut places = BTreeMap::new();
        for project in projects.iter().filter(|project| !project.is_unread()) {
            for line in lines(project.changes) {
                let at = *places.entry(line.key()).or_insert(known.len());
                match known.get_mut(at) {
                    Some((_, paths)) => paths.push(project.path),
                    None => known.push((line, vec![project.path])),
                }
            }
        }
        let mut blocks: Vec<(Vec<&'a str>, Vec<Line<'a>>)> = Vec::new();
        for (line, paths) in known.into_iter().filter(|(_, paths)| paths.len() >= MANY) {
            match blocks.iter_mut().find(|(of, _)| *of == paths) {
                Some((_, lines)) => lines.push(line),
                None => blocks.push((paths, vec![line])),
            }
        }
        Self { blocks }
    }

    /// Whether a line of a project is told with others.
    fn has(&self, line: &Line<'_>, path: &str) -> bool {
        let blocks = self.blocks.iter().filter(|(paths, _)| paths.contains(&path));
        blocks.flat_map(|(_, lines)| lines).any(|known| known.key() == line.key())
    }
}

/// As a comment on a pull request.
pub fn changed_as_markdown(projects: &[Changed<'_>]) -> String {
    if projects.iter().all(|project| project.changes.is_empty() && project.complete) {
        return "No project changes what it runs.\n".to_owned();
    }
    let mut text = String::new();
    for (at, project) in projects.iter().enumerate() {
        if at > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "### {}\n", markdown(project.path));
        if !project.changes.is_empty() {
            text.push_str("| what follows | change | where |\n| --- | --- | --- |\n");
        }
        for line in lines(project.changes) {
            let follows: Vec<&str> = line.first.consequences.iter().map(|consequence| consequence.as_str()).collect();
            let follows = match line.first.worst() {
                Consequence::LosesData | Consequence::Breaks => format!("**{}**", follows.join(", ")),
                _ => follows.join(", "),
            };
            let _ = writeln!(text, "| {follows} | {} | {} |", with_code(&line.message), places(line.first));
        }
        if project.loses() {
            let _ = writeln!(text, "\n{HELP}.");
        }
        if !project.files.is_empty() {
            text.push_str("\nYour own files that no longer fit:\n\n");
        }
        for (file, message) in &project.files {
            let _ = writeln!(text, "- {}: {}", code(file), with_code(&one_line(message, LONGEST)));
        }
        let end = if project.is_unread() {
            "This can't be read, so nothing is compared:"
        } else {
            "A side has errors, and what of it could not be read is not compared:"
        };
        if !project.complete {
            let _ = writeln!(text, "\n{end}\n");
        }
        for line in project.faults.iter().flat_map(|(.., lines)| lines.lines()) {
            let _ = writeln!(text, "- {}", with_code(&one_line(line, LONGEST)));
        }
    }
    text
}

/// Changes that are told in one line.
struct Line<'a> {
    first: &'a Change,
    message: String,
}

impl Line<'_> {
    /// What makes two lines of different projects one.
    fn key(&self) -> (String, Consequence, Vec<Where>) {
        (self.message.clone(), self.first.worst(), self.first.seen.clone())
    }
}

/// Changes alike in one line each, in the order of the first of them.
fn lines(changes: &[Change]) -> Vec<Line<'_>> {
    let mut groups: Vec<(&Change, Vec<&str>)> = Vec::new();
    let mut places = BTreeMap::new();
    for change in changes {
        let key = (&change.said.before, &change.said.after, &change.consequences, &change.seen);
        let at = *places.entry(key).or_insert_with(|| {
            groups.push((change, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(&change.said.item);
    }
    let line = |group| {
        let (first, items): (&Change, Vec<&str>) = group;
        let said = &first.said;
        let left = items.len().saturating_sub(MOST);
        let more = if left > 0 { format!(" and {left} more") } else { String::new() };
        let items = items.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
        Line { first, message: format!("{}{items}{more}{}", said.before, said.after) }
    };
    groups.into_iter().map(line).collect()
}

/// A message of ours as Markdown: what it quotes is code.
fn with_code(message: &str) -> String {
    let parts = message.split('`').enumerate();
    let blank = |is_there: bool| if is_there { " " } else { "" };
    let text = |part: &str| {
        let ends = part.len() > 1 && part.ends_with(' ');
        format!("{}{}{}", blank(part.starts_with(' ')), markdown(part), blank(ends))
    };
    // An escaped bar stands in a cell as it is, in code too.
    parts.map(|(at, part)| if at % 2 == 0 { text(part) } else { code(part).replace('|', "\\|") }).collect()
}

/// Where a change is seen, where that is not everywhere.
fn place(change: &Change) -> String {
    match change.seen[..] {
        [Where::Local] => "  (local)".to_owned(),
        [Where::Cluster] => "  (cluster)".to_owned(),
        _ => String::new(),
    }
}

fn places(change: &Change) -> String {
    let names = change.seen.iter().map(|place| match place {
        Where::Local => "local",
        Where::Cluster => "cluster",
        Where::Client => "client code",
    });
    names.collect::<Vec<_>>().join(", ")
}
