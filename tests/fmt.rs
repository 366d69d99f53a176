//! `ast fmt`: it keeps what specs say, and `--check` holds them to its layout.

use std::fs;

use ast::cli::Status;
use ast::compile::{Compilation, Facts, compile};
use ast::options::Options;
use ast::source::Source;

use crate::project::{GOOD, Project};

const UNEVEN: &str = "spec:   blueprint/v1\nname: my-agent   # n\nagent:\n    image: \"my-agent:1\"\n";
const EVEN: &str = "spec: blueprint/v1\nname: my-agent # n\nagent:\n  image: \"my-agent:1\"\n";

#[test]
fn a_spec_is_laid_out_once_and_check_says_whether_it_is() {
    let project = Project::new().file("astropods.yml", UNEVEN);
    let text = || fs::read_to_string(project.path("astropods.yml")).unwrap();
    let checked = project.run("fmt --check");
    assert_eq!((checked.status, text().as_str()), (Status::Invalid, UNEVEN));
    assert_eq!(checked.stderr, "astropods.yml is laid out otherwise: run `ast fmt`\n");
    assert!(project.run("fmt --diff").stdout.contains("+spec: blueprint/v1"));
    let done = project.run("fmt");
    assert_eq!((done.status, done.stderr.as_str(), text().as_str()), (Status::Fine, "laid out astropods.yml\n", EVEN));
    assert_eq!((project.run("fmt --check").status, text().as_str()), (Status::Fine, EVEN));
}

#[test]
fn standard_input_goes_to_standard_output_and_what_can_not_be_read_stays() {
    assert_eq!(Project::new().stdin(UNEVEN).run("fmt -").stdout, EVEN);
    let broken = "spec: [\n";
    let outcome = Project::new().stdin(broken).run("fmt -");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (Status::Invalid, broken));
    assert_eq!(outcome.stderr, "- is left as it is: it has errors of syntax\n");
    let answer = Project::new().file("astropods.yml", GOOD).run("fmt --format json").stdout;
    assert!(answer.contains("\"refused\": null"), "{answer}");
}

#[test]
fn lines_between_brackets_are_indented_deeper_than_their_key() {
    let long = "x".repeat(60);
    let shallow = format!(
        "{GOOD}  skills: [\n    {{name: search, description: {long}}}, # s\n    {{name: review, description: {long}}}\n  ]\nconnections: [\n{{provider: github, reason: r}}\n]\n"
    );
    let deep = Project::new().stdin(&shallow).run("fmt -").stdout;
    assert!(deep.contains("}\n    ]\nconnections: [\n") && deep.ends_with("}\n  ]\n"), "{deep}");
    assert_eq!(Project::new().stdin(&deep).run("fmt -").stdout, deep);
    let told = |text: &str| Project::new().stdin(text).run("validate - --format short").stdout;
    assert_eq!(told(&shallow).matches("[flow-indentation]").count(), 2, "{}", told(&shallow));
    assert!(!told(&deep).contains("flow-indentation"), "{}", told(&deep));
    let fixed = Project::new().stdin(&shallow).run("fix -").stdout;
    assert_eq!(
        fixed,
        shallow.replace("\n  ]\n", "\n    ]\n").replace("\n{provider", "\n  {provider").replace("\n]\n", "\n  ]\n")
    );
}

/// The layout keeps meaning, findings and comments, or refuses; of real specs it has to manage nearly all.
#[test]
fn specs_of_every_style_can_be_laid_out() {
    let mut texts: Vec<(String, String)> =
        ast::rule::codes().map(|code| (code.id.to_owned(), code.good.to_owned())).collect();
    for folder in ["tests/corpus-alike", "../shared/corpus", "examples"] {
        for path in fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            let path = if path.is_dir() { path.join("astropods.yml") } else { path };
            if path.extension().is_some_and(|extension| extension == "yml") {
                texts.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
            }
        }
    }
    let read = |text: &str| compile(Source::new("x", text), |_| Facts::default(), &Options::default());
    let mut refused = Vec::new();
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        match ast::format::format(text) {
            Ok(after) => {
                let (before, after) = (read(text), read(&after));
                let root = |of: &Compilation| of.document.root.as_ref().map(ast::document::Node::to_json);
                assert_eq!(root(&before), root(&after), "{name}");
                let comments = |of: &Compilation| {
                    let texts = of.document.comments.iter().map(|span| of.source.slice(*span).trim().to_owned());
                    texts.collect::<Vec<_>>()
                };
                assert_eq!(comments(&before), comments(&after), "{name}");
            }
            Err(why) => refused.push(format!("{name}: {why}")),
        }
    }
    assert_eq!(refused, Vec::<String>::new());
}
