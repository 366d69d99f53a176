//! What `ast diff` compares: the sides that its arguments mean, and one that can't be read.

use ast::cli::Status;

use crate::deltas::git;
use crate::project::{GOOD, Outcome, Project};

const STORE: &str = "knowledge: {db: {provider: postgres}}\n";

/// A project in a folder, committed with a store and edited.
fn committed(now: &str) -> Project {
    let project = Project::new().file("agents/a/astropods.yml", format!("{GOOD}{STORE}"));
    let project = project.file("agents/b/astropods.yml", format!("{GOOD}{STORE}"));
    git(&project, "init --quiet --initial-branch=main");
    git(&project, "add .");
    git(&project, "commit --quiet --message one");
    project.file("agents/a/astropods.yml", now)
}

fn is_lossless(outcome: &Outcome) -> bool {
    !["loses data", "breaks", "is gone", "needs a value"].iter().any(|words| outcome.stdout.contains(words))
}

#[test]
fn of_a_side_that_does_not_parse_nothing_is_told_but_why() {
    let broken = [
        format!("{GOOD}knowledge: {{db: {{provider: postgres}}\n"),
        format!("{GOOD}\tknowledge: 1\n"),
        format!("{GOOD}{STORE}{STORE}"),
        format!("{GOOD}---\n{GOOD}"),
        "- a\n".to_owned(),
        String::new(),
    ];
    for text in broken {
        let project = committed(&text).cwd("agents/a");
        let told = project.run("diff");
        assert_eq!(told.status, Status::Invalid, "{text}: {told:?}");
        let line = "astropods.yml\n  `astropods.yml` can't be read, so nothing is compared; correct it first\n";
        assert_eq!(told.stdout, line, "{text}: {told:?}");
        assert!(told.stderr.starts_with("error") && told.stderr.contains("astropods.yml"), "{text}: {told:?}");
        let comment = project.run("diff --format markdown");
        assert!(comment.stdout.contains("can't be read, so nothing is compared:\n\n- astropods.yml:"), "{comment:?}");
        assert!(is_lossless(&comment) && !comment.stdout.contains("what follows"), "{comment:?}");
        let answer: serde_json::Value = serde_json::from_str(&project.run("diff --format json").stdout).unwrap();
        let compared = &answer["projects"][0];
        assert_eq!((&compared["complete"], &compared["changes"]), (&false.into(), &serde_json::json!([])), "{text}");
        let fault = &compared["faults"][0];
        assert_eq!((&fault["side"], &fault["unread"]), (&"new".into(), &true.into()), "{text}: {fault}");
        assert!(fault["diagnostics"][0]["code"].is_string(), "{text}: {fault}");
        // Of many, the others are told all the same.
        let project = project.cwd("agents").file("agents/b/astropods.yml", GOOD);
        let many = project.run("diff");
        assert!(many.stdout.contains("`a/astropods.yml` can't be read"), "{many:?}");
        assert!(many.stdout.contains("b/astropods.yml\n  loses data  "), "{many:?}");
    }
}

#[test]
fn a_revision_that_does_not_parse_is_named_as_git_names_it() {
    let project = committed("agent: {\n");
    git(&project, "commit --quiet --all --message two");
    let project = project.file("agents/a/astropods.yml", GOOD).cwd("agents/a");
    let told = project.run("diff");
    assert!(told.stdout.contains("  `HEAD:astropods.yml` can't be read"), "{told:?}");
    assert!(told.stderr.contains("HEAD:astropods.yml:"), "{told:?}");
    assert!(is_lossless(&told) && told.status == Status::Invalid, "{told:?}");
    let drawn = project.run("graph --diff --format dot");
    assert!(drawn.stdout.is_empty() && drawn.stderr.contains("can't be read, so nothing is compared"), "{drawn:?}");
    // So are options, which decide names and images.
    let project = project.file("agents/a/ast.toml", "[cluster\n");
    let told = project.run("diff HEAD~1");
    assert!(told.stdout.contains("`ast.toml` can't be read") && is_lossless(&told), "{told:?}");
}

#[test]
fn what_is_wrong_with_a_side_stands_beside_what_could_be_compared() {
    let project = committed(&format!("{GOOD}{STORE}nonsense: 1\n")).cwd("agents/a");
    let told = project.run("diff");
    assert!(told.stdout.contains("incomplete") && told.stderr.contains("`nonsense`"), "{told:?}");
}

