//! The program that `ast run` runs: its environment, its end, and what is left of it.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use super::client::{Run, SPEC};

/// Whether a process is there; a zombie is not.
fn lives(pid: &str) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    status.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.trim().starts_with('Z'))
}

fn ends(pid: &str) -> bool {
    let began = Instant::now();
    while lives(pid) {
        if began.elapsed() > Duration::from_secs(10) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    true
}

fn send(signal: &str, pid: u32) {
    assert!(Command::new("sh").args(["-c", &format!("kill -{signal} {pid}")]).status().unwrap().success());
}

#[test]
fn the_status_is_the_programs() {
    let run = Run::new(SPEC, "");
    for (script, status) in [("exit 0", 0), ("exit 5", 5), ("kill -9 $$", 137), ("kill -TERM $$", 143)] {
        assert_eq!(run.shell(&["--gateway", "mock"], script).status, Some(status), "{script}");
    }
}

#[test]
fn a_program_that_cant_be_started_is_told() {
    let run = Run::new(SPEC, "").file("plain", "x");
    for (name, status, what) in
        [("no-such-program", 127, "no such file or folder"), ("./plain", 126, "permission denied")]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_ast"))
            .args(["run", "--gateway", "mock", "--", name])
            .current_dir(run.path(""))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{said}");
        assert!(said.to_lowercase().contains(&format!("`{name}` can't be started: {what}")), "{said}");
    }
}

#[test]
fn no_spec_says_what_is_loaded_into_whatever_starts() {
    let spec = format!(
        "{SPEC}inputs:\n  a: {{name: LD_PRELOAD, datatype: string, default: ./evil.so}}\n  b: {{name: DYLD_X, datatype: string, default: y}}\n"
    );
    let run = Run::new(&spec, "LD_AUDIT=./evil.so\n")
        .shell(&["--gateway", "mock"], "test -z \"$LD_PRELOAD$LD_AUDIT$DYLD_X\"");
    assert_eq!(run.status, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("note: `LD_PRELOAD` is not set") && !run.stderr.contains("evil"), "{}", run.stderr);
}

#[test]
fn no_link_of_a_repository_says_where_requests_are_logged() {
    let run = Run::new(SPEC, "");
    let outside = tempfile::tempdir().unwrap();
    let theirs = outside.path().join("theirs");
    std::os::unix::fs::symlink(&theirs, run.path("requests.jsonl")).unwrap();
    let ended = run.shell(&["--gateway", "mock", "--gateway-log", "requests.jsonl"], "exit 0");
    assert_eq!(ended.status, Some(2), "{}", ended.stderr);
    assert!(ended.stderr.contains("`requests.jsonl` is a link") && !theirs.exists(), "{}", ended.stderr);
}

#[test]
fn the_program_has_the_agents_variables_and_values() {
    let spec = format!(
        "{SPEC}knowledge:\n  cache: {{provider: redis}}\n  db: {{provider: postgres}}\n\
         inputs:\n  tone: {{name: TONE, datatype: string, default: kind}}\n  region: {{name: REGION, datatype: string}}\n\
         \x20 extra: {{name: EXTRA, datatype: string, optional: true}}\n"
    );
    let env = "REGION='north sea'\nREDIS_PASSWORD=\nPOSTGRES_PASSWORD=p4ss\nASTRO_PORT_KNOWLEDGE_DB=6543\nTONE=\n";
    let run = Run::new(&spec, env).start(&["--gateway", "mock", "--no-start"]);
    for (name, value) in [
        ("ASTRO_AGENT_NAME", "my-agent"),
        ("REGION", "north sea"),
        ("TONE", "kind"),
        ("REDIS_URL", "redis://:localdev@127.0.0.1:6379"),
        ("POSTGRES_HOST", "127.0.0.1"),
        ("POSTGRES_PORT", "6543"),
        ("POSTGRES_PASSWORD", "p4ss"),
    ] {
        assert_eq!(run.variable(name), value, "{name}");
    }
    assert!(run.variable("ASTRO_GATEWAY_URL").starts_with("http://127.0.0.1:"));
    let variables = fs::read_to_string(run.path("variables")).unwrap();
    assert!(!variables.contains("EXTRA=") && !variables.contains("ASTRO_PORT"), "{variables}");
    let ended = run.end();
    assert_eq!(ended.status, Some(5));
    let stores = "note: knowledge.cache, knowledge.db must run already: `ast generate compose && docker compose up -d --wait \
                  knowledge-cache knowledge-db`\n";
    assert!(ended.stderr.contains(stores), "{}", ended.stderr);
    assert!(!ended.stderr.contains("p4ss") && !ended.stderr.contains("north sea"));
}

#[test]
fn services_of_a_compose_file_that_is_somebody_elses_are_not_asked_for() {
    let spec = format!("{SPEC}knowledge:\n  cache: {{provider: redis}}\n");
    let run = Run::new(&spec, "");
    fs::write(run.path("compose.yaml"), "services:\n  cache: {image: \"redis:7\"}\n").unwrap();
    let ended = run.start(&["--gateway", "mock", "--no-start"]).end();
    let note = "note: knowledge.cache must run already, as services of the generated compose file or by yourself\n";
    assert!(ended.stderr.contains(note), "{}", ended.stderr);
}

