//! Options of folders above, and options that are laid over others.

use ast::cli::Status;

use crate::project::Project;

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n";
const NIGHTLY: &str = "ingestion:\n  nightly:\n    container: {image: \"a:1\"}\n    trigger: {type: schedule}\n";

fn image(project: &Project, words: &str) -> String {
    let plan = project.run(&format!("plan --for cluster --format json {words}"));
    let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
    plan["containers"][0]["image"].as_str().unwrap().to_owned()
}

#[test]
fn the_nearest_file_holds_whole_and_nothing_above_the_root_does() {
    let project = Project::new()
        .file("ast.toml", "[cluster]\nregistry = 'above.example'\ntag = 'a'\n")
        .file("agents/one/astropods.yml", SPEC)
        .file("agents/two/astropods.yml", SPEC)
        .file("agents/two/ast.toml", "[cluster]\nregistry = 'own.example'\n")
        .file("agents/apart/.git/HEAD", "")
        .file("agents/apart/inner/astropods.yml", SPEC);
    assert_eq!(image(&project, "agents/one"), "above.example/my-agent:a");
    // Whole: what the nearest does not say, nobody does.
    assert_eq!(image(&project, "agents/two"), "own.example/my-agent:dev");
    // A repository of its own is somebody else's.
    assert_eq!(image(&project, "agents/apart/inner"), "my-agent:dev");
    // So is what lies above the folder that `ast` was started in.
    let project = project.cwd("agents/one");
    assert_eq!(image(&project, ""), "my-agent:dev");
    let project = project.cwd("").file(".git/HEAD", "").cwd("agents/one");
    assert_eq!(image(&project, ""), "above.example/my-agent:a");
    assert_eq!(image(&project, "--tag b"), "above.example/my-agent:b");
}

#[test]
fn a_wrong_file_above_is_told_at_its_place_and_each_has_its_own_ids() {
    let project = Project::new()
        .file("ast.toml", "targets = ['env']\n[schedules]\nnightly = '0 2 * * *'\n[cluster.components.\"ingestion.nightly\"]\ncpu = '1'\n")
        .file("a/astropods.yml", format!("{SPEC}{NIGHTLY}"))
        .file("b/astropods.yml", SPEC);
    // What only one of the projects has is an error of neither.
    let all = project.run("validate .");
    assert!(!all.stderr.contains("ast.toml") && !all.stdout.contains("ast.toml"), "{all:?}");
    let beside = project.run("validate b --config ast.toml");
    assert!(beside.stdout.contains("no container of the plan is called `ingestion.nightly`"), "{beside:?}");
    std::fs::write(project.path("ast.toml"), "[clustr]\n").unwrap();
    let wrong = project.run("generate a");
    assert_eq!(wrong.status, Status::Failed);
    assert!(
        wrong.stderr.contains("ast.toml:1:2") && wrong.stderr.contains("did you mean `cluster`?"),
        "{}",
        wrong.stderr
    );
    // Once, however many projects it is told of.
    let many = project.run("validate . --format short");
    assert_eq!(many.stdout.matches("clustr").count(), 1, "{}", many.stdout);
}

#[test]
fn a_file_is_laid_over_the_one_that_it_extends() {
    let project = Project::new()
        .file("common/base.toml", "extend = '../root.toml'\n[cluster]\nregistry = 'base.example'\n[cluster.components.'knowledge.db']\ncpu = '2'\n")
        .file("root.toml", "[cluster]\nregistry = 'root.example'\ntag = 'r'\nhost = 'h.example'\n")
        .file("a/ast.toml", "extend = '../common/base.toml'\n[cluster]\nhost = 'own.example'\n")
        .file("a/astropods.yml", SPEC);
    assert_eq!(image(&project, "a"), "base.example/my-agent:r");
    assert_eq!(project.run("validate a").status, Status::Fine, "an id of another project is no error of this one");
    let explained = project.run("plan a --for cluster --format json").stdout;
    assert!(explained.contains("own.example") && !explained.contains("h.example\""), "{explained}");
    for (file, text, why) in [
        ("root.toml", "extend = 'common/base.toml'\n", "leads back here"),
        ("root.toml", "[cluster]\ntag = 'a b'\n", "can't be used: line 2"),
        ("a/ast.toml", "extend = '../../x.toml'\n", "lies outside of this repository"),
        ("a/ast.toml", "extend = '/etc/x.toml'\n", "expected the path of another `ast.toml`"),
        ("a/ast.toml", "extend = 'missing.toml'\n", "can't be used"),
    ] {
        std::fs::write(project.path(file), text).unwrap();
        let outcome = project.run("validate a");
        assert_ne!(outcome.status, Status::Fine, "{text}");
        let told = outcome.stdout.replace("\n  │ ", " ");
        assert!(told.contains(why) && told.contains("a/ast.toml:1"), "{text}: {told}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_repository_is_not_read() {
    let outside = Project::new().file("secret.toml", "[cluster]\ntag = 'stolen'\n");
    let project = Project::new().file(".git/HEAD", "").file("a/astropods.yml", SPEC);
    std::os::unix::fs::symlink(outside.path("secret.toml"), project.path("ast.toml")).unwrap();
    let outcome = project.run("validate a");
    assert!(outcome.status == Status::Failed && !outcome.stdout.contains("stolen"), "{outcome:?}");
}
