//! Completion at every place of every example: what was written there is offered, and what is offered can be written.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use ast::assist::{Known, Offer, OfferKind, offers};
use ast::compile::{Compilation, Facts, bind, compile};
use ast::diagnostic::Class;
use ast::document::{Cursor, NodeKind};
use ast::options::Options;
use ast::plan::For;
use ast::source::{Source, Span};

fn examples() -> Vec<(PathBuf, String)> {
    let folders = fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path().join("astropods.yml"));
    let mut paths: Vec<PathBuf> = folders.filter(|path| path.is_file()).collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

/// What is offered at a byte, with all that is known of the file as it was.
fn offered(original: &Compilation, text: &str, offset: usize) -> Vec<Offer> {
    let plan = bind(original, &Options::default(), For::Local);
    offers(text, offset, Some(&Known { compilation: original, plan: &plan, now: SystemTime::UNIX_EPOCH }))
}

/// The spans of keys and of values that the language or the file knows, each with its text.
fn written(at: &Cursor<'_>, found: &mut Vec<(Span, String)>) {
    const KNOWN: [&str; 7] = ["/provider", "/datatype", "/type", "/display-as", "/spec", "/frontend", "/messaging"];
    for (entry, value) in at.entries() {
        let path = at.place.pointer.as_str();
        // Names that the user chose can't be known.
        let depth = at.place.pointer.tokens().count();
        let sections = ["/models", "/knowledge", "/integrations", "/providers", "/inputs", "/ingestion"];
        let is_chosen = (depth == 1 && sections.contains(&path))
            || ["/environment", "/args", "/annotations", "/config", "/env"].iter().any(|end| path.ends_with(end));
        let is_history = ["meta", "description", "tags", "visibility", "model"].contains(&entry.key.as_str())
            && (path.is_empty() || path == "/meta");
        if !is_chosen
            && !is_history
            && !path.starts_with("/meta")
            && !path.contains("/config")
            && !path.contains("/slack")
        {
            found.push((entry.key_span, entry.key.clone()));
        }
        // Who connects an account is known to the platform alone.
        let is_known =
            !path.starts_with("/connections") && KNOWN.iter().any(|end| value.place.pointer.as_str().ends_with(end));
        if let NodeKind::Scalar(scalar) = &value.node.kind
            && is_known
        {
            found.push((value.place.span, scalar.text.clone()));
        }
        written(&value, found);
    }
    for item in at.items() {
        if let NodeKind::Scalar(scalar) = &item.node.kind
            && at.place.pointer.as_str().starts_with("/models/")
            && at.place.pointer.as_str().ends_with("/models")
        {
            found.push((item.place.span, scalar.text.clone()));
        }
        written(&item, found);
    }
}

#[test]
fn what_was_written_is_offered_where_it_was() {
    let mut asked = 0;
    for (path, text) in examples() {
        let compilation = read(&text);
        let mut found = Vec::new();
        written(&compilation.document.cursor().unwrap(), &mut found);
        for (span, word) in found {
            // Half of the word is typed, or none of it.
            for length in [word.len() / 2, 0] {
                let start = span.start + usize::from(text[span.start..].starts_with(['"', '\'']));
                let typed = &word[..length];
                let end = start + word.len();
                let half = format!("{}{typed}{}", &text[..start], &text[end..]);
                let labels: Vec<String> =
                    offered(&compilation, &half, start + length).into_iter().map(|offer| offer.label).collect();
                assert!(labels.contains(&word), "{}: `{word}` is not among {labels:?} of\n{half}", path.display());
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

#[test]
fn what_is_offered_can_be_written() {
    let mut tried = 0;
    for (path, text) in examples() {
        let compilation = read(&text);
        let before = compilation.report.iter().count();
        // An empty line behind each line.
        let mut at = 0;
        for line in text.split_inclusive('\n').map(str::len) {
            at += line;
            // Indented as the line that follows.
            let next = text[at..].lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let indent = next.len() - next.trim_start_matches(' ').len();
            let blank = format!("{}{}\n{}", &text[..at], " ".repeat(indent), &text[at..]);
            if read(&blank).report.iter().count() != before {
                continue;
            }
            for offer in offered(&compilation, &blank, at + indent) {
                let written = format!("{}{}{}", &blank[..offer.word.start], offer.plain, &blank[offer.word.end..]);
                let after = read(&written);
                let codes: Vec<_> = after.report.iter().map(|found| (found.code.id, found.code.class)).collect();
                let is_wrong = |(code, class): &(&str, Class)| {
                    *class == Class::Syntax || matches!(*code, "unknown-key" | "duplicate-key")
                };
                // A dash may begin an item whose rest is still to be written.
                let is_item = offer.plain.starts_with("- ") || offer.kind == OfferKind::Entry;
                assert!(
                    !codes.iter().any(is_wrong) || is_item,
                    "{}: {:?} gives {codes:?}\n{written}",
                    path.display(),
                    offer.plain
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
}
