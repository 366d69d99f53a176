//! The device flow, answer by answer.

use super::*;

const TOKENS: &[u8] = b"{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":60}";
const PENDING: &[u8] = b"{\"error\":\"authorization_pending\"}";
const SLOW: &[u8] = b"{\"error\":\"slow_down\"}";

fn begun(more: &str) -> Result<Begun, &'static str> {
    let body = format!(
        "{{\"device_code\":\"d\",\"user_code\":\"ABCD-EFGH\",\"verification_uri\":\"https://a.example/device\"{more}}}"
    );
    Begun::read(body.as_bytes())
}

fn poll() -> Poll {
    Poll::new(&begun(",\"expires_in\":100,\"interval\":2").unwrap())
}

fn after(poll: &mut Poll, status: u16, body: &[u8], elapsed: u64) -> Next {
    poll.after(Answered::Reply(status, body, None), Duration::from_secs(elapsed), 1000)
}

fn wait(seconds: u64) -> Next {
    Next::Wait(Duration::from_secs(seconds))
}

#[test]
fn it_waits_as_long_as_nobody_has_typed_the_code() {
    let mut poll = poll();
    assert_eq!(poll.first(), Duration::from_secs(2));
    for elapsed in [2, 4, 50] {
        assert_eq!(after(&mut poll, 400, PENDING, elapsed), wait(2));
    }
    let Next::Granted(tokens, _) = after(&mut poll, 200, TOKENS, 60) else { panic!() };
    assert_eq!((tokens.access.expose(), tokens.ends), ("a", 1060));
}

#[test]
fn a_server_that_wants_fewer_questions_gets_fewer() {
    let mut poll = poll();
    assert_eq!(after(&mut poll, 400, SLOW, 1), wait(7));
    assert_eq!(after(&mut poll, 400, PENDING, 1), wait(7), "for good");
    assert_eq!(after(&mut poll, 400, SLOW, 1), wait(12));
    assert_eq!(after(&mut poll, 429, b"", 1), wait(17));
    assert_eq!(poll.after(Answered::Reply(429, b"", Some(30)), Duration::ZERO, 0), wait(30));
    assert_eq!(poll.after(Answered::Reply(429, b"", Some(1_000_000)), Duration::ZERO, 0), wait(60));
}

#[test]
fn no_and_too_late_are_told_apart() {
    for (body, ended) in [
        (&b"{\"error\":\"access_denied\"}"[..], Ended::Denied),
        (b"{\"error\":\"expired_token\"}", Ended::Expired),
        (
            b"{\"error\":\"invalid_client\",\"error_description\":\"no\\u001b[31m\"}",
            Ended::Refused("it says `no\\u{1b}[31m` (400)".to_owned()),
        ),
        (b"<html>", Ended::Refused("it answered with 400".to_owned())),
    ] {
        assert_eq!(after(&mut poll(), 400, body, 1), Next::Ended(ended));
    }
    // The server never says that the code has ended.
    assert_eq!(after(&mut poll(), 400, PENDING, 100), Next::Ended(Ended::Expired));
    assert_eq!(after(&mut poll(), 400, PENDING, 99), wait(1));
    assert!(matches!(after(&mut poll(), 200, b"{}", 1), Next::Ended(Ended::Refused(_))));
}

#[test]
fn what_is_lost_is_asked_again_ever_more_slowly() {
    let mut poll = poll();
    for seconds in [2, 4, 8] {
        assert_eq!(after(&mut poll, 503, b"", 1), wait(seconds));
    }
    let lost = |poll: &mut Poll, elapsed| poll.after(Answered::Lost("gone".to_owned()), elapsed, 0);
    assert_eq!(lost(&mut poll, Duration::from_secs(1)), wait(16));
    assert_eq!(after(&mut poll, 400, PENDING, 1), wait(2), "it is back");
    assert_eq!(after(&mut poll, 500, b"", 1), wait(2));
    for _ in 0..50 {
        lost(&mut poll, Duration::ZERO);
    }
    assert_eq!(lost(&mut poll, Duration::ZERO), wait(60));
    assert_eq!(lost(&mut poll, Duration::from_secs(200)), Next::Ended(Ended::Lost("gone".to_owned())));
    assert_eq!(poll.after(Answered::Reply(503, b"", Some(45)), Duration::ZERO, 0), wait(60));
}

#[test]
fn nobody_is_sent_to_a_page_that_a_server_should_not_name() {
    for (more, whole) in [
        (",\"verification_uri_complete\":\"https://a.example/device?user_code=ABCD-EFGH\"", true),
        (",\"verification_uri_complete\":\"file:///etc/passwd\"", false),
        (",\"verification_uri_complete\":\"https://a.example/`id`\"", false),
        (",\"verification_uri_complete\":\"javascript:alert(1)\"", false),
        (",\"verification_uri_complete\":\"http://a.example\"", false),
        (",\"verification_uri_complete\":\"-x\"", false),
    ] {
        assert_eq!(begun(more).unwrap().whole.is_some(), whole, "{more}");
    }
    for url in ["http://a.example", "javascript:alert(1)", "https://a.example/\u{1b}[31m", "https://u:p@a.example"] {
        let body = serde_json::json!({"device_code": "d", "user_code": "A", "verification_uri": url});
        assert!(Begun::read(body.to_string().as_bytes()).is_err(), "{url}");
    }
    for code in ["", "A B", "A\u{7}", &"A".repeat(41)] {
        let body = serde_json::json!({"device_code": "d", "user_code": code, "verification_uri": "https://a.example"});
        assert!(Begun::read(body.to_string().as_bytes()).is_err(), "{code}");
    }
}

#[test]
fn a_server_that_says_little_or_too_much_is_waited_for_all_the_same() {
    let little = begun("").unwrap();
    assert_eq!((little.interval, little.lifetime), (Duration::from_secs(INTERVAL), Duration::from_secs(LIFETIME)));
    let much = begun(",\"expires_in\":99999999,\"interval\":0").unwrap();
    assert_eq!((much.interval, much.lifetime), (SHORTEST, Duration::from_secs(LONGEST_LIFETIME)));
}
