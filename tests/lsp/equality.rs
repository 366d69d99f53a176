//! The server validates nothing by itself: what it reports is what `ast validate --format json` prints, everywhere.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::{Client, Options};
use crate::mutation;
use crate::project::Project;

/// A position from 0, in characters.
fn position(of: &Value) -> Value {
    json!({ "line": of["line"].as_u64().unwrap() - 1, "character": of["column"].as_u64().unwrap() - 1 })
}

fn range(of: &Value) -> Value {
    json!({ "start": position(&of["start"]), "end": position(&of["end"]) })
}

/// A finding of the command line as the protocol has it.
fn expected(found: &Value, uri: &str) -> Value {
    let severity = match found["severity"].as_str().unwrap() {
        "error" => 1,
        "warning" => 2,
        _ => 3,
    };
    let related: Vec<Value> = found["related"]
        .as_array()
        .unwrap()
        .iter()
        .map(
            |other| json!({ "location": { "uri": uri, "range": range(&other["range"]) }, "message": other["message"].as_str().unwrap().replace('`', "'") }),
        )
        .collect();
    json!({
        "range": range(&found["range"]), "severity": severity, "code": found["code"], "related": related,
        "message": found["message"], "help": found["help"], "pointer": found["pointer"],
    })
}

/// What of a diagnostic the command line says too.
fn reported(found: &Value) -> Value {
    json!({
        "range": found["range"], "severity": found["severity"], "code": found["code"],
        "related": found["relatedInformation"], "message": found["data"]["message"], "help": found["data"]["help"],
        "pointer": found["data"]["pointer"],
    })
}

/// An editor and a command line that look at one text after the other.
struct Comparison {
    client: Client,
    project: Project,
    uri: String,
    version: i32,
    compared: usize,
    found: usize,
}

impl Comparison {
    fn new() -> Self {
        // Columns in characters, as the command line counts them.
        let client = Client::new(&Options { encodings: vec!["utf-32"], ..Options::default() });
        let project = Project::new();
        let uri = format!("file://{}", project.path("astropods.yml").display());
        client.open(&uri, "");
        Self { client, project, uri, version: 1, compared: 0, found: 0 }
    }

    fn compare(&mut self, text: &str) {
        self.version += 1;
        self.client.change(&self.uri, self.version, json!([{ "text": text }]));
        let reported: Vec<Value> = self.client.pull(&self.uri).iter().map(reported).collect();
        fs::write(self.project.path("astropods.yml"), text).unwrap();
        let printed: Value =
            serde_json::from_str(&self.project.run("validate --format json astropods.yml").stdout).unwrap();
        let expected: Vec<Value> = printed["files"][0]["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|found| expected(found, &self.uri))
            .collect();
        assert_eq!(reported, expected, "{text}");
        self.compared += 1;
        self.found += reported.len();
    }
}

#[test]
fn every_example_of_every_code_is_reported_as_on_the_command_line() {
    let mut comparison = Comparison::new();
    for code in ast::rule::codes() {
        comparison.compare(code.bad);
        comparison.compare(code.good);
    }
    assert!(comparison.compared > 150 && comparison.found > 80, "{} {}", comparison.compared, comparison.found);
    comparison.client.leave();
}

#[test]
fn every_real_spec_is_reported_as_on_the_command_line() {
    let mut comparison = Comparison::new();
    let mut paths: Vec<PathBuf> = mutation::specs();
    paths.extend(fs::read_dir("tests/corpus-alike").unwrap().map(|entry| entry.unwrap().path()));
    for path in paths {
        comparison.compare(&fs::read_to_string(path).unwrap());
    }
    assert!(comparison.compared >= 17, "{}", comparison.compared);
    comparison.client.leave();
}

/// A sample in a quick run, as many as `MUTANTS` says where it is set.
#[test]
fn every_mutant_is_reported_as_on_the_command_line() {
    let stride = mutation::share(60);
    let mut comparison = Comparison::new();
    let mut number = 0;
    mutation::each(&mut |mutant| {
        number += 1;
        if number % stride == 0 {
            comparison.compare(mutant);
        }
    });
    println!(
        "mutants: {} of {number} reported as on the command line, {} findings",
        comparison.compared, comparison.found
    );
    assert!(comparison.compared > 100 && comparison.found >= comparison.compared / 2);
    comparison.client.leave();
}
