//! `ast lock`: what is asked of registries, what is written, and that every target runs what the lock says.

mod bot;
mod registry;

use std::fs;
use std::sync::{Arc, Barrier};

use ast::cli::Status;
use serde_json::Value;

use crate::chosen::{agree, of_compose, of_kubernetes, specs};
use crate::project::{GOOD, Outcome, Project};
use registry::{Registry, digest};

const REDIS: &str = "redis:7.4.2-alpine";
const HELPER: &str = "busybox:1.37.0";

/// A project whose images all come from a registry on this machine, which has them.
fn locked_at(registry: &Registry) -> Project {
    for image in [REDIS, HELPER, "my-agent:1"] {
        registry.push(&format!("m/library/{image}"), image);
    }
    let spec = format!("{GOOD}  interfaces: {{frontend: true}}\nknowledge:\n  cache: {{provider: redis}}\n");
    Project::new().file("astropods.yml", spec).file("ast.toml", mirrors(registry))
}

fn mirrors(registry: &Registry) -> String {
    format!("[mirrors]\n\"docker.io\" = \"{0}/m\"\n\"*\" = \"{0}/all\"\n", registry.host)
}

fn read(project: &Project) -> String {
    fs::read_to_string(project.path("ast.lock")).unwrap()
}

fn lines(project: &Project) -> Vec<String> {
    read(project).lines().skip(1).map(str::to_owned).collect()
}

fn fine(project: &Project, args: &str) -> Outcome {
    let outcome = project.run(args);
    assert_eq!(outcome.status, Status::Fine, "{args}: {}{}", outcome.stdout, outcome.stderr);
    outcome
}

#[test]
fn a_lock_has_every_image_that_is_not_built_here_and_asks_once() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    let told = fine(&project, "lock").stdout;
    let expected: Vec<_> = [HELPER, "my-agent:1", REDIS].map(|image| format!("{image}@{}", digest(image))).into();
    assert_eq!(lines(&project), expected);
    assert!(told.contains(&format!("added {REDIS}@{} (knowledge.cache)", digest(REDIS))), "{told}");
    assert!(told.ends_with("wrote ast.lock: 3 images\n") && read(&project).starts_with("# "), "{told}");
    assert_eq!(registry.asked().len(), 3);
    // What is pinned is asked for by nobody.
    let before = fs::metadata(project.path("ast.lock")).unwrap().modified().unwrap();
    assert_eq!(fine(&project, "lock").stdout, "ast.lock is up to date: 3 images\n");
    assert_eq!(fs::metadata(project.path("ast.lock")).unwrap().modified().unwrap(), before);
    fine(&project, "generate compose kubernetes helm");
    fine(&project, "generate --check");
    assert_eq!(registry.asked(), Vec::<String>::new());
    let images = of_compose(&project);
    assert_eq!(images["knowledge-cache"], format!("{}/m/library/{REDIS}@{}", registry.host, digest(REDIS)));
    assert_eq!(
        of_kubernetes(&project)["agent"],
        format!("{}/m/library/my-agent:1@{}", registry.host, digest("my-agent:1"))
    );
}

#[test]
fn with_a_lock_every_target_names_tag_and_digest() {
    for (path, spec) in specs() {
        let registry = Registry::new();
        let options = mirrors(&registry);
        let project = Project::new().file("astropods.yml", &spec).file("ast.toml", &options);
        let plain = agree(&project, &path);
        // Everything that a run names is there, under any name.
        let pulled = plain.values().filter(|image| image.starts_with(&registry.host)).map(String::as_str);
        for image in pulled.chain([&*format!("{}/m/library/{HELPER}", registry.host)]) {
            let image = image.strip_prefix(&registry.host).unwrap().trim_start_matches('/');
            let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
            let last = name.rsplit('/').next().unwrap();
            let tagged = if last.contains(':') { name.to_owned() } else { format!("{name}:latest") };
            registry.push(&tagged, &tagged);
            if let Some(digest) = digest {
                let bare = tagged.rsplit_once(':').unwrap().0;
                let mut state = registry.state.lock().unwrap();
                state.manifests.insert(format!("{bare}@{digest}"), "pinned".to_owned());
                state.heads.insert(bare.to_owned(), format!("200 OK\r\ndocker-content-digest: {digest}"));
            }
        }
        fine(&project, "lock");
        let locked = agree(&project, &format!("{path} with a lock"));
        for (name, image) in &locked {
            let is_built = image.starts_with("r.example.com/team/");
            assert_eq!(image.contains("@sha256:"), !is_built, "{path}: {name} {image}");
            let tag = image.split('@').next().unwrap().rsplit('/').next().unwrap().contains(':');
            assert!(tag || plain[name].contains('@'), "{path}: {name} {image}");
        }
        // An option's digest beats the lock, and keeps the tag beside it.
        let given = format!("{options}[cluster.components.agent]\ndigest = \"sha256:{}\"\n", "ab".repeat(32));
        fs::write(project.path("ast.toml"), given).unwrap();
        let pinned = agree(&project, &format!("{path} with a lock and a digest"));
        if !pinned["agent"].starts_with("r.example.com/team/") {
            assert!(
                pinned["agent"].ends_with(&format!(":1@sha256:{}", "ab".repeat(32))) || path != "pinned",
                "{pinned:?}"
            );
        }
    }
}

