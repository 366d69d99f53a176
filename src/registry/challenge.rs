//! What a registry wants to see before it answers: the header `WWW-Authenticate`, as RFC 9110 writes it.

/// What a registry wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// A user and a password with each request.
    Basic,
    /// A token of a server.
    Bearer {
        /// Where it is got.
        realm: String,
        /// What it is for, as that server calls the registry.
        service: Option<String>,
        /// What it lets its owner do; reading the repository where nothing is said.
        scope: Option<String>,
    },
}

impl Challenge {
    /// Reads a header; none where it asks for something else.
    pub fn read(header: &str) -> Option<Self> {
        let (scheme, rest) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Self::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let (mut realm, mut service, mut scope) = (None, None, None);
        for (name, value) in parameters(rest) {
            let slot = match name.to_ascii_lowercase().as_str() {
                "realm" => &mut realm,
                "service" => &mut service,
                "scope" => &mut scope,
                _ => continue,
            };
            *slot = Some(value);
        }
        Some(Self::Bearer { realm: realm?, service, scope })
    }
}

/// `name="value"` or `name=value`, with commas between.
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches(|c: char| c == ',' || c.is_whitespace()).to_owned();
        let (value, after) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => {
                let (value, after) = after.split_once(',').unwrap_or((after, ""));
                (value.trim().to_owned(), after)
            }
        };
        found.push((name, value));
        rest = after;
    }
    found
}

/// A text up to its closing quote, and what follows.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => {
                value.push(c);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            '"' => return (value, &text[at + 1..]),
            _ => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_read_as_registries_write_it() {
        let header = r#"Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull,push""#;
        let bearer = |service: Option<&str>, scope: Option<&str>| Challenge::Bearer {
            realm: "https://auth.example.com/token".to_owned(),
            service: service.map(str::to_owned),
            scope: scope.map(str::to_owned),
        };
        let read = Challenge::read(header);
        assert_eq!(read, Some(bearer(Some("registry.example.com"), Some("repository:a/b:pull,push"))));
        let other = "bearer  Realm=\"https:\\//auth.example.com/token\" , error=\"x=\\\"y\\\",realm=z\", service=s";
        assert_eq!(Challenge::read(other), Some(bearer(Some("s"), None)));
        assert_eq!(Challenge::read("Basic realm=\"x\""), Some(Challenge::Basic));
        for none in ["", "Bearer", "Bearer service=\"x\"", "Negotiate", "=", "Bearer \"", "Bearer ="] {
            assert_eq!(Challenge::read(none), None, "{none}");
        }
    }
}
