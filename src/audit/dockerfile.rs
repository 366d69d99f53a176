//! What a Dockerfile says of the image that it ends with: what is copied into it, and what is set in it.

use std::collections::BTreeSet;

use super::read::Seen;
use super::shell;
use crate::source::Span;
use crate::start::set;

/// The most stages that one is made of.
const MOST_STAGES: usize = 100;

/// What an image holds, as far as its Dockerfile says.
#[derive(Debug, Default)]
pub(super) struct Image {
    /// What is copied of the context: paths and patterns. An empty one is all.
    pub(super) sources: Vec<String>,
    /// The variables that it sets.
    pub(super) sets: BTreeSet<String>,
    /// What runs in it: the arguments of the last `ENTRYPOINT`, `CMD` and `HEALTHCHECK`.
    pub(super) runs: Vec<Span>,
}

/// A stage.
#[derive(Debug, Default)]
struct Stage<'t> {
    name: &'t str,
    base: &'t str,
    sources: Vec<String>,
    sets: BTreeSet<String>,
    runs: Vec<(String, Span)>,
}

/// An instruction: its word in upper case, and where its arguments stand.
struct Instruction<'t> {
    word: String,
    text: &'t str,
    span: Span,
}

impl Image {
    /// Reads a Dockerfile up to the stage that is built.
    pub(super) fn read(text: &str, target: Option<&str>) -> Self {
        let mut stages: Vec<Stage<'_>> = Vec::new();
        for Instruction { word, text, span } in instructions(text) {
            if word == "FROM" {
                let mut words = text.split_whitespace().filter(|word| !word.starts_with("--"));
                let base = words.next().unwrap_or_default();
                let name = words.nth(1).unwrap_or_default();
                stages.push(Stage { name, base, ..Stage::default() });
                continue;
            }
            let Some(stage) = stages.last_mut() else { continue };
            match word.as_str() {
                "COPY" | "ADD" => stage.sources.extend(copied(text)),
                "ENV" => stage.sets.extend(set(text)),
                "CMD" | "ENTRYPOINT" | "HEALTHCHECK" => {
                    stage.runs.retain(|(known, _)| *known != word);
                    stage.runs.push((word, span));
                }
                _ => {}
            }
        }
        let is_named = |stage: &Stage<'_>, name: &str| !name.is_empty() && stage.name.eq_ignore_ascii_case(name);
        let last = target.and_then(|target| stages.iter().position(|stage| is_named(stage, target)));
        let last = last.or_else(|| stages.len().checked_sub(1));
        // What an earlier stage copies may be copied on from there.
        let upto = last.map_or(0, |last| last + 1);
        let mut image = Self {
            sources: stages[..upto].iter().flat_map(|stage| stage.sources.clone()).collect(),
            ..Self::default()
        };
        let mut at = last;
        for _ in 0..MOST_STAGES {
            let Some(here) = at else { break };
            let stage = &stages[here];
            image.sets.extend(stage.sets.iter().cloned());
            if image.runs.is_empty() {
                image.runs = stage.runs.iter().map(|(_, span)| *span).collect();
            }
            at = stages[..here].iter().rposition(|earlier| is_named(earlier, stage.base));
        }
        image
    }
}

/// What runs in an image reads of its environment where a shell runs it; an exec form that names none is no shell's.
pub(super) fn seen(text: &str, runs: &[Span]) -> Seen {
    let is_run = |span: &&Span| {
        let run = text.get(span.start..span.end).unwrap_or_default();
        let run = run.rsplit_once("CMD").map_or(run, |(_, run)| run).trim_start();
        !run.starts_with('[') || ["\"sh\"", "\"bash\"", "/sh\"", "/bash\""].iter().any(|shell| run.contains(shell))
    };
    let reads = runs.iter().filter(is_run).flat_map(|span| shell::part(text, *span)).collect();
    let comments = lines(text).filter(|(_, line)| line.trim_start().starts_with('#'));
    let comments = comments.map(|(at, line)| Span::new(at + line.len() - line.trim_start().len(), at + line.len()));
    Seen { reads, comments: comments.collect(), ..Seen::default() }
}

