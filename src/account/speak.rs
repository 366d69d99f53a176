//! The questions to the identity server and to the platform, and what their answers come to.

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::time::sleep;

use super::device::{Begun, words};
use super::key::Key;
use super::owner::Me;
use super::servers::Servers;
use super::stored::Login;
use super::tokens::{Tokens, User};
use super::trouble::Trouble;
use crate::gateway::{Address, Ask, Reply, Secret, ask};
use crate::provider::hosted;

/// The pauses before a question is asked again that had no answer, or one of a server in trouble.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_millis(800), Duration::from_secs(2)];

/// What a part of a URL or a form can't have as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What the platform says to a token.
#[derive(Debug)]
pub(super) enum Said<T> {
    /// What was asked for.
    Yes(T),
    /// The token is not good, or not any more.
    Unauthorized,
    /// Something else.
    No(Trouble),
}

/// Begins a login by a code.
pub(super) async fn begin(servers: &Servers) -> Result<Begun, Trouble> {
    let url = servers.identity.join(&hosted().device);
    let form = form(&[("client_id", &servers.client)]);
    let whose = format!("the identity server {}", servers.identity);
    let asking = || Ask { method: "POST", url: url.clone(), bearer: None, form: Some(form.clone()) };
    let reply = patiently(asking, is_in_trouble).await.map_err(|why| unanswered(&whose, &why))?;
    match reply.status {
        200..=299 => Begun::read(&reply.body).map_err(|why| unanswered(&whose, why)),
        status => Err(unanswered(&whose, &words(status, &reply.body))),
    }
}

/// Asks once for the tokens of a login that has begun.
pub(super) async fn poll(servers: &Servers, begun: &Begun) -> Result<Reply, String> {
    let url = servers.identity.join(&hosted().token);
    let form = form(&[("grant_type", DEVICE), ("device_code", begun.device.expose()), ("client_id", &servers.client)]);
    ask(Ask { method: "POST", url, bearer: None, form: Some(form) }).await
}

/// Gets new tokens for a refresh token, which may be good for this once.
pub(super) async fn refresh(
    login: &Login,
    token: &Secret,
    organization: Option<&str>,
    now: fn() -> u64,
) -> Said<(Tokens, Option<User>)> {
    let identity = match Address::read(&login.identity) {
        Ok(identity) => identity,
        Err(why) => return Said::No(Trouble::failed(format!("the identity server of the login is wrong: {why}"))),
    };
    let whose = format!("the identity server {identity}");
    let mut fields =
        vec![("grant_type", "refresh_token"), ("refresh_token", token.expose()), ("client_id", &login.client)];
    fields.extend(organization.map(|id| ("organization_id", id)));
    let (url, form) = (identity.join(&hosted().token), form(&fields));
    let asking = || Ask { method: "POST", url: url.clone(), bearer: None, form: Some(form.clone()) };
    let reply = match patiently(asking, is_in_trouble).await {
        Ok(reply) => reply,
        Err(why) => return Said::No(unanswered(&whose, &why)),
    };
    let is_over = reply.status == 401 || is_ended(&reply.body);
    match reply.status {
        200..=299 => match Tokens::read(&reply.body, now(), organization) {
            Some(tokens) => Said::Yes(tokens),
            None => Said::No(unanswered(&whose, "its answer has no token that can be used")),
        },
        400..=499 if is_over => Said::Unauthorized,
        status => Said::No(unanswered(&whose, &words(status, &reply.body))),
    }
}

/// Whether a session is over, in the words of OAuth.
fn is_ended(body: &[u8]) -> bool {
    let said: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    said.is_some_and(|said| said["error"] == "invalid_grant")
}

/// Who a token is of.
pub(super) async fn me(platform: &Address, token: &Secret) -> Said<Me> {
    let url = platform.join(&hosted().me);
    let asking = || Ask { method: "GET", url: url.clone(), bearer: Some(token), form: None };
    match patiently(asking, is_in_trouble).await {
        Ok(reply) if reply.status == 401 => Said::Unauthorized,
        Ok(reply) if reply.status < 300 => match Me::read(&reply.body) {
            Some(me) => Said::Yes(me),
            None => Said::No(unanswered(&of(platform), "its answer names no accounts")),
        },
        Ok(reply) => Said::No(unanswered(&of(platform), &words(reply.status, &reply.body))),
        Err(why) => Said::No(unanswered(&of(platform), &why)),
    }
}

