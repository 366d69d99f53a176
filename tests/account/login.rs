//! Logging in: every answer that an identity server may give.

use serde_json::{Value, json};

use super::platform::{Answer, Platform};
use super::user::User;

fn error(code: &str) -> Answer {
    Answer::Json(400, json!({"error": code, "error_description": "hm\u{1b}[31m"}))
}

fn polls(platform: &Platform) -> usize {
    platform.bodies("/authenticate").len()
}

#[test]
fn a_code_is_shown_and_waited_for() {
    let user = User::new();
    user.platform.state().before = [error("authorization_pending"), error("authorization_pending")].into();
    let ended = user.run("login --no-browser", "").is(0);
    let url = &user.platform.url;
    assert_eq!(
        ended.stderr,
        format!(
            "type WXYZ-1234 at {url}/device\nor open {url}/device?user_code=WXYZ-1234\nwaiting until you are done\n"
        )
    );
    assert_eq!(
        ended.stdout,
        format!(
            "logged in to {url} as jo@example.com\naccount: jo, one of 2; `ast account switch NAME` uses another\n"
        )
    );
    assert_eq!(polls(&user.platform), 3);
    let begun = user.platform.bodies("/authorize/device");
    assert_eq!(begun, [format!("client_id={}", ast::provider::hosted().client)]);
    let polled = &user.platform.bodies("/authenticate")[0];
    assert!(polled.starts_with("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&"), "{polled}");
    assert!(polled.contains("&device_code=hunter2-device&client_id=client"), "{polled}");
}

#[test]
fn a_login_that_is_denied_or_too_late_keeps_nothing() {
    for (code, said) in [
        ("access_denied", "error: the login was denied\n  help: log in by `ast login`\n"),
        ("expired_token", "error: nobody typed the code in time\n  help: log in by `ast login`\n"),
    ] {
        let user = User::new();
        user.platform.state().before = [error("authorization_pending"), error(code)].into();
        user.run("login", "").is(3).says(said);
        assert!(!user.path("config").exists());
    }
    let user = User::new();
    user.platform.state().before = [error("invalid_client")].into();
    user.run("login", "").is(2).says("refuses the login: it says `hm\\u{1b}[31m` (400)");
}

#[test]
fn servers_in_trouble_are_asked_again() {
    let user = User::new();
    let busy = || Answer::Json(503, json!({}));
    user.platform.state().before = [busy(), Answer::Dropped, error("authorization_pending")].into();
    user.run("login", "").is(0).says("jo@example.com");
    assert_eq!(polls(&user.platform), 4);
    // The tokens are good, whatever the platform says meanwhile.
    let user = User::new();
    user.platform.state().accounts = [busy(), Answer::Dropped, busy(), busy()].into();
    user.run("login", "").is(0).says("account: not known yet, as the platform ");
    user.run("whoami", "").is(0).says("jo@example.com").says("account: jo (user, owner)");
}

#[test]
fn what_is_too_long_is_not_read() {
    let user = User::new();
    user.platform.state().accounts = std::iter::repeat_n(Answer::Endless, 4).collect();
    user.run("login", "").is(0).says("longer than 1 MiB");
}

#[test]
fn an_identity_server_that_is_not_there_is_told() {
    let user = User::new();
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let user = user.variable("ASTRO_AUTH_URL", &gone);
    user.run("login", "")
        .is(2)
        .says(&format!("the identity server {gone} gave no answer that can be used: it can't be reached"));
    let user = User::new().variable("ASTRO_AUTH_URL", "http://login.example.com");
    user.run("login", "").is(2).says("`ASTRO_AUTH_URL` is wrong: expected `https`");
    let user = User::new().variable("ASTRO_SERVER_URL", "https://u:hunter2@example.com");
    user.run("whoami", "").is(2).says("without a user and a password");
}

#[test]
fn a_token_is_read_from_standard_input_and_checked() {
    let user = User::new();
    user.platform.state().tokens.push("hunter2-given".to_owned());
    user.run("login --with-token", "hunter2-given\n").is(0).says("jo@example.com");
    assert!(user.kept().contains("hunter2-given"));
    assert_eq!(user.platform.count("/authenticate"), 0);
    user.run("whoami", "").is(0);
    for (input, status, said) in [
        ("hunter2-wrong", 3, "does not take the token"),
        ("", 2, "a token was expected on standard input"),
        ("hunter2 two words", 2, "a token was expected on standard input"),
    ] {
        let user = User::new();
        user.run("login --with-token", input).is(status).says(said);
        assert!(!user.path("config").exists(), "{input}");
    }
    // It ends, and nothing gives another.
    user.platform.state().tokens.clear();
    user.run("whoami", "").is(3).says("the login to");
}

