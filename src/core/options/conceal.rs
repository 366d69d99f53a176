//! What is not shown of a file of options: users and passwords of its URLs.

/// Makes stars of every user and password of a URL in the text of an options file, for whoever shows a line of it.
/// Offsets stay as they are.
pub fn conceal(text: &mut [u8]) {
    let is_quote = |byte: &u8| matches!(byte, b'"' | b'\'' | b'\n');
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        // A URL, or what stands in its place: the key tells.
        let start = if rest.starts_with(b"://") {
            at + 3
        } else if rest[0] == b'=' && is_url_key(&text[..at]) {
            let blank = rest[1..].iter().take_while(|byte| **byte == b' ').count();
            at + 1 + blank + usize::from(rest[1 + blank..].first().is_some_and(is_quote))
        } else {
            at += 1;
            continue;
        };
        let value = &mut text[start..];
        let length = value.iter().position(is_quote).unwrap_or(value.len());
        let scheme = value[..length].windows(3).position(|three| three == b"://").map_or(0, |at| at + 3);
        let value = &mut value[scheme..];
        let length = length - scheme;
        if let Some(end) = value[..length].iter().rposition(|byte| *byte == b'@') {
            value[..end].fill(b'*');
        }
        at = start + scheme + length;
    }
}

/// Whether a text ends in the key of a URL.
fn is_url_key(before: &[u8]) -> bool {
    let key = before.trim_ascii_end();
    let key = key.rsplit(|byte| !(byte.is_ascii_alphanumeric() || b"-_\"'".contains(byte))).next().unwrap_or_default();
    let key = key.to_ascii_lowercase();
    key.windows(3).any(|part| part == b"url") || key.windows(8).any(|part| part == b"endpoint")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_and_a_password_are_in_no_line_that_is_shown() {
        let hidden = [
            ("url = \"https://u:hunter2@a\" # x", "url = \"https://*********@a\" # x"),
            ("otel-endpoint='u:hun/ter2 @a'\n", "otel-endpoint='***********@a'\n"),
            ("gateway = {url = \"hunter2@a\", x = \"b@c\"}", "gateway = {url = \"*******@a\", x = \"b@c\"}"),
            ("# http://a:ü@b", "# http://****@b"),
        ];
        let kept = [
            "image = \"a/b:1@sha256:0\"",
            "url = \"https://a\"\nx = \"b@c\"",
            "{url = \"https://a\", x = \"b@c\"}",
            "=",
            "url =",
            "://",
        ];
        for (text, expected) in hidden.into_iter().chain(kept.map(|text| (text, text))) {
            let mut bytes = text.as_bytes().to_vec();
            conceal(&mut bytes);
            assert_eq!(String::from_utf8(bytes).unwrap(), expected);
        }
    }
}
