//! What a real bash completes, by the script that `ast completions bash` prints.

use std::path::Path;
use std::process::Command;

use crate::project::Project;

/// What bash offers for the last word of a line, in an example's folder.
fn offered(project: &Project, line: &str) -> Vec<String> {
    let script = project.run("completions bash").stdout;
    let words: Vec<&str> = line.split(' ').collect();
    let ask = format!(
        "{script}\nCOMP_WORDS=({}); COMP_CWORD={}; _clap_complete_ast ast \"{}\" ast; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
        words.len() - 1,
        words.last().unwrap()
    );
    let binary = Path::new(env!("CARGO_BIN_EXE_ast")).parent().unwrap();
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    let output = bash.args(["--norc", "-c", &ask]).current_dir(project.path("")).env("PATH", path).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|word| word.trim_end().to_owned()).collect()
}

#[test]
fn completion_knows_commands_and_the_project() {
    let project = Project::example("support-desk");
    for (line, expected) in [
        ("ast val", &["validate"][..]),
        ("ast validate --deny unknown-p", &["unknown-provider"]),
        ("ast validate --format git", &["github", "gitlab"]),
        ("ast generate sdk", &["sdk-python", "sdk-mastra", "sdk-rust"]),
        ("ast explain NEO4J_", &["NEO4J_AUTH", "NEO4J_HOST", "NEO4J_PORT", "NEO4J_URL"]),
        ("ast explain knowledge.p", &["knowledge.parts"]),
        ("ast explain claude-h", &["claude-haiku-4-5"]),
        ("ast dev logs know", &["knowledge-parts"]),
        ("ast plan astro", &["astropods.yml"]),
    ] {
        assert_eq!(offered(&project, line), expected, "{line}");
    }
    let jobs = Project::example("ingestion");
    assert!(!offered(&jobs, "ast dev run ").is_empty());
    // Where there is no spec, words that are everybody's are left.
    assert_eq!(offered(&Project::new(), "ast generate kub"), ["kubernetes"]);
    assert_eq!(offered(&Project::new(), "ast dev logs x"), [""]);
}

#[test]
fn another_use_of_the_variable_changes_no_run() {
    for value in ["", "0", "yes", "bash"] {
        let mut ast = Command::new(env!("CARGO_BIN_EXE_ast"));
        let output = ast.arg("--version").env("COMPLETE", value).output().unwrap();
        assert!(output.stdout.starts_with(b"ast "), "{value}");
    }
}
