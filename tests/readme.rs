//! The README and the pages that it links run: what their sessions show is what happens, and their links lead somewhere.
//!
//! A fenced block with a file's name is written to a fresh folder, and the sessions behind it run
//! there. In a session `cd examples/…` goes to a copy of that example; each `$ ast …` runs, and has
//! to print what stands below it. `UPDATE=1 cargo test readme` writes the output anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::project::Project;

/// The README, and every page of the documentation.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir("docs")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.sort();
    pages.insert(0, "README.md".into());
    pages
}

/// The block with the output of every command as it is now.
fn run(block: &[&str], project: &mut Project) -> Vec<String> {
    let mut lines = Vec::new();
    for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
        lines.push(format!("$ {command}"));
        if let Some(name) = command.strip_prefix("cd examples/") {
            *project = Project::example(name);
        } else if let Some(args) = command.strip_prefix("ast ") {
            let outcome = project.run(args);
            let output = format!("{}{}", outcome.stderr, outcome.stdout);
            lines.extend(output.lines().map(|line| line.trim_end().to_owned()));
        }
    }
    lines
}

/// A page with its sessions as they are now, and how many it has.
fn rerun(page: &Path, text: &str) -> (String, usize) {
    let mut project = Project::new();
    let mut fresh: Vec<String> = Vec::new();
    let mut lines = text.lines();
    let mut sessions = 0;
    while let Some(line) = lines.next() {
        fresh.push(line.to_owned());
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if info == "console" {
            sessions += 1;
            fresh.extend(run(&block, &mut project));
        } else {
            match info.split_once(' ') {
                Some((_, file @ "astropods.yml")) => project = Project::new().file(file, block.join("\n") + "\n"),
                Some((_, file @ "ast.toml")) => {
                    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";
                    let project = Project::new().file(file, block.join("\n")).file("astropods.yml", spec);
                    let checked = project.run("plan --for cluster");
                    let shown = checked.stdout.starts_with("my-agent for cluster");
                    assert!(shown, "{}: {}", page.display(), checked.stderr);
                }
                _ => {}
            }
            fresh.extend(block.iter().map(|line| (*line).to_owned()));
        }
        fresh.push("```".to_owned());
    }
    (fresh.join("\n") + "\n", sessions)
}

#[test]
fn readme_sessions_show_what_happens() {
    let mut sessions = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let (fresh, found) = rerun(&page, &text);
        sessions += found;
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&page, &fresh).unwrap();
        } else {
            assert_eq!(fresh, text, "{}: run `UPDATE=1 cargo test readme` and look at it", page.display());
        }
    }
    assert!(sessions >= 5, "{sessions} sessions");
}

/// What a page can be linked by: its headings, as hosts of repositories and the site name them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let kept = |of: char| of.is_alphanumeric() || matches!(of, ' ' | '-' | '_');
                let words = heading.take().unwrap_or_default().to_lowercase();
                anchors.insert(words.chars().filter(|of| kept(*of)).collect::<String>().replace(' ', "-"));
            }
            _ => {}
        }
    }
    anchors
}

#[test]
fn every_link_inside_leads_somewhere() {
    let mut links = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            let Event::Start(Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. }) = event
            else {
                continue;
            };
            if link_type == LinkType::Autolink || dest_url.contains("://") {
                continue;
            }
            links += 1;
            let (file, anchor) = dest_url.split_once('#').map_or((&*dest_url, None), |(file, of)| (file, Some(of)));
            let target = if file.is_empty() { page.clone() } else { page.with_file_name("").join(file) };
            assert!(target.exists(), "{}: nothing is at `{dest_url}`", page.display());
            if let Some(anchor) = anchor {
                let found = anchors(&fs::read_to_string(&target).unwrap());
                assert!(found.contains(anchor), "{}: `{dest_url}` has no such heading", page.display());
            }
        }
    }
    assert!(links > 100, "{links} links");
}

/// The words of a command as a shell reads them, up to what goes elsewhere, or what is said beside it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut quote) = (String::new(), None);
    for of in line.chars() {
        match (quote, of) {
            (None, '|' | '>' | '#' | '&' | ';' | '<') => break,
            (None, ' ') if word.is_empty() => break,
            (None, ' ') => words.push(std::mem::take(&mut word)),
            (None, '"' | '\'') => quote = Some(of),
            (Some(open), _) if open == of => quote = None,
            _ => word.push(of),
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

/// Commands that are shown and not run here are at least ones that `ast` takes: those of shell blocks, and the examples
/// of every command's help, which indents them.
#[test]
fn every_command_that_is_shown_is_one() {
    let (mut shown, mut refused) = (0, Vec::new());
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let of_help = page.ends_with("commands.md");
        let (mut is_shell, mut is_example) = (false, false);
        for line in text.lines() {
            if let Some(info) = line.strip_prefix("```") {
                is_shell = info == "sh";
            }
            is_example = of_help && (line == "Examples:" || is_example && line.starts_with("  "));
            let line = line.trim_start().trim_start_matches("$ ");
            if !(is_shell || is_example) || !line.starts_with("ast ") || line.contains(['…', '$']) {
                continue;
            }
            shown += 1;
            if let Err(error) = ast::cli::definition().try_get_matches_from(words(line)) {
                refused.extend(error.use_stderr().then(|| format!("{}: `{line}`: {error}", page.display())));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.concat());
    assert!(shown > 80, "{shown} commands");
}

#[test]
fn readme_fits_a_first_read() {
    let text = fs::read_to_string("README.md").unwrap();
    assert!(text.lines().count() < 200);
    let linked = |page: &PathBuf| page.starts_with("docs") && !text.contains(&format!("({})", page.display()));
    assert_eq!(pages().into_iter().filter(linked).collect::<Vec<_>>(), Vec::<PathBuf>::new(), "pages nobody is led to");
}
