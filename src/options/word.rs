//! Words that a cluster takes only in a certain form: checked where they are read, so that nothing later has to.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::image::{self, ImageRef};
use crate::quantity;

/// A text with a form: its type, what is expected, the form as a pattern for the schema, and the check.
macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $expected:literal, $pattern:expr, $check:expr $(, help $help:expr)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The word as the user wrote it.
            ///
            /// # Errors
            /// What was expected; what to do, in a line of its own.
            pub fn new(text: &str) -> Result<Self, String> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    return Ok(Self(text.to_owned()));
                }
                let message = format!("expected {}, found `{}`", $expected, text.escape_debug());
                $(
                    let help: fn(&str) -> String = $help;
                    let message = format!("{message}\nhelp: {}", help(text));
                )?
                Err(message)
            }

            /// The word.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::new(text)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}

word! {
    /// The name of an object: a DNS label.
    ObjectName, "lower-case letters, digits and `-`, at most 63, a letter or digit first and last",
    "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", is_label
}
word! {
    /// The name of an object that may have dots, such as a class or a Secret.
    DottedName, "lower-case letters, digits, `-` and `.`, a letter or digit first and last",
    "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$", is_subdomain
}
word! {
    /// A host name; the first label may be `*`.
    HostName, "a host name such as `agent.example.com`",
    r"^(\*\.)?[a-z0-9]([-a-z0-9.]{0,249}[a-z0-9])?$", is_host,
    help host_help
}
word! {
    /// Where images are pushed to: a host, a path, or both.
    Registry, "a host and a path, such as `registry.example.com/team`", r"^[A-Za-z0-9\[][-A-Za-z0-9._/:\[\]]{0,125}$",
    is_registry,
    help registry_help
}
word! {
    /// The tag of an image.
    Tag, "a tag such as `1.4.0`: at most 128 letters, digits, `_`, `.` and `-`, a letter, a digit or `_` first",
    "^[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}$", image::is_tag
}
word! {
    /// An object in a namespace: `namespace/name`, or a name in the agent's own.
    ObjectRef, "`name` or `namespace/name`",
    "^([-a-z0-9]{1,63}/)?[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$",
    |text| text.split_once('/').map_or(is_subdomain(text), |(space, name)| is_label(space) && is_subdomain(name))
}
word! {
    /// A key of a Secret: `secret/key`.
    SecretKey, "`secret/key`",
    "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/[-._A-Za-z0-9]{1,253}$",
    |text| text.split_once('/').is_some_and(|(secret, key)| is_subdomain(secret) && is_key(key))
}
word! {
    /// The digest of an image.
    Digest, "`sha256:` and 64 hexadecimal digits", "^sha256:[0-9a-f]{64}$",
    |text| text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}
word! {
    /// An amount as Kubernetes writes it.
    Amount, "an amount such as `500m`, `2` or `10Gi`", quantity::PATTERN,
    |text| quantity::value(text).is_some_and(|amount| amount > 0.0)
}
word! {
    /// A folder inside a container.
    Folder, "an absolute path without `..` and `:`", "^/[^:]+$",
    |text| text.starts_with('/') && !text.trim_matches('/').is_empty() && !text.contains(':')
        && !text.contains(char::is_control) && text.split('/').all(|part| part != ".." && part != ".")
}
word! {
    /// Where connections may go: `PORT`, to anywhere, or `CIDR:PORT`.
    Egress, "`PORT` or `CIDR:PORT`, such as `5432` or `10.0.0.0/8:5432`", "^(.+/[0-9]{1,3}:)?[0-9]{1,5}$",
    |text| parts(text).is_some()
}
word! {
    /// A time zone of the IANA database.
    TimeZone, "a time zone such as `Europe/Berlin`", "^[A-Za-z0-9_+/-]+$",
    |text| !text.is_empty() && text != "Local"
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '/' | '-'))
        && text.split('/').all(|part| !part.is_empty())
}