#[test]
fn a_gateway_of_ones_own_is_checked_and_kept() {
    let user = User::new();
    user.platform.state().good_keys.push("sk-hunter2-own".to_owned());
    let url = user.platform.url.clone();
    user.run(&format!("login --gateway {url}/v1/"), "sk-hunter2-own\n").is(0).says("takes the key");
    user.run("whoami", "").is(0).says("nobody is logged in to").says(&format!("gateway: {url}, your own"));
    user.run(&format!("login --gateway {url}"), "sk-hunter2-wrong").is(3).says("does not take the key");
    assert!(user.kept().contains("sk-hunter2-own"));
    user.run("login --gateway http://llm.example.com", "sk-hunter2").is(2).says("expected `https`");
    user.run(&format!("login --gateway {url}/elsewhere"), "sk-hunter2").is(3);
    user.run("logout --gateway", "").is(0).says(&format!("forgot the key of {url}"));
    assert!(!user.path("config/ast").exists());
}

#[test]
fn the_environment_serves_ci_and_keeps_nothing() {
    let user = User::new().variable("ASTRO_ACCESS_TOKEN", "hunter2-ci");
    user.run("whoami", "").is(3).says("does not take `ASTRO_ACCESS_TOKEN`");
    user.platform.state().tokens.push("hunter2-ci".to_owned());
    user.run("whoami", "").is(0).says("by ASTRO_ACCESS_TOKEN").says("account: jo");
    user.run("account switch jo", "").is(2).says("set `ASTRO_ACCOUNT`");
    let user = user.variable("ASTRO_ACCOUNT", "a2");
    user.run("whoami", "").is(0).says("account: acme & co (organization, member)");
    let user = user.variable("ASTRO_ACCOUNT", "nobody");
    user.run("whoami", "").is(2).says("you have no account `nobody`").says("yours: `jo`, `acme & co`");
    assert!(!user.path("config").exists());
    let user = User::new().variable("ASTRO_ACCESS_TOKEN", "hunter2 blank");
    user.run("whoami", "").is(2).says("`ASTRO_ACCESS_TOKEN` is not a token");
}

#[test]
fn one_of_several_accounts_is_used() {
    let user = User::logged_in();
    let listed = user.run("account list", "").is(0).stdout;
    assert_eq!(listed, "* jo (user, owner)\n  acme & co (organization, member)\n");
    let mut switch = user.command("account switch");
    let ended = User::ended(switch.arg("acme & co").spawn().unwrap());
    ended.is(0).says("using the account acme & co");
    let json: Value = serde_json::from_str(&user.run("account list --format json", "").is(0).stdout).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../../schema/output.schema.json")).unwrap();
    for (args, name) in [("account list", "account-list"), ("whoami", "whoami")] {
        let answer = user.run(&format!("{args} --format json"), "").is(0).stdout;
        let mut schema = schema.clone();
        schema["$ref"] = json!(format!("#/$defs/{name}"));
        let validator = jsonschema::validator_for(&schema).unwrap();
        assert!(validator.is_valid(&serde_json::from_str(&answer).unwrap()), "{answer}");
    }
    assert_eq!(
        json["accounts"][1],
        json!({"id": "a2", "name": "acme & co", "type": "organization", "role": "member", "current": true})
    );
    user.run("account switch other", "").is(2).says("you have no account `other`");
    // Who logs in again goes on with the account that was used.
    user.run("login", "").is(0).says("account: acme & co");
}

#[test]
fn what_servers_say_is_shown_so_that_no_terminal_obeys_it() {
    let user = User::logged_in();
    let accounts = json!({"user": {"id": "u", "email": "a\u{1b}]0;x\u{7}@b"}, "accounts": [
        {"id": "a", "name": "x\u{202e}\u{1b}[2J\n* forged", "type": "\u{1b}[31m", "role": "r\n* forged"}]});
    for args in ["whoami", "account list", "login"] {
        user.platform.state().accounts = [Answer::Json(200, accounts.clone())].into();
        let ended = user.run(args, "").is(0);
        assert!(ended.stdout.contains("x\\u{202e}\\u{1b}[2J") && !ended.stdout.contains("\n* forged"), "{ended:?}");
    }
}
