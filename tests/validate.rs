//! `ast validate`: which files it finds, what it prints of them, and how it exits.

use std::fs;
use std::io::ErrorKind;

use ast::cli::{self, Io, Status, Terminal};
use serde_json::Value;

use crate::project::{Closed, GOOD, Project};

const BAD: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  imgae: my-agent:1\n  image: my-agent:1\n";
const WARNED: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\nmodels:\n";

fn json(project: &Project, args: &str) -> Value {
    serde_json::from_str(&project.run(&format!("validate --format json {args}")).stdout).unwrap()
}

/// The paths in the order of the output, each with the codes found there.
fn found(project: &Project, args: &str) -> Vec<String> {
    let codes = |file: &Value| {
        let codes = file["diagnostics"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap());
        codes.collect::<Vec<_>>().join(" ")
    };
    let files = json(project, args);
    let files = files["files"].as_array().unwrap().iter();
    files.map(|file| format!("{} {}", file["path"].as_str().unwrap(), codes(file)).trim_end().to_owned()).collect()
}

#[test]
fn people_see_the_line_the_place_and_what_to_do() {
    let project = Project::new().file("astropods.yml", BAD);
    let outcome = project.run("validate");
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Status::Invalid, ""));
    insta::assert_snapshot!(outcome.stdout, @"
    error[unknown-key]: unknown key `imgae`
       ╭─[astropods.yml:4:3]
     3 │ agent:
     4 │   imgae: my-agent:1
       ·   ^^^^^
     5 │   image: my-agent:1
       ╰────
      help: expected `image`, `build`, `distributed`, `interfaces`, `healthcheck`, `inputs`,
            `astro_ai_gateway`, `skills` or `annotations`
       fix: turn it into a comment with `# ` (a guess)

    1 error in 1 file
    ");
}

#[test]
fn json_has_every_field_of_the_contract() {
    let project = Project::new().file("astropods.yml", BAD);
    let output = json(&project, "");
    assert_eq!(output["version"], 1);
    assert_eq!(output["summary"], serde_json::json!({"files": 1, "errors": 1, "warnings": 0, "advice": 0}));
    let file = &output["files"][0];
    assert_eq!((&file["path"], &file["valid"]), (&"astropods.yml".into(), &false.into()));
    let found = file["diagnostics"][0].as_object().unwrap();
    let keys: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(keys, ["code", "severity", "message", "help", "url", "pointer", "range", "related", "fixes"]);
    assert_eq!((&found["code"], &found["severity"]), (&"unknown-key".into(), &"error".into()));
    assert_eq!((&found["url"], &found["related"]), (&Value::Null, &Value::Array(Vec::new())));
    assert_eq!(found["pointer"], "/agent/imgae");
    assert_eq!(found["range"]["start"], serde_json::json!({"line": 4, "column": 3, "offset": 43}));
    assert_eq!(found["range"]["end"], serde_json::json!({"line": 4, "column": 8, "offset": 48}));
}

#[test]
fn short_is_one_line_a_finding() {
    let project = Project::new().file("a/astropods.yml", BAD);
    let outcome = project.run("validate --format short a");
    assert!(outcome.stdout.starts_with("a/astropods.yml:4:3: error[unknown-key]: "), "{}", outcome.stdout);
    assert_eq!(outcome.stdout.lines().count(), 1);
}

#[test]
fn the_status_tells_a_wrong_spec_from_a_wrong_call() {
    let project = Project::new().file("good.yml", GOOD).file("bad.yml", BAD).file("warned.yml", WARNED);
    for (args, status) in [
        ("good.yml", Status::Fine),
        ("warned.yml", Status::Fine),
        ("bad.yml", Status::Invalid),
        ("warned.yml --deny warnings", Status::Invalid),
        ("warned.yml --deny empty-section", Status::Invalid),
        ("warned.yml --allow empty-section --deny warnings", Status::Fine),
        ("bad.yml missing.yml", Status::Failed),
        ("good.yml --allow unknown-key", Status::Failed),
        ("good.yml --allow unknown-kye", Status::Failed),
        ("good.yml --allow empty-section --deny empty-section", Status::Failed),
        ("good.yml --fromat json", Status::Failed),
        ("good.yml --config missing.toml", Status::Failed),
    ] {
        let outcome = project.run(&format!("validate {args}"));
        assert_eq!(outcome.status, status, "{args}: {outcome:?}");
    }
    assert_eq!(project.run("spec validate bad.yml").stdout, project.run("validate bad.yml").stdout);
}