impl Amount {
    /// An amount of ours that is known to be well-formed.
    pub(crate) fn of(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The amount in its base unit: cores or bytes.
    pub fn value(&self) -> f64 {
        quantity::value(&self.0).unwrap_or_default()
    }
}

impl Egress {
    /// The range of addresses, if not all, and the port.
    pub fn target(&self) -> (Option<&str>, u16) {
        parts(&self.0).unwrap_or((None, 0))
    }
}

/// With the longest name of what is built behind it, it is the longest name that engines take.
const LONGEST_REGISTRY: usize = 126;

/// Whether the name of an image can follow.
fn is_registry(text: &str) -> bool {
    text.len() <= LONGEST_REGISTRY
        && ImageRef::parse(&format!("{}/image", text.trim_end_matches('/')))
            .is_ok_and(|image| image.as_str().ends_with("/image"))
}

fn registry_help(text: &str) -> String {
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    // What engines repair of a name, they repair of its beginning.
    let repaired = ImageRef::parse(&format!("{}/image", bare.trim().trim_end_matches('/')));
    let repaired = match repaired {
        Ok(image) => image.as_str().to_owned(),
        Err(fault) => fault.repair.map(|(text, _)| text).unwrap_or_default(),
    };
    let near = repaired.strip_suffix("/image").filter(|near| is_registry(near));
    let host = text.split_once('/').map_or("", |(host, _)| host);
    let is_tagged = text[host.len()..].contains([':', '@']);
    match near {
        Some(near) => format!("write `{near}`"),
        None if text.contains(['$', '{']) => "write it out; nothing is interpolated here".to_owned(),
        None if is_tagged => "leave the tag to the option `tag`".to_owned(),
        None => "write it in lower case, without a scheme, a tag and white space".to_owned(),
    }
}

fn is_host(text: &str) -> bool {
    is_subdomain(text.strip_prefix("*.").unwrap_or(text))
}

fn host_help(text: &str) -> String {
    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
    let bare = bare.split(['/', ':', '?']).next().unwrap_or_default().trim().to_ascii_lowercase();
    if is_host(&bare) {
        format!("write `{bare}`, the name alone")
    } else {
        "write letters, digits, `-` and `.` in lower case, without a scheme, a port and a path".to_owned()
    }
}

fn is_label(text: &str) -> bool {
    text.len() <= 63 && !text.is_empty() && edges_are_plain(text) && text.chars().all(|c| plain(c) || c == '-')
}

fn is_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether a text can be a key of a ConfigMap or a Secret.
pub(crate) fn is_key(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 253 && text != "." && !text.starts_with("..") && text.chars().all(fits)
}

fn plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

fn edges_are_plain(text: &str) -> bool {
    text.starts_with(plain) && text.ends_with(plain)
}

fn parts(text: &str) -> Option<(Option<&str>, u16)> {
    let (range, port) = match text.rsplit_once(':') {
        Some((range, port)) => (Some(range), port),
        None => (None, text),
    };
    let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
    if let Some(range) = range {
        let (address, bits) = range.split_once('/')?;
        let address: std::net::IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        bits.parse::<u8>().ok().filter(|bits| *bits <= most)?;
    }
    Some((range, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_as_a_cluster_takes_them() {
        assert!(ObjectName::new("a-1").is_ok() && ObjectName::new(&"a".repeat(63)).is_ok());
        for bad in ["", "-a", "a-", "A", "a.b", "a_b", &"a".repeat(64)] {
            assert!(ObjectName::new(bad).is_err(), "{bad}");
        }
        assert!(HostName::new("*.example.com").is_ok() && HostName::new("a..b").is_err());
        assert!(SecretKey::new("prod.db/password_1").is_ok() && SecretKey::new("prod").is_err());
        assert!(SecretKey::new("prod/..x").is_err() && ObjectRef::new("infra/public").is_ok());
        assert!(Folder::new("/var/cache").is_ok() && Folder::new("/").is_err() && Folder::new("/a/../b").is_err());
        assert!(TimeZone::new("Europe/Berlin").is_ok() && TimeZone::new("Local").is_err());
        assert!(Digest::new(&format!("sha256:{}", "a".repeat(64))).is_ok() && Digest::new("sha256:ab").is_err());
    }

    #[test]
    fn amounts_and_ranges_have_their_values() {
        assert!((Amount::new("250m").unwrap().value() - 0.25).abs() < 1e-9);
        assert!((Amount::new("1.5Gi").unwrap().value() - 1.5 * 1024.0_f64.powi(3)).abs() < 1.0);
        for bad in ["", "0", "-1", "1 Gi", "Gi", "1gi"] {
            assert!(Amount::new(bad).is_err(), "{bad}");
        }
        assert_eq!(Egress::new("10.0.0.0/8:5432").unwrap().target(), (Some("10.0.0.0/8"), 5432));
        assert_eq!(Egress::new("fd00::/8:443").unwrap().target(), (Some("fd00::/8"), 443));
        for bad in ["", "0", "10.0.0.0:1", "10.0.0.0/33:1", "x/8:1", "70000"] {
            assert!(Egress::new(bad).is_err(), "{bad}");
        }
    }
}