#[test]
fn a_path_alone_is_the_project_that_changed() {
    let project = committed(GOOD);
    let gone = "  loses data  ";
    for args in ["diff agents/a", "diff agents/a/astropods.yml", "diff HEAD agents/a", "diff main agents/a"] {
        let told = project.run(args);
        let start = format!("agents/a/astropods.yml\n{gone}");
        assert!(told.stdout.starts_with(&start) && told.stderr.is_empty(), "{args}: {told:?}");
    }
    // Of two revisions, the third says which project.
    assert_eq!(project.run("diff HEAD HEAD agents/a").stdout, "agents/a/astropods.yml\n  nothing changes\n");
    assert!(project.run("diff HEAD agents/b agents/a").stderr.contains("`agents/b` is no revision of this repository"));
    // The other way round where that is said, and two folders where two are named.
    assert!(project.run("diff agents/a HEAD").stdout.contains("`knowledge.db` is new"));
    assert!(project.run("diff agents/b agents/a").stdout.contains(gone));
    assert!(project.cwd("agents/a").run("diff ../b .").stdout.contains(gone));
    // A folder without a spec stands for those below it.
    let project = committed(GOOD);
    let told = project.run("diff agents");
    assert!(told.stdout.starts_with(&format!("agents/a/astropods.yml\n{gone}")), "{told:?}");
    assert!(!told.stdout.contains("agents/b"), "{told:?}");
    std::fs::remove_file(project.path("agents/b/astropods.yml")).unwrap();
    assert!(project.run("diff agents/b").stdout.contains("agents/b/astropods.yml\n"));
}

#[test]
fn a_branch_that_only_the_origin_has_is_named_by_it() {
    let project = committed(GOOD);
    git(&project, "update-ref refs/remotes/origin/release HEAD");
    for args in ["diff release", "diff release agents/a", "diff release HEAD agents/a"] {
        let told = project.run(args);
        assert!(
            told.status == Status::Failed && told.stderr.contains("did you mean `origin/release`?"),
            "{args}: {told:?}"
        );
        assert!(!told.stderr.contains("fetch-depth"), "{args}: {told:?}");
    }
    assert!(project.run("diff origin/release agents/a").stdout.contains("`knowledge.db` is gone"));
}

#[test]
fn one_environment_is_compared_alone_between_two_revisions() {
    let said = |tag: &str, local: &str| {
        format!(
            "[environments.production.cluster]\ntag = \"{tag}\"\n[environments.staging.cluster]\ntag = \"{local}\"\n"
        )
    };
    let text = GOOD.replace("image: my-agent:1", "build: {context: ., dockerfile: Dockerfile}");
    let project = Project::new().file("astropods.yml", &text).file("b/astropods.yml", &text);
    let project = project.file("Dockerfile", "FROM scratch\n").file("ast.toml", said("1", "1"));
    git(&project, "init --quiet --initial-branch=main");
    git(&project, "add .");
    git(&project, "commit --quiet --message one");
    let project = project.file("ast.toml", said("2", "3"));
    for args in
        ["diff main --env production", "diff --env=production", "diff --env production", "diff main . --env production"]
    {
        let told = project.run(args).stdout;
        assert!(told.contains(":2") && !told.contains(":3") && !told.contains("staging"), "{args}: {told}");
    }
    let told = project.run("diff main --env production --for local").stdout;
    assert!(told.contains("(local)") && !told.contains("(cluster)"), "{told}");
    // One that a side does not have came or went, and one that none has is a slip.
    let project = project.file("ast.toml", said("1", "1").replace("staging", "canary"));
    assert_eq!(
        project.run("diff --env canary").stdout,
        "astropods.yml\n  harmless  environment `canary` is new  (cluster)\n"
    );
    assert_eq!(
        project.run("diff --env staging").stdout,
        "astropods.yml\n  breaks  environment `staging` is gone  (cluster)\n"
    );
    assert!(project.run("diff --env prodution").stderr.contains("did you mean `production`?"));
    for args in ["diff main --env canary production", "diff main HEAD --env canary production"] {
        let told = project.run(args);
        assert!(told.status == Status::Failed && told.stderr.contains("compared of one spec"), "{args}: {told:?}");
    }
}

