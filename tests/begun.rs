//! The first runs of somebody who has only the pages and the program: what stops them says what to do next.

use std::fs;

use crate::account::user::User;
use crate::project::GOOD;

#[test]
fn without_an_engine_a_run_names_what_wants_one_and_the_way_without() {
    let docker = "#!/bin/sh\necho 'Cannot connect to the engine' >&2\nexit 1\n";
    let of = |spec: &str| {
        let user = User::new().program("docker", docker);
        fs::write(user.path("astropods.yml"), spec).unwrap();
        user
    };
    let chat = "  astro_ai_gateway: true\n  interfaces: {messaging: true}\ndev: {interfaces: {messaging: {adapters: [web]}}}\n";
    let store = "knowledge: {db: {provider: redis}}\n";
    for (spec, named, apart) in [
        (format!("{GOOD}{chat}"), "messaging would be started in a container, and no engine answers", "without it"),
        (
            format!("{GOOD}{chat}{store}"),
            "knowledge.db, messaging would be started in containers, and no engine answers",
            "without them",
        ),
    ] {
        let user = of(&spec);
        let ended = user.run("run --gateway mock -- echo it ran", "").is(2);
        assert!(ended.stderr.contains(named), "{}", ended.stderr);
        assert!(ended.stderr.contains(&format!("`--no-start` runs the command {apart}")), "{}", ended.stderr);
        assert!(user.run("run --gateway mock --no-start -- echo it ran", "").is(0).stdout.contains("it ran"));
    }
    let alone = of(&format!("{GOOD}  astro_ai_gateway: true\n  interfaces: {{frontend: true}}\n"));
    assert!(alone.run("run --gateway mock -- echo it ran", "").is(0).stdout.contains("it ran"));
}
