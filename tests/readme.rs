//! The README runs: what its sessions show is what happens.
//!
//! A fenced block with a file's name is written to a fresh folder, and the sessions behind it run
//! there. In a session `cd examples/…` goes to a copy of that example; each `$ ast …` runs, and has
//! to print what stands below it. `UPDATE=1 cargo test readme` writes the output anew.

use std::fs;

use crate::project::Project;

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

#[test]
fn readme_sessions_show_what_happens() {
    let text = fs::read_to_string("README.md").unwrap();
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
            if let Some((_, file)) = info.split_once(' ') {
                project = Project::new().file(file, block.join("\n") + "\n");
                if file == "ast.toml" {
                    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";
                    let checked = project.file("astropods.yml", spec).run("plan --for cluster");
                    assert!(checked.stdout.starts_with("my-agent for cluster"), "{}", checked.stderr);
                    project = Project::new();
                }
            }
            fresh.extend(block.iter().map(|line| (*line).to_owned()));
        }
        fresh.push("```".to_owned());
    }
    assert!(sessions >= 3);
    let fresh = fresh.join("\n") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write("README.md", &fresh).unwrap();
    } else {
        assert_eq!(fresh, text, "run `UPDATE=1 cargo test readme` and look at what changed");
    }
}