#[test]
fn what_is_the_same_for_many_projects_is_told_once_before_the_rest() {
    let text = |name: &str, image: &str| {
        let spec = GOOD.replace("name: my-agent", &format!("name: {name}"));
        format!("{spec}ingestion: {{nightly: {{container: {{image: \"{image}\"}}, trigger: {{type: manual}}}}}}\n")
    };
    let project = ["a", "b", "c", "d"].iter().fold(Project::new(), |project, name| {
        project.file(&format!("{name}/astropods.yml"), text(&format!("bot-{name}"), "job:1"))
    });
    git(&project, "init --quiet --initial-branch=main");
    git(&project, "add .");
    git(&project, "commit --quiet --message one");
    let project = ["a", "b", "c", "d"].iter().fold(project, |project, name| {
        let input = if *name == "d" { "inputs: {x: {name: X, datatype: string}}\n" } else { "" };
        project.file(&format!("{name}/astropods.yml"), text(&format!("bot-{name}"), "job:2") + input)
    });
    let told = project.run("diff").stdout;
    let paths = "a/astropods.yml, b/astropods.yml, c/astropods.yml, d/astropods.yml";
    let alike = format!("4 projects: {paths}\n  restarts  `ingestion.nightly` runs `job:2` instead of `job:1`\n");
    assert!(told.starts_with(&format!("{alike}\nd/astropods.yml\n  needs a value  has to be set: `X`")), "{told}");
    assert_eq!(told.matches("job:2").count(), 1, "{told}");
    // A few are told each by itself, and programs are told of each.
    let few = project.run("diff main d").stdout;
    assert!(few.starts_with("d/astropods.yml\n"), "{few}");
    assert_eq!(project.run("diff --format json").stdout.matches("runs `job:2`").count(), 4);
}

#[test]
fn names_of_client_code_are_told_where_there_is_some() {
    let text = format!("{GOOD}inputs: {{x: {{name: X, datatype: string, default: a}}}}\n");
    let project = Project::new().file("astropods.yml", &text);
    git(&project, "init --quiet --initial-branch=main");
    git(&project, "add .");
    git(&project, "commit --quiet --message one");
    let project =
        project.file("astropods.yml", text.replace("datatype: string, default: a", "datatype: number, default: \"1\""));
    for args in ["diff", "diff --format markdown", "rename input X Y --diff"] {
        let told = project.run(args);
        assert!(!(told.stdout + &told.stderr).contains("client code of"), "{args}");
    }
    // Programs are told of them, and what a run fails for is shown.
    let failed = project.run("diff --exit-code breaks");
    assert!(failed.status == Status::Invalid && failed.stdout.contains("client code of `agent`"), "{failed:?}");
    assert!(project.run("diff --format json").stdout.contains("client code of `agent` has another type"));
    let project = project.file("ast.toml", "targets = [\"sdk-python\"]\n");
    for args in ["diff", "diff --format markdown"] {
        assert!(project.run(args).stdout.contains("client code of `agent` has another type"), "{args}");
    }
    assert_eq!(project.run("diff --exit-code breaks").status, Status::Invalid);
}

#[test]
fn a_path_alone_that_was_never_committed_says_how_two_are_compared() {
    let project = committed(GOOD).file("old.yml", format!("{GOOD}{STORE}"));
    let told = project.run("diff old.yml");
    assert!(told.stderr.contains("`ast diff old.yml NEW`"), "{told:?}");
    // The repository is the one around the path, wherever one stands.
    let other = Project::new();
    let path = project.path("agents/a");
    let told = other.run(&format!("diff {}", path.display()));
    assert!(told.stdout.contains("loses data"), "{told:?}");
    let alone = other.file("x/astropods.yml", GOOD).run("diff x");
    assert!(alone.status == Status::Failed && alone.stderr.contains("no git repository"), "{alone:?}");
}

#[test]
fn what_has_to_be_set_in_a_cluster_alone_is_told_so() {
    let project = committed(&format!("{GOOD}{STORE}")).file("agents/b/astropods.yml", GOOD);
    let told = project.run("diff agents/b/astropods.yml agents/a/astropods.yml").stdout;
    let line = "  needs a value  has to be set: `POSTGRES_PASSWORD` (`agent` and 1 more read it), in a cluster\n";
    assert!(told.contains(line) && !told.contains("can be set: `POSTGRES_PASSWORD`"), "{told}");
}

#[test]
fn what_loses_data_says_how_it_is_taken_along() {
    let project = committed(&format!("{GOOD}knowledge: {{facts: {{provider: postgres}}}}\n")).cwd("agents/a");
    let help = "`ast explain loses-data` says how the data is taken along, or deleted";
    assert!(project.run("diff").stdout.ends_with(&format!("  help: {help}\n")));
    assert!(project.run("diff --format markdown").stdout.contains(&format!("\n{help}.\n")));
    assert!(!project.run("diff HEAD HEAD").stdout.contains("help:"));
    for class in ["loses-data", "breaks", "needs-value", "needs-a-value", "restarts", "harmless", "text"] {
        let told = project.run(&format!("explain {class}"));
        assert!(told.status == Status::Fine && told.stdout.contains("as `ast diff` says it"), "{told:?}");
    }
    let told = Project::new().run("explain loses-data").stdout;
    assert!(told.contains("docker compose create knowledge-facts") && told.contains("docs/data.md"), "{told}");
}

