//! What `ast` asks of a real git in a folder that a stranger filled: the right answer, and nothing that runs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use ast::cli::Status;

use crate::project::{GOOD, Project};

const WARNING: &str = "git would commit `.env`";

/// Runs git as a user does.
fn git(folder: &Path, args: &str) {
    let author = ["-c", "user.name=n", "-c", "user.email=e@example.com", "-c", "init.defaultBranch=main"];
    let output = Command::new("git").args(author).args(args.split(' ')).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "git {args}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A project that is the root of a repository.
fn repository() -> Project {
    let project = Project::new().file("astropods.yml", GOOD);
    git(&project.path(""), "init -q");
    project
}

/// A program that leaves a file in the folder that it is named by, and that file.
fn trap(project: &Project) -> (String, std::path::PathBuf) {
    let (script, mark) = (project.path("trap.sh"), project.path("ran"));
    fs::write(&script, format!("#!/bin/sh\n: >'{}'\n", mark.display())).unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    (script.display().to_string(), mark)
}

/// Everything of a repository's configuration that is a command, and hooks.
fn arm(git: &Path, trap: &str) {
    let config = fs::read_to_string(git.join("config")).unwrap_or_default();
    let more = format!(
        "[core]\nfsmonitor = {trap}\nsshCommand = {trap}\npager = {trap}\naskPass = {trap}\neditor = {trap}\n\
         [alias]\ncheck-ignore = !{trap}\nrev-parse = !{trap}\n[filter \"x\"]\nsmudge = {trap}\nclean = {trap}\n\
         [diff]\nexternal = {trap}\n[credential]\nhelper = !{trap}\n"
    );
    fs::write(git.join("config"), config + &more).unwrap();
    for hook in ["post-index-change", "fsmonitor-watchman", "post-checkout", "pre-commit", "reference-transaction"] {
        fs::create_dir_all(git.join("hooks")).unwrap();
        fs::copy(trap, git.join("hooks").join(hook)).unwrap();
    }
}

#[test]
fn a_file_that_git_would_add_or_tracks_is_told_and_an_ignored_one_is_not() {
    let project = repository();
    assert!(project.run("env sync").stderr.contains(WARNING));
    let project = project.file(".gitignore", ".env\n");
    assert!(!project.run("env sync").stderr.contains(WARNING));
    // What is tracked stays so, whatever an ignore file says.
    git(&project.path(""), "add -f .env");
    assert!(project.run("env sync").stderr.contains(WARNING));
    // A user's own excludes count as well.
    let project = repository();
    fs::write(project.path(".git/info/exclude"), ".env\n").unwrap();
    assert!(!project.run("env sync").stderr.contains(WARNING));
    assert!(!Project::new().file("astropods.yml", GOOD).run("env sync").stderr.contains("warning"), "no repository");
}

#[test]
fn a_folder_below_the_root_and_a_work_tree_of_its_own_are_asked_about() {
    let project = repository().file("agents/one/astropods.yml", GOOD).file(".gitignore", "two/.env\n");
    let project = project.file("agents/two/astropods.yml", GOOD);
    assert!(project.run("env sync --spec agents/one").stderr.contains("git would commit `agents/one/.env`"));
    assert!(project.run("env sync --spec agents/two").stderr.contains("git would commit"), "the pattern is anchored");
    fs::write(project.path(".gitignore"), "/agents/two/.env\n").unwrap();
    assert!(!project.run("env sync --spec agents/two").stderr.contains("git would commit"));
    git(&project.path(""), "add .gitignore agents/one/astropods.yml");
    git(&project.path(""), "commit -q -m m");
    git(&project.path(""), "worktree add -q tree");
    assert!(project.path("tree/.git").is_file());
    assert!(project.run("env sync --spec tree/agents/one").stderr.contains("git would commit"));
}

#[test]
fn nothing_that_a_repository_configures_runs() {
    // A bare repository beside the spec, as a clone brings it, in folders of both kinds; then the user's own.
    let outside = Project::new();
    let (trap, mark) = trap(&outside);
    for inside in [true, false] {
        let project = if inside { repository() } else { Project::new().file("astropods.yml", GOOD) };
        git(&project.path(""), "init -q --bare made");
        for part in ["HEAD", "config", "objects", "refs"] {
            fs::rename(project.path("made").join(part), project.path("").join(part)).unwrap();
        }
        let config = fs::read_to_string(project.path("config")).unwrap().replace("bare = true", "bare = false");
        fs::write(project.path("config"), format!("{config}worktree = .\n")).unwrap();
        arm(&project.path(""), &trap);
        let outcome = project.run("env sync");
        assert_eq!(outcome.stderr.contains(WARNING), inside, "{}", outcome.stderr);
        assert!(!mark.exists());
    }
    let project = repository();
    arm(&project.path(".git"), &trap);
    assert!(project.run("env sync").stderr.contains(WARNING));
    assert!(!mark.exists());
    // The trap is one: without what `ast` tells it, git steps into it.
    let _ = Command::new("git").args(["status"]).current_dir(project.path("")).output();
    assert!(mark.exists());
}

#[test]
fn a_git_that_is_absent_old_or_stuck_keeps_nobody_waiting() {
    let run = |project: &Project, path: &Path| {
        let begin = Instant::now();
        let mut ast = Command::new(env!("CARGO_BIN_EXE_ast"));
        let output = ast.args(["env", "sync"]).env("PATH", path).current_dir(project.path("")).output().unwrap();
        assert!(output.status.success() && begin.elapsed() < Duration::from_secs(20));
        String::from_utf8(output.stderr).unwrap()
    };
    let tool = |script: &str| {
        let tools = Project::new().file("git", format!("#!/bin/sh\n{script}\n"));
        fs::set_permissions(tools.path("git"), fs::Permissions::from_mode(0o755)).unwrap();
        tools
    };
    let project = repository();
    assert_eq!(run(&project, &Project::new().path("")), "", "no git");
    assert_eq!(run(&project, &tool("echo no such option >&2; exit 129").path("")), "", "one that refuses");
    assert_eq!(run(&project, &tool("exec /bin/sleep 60").path("")), "", "one that is stuck");
    // One that knows none of the settings answers still.
    assert!(run(&project, &tool("exit 1").path("")).contains(WARNING));
}

#[test]
fn a_checkout_that_changes_line_ends_edits_nothing() {
    let project = repository();
    let ran = project.run("generate env compose kubernetes helm sdk-python sdk-rust sdk-mastra");
    assert_eq!(ran.status, Status::Fine, "{ran:?}");
    git(&project.path(""), "add -A");
    git(&project.path(""), "commit -q -m all");
    let clone = Project::new();
    let from = project.path("").display().to_string();
    git(&clone.path(""), &format!("clone -q -c core.autocrlf=true {from} ."));
    assert!(fs::read_to_string(clone.path("compose.yaml")).unwrap().contains("\r\n"));
    let check = clone.run("generate --check");
    assert_eq!(check.status, Status::Fine, "{check:?}");
    // A change of the spec shows and writes that change alone.
    let spec = fs::read_to_string(clone.path("astropods.yml")).unwrap();
    let clone = clone.file("astropods.yml", spec.replace("my-agent:1", "my-agent:2"));
    let diff = clone.run("generate compose --diff").stdout;
    assert!(diff.contains("-    image: my-agent:1") && diff.lines().count() < 20, "{diff}");
    let ran = clone.run("generate compose");
    assert_eq!(ran.status, Status::Fine, "{ran:?}");
    assert!(fs::read_to_string(clone.path("compose.yaml")).unwrap().contains("my-agent:2"));
    // What a person edited is still theirs.
    let compose = fs::read_to_string(clone.path("compose.yaml")).unwrap();
    let clone = clone.file("compose.yaml", compose.replace('\n', "\r\n").replace("my-agent:2", "mine:1"));
    assert!(clone.run("generate compose").stderr.contains("edited since it was generated"));
}
