//! What is kept of a login: by whom it can be read, how it is renewed, and that nothing is left.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::Duration;

use serde_json::{Value, json};

use super::platform::Answer;
use super::user::User;

/// A helper that keeps what it is given in a file beside it, encoded so that a look finds no token.
const HELPER: &str = "#!/bin/sh
echo \"$*\" >>\"$HOME/calls\"
case $1 in
store) cat | tr 'a-y' 'b-z' >\"$HOME/vault\" ;;
get) cat >/dev/null; [ -e \"$HOME/vault\" ] || { echo 'credentials not found in native keychain'; exit 1; }
  tr 'b-z' 'a-y' <\"$HOME/vault\" ;;
erase) cat >/dev/null; rm -f \"$HOME/vault\" ;;
esac
";

/// Lets the token that is kept end.
fn end(user: &User) {
    let mut kept: Value = serde_json::from_str(&user.kept()).unwrap();
    kept["logins"][&user.platform.url]["tokens"]["ends"] = json!(1);
    fs::write(user.file(), kept.to_string()).unwrap();
}

fn names(user: &User) -> Vec<String> {
    let entries = fs::read_dir(user.path("config/ast")).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_file_is_its_owners_alone_and_there_is_no_copy() {
    let user = User::logged_in();
    for _ in 0..2 {
        assert_eq!(fs::metadata(user.file()).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(&user), ["credentials.json", "credentials.lock"]);
        assert_eq!(user.files_with("hunter2-access"), [user.file()]);
        end(&user);
        user.run("whoami", "").is(0);
    }
    assert!(user.kept().contains("hunter2-access-3") && !user.kept().contains("hunter2-access-1"));
    // What a run left that was killed goes with the next one.
    fs::write(user.path("config/ast/credentials.json.new"), "hunter2-stale").unwrap();
    end(&user);
    user.run("whoami", "").is(0);
    assert!(user.files_with("hunter2-stale").is_empty());
}

#[test]
fn a_file_that_others_may_have_written_is_not_used() {
    let user = User::logged_in();
    fs::set_permissions(user.file(), fs::Permissions::from_mode(0o644)).unwrap();
    user.run("whoami", "").is(2).says("can be read by others").says("chmod 600");
    let elsewhere = user.path("elsewhere.json");
    fs::rename(user.file(), &elsewhere).unwrap();
    symlink(&elsewhere, user.file()).unwrap();
    user.run("whoami", "").is(2).says("is a link");
    fs::remove_file(user.file()).unwrap();
    fs::write(user.file(), "{\"version\":1,\"logins\":\"hunter2\"}").unwrap();
    fs::set_permissions(user.file(), fs::Permissions::from_mode(0o600)).unwrap();
    user.run("whoami", "").is(2).says("can't be read: line 1");
    let before = user.platform.state().asked.len();
    user.run("login", "").is(2).says("can't be read: line 1");
    assert_eq!(user.platform.state().asked.len(), before, "nobody types a code for nothing");
    user.run("logout", "").is(2);
}

#[test]
fn a_token_that_ends_is_renewed_once_by_many_at_once() {
    let user = User::logged_in();
    end(&user);
    user.platform.state().slow = Duration::from_millis(300);
    let before = user.platform.count("/authenticate");
    let children: Vec<_> = (0..6).map(|_| user.start("whoami", "")).collect();
    for child in children {
        User::ended(child).is(0).says("jo@example.com");
    }
    assert_eq!(user.platform.count("/authenticate") - before, 1);
    let renewed = user.platform.bodies("/authenticate").pop().unwrap();
    assert!(renewed.starts_with("grant_type=refresh_token&refresh_token=hunter2-refresh-1&"), "{renewed}");
}

#[test]
fn a_token_that_the_platform_refuses_is_renewed() {
    let user = User::logged_in();
    user.platform.state().tokens.clear();
    user.run("whoami", "").is(0).says("jo@example.com");
    assert_eq!(user.platform.count("/authenticate"), 2);
}

#[test]
fn a_renewal_outlasts_servers_in_trouble() {
    let user = User::logged_in();
    end(&user);
    user.platform.state().refreshes = [Answer::Json(503, json!({})), Answer::Dropped].into();
    user.run("whoami", "").is(0);
    assert!(user.kept().contains("hunter2-refresh-2"));
    end(&user);
    user.platform.state().refreshes = std::iter::repeat_n(Answer::Json(500, json!({})), 4).collect();
    user.run("whoami", "").is(2).says("it answered with 500");
    user.run("whoami", "").is(0);
}

#[test]
fn a_login_that_was_revoked_is_needed_again() {
    let user = User::logged_in();
    (user.platform.state().tokens, user.platform.state().refresh) = (Vec::new(), String::new());
    user.run("whoami", "").is(3).says("has ended").says("help: log in by `ast login`");
    assert!(!user.path("config/ast").exists(), "what is of no use is not kept");
    user.run("whoami", "").is(3).says("nobody is logged in to");
    user.run("account list", "").is(3);
    user.run("login", "").is(0);
    user.run("whoami", "").is(0);
}

#[test]
fn a_token_is_shown_to_no_other_server_than_the_one_that_it_is_for() {
    let user = User::logged_in();
    let other = super::platform::Platform::new();
    let user = user.variable("ASTRO_SERVER_URL", &other.url);
    user.run("whoami", "").is(3).says(&format!("nobody is logged in to {}", other.url));
    assert_eq!(other.state().asked, []);
}

#[test]
fn logging_out_leaves_nothing() {
    let user = User::logged_in();
    user.platform.state().good_keys.push("sk-hunter2-own".to_owned());
    user.run(&format!("login --gateway {}", user.platform.url), "sk-hunter2-own").is(0);
    let ended = user.run("logout", "").is(0);
    assert_eq!(
        ended.stdout,
        format!("logged out of {0}; there, its tokens end by themselves\nforgot the key of {0}\n", user.platform.url)
    );
    assert!(user.files_with("hunter2").is_empty() && !user.path("config/ast").exists());
    user.run("logout", "").is(0).says("nobody was logged in");
    // What somebody put there is theirs.
    let user = User::logged_in();
    fs::write(user.path("config/ast/notes"), "mine").unwrap();
    user.run("logout", "").is(0);
    assert_eq!(names(&user), ["notes"]);
}

#[test]
fn a_session_is_ended_at_the_server_where_it_can_be() {
    let user = User::new();
    // {"sid":"session_1","exp":4000000000}
    let token = "e30.eyJzaWQiOiJzZXNzaW9uXzEiLCJleHAiOjQwMDAwMDAwMDB9.hunter2";
    user.platform.state().tokens.push(token.to_owned());
    user.run("login --with-token", token).is(0);
    user.run("logout", "").is(0);
    assert_eq!(user.platform.count("GET /user_management/sessions/logout?session_id=session_1 "), 1);
}

#[test]
fn a_program_keeps_it_if_it_is_told_to() {
    let user = User::new().program("docker-credential-test", HELPER);
    user.run("login --credential-helper test", "").is(0);
    assert_eq!(user.kept(), "{\n  \"version\": 1,\n  \"helper\": \"test\"\n}\n");
    user.run("whoami", "").is(0).says("jo@example.com");
    assert_eq!(user.files_with("hunter2"), Vec::<std::path::PathBuf>::new());
    assert!(fs::read_to_string(user.path("calls")).unwrap().starts_with("store\nget\n"));
    // It is renewed there too.
    user.platform.state().tokens.clear();
    user.run("whoami", "").is(0);
    user.run("account switch a2", "").is(0);
    user.run("logout", "").is(0);
    assert!(!user.path("vault").exists() && !user.path("config/ast").exists());
}

#[test]
fn a_program_that_cant_keep_it_is_told() {
    let user = User::new();
    user.run("login --credential-helper missing", "").is(2).says("`docker-credential-missing` is not on the PATH");
    user.run("login --credential-helper ../../x", "").is(2).says("is not the name of a credential helper");
    assert_eq!(user.platform.state().asked, []);
    let user = user.program("docker-credential-broken", "#!/bin/sh\ncat >/dev/null; echo 'no\x1b[31m room'; exit 1\n");
    user.run("login --credential-helper broken", "")
        .is(2)
        .says("`docker-credential-broken store` failed: no\\u{1b}[31m room");
    assert!(user.files_with("hunter2").is_empty() && !user.file().exists());
    // One that repeats what it was given shows nothing of it.
    let user = User::new().program("docker-credential-echo", "#!/bin/sh\ngrep -o 'hunter2-access.*'; exit 1\n");
    user.run("login --credential-helper echo", "").is(2).says("`docker-credential-echo store` failed\n");
}