/// Disks are called as the page says that tells how they are taken along.
#[test]
fn the_page_of_data_names_the_disks_that_are_made() {
    let page = std::fs::read_to_string("docs/data.md").unwrap() + &Project::new().run("explain loses-data").stdout;
    let spec = GOOD.replace("my-agent\n", "support\n") + "knowledge: {facts: {provider: postgres}}\n";
    let project = Project::new().file("astropods.yml", spec);
    project.run("generate compose kubernetes");
    let read = |path: &str| std::fs::read_to_string(project.path(path)).unwrap();
    let compose: serde_yaml_ng::Value = serde_yaml_ng::from_str(&read("compose.yaml")).unwrap();
    let volumes = compose["volumes"].as_mapping().unwrap().keys().map(|name| name.as_str().unwrap().to_owned());
    let volume = volumes.into_iter().find(|name| name.starts_with("knowledge")).unwrap();
    let named = format!("-v {}_{volume}:/to", compose["name"].as_str().unwrap());
    assert_eq!(page.matches(&named).count(), 2, "{named}");
    let store = read("deploy/kubernetes/base/knowledge-facts.yaml");
    let documents = serde_yaml_ng::Deserializer::from_str(&store);
    let objects: Vec<serde_json::Value> = documents.map(|one| serde::Deserialize::deserialize(one).unwrap()).collect();
    let set = objects.iter().find(|object| object["kind"] == "StatefulSet").unwrap();
    let template = &set["spec"]["volumeClaimTemplates"][0];
    let claim =
        format!("{}-{}-0", template["metadata"]["name"].as_str().unwrap(), set["metadata"]["name"].as_str().unwrap());
    assert!(page.contains(&format!("  name: {claim}\n")), "{claim}");
    for (key, value) in template["metadata"]["labels"].as_object().unwrap() {
        assert!(page.contains(&format!("{key}: {}", value.as_str().unwrap())), "{key}");
    }
    let helper = std::fs::read_to_string("schema/images.yaml").unwrap();
    assert!(helper.contains("image: busybox:1.37.0") && !page.replace("busybox:1.37.0", "").contains("busybox:"));
}

#[test]
fn what_an_environment_alone_has_otherwise_is_told_with_its_name() {
    let spec = format!("{GOOD}inputs:\n  limit: {{name: LIMIT, datatype: number, default: \"5\"}}\n");
    let environments = |limit: u32, tag: &str| {
        format!(
            "[environments.staging.values]\nLIMIT = \"{limit}\"\n[environments.production.cluster]\ntag = \"{tag}\"\n"
        )
    };
    let project = Project::new()
        .file("old/astropods.yml", &spec)
        .file("old/ast.toml", environments(6, "1"))
        .file("new/astropods.yml", &spec)
        .file("new/ast.toml", environments(7, "1"));
    let told = |project: &Project| project.run("diff old new").stdout;
    assert_eq!(
        told(&project),
        "new/astropods.yml\n  restarts  in `staging`, in `agent`, `LIMIT` is `7` instead of `6`  (cluster)\n  \
         harmless  in `staging`, has another default, or is asked for otherwise: `LIMIT` (`agent` reads it)  (cluster)\n"
    );
    assert_eq!(told(&project.file("new/ast.toml", environments(6, "1"))), "new/astropods.yml\n  nothing changes\n");
    // What changes everywhere is told once.
    let project = Project::new()
        .file("old/astropods.yml", &spec)
        .file("old/ast.toml", environments(6, "1"))
        .file("new/astropods.yml", spec.replace("my-agent:1", "my-agent:2"))
        .file("new/ast.toml", environments(7, "1"));
    let said = told(&project);
    assert_eq!(said.matches("my-agent:2").count(), 1, "{said}");
    let project = project.file("new/ast.toml", "[environments.test.values]\nLIMIT = \"1\"\n");
    let said = told(&project);
    for line in ["breaks    environment `production` is gone", "harmless  environment `test` is new"] {
        assert!(said.contains(line), "{said}");
    }
    assert_eq!(project.run("diff old new --exit-code breaks").status, Status::Invalid);
    let local = project.run("diff old new --for local").stdout;
    assert!(!local.contains("environment"), "{local}");
}
