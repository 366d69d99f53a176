//! What a stranger writes into a spec, an option, an env file or a path drives no terminal and is no markup.

use std::collections::BTreeSet;
use std::path::Path;

use ast::compile::{Compilation, Facts, compile};
use ast::options::Options;
use ast::source::{Source, Span};
use ast::text::has_hidden;
use pulldown_cmark::{CodeBlockKind, Event, Options as Extensions, Parser, Tag};

use super::site::{FULL, of_the_language, texts};
use super::{Shown, by_command, by_commands, by_requests, in_files};
use crate::project::{GOOD, Project};

/// What terminals obey, and what editors fetch, press or draw, on one line.
const LINE: &str = "H\u{1b}[31m\u{1b}]52;c;aGk=\u{7}\u{202e}\u{2066}\u{85}\u{2028}\u{7f}\u{ad}![x](https://e.example/x)[c](command:x)<img src=x> `` ` ``` <https://e.example>";
/// The same without what puts a YAML writer on its guard, and what begins a block.
const LINES: &str = "\u{202e}a\n\n# HEADMARK\n\n```\n\n- ITEMMARK\n\n<img src=x>\n\n```\n\n~~~\n\n# HEADMARK\n\n![x](https://e.example/x)\n";

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

/// A text in double quotes, as YAML and JSON have it; its marks of direction stand as they are.
fn written(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        '\u{202e}' | '\u{2066}' => c.to_string(),
        c if c.is_control() || !c.is_ascii() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

fn replaced<'a>(spans: impl IntoIterator<Item = &'a Span>, with: &str) -> String {
    let mut text = FULL.to_owned();
    let mut spans: Vec<_> = spans.into_iter().collect();
    spans.sort();
    for (number, span) in spans.into_iter().enumerate().collect::<Vec<_>>().into_iter().rev() {
        // Keys stay apart.
        text.replace_range(span.start..span.end, &written(&format!("{with}{number}")));
    }
    text
}

/// Whether a text in Markdown has something in it that is not ours.
fn is_live(text: &str) -> bool {
    let mut in_mark = false;
    Parser::new_ext(text, Extensions::all()).any(|event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            dest_url.contains("e.example") || dest_url.contains("command:")
        }
        Event::Html(html) | Event::InlineHtml(html) => html.contains("img"),
        Event::Start(Tag::Heading { .. } | Tag::Item) => {
            in_mark = true;
            false
        }
        Event::End(_) => {
            in_mark = false;
            false
        }
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => false,
        Event::Text(text) => in_mark && (text.starts_with("HEADMARK") || text.starts_with("ITEMMARK")),
        _ => false,
    })
}

/// What is wrong with what was shown; the first of it.
fn judge(shown: &[Shown]) -> Option<String> {
    let raw = shown.iter().find(|shown| !shown.by.ends_with("(for programs)") && has_hidden(&shown.text));
    let live = || {
        let is_markdown =
            |by: &str| by.ends_with("(Markdown)") || Path::new(by).extension().is_some_and(|ending| ending == "md");
        shown.iter().find(|shown| is_markdown(&shown.by) && is_live(&shown.text))
    };
    let found = raw.map(|raw| ("raw", raw)).or_else(|| live().map(|live| ("live", live)));
    found.map(|(what, shown)| {
        let at = shown.text.lines().find(|line| has_hidden(line)).unwrap_or(&shown.text);
        format!("{what} by {}: {at:?}", shown.by)
    })
}

/// Everything that is shown of a spec in a folder with a hostile name.
fn all(spec: &str, stride: usize) -> Vec<Shown> {
    let dir = "evil\u{1b}[31m\u{202e}";
    let env = format!("LIMT={LINE}\nLIMIT='{LINE}'\n{LINE}\nOTHER=\"\n");
    let project = Project::new().file(&format!("{dir}/astropods.yml"), spec).file(&format!("{dir}/.env"), env);
    let given = ["--var".into(), format!("LIMIT={LINE}").into(), "--var".into(), format!("{LINE}=x").into()];
    let mut shown = by_commands(&project, dir, "LIMIT", &given);
    shown.extend(by_commands(&project, dir, LINE, &[]));
    // What the user gives and `env sync` writes stands in the user's own files.
    shown.extend(in_files(&project.path(""), &["astropods.yml", ".env", "other.env"]));
    shown.extend(by_requests(spec, stride));
    shown
}

#[test]
fn every_key_of_the_language_that_takes_a_text_is_in_the_spec_that_is_attacked() {
    let document = read(FULL).document;
    let there: BTreeSet<String> = texts(&document).into_iter().map(|(path, _)| path).collect();
    let lacking: Vec<_> = of_the_language().into_iter().filter(|path| !there.contains(path)).collect();
    // The short form of `dev.interfaces`, which the spec can't have beside the long one.
    assert_eq!(lacking, ["DevInterfaces[]"]);
    let errors: Vec<_> =
        read(FULL).report.iter().filter(|found| found.severity == ast::diagnostic::Severity::Error).cloned().collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn no_text_of_a_spec_drives_a_terminal_or_is_markup() {
    attack(LINE);
}

#[test]
fn no_text_of_several_lines_is_markup_or_leaves_its_place() {
    attack(LINES);
}

fn attack(hostile: &str) {
    let texts = texts(&read(FULL).document);
    {
        let mut free = Vec::new();
        for (path, span) in &texts {
            let spec = replaced([span], hostile);
            if !read(&spec).report.has_errors() {
                free.push(*span);
                continue;
            }
            // What is refused is told of.
            let project = Project::new().file("astropods.yml", &spec);
            let runs = ["validate DIR", "validate DIR --format github", "plan DIR", "fix DIR --unsafe --diff"];
            for run in &runs[..if hostile == LINE { 4 } else { 1 }] {
                let shown = [by_command(&project, run, (".", "LIMIT", &[]))];
                assert_eq!(judge(&shown), None, "{path}");
            }
        }
        assert!(free.len() > 30, "{}", free.len());
        let spec = replaced(&free, hostile);
        let errors: Vec<_> = read(&spec)
            .report
            .iter()
            .filter(|found| found.severity == ast::diagnostic::Severity::Error)
            .cloned()
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(judge(&all(&spec, 2)), None);
        let every: Vec<Span> = texts.iter().map(|(_, span)| *span).collect();
        assert_eq!(judge(&all(&replaced(&every, hostile), 5)), None);
    }
}

#[test]
fn no_option_drives_a_terminal() {
    for key in [
        "targets = [X]",
        "[env]\nexample = X",
        "[sdk.python]\nname = X",
        "[compose]\nfile = X",
        "gateway = X",
        "X = 1",
        "[X]\na = 1",
        "[rules]\nX = \"deny\"",
    ] {
        let options = key.replace('X', &written(LINE).replace("\\u001b", "\\u001B"));
        let project = Project::new().file("astropods.yml", GOOD).file("ast.toml", options);
        for run in ["validate DIR", "validate DIR --format short", "plan DIR", "generate DIR", "env check --spec DIR"] {
            let shown = [by_command(&project, run, (".", "LIMIT", &[]))];
            assert_eq!(judge(&shown), None, "{key}");
        }
    }
}
