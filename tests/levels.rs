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
    for (file, text, why, place) in [
        ("root.toml", "extend = 'common/base.toml'\n", "leads back here", "root.toml:1:10"),
        ("root.toml", "[cluster]\ntag = 'a b'\n", "expected a tag", "root.toml:2:7"),
        ("root.toml", "[cluster]\nregisty = 'x.example'\n", "did you mean `registry`?", "root.toml:2:1"),
        ("a/ast.toml", "extend = '../../x.toml'\n", "lies outside of this repository", "a/ast.toml:1:10"),
        ("a/ast.toml", "extend = '/etc/x.toml'\n", "expected the path of another `ast.toml`", "a/ast.toml:1:10"),
        ("a/ast.toml", "extend = 'missing.toml'\n", "can't be read", "a/ast.toml:1:10"),
    ] {
        std::fs::write(project.path(file), text).unwrap();
        let outcome = project.run("validate a");
        assert_eq!(outcome.status, Status::Failed, "{text}");
        let told = outcome.stdout.replace("\n  │ ", " ");
        assert!(told.contains(why) && told.contains(&format!("[{place}]")), "{text}: {told}");
    }
}

#[test]
fn what_is_wrong_in_a_shared_file_is_told_once_and_there() {
    let mut project = Project::new().file(".git/HEAD", "").file("ast.toml", "[cluster]\nregisty = 'x.example'\n");
    for name in ["one", "two", "three"] {
        project = project
            .file(&format!("{name}/ast.toml"), "extend = '../ast.toml'\n")
            .file(&format!("{name}/astropods.yml"), SPEC);
    }
    let told = project.run("validate .").stdout;
    assert_eq!(told.matches("unknown key `registy`").count(), 1, "{told}");
    assert!(
        told.contains("did you mean `registry`?") && told.contains("ast.toml:2:1") && told.contains("\n1 error, "),
        "{told}"
    );
    // What is only named says it too, and from elsewhere by a path that leads there.
    let told = project.cwd("one").run("validate").stdout;
    assert!(told.contains("[../ast.toml:2:1]"), "{told}");
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
