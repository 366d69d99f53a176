//! The hosted gateway in a run: its key is asked for, renewed and never shown.

use std::fs;
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::json;

use super::platform::Answer;
use super::user::{Ended, User};
use crate::gateway::client::{Response, post};

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  astro_ai_gateway: true\n";

/// An agent that runs until it is told to end.
struct Agent<'a> {
    user: &'a User,
    child: Child,
}

impl User {
    fn agent(&self) -> Agent<'_> {
        fs::write(self.path("astropods.yml"), SPEC).unwrap();
        let script = "printenv >variables.part; mv variables.part variables; while [ ! -e end ]; do sleep 0.02; done";
        let child = self.command("run -- sh -c").arg(script).spawn().unwrap();
        let agent = Agent { user: self, child };
        Agent::wait(|| self.path("variables").exists());
        agent
    }

    fn run_nothing(&self, args: &str) -> Ended {
        fs::write(self.path("astropods.yml"), SPEC).unwrap();
        self.run(&format!("run {args} -- true"), "")
    }

    fn keys(&self) -> usize {
        self.platform.count("/ai-gateway-keys")
    }
}

impl Agent<'_> {
    #[track_caller]
    fn wait(is_there: impl Fn() -> bool) {
        let began = Instant::now();
        while !is_there() {
            assert!(began.elapsed() < Duration::from_secs(20));
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn variable(&self, name: &str) -> String {
        let text = fs::read_to_string(self.user.path("variables")).unwrap();
        text.lines().find_map(|line| line.strip_prefix(&format!("{name}="))).unwrap().to_owned()
    }

    fn ask(&self) -> Response {
        let (url, key) = (self.variable("ASTRO_GATEWAY_URL"), self.variable("ASTRO_GATEWAY_API_KEY"));
        post(&url, &key, "/v1/chat/completions", &json!({"model": "m"}))
    }

    fn end(self) -> Ended {
        fs::write(self.user.path("end"), "").unwrap();
        User::ended(self.child)
    }
}

/// The number of the key that a piece of a stream began with.
fn key(piece: &str) -> u64 {
    let event: serde_json::Value = serde_json::from_str(piece.trim().strip_prefix("data: ").unwrap()).unwrap();
    event["key"].as_u64().unwrap()
}

#[test]
fn a_login_gives_a_run_its_gateway() {
    let user = User::logged_in();
    let agent = user.agent();
    assert_eq!(agent.ask().status, 200);
    let variables = fs::read_to_string(user.path("variables")).unwrap();
    assert!(!variables.contains("hunter2"), "{variables}");
    // What other users of this machine see.
    let command = fs::read(format!("/proc/{}/cmdline", agent.child.id())).unwrap_or_default();
    assert!(!String::from_utf8_lossy(&command).contains("hunter2"));
    assert!(user.platform.state().asked.last().unwrap().key.starts_with("sk-hunter2-"));
    let url = user.platform.url.clone();
    agent.end().is(0).says(&format!("gateway: hosted ({url}, of your account `jo`) at http://127.0.0.1:"));
    assert_eq!(user.files_with("sk-hunter2"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn a_key_is_renewed_while_a_stream_runs() {
    let user = User::logged_in();
    user.platform.state().key_life = 3;
    let agent = user.agent();
    let mut stream = agent.ask();
    let first = key(&stream.chunk().unwrap().unwrap());
    Agent::wait(|| user.keys() > 1);
    // The first one goes on, and a new one has the new key.
    std::thread::sleep(Duration::from_millis(300));
    let second = key(&agent.ask().chunk().unwrap().unwrap());
    assert!(second > first, "{first} {second}");
    let (rest, is_whole) = stream.text();
    assert!(is_whole && rest.matches(&format!("\"key\":{first}")).count() == 19, "{rest}");
    let ended = agent.end().is(0);
    assert!(!ended.stderr.contains("can't be renewed"), "{ended:?}");
}

#[test]
fn a_key_that_the_gateway_refuses_is_renewed() {
    let user = User::logged_in();
    let agent = user.agent();
    assert_eq!(agent.ask().status, 200);
    let key = user.platform.state().asked.last().unwrap().key.clone();
    user.platform.state().refused.push(key);
    assert_eq!(agent.ask().status, 401, "it is passed on");
    Agent::wait(|| agent.ask().status == 200);
    assert_eq!(user.keys(), 2);
    agent.end().is(0);
}

#[test]
fn a_renewal_that_fails_is_told_and_tried_again() {
    let user = User::logged_in();
    user.platform.state().key_life = 2;
    let agent = user.agent();
    let busy = || Answer::Json(502, json!({"error": "no\u{1b}[31m"}));
    user.platform.state().keys = std::iter::repeat_with(busy).take(4).collect();
    Agent::wait(|| user.platform.state().keys.is_empty());
    let before = user.keys();
    Agent::wait(|| user.keys() > before);
    assert_eq!(agent.ask().status, 200);
    let ended =
        agent.end().is(0).says("can't be renewed: the platform").says("no\\u{1b}[31m").says("; trying again in 1 s\n");
    ended.says("gateway: the key is renewed\n");
}

#[test]
fn a_login_that_is_revoked_ends_no_agent() {
    let user = User::logged_in();
    user.platform.state().key_life = 2;
    let agent = user.agent();
    {
        let mut state = user.platform.state();
        (state.tokens, state.refresh) = (Vec::new(), String::new());
    }
    let refreshes =
        || user.platform.bodies("/authenticate").iter().filter(|body| body.contains("refresh_token")).count();
    Agent::wait(|| refreshes() > 0);
    // Somebody logs in again elsewhere, and it goes on.
    Agent::wait(|| !user.file().exists());
    user.run("login", "").is(0);
    let before = user.keys();
    Agent::wait(|| user.keys() > before);
    agent.end().is(0).says("has ended; run `ast login`; trying again").says("the key is renewed");
}

#[test]
fn an_account_of_an_organisation_has_a_token_of_its_own() {
    let user = User::logged_in();
    user.run("account switch a2", "").is(0);
    user.run_nothing("").is(0).says("of your account `acme & co`");
    let refreshed = user.platform.bodies("/authenticate").pop().unwrap();
    assert!(refreshed.ends_with("&organization_id=org_1"), "{refreshed}");
    // It is kept, and serves the next run.
    user.run_nothing("").is(0);
    assert_eq!(user.platform.count("/authenticate"), 2);
    let user = user.variable("ASTRO_ACCOUNT", "jo");
    user.run_nothing("").is(0).says("of your account `jo`");
}

#[test]
fn what_the_environment_says_serves_a_run_in_ci() {
    let user = User::new().variable("ASTRO_ACCESS_TOKEN", "hunter2-ci").variable("ASTRO_ACCOUNT", "jo");
    user.platform.state().tokens.push("hunter2-ci".to_owned());
    user.run_nothing("").is(0).says("of your account `jo`");
    assert!(!user.path("config").exists());
    // The token opens more than the gateway, and is not the command's.
    let mut command = user.command("run -- sh -c");
    let script = "printenv | grep hunter2 >found; test -z \"$ASTRO_ACCESS_TOKEN\"";
    User::ended(command.arg(script).spawn().unwrap()).is(0);
    assert_eq!(fs::read_to_string(user.path("found")).unwrap(), "");
    user.platform.state().tokens.clear();
    user.run_nothing("").is(3).says("does not take `ASTRO_ACCESS_TOKEN`");
}

#[test]
fn without_a_login_the_ways_are_told() {
    let user = User::new();
    let ended = user.run_nothing("").is(3);
    for way in
        ["nobody is logged in to", "`ast login`", "`ast login --gateway URL`", "`--gateway local`", "`--gateway mock`"]
    {
        assert!(ended.stderr.contains(way), "{way}: {}", ended.stderr);
    }
    assert!(user.platform.state().asked.is_empty() && !user.path("config").exists());
    user.run_nothing("--gateway mock").is(0);
    // One of the two alone is a slip, and no login goes with it.
    let user = User::logged_in();
    fs::write(user.path(".env"), "ASTRO_GATEWAY_URL=http://127.0.0.1:9\n").unwrap();
    user.run_nothing("").is(2).says("ASTRO_GATEWAY_API_KEY");
    assert_eq!(user.keys(), 0);
    fs::write(user.path(".env"), "ASTRO_GATEWAY_URL=http://127.0.0.1:9\nASTRO_GATEWAY_API_KEY=sk-1\n").unwrap();
    user.run_nothing("").is(0).says("gateway: hosted (http://127.0.0.1:9) at");
    assert_eq!(user.keys(), 0);
}

#[test]
fn why_there_is_no_key_is_told() {
    for (answer, status, said) in [
        (
            Answer::Json(503, json!({"error": "not configured"})),
            2,
            "the AI Gateway is not enabled for the account `jo`",
        ),
        (Answer::Json(403, json!({})), 2, "gives you no key for the account `jo` (403)"),
        (Answer::Json(200, json!({"api_key": "sk-hunter2", "base_url": "http://g.example"})), 2, "expected `https`"),
        (Answer::Json(200, json!({"api_key": "sk-hunter2"})), 2, "its answer has no key that can be used"),
        (Answer::Json(400, json!({"error": "bad\u{1b}"})), 2, "it says `bad\\u{1b}` (400)"),
    ] {
        let user = User::logged_in();
        user.platform.state().keys = [answer].into();
        user.run_nothing("").is(status).says(said);
        assert_eq!(user.keys(), 1, "{said}");
    }
    let user = User::logged_in();
    user.platform.state().keys = [Answer::Json(502, json!({})), Answer::Dropped].into();
    user.run_nothing("").is(0);
}

#[test]
fn a_gateway_of_ones_own_goes_first() {
    let user = User::logged_in();
    user.platform.state().good_keys.push("sk-hunter2-7".to_owned());
    user.run(&format!("login --gateway {}", user.platform.url), "sk-hunter2-7").is(0);
    let agent = user.agent();
    assert_eq!(key(&agent.ask().chunk().unwrap().unwrap()), 7);
    agent.end().is(0).says("your own, by `ast login --gateway`");
    assert_eq!(user.keys(), 0);
}
