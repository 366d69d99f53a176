//! An address outside of a project, as people write it, and whether a way out leads there.

use std::net::IpAddr;

use super::cluster::Reach;

/// What is not outside: private networks, this machine, and what clouds tell their machines.
pub const PRIVATE: [&str; 5] = ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];
/// The same of version 6.
pub const PRIVATE_6: [&str; 2] = ["fc00::/7", "fe80::/10"];

/// The port of a service that says none.
const HTTPS: u16 = 443;

/// Endings of files, which are no names of hosts.
const FILES: &[&str] =
    &["env", "js", "json", "lock", "md", "mjs", "py", "rs", "sh", "toml", "ts", "txt", "yaml", "yml"];

/// An address outside of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The host, without what stands around it: there may be a password.
    pub host: String,
    /// Its number; none of a name, whose number is known when somebody asks for it.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
}

impl Remote {
    /// An address as it is written: a host, with a scheme and a port or without.
    pub fn read(text: &str) -> Option<Self> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Some(Self { host: text.to_owned(), address: Some(address), port: HTTPS });
        }
        let (scheme, rest) = text.split_once("://").map_or((None, text), |(scheme, rest)| (Some(scheme), rest));
        let rest = rest.split(['/', '?', '#']).next()?;
        let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port > 0)?)),
            None => (rest, None),
        };
        let usual = match scheme {
            Some("http" | "ws") => 80,
            Some("postgres" | "postgresql") => 5432,
            Some("mysql") => 3306,
            Some("redis" | "rediss") => 6379,
            _ => HTTPS,
        };
        let port = port.unwrap_or(usual);
        if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Some(Self { host: host.to_owned(), address: Some(address), port });
        }
        is_host(host, scheme.is_some()).then(|| Self { host: host.to_owned(), address: None, port })
    }
}

/// Whether a text is the name of a host; one that no scheme precedes has a domain.
fn is_host(text: &str, is_url: bool) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_plain && !label.is_empty() && !label.starts_with('-') && !label.ends_with('-')
    };
    let labels: Vec<&str> = text.split('.').collect();
    let last = labels.last().copied().unwrap_or_default();
    let is_domain = labels.len() > 1
        && last.len() > 1
        && last.bytes().all(|byte| byte.is_ascii_lowercase())
        && !FILES.contains(&last);
    text.len() <= 253 && labels.iter().all(|label| is_label(label)) && (is_url || is_domain)
}

impl Reach {
    /// Whether it opens an address; of a name, whether it may.
    pub fn may_open(&self, remote: &Remote) -> bool {
        match (self, remote.address) {
            (Self::Outside, address) => {
                remote.port == HTTPS
                    && address
                        .is_none_or(|address| !PRIVATE.iter().chain(&PRIVATE_6).any(|range| holds(range, address)))
            }
            (Self::Port(port), _) => remote.port == *port,
            (Self::Range(range, port), address) => {
                remote.port == *port && address.is_none_or(|address| holds(range, address))
            }
        }
    }
}

/// Whether an address is in a range of them.
fn holds(range: &str, address: IpAddr) -> bool {
    let Some((base, bits)) = range.split_once('/') else { return false };
    let (Ok(base), Ok(bits)) = (base.parse::<IpAddr>(), bits.parse::<u32>()) else { return false };
    match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let rest = 32_u32.saturating_sub(bits);
            base.to_bits().checked_shr(rest) == address.to_bits().checked_shr(rest)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let rest = 128_u32.saturating_sub(bits);
            base.to_bits().checked_shr(rest) == address.to_bits().checked_shr(rest)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_write_it() {
        let port = |text: &str| Remote::read(text).map(|remote| remote.port);
        assert_eq!(port("api.example.com"), Some(443));
        assert_eq!(port("https://api.example.com/v1?x=1"), Some(443));
        assert_eq!(port("http://u:p@api.example.com"), Some(80));
        assert_eq!(port("db.example.com:5432"), Some(5432));
        assert_eq!(port("[fd00::1]:8443"), Some(8443));
        assert_eq!(port("http://crm:8080"), Some(8080));
        for text in ["agent.py", "ast.toml", "models", "a..b", "db:0", "POSTGRES_URL", "x.1", ""] {
            assert_eq!(port(text), None, "{text}");
        }
    }

    #[test]
    fn a_way_out_opens_what_its_policy_does() {
        let opens = |reach: &Reach, text: &str| reach.may_open(&Remote::read(text).unwrap());
        for (text, is_open) in [("1.1.1.1", true), ("10.1.2.3", false), ("172.31.0.1", false), ("fd00::1", false)] {
            assert_eq!(opens(&Reach::Outside, text), is_open, "{text}");
        }
        assert!(opens(&Reach::Outside, "api.example.com") && !opens(&Reach::Outside, "api.example.com:5432"));
        let range = Reach::Range("10.0.0.0/8".to_owned(), 5432);
        assert!(opens(&range, "10.1.2.3:5432") && !opens(&range, "11.1.2.3:5432") && !opens(&range, "10.1.2.3"));
        assert!(opens(&Reach::Range("0.0.0.0/0".to_owned(), 1), "9.9.9.9:1") && opens(&Reach::Port(1), "9.9.9.9:1"));
    }
}
