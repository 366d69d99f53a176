//! Each observation, and the line that it becomes.

use std::path::Path;

use super::*;
use crate::account::Trouble;

#[expect(clippy::unnecessary_wraps, reason = "as what asks a program gives it")]
fn printed(status: i32, stdout: &str, stderr: &str) -> Result<Printed, String> {
    Ok(Printed { status: Some(status), stdout: stdout.to_owned(), stderr: stderr.to_owned() })
}

#[track_caller]
fn stands(line: &Line, state: State, said: &str) {
    assert!(line.state == state && line.message.contains(said), "{line:?}");
    assert_eq!(line.remedy.is_some(), matches!(state, State::Warning | State::Error), "{line:?}");
    assert!(!line.text().trim_end().contains(['\n', '\u{1b}']), "{line:?}");
}

#[test]
fn an_engine_is_there_or_not_or_silent() {
    stands(&engine(Some(&printed(0, "20.10.24\n", ""))), State::Ok, "Docker 20.10.24 answers");
    stands(&engine(None), State::Error, "`docker` is not on the PATH");
    let silent = printed(1, "", "warning\nCannot connect\u{1b}[31m to the daemon\n\n");
    stands(&engine(Some(&silent)), State::Error, "it does not answer: Cannot connect\\u{1b}[31m to the daemon");
    stands(&engine(Some(&Err("it took too long".to_owned()))), State::Error, "it took too long");
}

#[test]
fn compose_is_new_enough_or_not() {
    for (version, state) in [
        ("2.26.1", State::Ok),
        ("v2.40.3-desktop.1", State::Ok),
        ("5.0", State::Ok),
        ("2.25.9", State::Error),
        ("1.29.2", State::Error),
        ("dev", State::Warning),
    ] {
        stands(&compose(Some(&printed(0, version, ""))), state, version);
    }
    stands(&compose(Some(&printed(1, "", "docker: 'compose' is not a docker command."))), State::Error, "not a docker");
    stands(&compose(None), State::Skipped, "no `docker`");
}

#[test]
fn another_program_of_this_name_is_seen() {
    let place = Path::new("/usr/bin/ast");
    let own = format!("ast {}\n", env!("CARGO_PKG_VERSION"));
    stands(&itself(Some(place), true, None), State::Ok, "is what `ast` starts");
    stands(&itself(Some(place), false, Some(&printed(0, &own, ""))), State::Ok, "another copy");
    stands(&itself(Some(place), false, Some(&printed(0, "ast version 1.4\u{1b}[2J", ""))), State::Warning, "which is");
    stands(&itself(Some(place), false, Some(&printed(2, "", "x"))), State::Warning, "another program");
    stands(&itself(Some(place), false, None), State::Warning, "`ast` starts /usr/bin/ast");
    stands(&itself(None, false, None), State::Warning, "not on the PATH");
}

#[test]
fn what_a_project_needs_is_named() {
    stands(&spec("a.yml", Some(0)), State::Ok, "no errors");
    stands(&spec("a.yml", Some(1)), State::Error, "a.yml has an error");
    stands(&spec("a.yml", None), State::Error, "can't be used");
    stands(&values(&[], false), State::Ok, "is set");
    stands(&values(&[], true), State::Ok, "everything beside the gateway's is set");
    let names: Vec<_> = (0..10).map(|number| format!("V{number}")).collect();
    stands(&values(&names, false), State::Error, "missing or wrong: V0, V1, V2, V3, V4, V5, V6, V7 and 2 more");
    stands(&ports(2, &[]), State::Ok, "2 free");
    let taken = |by: Option<&str>| Taken { port: 80, of: "agent".into(), by: by.map(str::to_owned) };
    let both = [taken(None), taken(Some("web\n-1"))];
    stands(
        &ports(2, &both),
        State::Error,
        "80 of agent is taken by another program, 80 of agent is taken by the container `web\\n-1`",
    );
    stands(&images(0, &[]), State::Ok, "none is pulled");
    let image = Unpulled { image: "a:1".into(), why: "no such manifest".into() };
    stands(&images(1, &[image]), State::Error, "`a:1` can't be pulled: no such manifest");
}

#[test]
fn a_gateway_takes_the_key_or_says_why() {
    stands(&gateway("https://g.example", &Ok(())), State::Ok, "https://g.example takes the key");
    let login = gateway("", &Err(Trouble::Login("nobody is logged in".into())));
    stands(&login, State::Error, "nobody is logged in");
    assert!(login.text().contains("`ast login`") && login.text().contains("`--gateway mock`"));
    stands(&gateway("", &Err(Trouble::failed("down"))), State::Error, "down");
}

#[test]
fn a_cluster_answers_or_not() {
    let context = printed(0, "kind-a\n", "");
    let version = printed(0, "{\"clientVersion\":{},\"serverVersion\":{\"gitVersion\":\"v1.32.3\"}}", "");
    stands(&kubectl(Some(&context), Some(&version)), State::Ok, "`kind-a` answers, Kubernetes v1.32.3");
    let down = printed(1, "{\"clientVersion\":{}}", "The connection to the server was refused");
    stands(
        &kubectl(Some(&context), Some(&down)),
        State::Error,
        "the cluster of `kind-a` does not answer: The connection",
    );
    stands(&kubectl(Some(&printed(1, "", "error: current-context is not set")), None), State::Error, "no context");
    stands(&kubectl(None, None), State::Error, "not on the PATH");
    stands(&helm(Some(&printed(0, "v4.1.4", ""))), State::Ok, "Helm v4.1.4");
    stands(&helm(None), State::Error, "not on the PATH");
}

#[test]
fn only_an_error_fails() {
    let line = |state| Line { check: "ast", state, message: "m".into(), remedy: None };
    assert!(Checkup::new(vec![line(State::Ok), line(State::Warning), line(State::Skipped)]).is_fine());
    assert!(!Checkup::new(vec![line(State::Ok), line(State::Error)]).is_fine());
    assert_eq!(Checkup::new(vec![line(State::Ok)]).text(), "ok       ast      m\n");
}
