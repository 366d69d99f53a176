//! Where an image lies: the server that its name says, and the path there.

use crate::image::ImageRef;

/// The API of the registry that names without a host are of, which is not at that host.
const HUB: (&str, &str) = ("docker.io", "registry-1.docker.io");
/// What Docker keeps a login of that registry under.
const HUB_KEY: &str = "https://index.docker.io/v1/";

/// The place of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The host as images name it, with its port.
    pub host: String,
    /// The path there.
    pub repository: String,
}

impl Place {
    /// Where an image lies.
    pub fn of(image: &ImageRef) -> Self {
        let (host, repository) = image.full_name();
        Self { host: host.to_owned(), repository: repository.into_owned() }
    }

    /// The origin of its API. A registry on this machine speaks without TLS, and no other does.
    pub fn origin(&self) -> String {
        let server = if self.host == HUB.0 { HUB.1 } else { &self.host };
        let scheme = if is_loopback(server) { "http" } else { "https" };
        format!("{scheme}://{server}")
    }

    /// What Docker keeps a login under.
    pub fn key(&self) -> &str {
        if self.host == HUB.0 { HUB_KEY } else { &self.host }
    }

    /// Whether a login may be shown to a server that this one sends to: by TLS, or from this machine to itself.
    pub fn may_send_to(&self, url: &str) -> bool {
        if url.starts_with("https://") {
            return true;
        }
        let server = url.strip_prefix("http://").and_then(|rest| rest.split(['/', '?', '#']).next());
        is_loopback(&self.host) && server.is_some_and(is_loopback)
    }
}

/// Whether a host, with or without a port, is this machine.
fn is_loopback(server: &str) -> bool {
    let host = match server.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => server.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_which_server_is_asked() {
        for (image, origin, repository) in [
            ("redis:7", "https://registry-1.docker.io", "library/redis"),
            ("a/b", "https://registry-1.docker.io", "a/b"),
            ("ghcr.io/a/b:1", "https://ghcr.io", "a/b"),
            ("localhost:5000/a", "http://localhost:5000", "a"),
            ("127.0.0.1:5000/a/b", "http://127.0.0.1:5000", "a/b"),
            ("[::1]:5000/a", "http://[::1]:5000", "a"),
            ("localhost.example.com/a", "https://localhost.example.com", "a"),
            ("127.0.0.1.example.com/a", "https://127.0.0.1.example.com", "a"),
        ] {
            let place = Place::of(&ImageRef::parse(image).unwrap());
            assert_eq!((place.origin().as_str(), place.repository.as_str()), (origin, repository), "{image}");
        }
    }

    #[test]
    fn a_login_goes_nowhere_without_tls_but_to_this_machine() {
        let (near, far) = (
            Place::of(&ImageRef::parse("localhost:1/a").unwrap()),
            Place::of(&ImageRef::parse("a.example/a").unwrap()),
        );
        assert!(far.may_send_to("https://auth.example/token") && near.may_send_to("http://127.0.0.1:9/token?x"));
        for url in ["http://auth.example/token", "http://localhost/token", "ftp://a", "", "http://localhost@a.example/"]
        {
            assert!(!far.may_send_to(url), "{url}");
        }
        assert!(!near.may_send_to("http://localhost@a.example/") && !near.may_send_to("http://localhost.example/"));
    }
}