/// The instructions, each with the lines that it goes on in.
fn instructions(text: &str) -> Vec<Instruction<'_>> {
    let mut found = Vec::new();
    let mut lines = lines(text).peekable();
    while let Some((start, line)) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let mut end = start + line.len();
        let mut last = line;
        // Comments and empty lines between the lines of one are none of it.
        while goes_on(last) {
            let Some((at, line)) = lines.next() else { break };
            end = at + line.len();
            if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
                last = line;
            }
        }
        let whole = &text[start..end];
        let body = whole.trim_start();
        let word: String = body.chars().take_while(char::is_ascii_alphabetic).collect();
        let from = start + (whole.len() - body.len()) + word.len();
        found.push(Instruction { word: word.to_ascii_uppercase(), text: &text[from..end], span: Span::new(from, end) });
        // What a heredoc holds is passed over.
        let marks = text[from..end].match_indices("<<").filter_map(|(at, _)| heredoc(&text[from + at + 2..end]));
        for mark in marks.collect::<Vec<_>>() {
            for (_, line) in lines.by_ref() {
                if line.trim() == mark {
                    break;
                }
            }
        }
    }
    found
}

/// The lines of a text without their ends, each with where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

fn goes_on(line: &str) -> bool {
    line.trim_end().ends_with('\\')
}

fn heredoc(text: &str) -> Option<&str> {
    let text = text.trim_start_matches('-').trim_start_matches(['"', '\'']);
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// What a `COPY` takes of the context.
fn copied(text: &str) -> Vec<String> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let mut rest = joined.trim();
    while let Some(flag) = rest.strip_prefix("--") {
        if flag.starts_with("from=") {
            return Vec::new();
        }
        rest = flag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_start();
    }
    let mut words: Vec<String> = match serde_json::from_str(rest) {
        Ok(words) => words,
        Err(_) => rest.split_whitespace().map(|word| word.trim_matches(['"', '\'']).to_owned()).collect(),
    };
    words.pop();
    let is_here = |word: &String| !word.contains("://") && !word.starts_with("<<");
    words.into_iter().filter(is_here).map(|word| source(&word)).collect()
}

/// A source as a path below the context; of one that holds a variable, all is copied as far as anybody knows.
fn source(word: &str) -> String {
    if word.contains('$') {
        return String::new();
    }
    let parts = word.split('/').filter(|part| !part.is_empty() && *part != ".");
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_has_what_its_last_stage_and_its_bases_say() {
        let text = "ARG BASE=x\nFROM x AS base\nENV A=1 \\\n  # why\n  B=2\nCOPY shared ./shared\nFROM y AS tests\nENV T=1\n\
                    FROM base\ncopy --chown=1:1 [\"agent.py\", \"./lib/\", \"/app\"]\nCOPY --from=tests /x /y\nADD https://x/y .\n\
                    RUN <<EOF\nCOPY no .\nEOF\nENV C 3\nCMD python agent.py --port $PORT\n";
        let image = Image::read(text, None);
        assert_eq!(image.sources, ["shared", "agent.py", "lib"]);
        assert_eq!(image.sets, ["A", "B", "C"].map(str::to_owned).into());
        assert_eq!(
            image.runs.iter().map(|span| &text[span.start..span.end]).collect::<Vec<_>>(),
            [" python agent.py --port $PORT"]
        );
        assert_eq!(Image::read(text, Some("base")).sets, ["A", "B"].map(str::to_owned).into());
        assert_eq!(Image::read("FROM x\nCOPY . .\nCOPY $DIR /\n", None).sources, ["", ""]);
    }

    #[test]
    fn any_text_has_an_image() {
        for text in
            ["", "FROM", "FROM a AS b\nFROM b AS b\nFROM b", "COPY . .", "\\\n\\\n\\", "FROM x\nRUN <<\nENV", "é\u{0}"]
        {
            assert!(Image::read(text, Some("b")).sets.is_empty(), "{text:?}");
        }
    }
}