#[test]
fn an_update_takes_what_a_tag_names_now_and_a_check_says_that_it_moved() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    fine(&project, "lock");
    fine(&project, "lock --check");
    let old = digest(REDIS);
    let new = registry.push(&format!("m/library/{REDIS}"), "another");
    registry.push(&format!("m/library/{HELPER}"), "another helper");
    let checked = project.run("lock --check");
    assert_eq!(checked.status, Status::Invalid);
    assert!(
        checked.stderr.contains(&format!("`{REDIS}` (knowledge.cache): its tag names `{new}` now")),
        "{}",
        checked.stderr
    );
    assert!(checked.stdout.ends_with("ast.lock does not hold: 1 of 3 images are as it says\n"), "{}", checked.stdout);
    // Only what is named.
    let told = fine(&project, "lock --update knowledge.cache").stdout;
    assert!(told.contains(&format!("updated {REDIS}@{new}")) && !told.contains("busybox"), "{told}");
    assert!(lines(&project).contains(&format!("{HELPER}@{}", digest(HELPER))));
    let json: Value = serde_json::from_str(&fine(&project, "lock --update --format json").stdout).unwrap();
    let helper = &json["images"][0];
    assert_eq!((&helper["status"], &helper["before"]), (&"updated".into(), &digest(HELPER).into()));
    assert_eq!((&json["written"], &json["images"][2]["status"]), (&true.into(), &"kept".into()));
    fine(&project, "lock --check");
    // A digest that is gone, which its tag does not say.
    registry.state.lock().unwrap().manifests.remove(&format!("m/library/redis@{new}"));
    let checked = project.run("lock --check");
    assert!(
        checked.stderr.contains("is gone from the registry") && checked.status == Status::Invalid,
        "{}",
        checked.stderr
    );
    assert!(old != new && checked.stderr.contains("`ast lock --update` takes what its tag names now"));
    let wrong = project.run("lock --update knowledge.cash");
    assert!(
        wrong.status == Status::Failed && wrong.stderr.contains("did you mean `knowledge.cache`?"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn each_failure_of_a_registry_is_told_by_itself_and_nothing_is_written() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    let said = |head: &str| {
        registry.state.lock().unwrap().heads.insert("m/library/redis".to_owned(), head.to_owned());
        let outcome = project.run("lock");
        assert_eq!(outcome.status, Status::Failed, "{head}");
        assert!(
            !project.path("ast.lock").exists() && outcome.stdout == "ast.lock was not written\n",
            "{}",
            outcome.stdout
        );
        outcome.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for (head, words) in [
        ("404 Not Found", "has no `"),
        ("401 Unauthorized", "wants a login for `m/library/redis`"),
        ("403 Forbidden", "wants a login for `m/library/redis`"),
        ("429 Too Many Requests\r\nretry-after: 17", "was asked too often (429) help: try again in 17 s"),
        ("429 Too Many Requests", "help: try again later"),
        ("307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/", "it sends elsewhere, which is not followed"),
        ("503 Service Unavailable", "it answered with 503"),
        (
            "401 Unauthorized\r\nwww-authenticate: Bearer realm=\"http://auth.example.com/\"",
            "for a token, which has no TLS",
        ),
    ] {
        let told = said(head);
        assert!(told.contains(words), "{head}: {told}");
        assert_eq!(told.matches("error:").count(), 1, "{told}");
    }
    // Nobody there.
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let told = project.run("lock");
    assert_eq!(told.status, Status::Failed);
    fs::write(project.path("ast.toml"), format!("[mirrors]\n\"*\" = \"{gone}/x\"\n")).unwrap();
    let told = project.run("lock").stderr;
    assert!(told.contains(&format!("the registry `{gone}` gave no answer: it can't be reached")), "{told}");
    assert_eq!(told.matches("error:").count(), 3, "{told}");
}

#[test]
fn a_registry_that_says_no_digest_is_asked_for_the_thing_and_one_with_tokens_for_one() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    {
        let mut state = registry.state.lock().unwrap();
        state.silent.insert("m/library/redis".to_owned());
        state.guarded.insert("m/library/busybox".to_owned());
    }
    fine(&project, "lock");
    assert!(lines(&project).contains(&format!("{REDIS}@{}", digest(REDIS))));
    let asked = registry.asked();
    assert!(asked.contains(&format!("GET /v2/m/library/redis/manifests/{}", &REDIS[6..])), "{asked:?}");
    assert!(
        asked.contains(&"GET /token?scope=repository%3Am%2Flibrary%2Fbusybox%3Apull&service=r".to_owned()),
        "{asked:?}"
    );
    // More than an answer can be.
    registry.push(&format!("m/library/{REDIS}"), &"x".repeat((1 << 20) + 1));
    let told = project.run("lock --update");
    assert!(told.status == Status::Failed && told.stderr.contains("longer than 1 MiB"), "{}", told.stderr);
}

#[test]
fn twenty_images_are_asked_for_side_by_side() {
    let registry = Registry::new();
    let entries: String =
        (0..20).map(|at| format!("  e{at}: {{container: {{image: \"{}/e{at}:1\"}}}}\n", registry.host)).collect();
    for at in 0..20 {
        registry.push(&format!("e{at}:1"), &at.to_string());
    }
    for image in [HELPER, "my-agent:1"] {
        registry.push(&format!("library/{image}"), image);
    }
    // Nobody is answered before eleven ask: twice for twenty-two images.
    registry.state.lock().unwrap().together = Some(Arc::new(Barrier::new(11)));
    let options = format!("[mirrors]\n\"docker.io\" = \"{}\"\n", registry.host);
    let spec = format!("{GOOD}  interfaces: {{frontend: true}}\nintegrations:\n{entries}");
    let project = Project::new().file("astropods.yml", spec).file("ast.toml", options);
    fine(&project, "lock");
    assert_eq!(lines(&project).len(), 22);
}

#[test]
fn a_check_of_generated_files_fails_on_an_image_that_the_lock_lacks() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    fine(&project, "lock");
    fine(&project, "generate compose kubernetes");
    let more = fs::read_to_string(project.path("astropods.yml")).unwrap() + "  db: {provider: postgres}\n";
    fs::write(project.path("astropods.yml"), more).unwrap();
    let made = fine(&project, "generate");
    let told = made.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(told.matches("warning[unlocked-image]: `pgvector/pgvector:").count(), 1, "{told}");
    let checked = project.run("generate --check");
    assert_eq!(checked.status, Status::Invalid);
    assert!(
        checked.stderr.contains("error[unlocked-image]") && checked.stderr.contains("run `ast lock`"),
        "{}",
        checked.stderr
    );
    let checked = project.run("lock --check");
    assert!(checked.status == Status::Invalid && checked.stderr.contains("the lock lacks it"), "{}", checked.stderr);
    // Silenced by option, as any rule of its kind.
    assert_eq!(project.run("generate --check --allow unlocked-image").status, Status::Fine);
    registry.push("m/pgvector/pgvector:0.8.0-pg17", "pg");
    fine(&project, "lock");
    fine(&project, "generate");
    fine(&project, "generate --check");
    // What nothing runs goes.
    let less = fs::read_to_string(project.path("astropods.yml")).unwrap().replace("  cache: {provider: redis}\n", "");
    fs::write(project.path("astropods.yml"), less).unwrap();
    assert!(project.run("lock --check").stderr.contains("nothing runs it any more"));
    assert!(fine(&project, "lock").stdout.contains(&format!("removed {REDIS}@")));
}