#[test]
fn the_variables_are_those_of_the_generated_file() {
    let run = Run::new(SPEC, "").start(&["--gateway", "mock"]);
    let generated = Command::new(env!("CARGO_BIN_EXE_ast"))
        .args(["generate", "env", "--gateway", "mock"])
        .current_dir(run.path(""))
        .output()
        .unwrap();
    assert!(generated.status.success());
    let file = fs::read_to_string(run.path("env/agent.host.env")).unwrap();
    let names = file.lines().filter(|line| !line.starts_with("# ") || line.ends_with('='));
    let mut count = 0;
    for line in names.filter(|line| line.contains('=')) {
        let (name, value) = line.trim_start_matches("# ").split_once('=').unwrap();
        if !name.starts_with("ASTRO_GATEWAY") {
            assert_eq!(run.variable(name), value.trim_matches('"'), "{name}");
        }
        assert!(!run.variable(name).is_empty());
        count += 1;
    }
    assert!(count >= 6, "{file}");
    run.end();
}

#[test]
fn everything_that_is_missing_is_told_at_once_and_nothing_runs() {
    let spec = format!(
        "{SPEC}models:\n  big: {{provider: openai}}\ninputs:\n  limit: {{name: LIMIT, datatype: number}}\n\
         ingestion:\n  load: {{container: {{image: \"l:1\"}}, trigger: {{type: manual}}, inputs: [{{name: ONLY_LOAD, datatype: string}}]}}\n"
    );
    let run = Run::new(&spec, "LIMIT=hunter2\n");
    let ended = run.shell(&[], "touch ran");
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""));
    for part in [
        ".env: error[missing]: `ASTRO_GATEWAY_API_KEY` is not set",
        "`ASTRO_GATEWAY_URL` is not set",
        "`OPENAI_API_KEY` is not set",
        ".env:1:1: error[invalid]: `LIMIT` is no number",
        "help: add `OPENAI_API_KEY=…`",
        "`ast env sync`",
        "`ast run --gateway mock`",
    ] {
        assert!(ended.stderr.contains(part), "{part}: {}", ended.stderr);
    }
    assert!(!ended.stderr.contains("hunter2") && !ended.stderr.contains("ONLY_LOAD") && !run.path("ran").exists());
    // The mock needs nothing, and what the environment has counts.
    let output = Command::new(env!("CARGO_BIN_EXE_ast"))
        .args(["run", "--gateway", "mock", "--", "printenv", "LIMIT"])
        .env("LIMIT", "7")
        .env("OPENAI_API_KEY", "sk-x")
        .current_dir(run.path(""))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "7\n", "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_spec_without_a_gateway_gets_none() {
    let run = Run::new("spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n", "");
    let ended = run.shell(&[], "echo \"${ASTRO_GATEWAY_URL-none} $ASTRO_AGENT_NAME\"");
    assert_eq!((ended.status, ended.stdout.as_str(), ended.stderr.as_str()), (Some(0), "none my-agent\n", ""));
}

#[test]
fn a_signal_reaches_the_program_and_nothing_is_left() {
    for (signal, status) in [("TERM", 143), ("INT", 130), ("HUP", 129)] {
        let run = Run::new(SPEC, "").start(&["--gateway", "mock"]);
        let pid = fs::read_to_string(run.path("pid")).unwrap();
        send(signal, run.id());
        assert_eq!(run.ended().status, Some(status), "{signal}");
        assert!(!lives(&pid), "{signal}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_whoever_started_it_ignores_stays_ignored() {
    let run = Run::new(SPEC, "").before("--ignore-signal=HUP").start(&["--gateway", "mock"]);
    send("HUP", run.id());
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(run.end().status, Some(5));
}

#[test]
fn a_program_may_take_its_time_and_end_as_it_likes() {
    let script = "trap 'sleep 0.2; exit 7' TERM; touch there; while :; do sleep 0.02; done";
    let run = Run::new(SPEC, "").start_script(&["--gateway", "mock"], script, "there");
    send("TERM", run.id());
    assert_eq!(run.ended().status, Some(7));
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_program_leaves_behind_ends_with_it() {
    // One in its group, one in a session of its own, one that wants to stay.
    let script = "sleep 300 & echo $! >a; setsid sh -c 'echo $$ >b; exec sleep 300' & \
                  setsid sh -c 'trap \"\" TERM; echo $$ >c; while :; do sleep 0.1; done' & \
                  while ! [ -s a -a -s b -a -s c ]; do sleep 0.02; done; exit 3";
    let run = Run::new(SPEC, "");
    assert_eq!(run.shell(&["--gateway", "mock"], script).status, Some(3));
    for name in ["a", "b", "c"] {
        assert!(!lives(&fs::read_to_string(run.path(name)).unwrap()), "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_program_ends_when_ast_is_killed() {
    let run = Run::new(SPEC, "").start(&["--gateway", "mock"]);
    let pid = fs::read_to_string(run.path("pid")).unwrap();
    assert!(lives(&pid));
    send("KILL", run.id());
    assert!(ends(&pid));
}

#[test]
fn without_an_engine_nothing_runs_and_stores_can_be_left_to_the_user() {
    let run = Run::new(&format!("{SPEC}knowledge:\n  cache: {{provider: redis}}\n"), "");
    let ended = Command::new(env!("CARGO_BIN_EXE_ast"))
        .args(["run", "--gateway", "mock", "--", "touch", "ran"])
        .env("DOCKER_HOST", "unix:///nowhere")
        .current_dir(run.path(""))
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("`--no-start`") && !run.path("ran").exists(), "{stderr}");
}