#[test]
fn a_wrong_call_is_explained_on_standard_error() {
    let project = Project::new().file("good.yml", GOOD);
    let outcome = project.run("validate good.yml --allow unknown-kye");
    assert_eq!(
        outcome.stderr,
        "error: `--allow unknown-kye`: no code is called `unknown-kye`\n  help: did you mean `unknown-key`?\n"
    );
    assert_eq!(outcome.stdout, "");
    let by_flag = project.run("rename model a b --spec good.yml").stderr;
    assert!(by_flag.contains("name the spec, or the folder that it is in, without a flag"), "{by_flag}");
    let help = project.run("validate --help");
    assert_eq!((help.status, help.stderr.as_str()), (Status::Fine, ""));
    assert!(help.stdout.contains("ast validate --deny warnings"), "{}", help.stdout);
}

#[test]
fn a_folder_is_searched_by_the_rules_of_its_ignore_files() {
    let project = Project::new()
        .file("b/astropods.yml", GOOD.replace("my-agent", "in-b"))
        .file("a-b/astropods.yml", GOOD.replace("my-agent", "in-a-b"))
        .file("a/astropods.yaml", GOOD.replace("my-agent", "in-a"))
        .file("a/z/astropods.yml", GOOD.replace("my-agent", "in-z"))
        .file("a/other.yml", BAD)
        .file("both/astropods.yml", GOOD)
        .file("both/astropods.yaml", BAD)
        .file(".hidden/astropods.yml", BAD)
        .file("node_modules/x/astropods.yml", BAD)
        .file("ignored/astropods.yml", BAD)
        .file(".gitignore", "ignored/\n")
        .file("b/drafts/astropods.yml", BAD)
        .file("b/.ignore", "drafts\n");
    #[cfg(unix)]
    {
        fs::create_dir(project.path("links")).unwrap();
        std::os::unix::fs::symlink(project.path("a"), project.path("links/a")).unwrap();
        std::os::unix::fs::symlink(project.path("a/other.yml"), project.path("links/astropods.yml")).unwrap();
    }
    assert_eq!(
        found(&project, "."),
        [
            "./a-b/astropods.yml",
            "./a/astropods.yaml",
            "./a/z/astropods.yml",
            "./b/astropods.yml",
            "./both/astropods.yml ambiguous-spec",
        ]
    );
    assert_eq!(
        found(&project, "ignored a/z b"),
        ["ignored/astropods.yml unknown-key", "a/z/astropods.yml", "b/astropods.yml"]
    );
    assert_eq!(found(&project, "a/other.yml"), ["a/other.yml unknown-key"]);
}

#[test]
fn without_a_path_the_nearest_spec_counts() {
    let project = Project::new().file("astropods.yaml", GOOD).cwd("src/deep");
    assert_eq!(found(&project, ""), ["../../astropods.yaml"]);
    let project = project.file("src/deep/astropods.yml", BAD);
    assert_eq!(found(&project, ""), ["astropods.yml unknown-key"]);
}

#[test]
fn what_can_not_be_read_is_a_finding_of_its_own() {
    let project =
        Project::new().file("empty/x", "").file("good.yml", GOOD).file("latin.yml", b"spec: bl\xfceprint/v1\n");
    assert_eq!(
        found(&project, "missing.yml good.yml empty latin.yml"),
        ["missing.yml io", "good.yml", "empty io", "latin.yml invalid-encoding"]
    );
    assert_eq!(project.run("validate empty").status, Status::Failed);
    assert_eq!(project.run("validate latin.yml").status, Status::Invalid);
    let huge = Project::new().file("astropods.yml", vec![b'#'; 5 << 20]);
    assert_eq!(found(&huge, ""), ["astropods.yml file-too-large"]);
}