#[test]
fn a_lock_that_a_merge_broke_stops_every_command_but_the_one_that_mends_it() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    fine(&project, "lock");
    let whole = read(&project);
    let broken = whole.replace(&format!("{REDIS}@"), &format!("<<<<<<< HEAD\n{REDIS}@"));
    fs::write(project.path("ast.lock"), &broken).unwrap();
    for command in ["validate", "plan", "generate", "lock --check"] {
        let outcome = project.run(command);
        let told = outcome.stdout + &outcome.stderr;
        assert!(
            outcome.status == Status::Invalid && told.contains("line 4 of `ast.lock` names no image"),
            "{command}: {told}"
        );
    }
    fine(&project, "lock");
    assert_eq!(read(&project), whole);
    // A file of that name that somebody else wrote.
    fs::write(project.path("ast.lock"), "my own notes\n").unwrap();
    let outcome = project.run("lock");
    assert!(
        outcome.status == Status::Failed && outcome.stderr.contains("was not written by `ast lock`"),
        "{}",
        outcome.stderr
    );
    assert_eq!(read(&project), "my own notes\n");
    // No target writes there either.
    fs::write(project.path("ast.toml"), "[compose]\nfile = \"ast.lock\"\n").unwrap();
    fs::remove_file(project.path("ast.lock")).unwrap();
    assert!(project.run("generate compose").stderr.contains("`ast.lock`"));
}