/// A key of the hosted gateway for an account.
pub(super) async fn key(platform: &Address, account: &str, token: &Secret, now: fn() -> u64) -> Said<Key> {
    let account_in_path = utf8_percent_encode(account, ENCODED).to_string();
    let url = platform.join(&hosted().keys.replace("{account}", &account_in_path));
    let asking = || Ask { method: "POST", url: url.clone(), bearer: Some(token), form: Some(String::new()) };
    // What is not there now is not there in a second either.
    let reply = match patiently(asking, |status| status != 503 && is_in_trouble(status)).await {
        Ok(reply) => reply,
        Err(why) => return Said::No(unanswered(&of(platform), &why)),
    };
    let shown = crate::text::one_line(account, 100);
    match reply.status {
        200..=299 => match Key::read(&reply.body, now()) {
            Ok(key) => Said::Yes(key),
            Err(why) => Said::No(unanswered(&of(platform), &why)),
        },
        401 => Said::Unauthorized,
        503 => {
            let message = format!("the AI Gateway is not enabled for the account `{shown}` at {platform}");
            Said::No(
                Trouble::failed(message)
                    .help("ask the platform for it, or take another way: `--gateway mock` needs none"),
            )
        }
        403 | 404 => {
            let message = format!("{platform} gives you no key for the account `{shown}` ({})", reply.status);
            Said::No(Trouble::failed(message).help("see `ast account list`; `ast account switch NAME` takes another"))
        }
        status => Said::No(unanswered(&of(platform), &words(status, &reply.body))),
    }
}

/// Ends the session of a token at the identity server; whether it said so.
pub(super) async fn end(login: &Login) -> bool {
    let session = login.tokens.access.claim("sid").and_then(|sid| sid.as_str().map(str::to_owned));
    let (Some(session), Ok(identity)) = (session, Address::read(&login.identity)) else { return false };
    let form = form(&[("session_id", &session)]);
    let url = format!("{}?{form}", identity.join(&hosted().logout));
    match ask(Ask { method: "GET", url, bearer: None, form: None }).await {
        // A browser would be sent on to the site.
        Ok(reply) => reply.status < 300 || reply.leads_elsewhere,
        Err(_) => false,
    }
}

/// Whether a gateway takes a key.
pub(super) async fn check(gateway: &Address, key: &Secret) -> Said<()> {
    let whose = format!("the gateway {gateway}");
    let url = gateway.join("/v1/models");
    let asking = || Ask { method: "GET", url: url.clone(), bearer: Some(key), form: None };
    match patiently(asking, is_in_trouble).await {
        Ok(reply) if reply.status < 300 => match serde_json::from_slice::<serde_json::Value>(&reply.body) {
            Ok(models) if models["data"].is_array() => Said::Yes(()),
            _ => Said::No(unanswered(&whose, "`/v1/models` there is not a list of models")),
        },
        Ok(reply) if matches!(reply.status, 401 | 403) => Said::Unauthorized,
        Ok(reply) => Said::No(unanswered(&whose, &format!("`/v1/models` there answered with {}", reply.status))),
        Err(why) => Said::No(unanswered(&whose, &why)),
    }
}

/// Asks until there is an answer of a server that is not in trouble, a few times.
async fn patiently<'a>(asking: impl Fn() -> Ask<'a>, is_in_trouble: fn(u16) -> bool) -> Result<Reply, String> {
    let mut pauses = PAUSES.iter();
    loop {
        let answered = ask(asking()).await;
        let again = match &answered {
            Ok(reply) => is_in_trouble(reply.status),
            Err(_) => true,
        };
        match pauses.next().filter(|_| again) {
            Some(pause) => {
                let asked = answered.ok().and_then(|reply| reply.retry_after).map(Duration::from_secs);
                sleep(asked.unwrap_or(*pause).clamp(*pause, Duration::from_secs(10))).await;
            }
            None => return answered,
        }
    }
}

fn is_in_trouble(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..)
}

/// Fields as a form has them.
fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text| utf8_percent_encode(text, ENCODED);
    let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    fields.join("&")
}

fn of(platform: &Address) -> String {
    format!("the platform {platform}")
}

fn unanswered(whose: &str, why: &str) -> Trouble {
    Trouble::failed(format!("{whose} gave no answer that can be used: {why}"))
}
