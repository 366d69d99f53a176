//! Commands over many projects: what each says is what it says alone, beside the others.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Outcome, Project};

/// A store and a value that has to be set.
const SPEC: &str = "spec: blueprint/v1
name: my-agent
agent:
  image: my-agent:1
  inputs:
    - {name: TOKEN, datatype: string, secret: true}
knowledge:
  cache: {provider: redis}
";

/// Projects below a folder without one: two that are fine, one with an error, one that can't be read.
fn workspace() -> Project {
    let project = Project::new().file("agents/a/astropods.yml", SPEC);
    let project = project.file("agents/b/astropods.yml", SPEC.replace("my-agent", "other-agent"));
    project.file("agents/c/astropods.yml", SPEC.replace("redis", "redsi")).file("agents/d/astropods.yml", b"\xff")
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[test]
fn what_many_answer_is_what_each_answers_alone() {
    for command in ["plan", "plan --for cluster", "env check", "env check --for cluster", "env sync"] {
        let (all, alone) = (workspace(), workspace());
        let answered = all.run(&format!("{command} agents --format json"));
        let answer = json(&answered);
        let projects = answer["projects"].as_array().unwrap();
        let mut worst = Status::Fine;
        for (letter, one) in ["a", "b", "c", "d"].iter().zip(projects) {
            let named = if command.starts_with("plan") { "" } else { "--spec " };
            let outcome = alone.run(&format!("{command} {named}agents/{letter} --format json"));
            worst = worst.max(outcome.status);
            let mut one = one.clone();
            let fields = one.as_object_mut().unwrap();
            assert_eq!(fields["path"], format!("agents/{letter}/astropods.yml"));
            let failure = fields.shift_remove("failure").unwrap();
            assert_eq!(failure.is_null(), !outcome.stdout.is_empty(), "{command} {letter}: {failure}");
            let mut expected = json(&Outcome { stdout: outcome.stdout.clone(), ..outcome });
            if command.starts_with("env") {
                fields.shift_remove("path");
            }
            // What is made up differs each time, and is never shown.
            for answer in [&mut one, &mut expected] {
                answer.as_object_mut().unwrap().sort_keys();
            }
            assert_eq!(one, expected, "{command} {letter}");
        }
        assert_eq!((projects.len(), answered.status), (4, worst), "{command}: {}", answered.stderr);
    }
}

#[test]
fn people_see_whose_each_answer_is() {
    let project = workspace();
    let plan = project.run("plan agents/a agents/b");
    assert_eq!(plan.status, Status::Fine, "{}", plan.stderr);
    let alone = project.run("plan agents/b").stdout;
    assert!(plan.stdout.ends_with(&format!("\nagents/b/astropods.yml\n\n{alone}\n")), "{}", plan.stdout);
    let check = project.run("env check agents/a agents/b").stdout;
    let lines: Vec<_> = check.lines().filter(|line| line.contains("`TOKEN`") && line.contains("error")).collect();
    assert!(lines.len() == 2 && lines[0].starts_with("agents/a/.env") && lines[1].starts_with("agents/b/.env"));
    let sync = project.run("env sync agents/a agents/b").stdout;
    assert!(sync.contains("added to agents/a/.env: ") && sync.contains("added to agents/b/.env: "), "{sync}");
    assert!(project.path("agents/a/.env").exists() && project.path("agents/b/.env").exists());
}

#[test]
fn an_env_file_is_of_one_project_and_a_folder_of_output_has_one_for_each() {
    let project = workspace().file("one.env", "TOKEN=x\n").file("two.env", "");
    for words in ["one.env agents", "one.env agents/a agents/b", "one.env two.env --spec agents/a"] {
        let refused = project.run(&format!("env check {words}"));
        assert!(refused.status == Status::Failed && refused.stdout.is_empty(), "{words}: {refused:?}");
    }
    let one = project.run("env check one.env agents/a --for cluster");
    assert!(one.stdout.contains("one.env") && !one.stdout.contains("agents"), "{one:?}");
    fs::create_dir_all(project.path("out/agents/a")).unwrap();
    fs::create_dir_all(project.path("out/agents/b")).unwrap();
    assert_eq!(project.run("env sync --out-dir out agents/a agents/b").status, Status::Fine);
    assert!(project.path("out/agents/b/.env").exists() && !project.path("agents/b/.env").exists());
}

#[test]
fn each_of_many_pictures_is_a_file_beside_its_spec() {
    let project = workspace();
    for words in ["graph agents", "graph agents -o /graph.svg"] {
        assert_eq!(project.run(words).status, Status::Failed, "{words}");
    }
    let drawn = project.run("graph agents/a agents/b -o docs.svg");
    assert_eq!(drawn.stdout, "created agents/a/docs.svg\ncreated agents/b/docs.svg\n", "{}", drawn.stderr);
    let alone = project.run("graph agents/b").stdout;
    assert_eq!(fs::read_to_string(project.path("agents/b/docs.svg")).unwrap(), alone);
}

#[test]
fn in_a_folder_above_projects_the_message_gives_the_command_for_all() {
    let project = Project::new().file("agents/a/astropods.yml", GOOD);
    for command in ["validate", "fix", "fmt", "plan", "graph", "generate", "env check", "env sync"] {
        let told = project.run(command);
        let text = (told.stdout + &told.stderr).replace(['\n', '│', ' '], "");
        let expected = format!("`agents/a/astropods.yml`: run `ast {command} .` for all, or name it").replace(' ', "");
        assert!(told.status == Status::Failed && text.contains(&expected), "{command}: {text}");
    }
    // Of many, how many there are.
    let twelve = (1..=12).fold(Project::new().file("a/b/astropods.yaml", GOOD), |project, at| {
        project.file(&format!("a/b{at:02}/astropods.yml"), GOOD)
    });
    let twelve = twelve.file("a/b01/astropods.yaml", GOOD).run("generate");
    let text = twelve.stdout + &twelve.stderr;
    let text = text.replace(['\n', '│'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "there are 13 projects, the first `a/b/astropods.yaml`: run `ast generate .` for all, or name it";
    assert!(text.contains(expected), "{text}");
    let told = project.run("docs");
    let text = told.stderr.replace(['\n', '│', ' '], "");
    assert!(text.contains("`agents/a/astropods.yml`:nameit") && !text.contains("forall"), "{text}");
}

const ROUTED: &str = "[cluster]\nhost = \"bots.example.com\"\n[cluster.route]\nkind = \"ingress\"\n";

#[test]
fn a_host_that_several_projects_would_be_reached_by_is_told_once() {
    let called = |name: &str| {
        let spec = GOOD.replace("name: my-agent", &format!("name: {name}"));
        spec.replace("image: my-agent:1", "image: my-agent:1\n  interfaces: {frontend: true}")
    };
    let project = Project::new()
        .file(".git/HEAD", "")
        .file("ast.toml", ROUTED)
        .file("a/astropods.yml", called("one"))
        .file("b/astropods.yml", called("two"))
        .file("c/astropods.yml", called("three"))
        .file("c/ast.toml", ROUTED.replace("bots.", "c."));
    let told =
        |outcome: &crate::project::Outcome| outcome.stderr.matches("is the public host of 2 projects: a").count();
    for command in [
        "validate .",
        "validate . --format json",
        "generate kubernetes .",
        "generate kubernetes . --check",
        "env check .",
    ] {
        let outcome = project.run(command);
        assert_eq!(told(&outcome), 1, "{command}: {outcome:?}");
        assert!(!outcome.stderr.contains("c.example.com"), "{command}: {outcome:?}");
    }
    // It is of none of them, and no warning of a report.
    assert_eq!(project.run("validate . --deny warnings").status, Status::Fine);
    // One project is no two, under whatever names, and one without a route has no host.
    for command in ["validate a", "validate a ./a", "validate a c", "generate kubernetes a", "validate a b --allow x"] {
        assert_eq!(told(&project.run(command)), 0, "{command}");
    }
    let project = project.file("ast.toml", ROUTED.replace("kind = \"ingress\"", ""));
    assert_eq!(told(&project.run("validate .")), 0);
    // What environments have alike is told of both at once.
    let of = "[environments.a]\n[environments.b]\n[environments.c.cluster.route]\nkind = \"none\"\n";
    let project = project.file("ast.toml", format!("{ROUTED}{of}"));
    let outcome = project.run("validate .");
    assert!(outcome.stderr.contains("is the public host of 2 projects in `a`, `b`: a"), "{outcome:?}");
}

#[test]
fn what_is_to_be_done_for_many_is_told_once() {
    let called = |name: &str| GOOD.replace("name: my-agent", &format!("name: {name}"));
    let project = ["one", "two", "three", "four"]
        .iter()
        .fold(Project::new(), |project, name| project.file(&format!("agents/{name}/astropods.yml"), called(name)));
    assert_eq!(project.run("generate env agents").status, Status::Fine);
    for name in ["one", "two", "three", "four"] {
        std::fs::remove_file(project.path(&format!("agents/{name}/.env.example"))).unwrap();
    }
    let outcome = project.run("generate --check agents");
    let run = "agents/four, agents/one, agents/three and 1 more: run `ast generate agents` to bring them up to date\n";
    assert!(outcome.stderr.contains(run), "{outcome:?}");
    assert_eq!(outcome.stderr.matches("to bring them up to date").count(), 1, "{outcome:?}");
    let alone = project.run("generate --check agents/one");
    assert!(alone.stderr.ends_with(".env.example\nrun `ast generate` to bring them up to date\n"), "{alone:?}");
}

/// The paths at which a run finds that a name is taken.
fn taken(project: &Project, words: &str) -> Vec<(String, String)> {
    let answer = json(&project.run(&format!("validate {words} --format json")));
    let files = answer["files"].as_array().unwrap().iter().map(|file| {
        let found = file["diagnostics"].as_array().unwrap().iter().filter(|found| found["code"] == "duplicate-project");
        let found: Vec<_> = found.map(|found| found["message"].as_str().unwrap().to_owned()).collect();
        (file["path"].as_str().unwrap().to_owned(), found.join("; "))
    });
    files.filter(|(_, found)| !found.is_empty()).collect()
}

#[test]
fn a_name_that_another_project_has_is_told_at_the_later_one() {
    let called = |name: &str| GOOD.replace("name: my-agent", &format!("name: {name}"));
    let project = Project::new()
        .file("a/astropods.yml", called("one"))
        .file("b/astropods.yml", called("two"))
        .file("c/astropods.yml", called("one"))
        .file("d/astropods.yml", called("'@acme/two'"))
        .file("e/astropods.yml", called("acme-two"))
        .file("f/astropods.yml", format!("# ast: ignore[duplicate-project] another machine\n{}", called("one")))
        .file("g/astropods.yml", called("one").replace("name: one", "name: one # ast: ignore[duplicate-project] too"));
    let found = taken(&project, ".");
    let expected = [
        ("./c/astropods.yml", "`./a/astropods.yml` has the name `one` too"),
        ("./e/astropods.yml", "`./d/astropods.yml` is called `@acme/two`, which Compose takes for the same"),
        ("./f/astropods.yml", "`./a/astropods.yml` has the name `one` too"),
    ];
    assert_eq!(found, expected.map(|(path, message)| (path.to_owned(), message.to_owned())));
    // In the order of the paths, and a file under two names is no second project.
    assert_eq!(taken(&project, "c a").len(), 1);
    assert_eq!(taken(&project, "c a")[0].0, "a/astropods.yml");
    assert_eq!(taken(&project, "a ./a a/astropods.yml"), []);
    assert_eq!(taken(&project, "a b"), []);
    // A comment that has nothing to silence without the others is not idle, and options lower it.
    let alone = project.run("validate g");
    assert!(alone.stdout.starts_with("no problems"), "{}", alone.stdout);
    assert_eq!(project.run("validate . --allow duplicate-project").stdout, "no problems in 7 files\n");
    let denied = project.run("validate a c --deny duplicate-project --format short");
    assert!(denied.status == Status::Invalid && denied.stdout.contains("c/astropods.yml:2:7: error["), "{denied:?}");
}

#[test]
fn what_is_wrong_in_a_file_that_many_share_is_told_once() {
    let project = (1..=4).fold(Project::new(), |project, at| {
        project.file(&format!("a{at}/astropods.yml"), GOOD.replace("my-agent", &format!("agent-{at}")))
    });
    let project = project.file("ast.toml", "[clustr]\ntag = \"1\"\n");
    for command in ["generate env .", "env check .", "plan a1"] {
        let outcome = project.run(command);
        assert_eq!(outcome.status, Status::Failed, "{command}: {outcome:?}");
        assert_eq!(outcome.stderr.matches("unknown key `clustr`").count(), 1, "{command}: {}", outcome.stderr);
    }
}