#[test]
fn flags_that_targets_were_generated_with_name_images_too() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    let with = fs::read_to_string(project.path("astropods.yml"))
        .unwrap()
        .replace("agent:\n", "agent:\n  astro_ai_gateway: true\n");
    fs::write(project.path("astropods.yml"), with).unwrap();
    registry.push("all/ghcr.io/berriai/litellm:v1.106.0", "gateway");
    fine(&project, "lock");
    assert_eq!(lines(&project).len(), 3);
    fine(&project, "generate compose --gateway mock");
    fine(&project, "lock");
    assert!(lines(&project).iter().any(|line| line.starts_with("ghcr.io/berriai/litellm:v1.106.0@sha256:")));
    fine(&project, "generate");
    assert!(of_compose(&project)["gateway"].ends_with(&format!("@{}", digest("gateway"))));
    fine(&project, "generate --check");
}

#[test]
fn a_digest_of_options_stands_in_the_lock_and_holds_for_its_tag() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    let old = registry.push(&format!("m/library/{REDIS}"), "old");
    registry.push(&format!("m/library/{REDIS}"), "new");
    let options = format!("{}[cluster.components.\"knowledge.cache\"]\ndigest = \"{old}\"\n", mirrors(&registry));
    fs::write(project.path("ast.toml"), &options).unwrap();
    fine(&project, "lock");
    assert!(lines(&project).contains(&format!("{REDIS}@{old}")));
    // Its tag may name what it likes.
    fine(&project, "lock --check");
    let spec = fs::read_to_string(project.path("astropods.yml")).unwrap() + "  more: {provider: redis}\n";
    fs::write(project.path("astropods.yml"), &spec).unwrap();
    fine(&project, "lock");
    assert_eq!(lines(&project).len(), 3);
    // Two for one tag say nothing of a third container.
    let other = registry.push(&format!("m/library/{REDIS}"), "third");
    fs::write(
        project.path("ast.toml"),
        format!("{options}[cluster.components.\"knowledge.third\"]\ndigest = \"{other}\"\n"),
    )
    .unwrap();
    fs::write(project.path("astropods.yml"), spec + "  third: {provider: redis}\n").unwrap();
    let told = project.run("lock");
    assert!(
        told.status == Status::Failed && told.stderr.contains("give each container that runs it a digest"),
        "{}",
        told.stderr
    );
}

#[test]
fn a_bill_of_materials_is_made_of_the_plan_and_the_lock_alone() {
    let registry = Registry::new();
    let project = locked_at(&registry);
    let lacking = project.run("lock --format cyclonedx");
    assert!(
        lacking.status == Status::Failed
            && lacking.stdout.is_empty()
            && lacking.stderr.contains("run `ast lock` first")
    );
    let spec = fs::read_to_string(project.path("astropods.yml")).unwrap();
    let built = "integrations:\n  own: {container: {build: {context: ., dockerfile: Dockerfile}}}\n";
    let project = project.file("astropods.yml", spec + built).file("Dockerfile", "");
    fine(&project, "lock");
    registry.asked();
    let text = fine(&project, "lock --format cyclonedx").stdout;
    assert_eq!(text, fine(&project, "lock --format cyclonedx").stdout);
    assert_eq!(registry.asked(), Vec::<String>::new());
    let bill: Value = serde_json::from_str(&text).unwrap();
    let components = bill["components"].as_array().unwrap();
    assert_eq!(components.len(), 4);
    let of = |name: &str| components.iter().find(|component| component["name"] == name).unwrap();
    assert_eq!(of("redis")["hashes"][0]["content"], digest(REDIS)[7..]);
    assert_eq!(of("redis")["properties"][0]["value"], "knowledge.cache");
    assert_eq!(of("my-agent-integration-own")["properties"][1]["name"], "ast:built");
    assert_eq!(bill["dependencies"][0]["dependsOn"].as_array().unwrap().len(), 4);
    let used = project.run("lock --check --format cyclonedx");
    assert!(used.status == Status::Failed && used.stderr.contains("leave out"), "{}", used.stderr);
}

#[test]
fn many_projects_are_locked_each_by_itself() {
    let registry = Registry::new();
    let single = locked_at(&registry);
    let spec = fs::read_to_string(single.path("astropods.yml")).unwrap();
    let project = Project::new()
        .file("a/astropods.yml", &spec)
        .file("b/astropods.yml", spec.replace("my-agent\n", "other\n"))
        .file("b/.git/HEAD", "")
        .file("ast.toml", mirrors(&registry))
        .file(".git/HEAD", "");
    let project = project.file("b/ast.toml", mirrors(&registry));
    let json: Value = serde_json::from_str(&fine(&project, "lock a b --format json").stdout).unwrap();
    assert_eq!(json["projects"].as_array().unwrap().len(), 2);
    assert_eq!(fs::read(project.path("a/ast.lock")).unwrap(), fs::read(project.path("b/ast.lock")).unwrap());
    fine(&project, "lock --check a b");
}