#[test]
fn standard_input_is_named_as_asked() {
    let project = Project::new().stdin(BAD).file("sub/ast.toml", "[rules]\nunknown-kye = 'allow'\n");
    assert_eq!(found(&project, "-"), ["- unknown-key"]);
    assert_eq!(found(&project, "- --stdin-filename x.yml"), ["x.yml unknown-key"]);
    let beside = ["sub/x.yml unknown-key", "sub/ast.toml invalid-options"];
    assert_eq!(found(&project, "- --stdin-filename sub/x.yml"), beside);
    assert_eq!(project.run("validate - -").status, Status::Failed);
}

#[test]
fn the_options_beside_a_spec_count_and_flags_beat_them() {
    let project = Project::new()
        .file("a/astropods.yml", WARNED)
        .file("a/ast.toml", "[rules]\nempty-section = 'allow'\n")
        .file("b/astropods.yml", WARNED.replace("my-agent", "in-b"));
    assert_eq!(found(&project, "a b"), ["a/astropods.yml", "b/astropods.yml empty-section"]);
    assert_eq!(found(&project, "a --warn empty-section"), ["a/astropods.yml empty-section"]);
    assert_eq!(found(&project, "b --config a/ast.toml"), ["b/astropods.yml"]);
    let project = project.file("a/ast.toml", "[ruels]\n");
    assert_eq!(found(&project, "a"), ["a/astropods.yml empty-section", "a/ast.toml invalid-options"]);
    assert_eq!(project.run("validate a").status, Status::Failed);
}

#[test]
fn a_comment_silences_a_finding_where_it_stands() {
    let ignored = WARNED.replace("models:", "models: # ast: ignore[empty-section] filled in later");
    let refused = BAD.replace("  imgae", "  # ast: ignore[unknown-key]\n  imgae");
    let project = Project::new().file("ignored.yml", ignored).file("refused.yml", refused);
    assert_eq!(found(&project, "ignored.yml"), ["ignored.yml"]);
    assert_eq!(found(&project, "refused.yml"), ["refused.yml fixed-severity unknown-key"]);
}

#[test]
fn a_line_of_a_finding_stays_one_on_a_narrow_terminal() {
    let project = Project::new().file("astropods.yml", BAD);
    let told = |format: &str| {
        let terminal = Terminal { stdout: true, width: Some(40), ..Terminal::default() };
        let args = ["validate", "--format", format].map(Into::into).to_vec();
        project.run_with(args, terminal).stdout
    };
    // Whoever matches lines, as an editor does with what a task prints, finds the whole of one.
    for format in ["short", "github"] {
        let piped = project.run(&format!("validate --format {format}")).stdout;
        assert!(piped.lines().any(|line| line.len() > 40), "{piped}");
        assert_eq!(told(format), piped);
    }
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let project = Project::new().file("astropods.yml", BAD);
    let colored = |args: &str, terminal: Terminal| {
        let args = args.split_whitespace().map(Into::into).collect();
        project.run_with(args, terminal).stdout.contains('\u{1b}')
    };
    let tty = Terminal { stdout: true, ..Terminal::default() };
    assert!(colored("validate", tty));
    assert!(!colored("validate", Terminal { color: Some(false), ..tty }));
    assert!(!colored("validate --color never", tty));
    assert!(!colored("validate", Terminal::default()));
    assert!(colored("validate --color always", Terminal { color: Some(false), ..Terminal::default() }));
}

#[test]
fn a_reader_that_has_gone_is_no_failure_but_a_full_disk_is() {
    let project = Project::new().file("astropods.yml", GOOD);
    let run = |kind, args: &[&str]| {
        let (stdin, stdout, stderr) = (&mut std::io::empty(), &mut Closed(kind), &mut Vec::new());
        let mut io = Io {
            stdin,
            stdout,
            stderr,
            cwd: project.path(""),
            state: None,
            config: None,
            terminal: Terminal::default(),
        };
        cli::run(args.iter().map(Into::into), &mut io)
    };
    assert_eq!(run(ErrorKind::BrokenPipe, &["ast", "validate"]), Status::Fine);
    assert_eq!(run(ErrorKind::BrokenPipe, &["ast", "--help"]), Status::Fine);
    assert_eq!(run(ErrorKind::StorageFull, &["ast", "validate"]), Status::Failed);
}
