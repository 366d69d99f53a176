//! Words that a cluster takes only in a certain form: checked where they are read, so that nothing later has to.

mod check;
mod choice;
mod input_value;
mod number;
mod url;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::cron;
use crate::diagnostic::severity::Level;
use crate::image::{self, ImageRef};
use crate::path::RelativePath;
use crate::quantity;
use check::{
    host_help, is_duration, is_host, is_label, is_registry, is_subdomain, is_target, parts, range_help, registry_help,
    target_help,
};

pub(crate) use check::is_key;
pub use choice::{Adapter, GatewayMode, RouteKind, SecretsMode, StoreKind};
pub use input_value::InputValue;
pub use number::{Count, User, UserId};
pub use url::{Origin, Url};

/// What one value of a setting can be: a text of a form, a choice, a number, a truth value.
pub trait Word: Sized + Clone + PartialEq {
    /// The only texts that stand for one; none where any of a form does.
    const CHOICES: &'static [&'static str] = &[];

    /// The value that a flag's text stands for.
    ///
    /// # Errors
    /// What was expected; what to do, in a line of its own.
    fn of_flag(text: &str) -> Result<Self, String>;
}

impl Word for String {
    fn of_flag(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Word for bool {
    const CHOICES: &'static [&'static str] = &["true", "false"];

    fn of_flag(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| refused("`true` or `false`", text))
    }
}

impl Word for u32 {
    fn of_flag(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| refused("a whole number", text))
    }
}

impl Word for RelativePath {
    fn of_flag(text: &str) -> Result<Self, String> {
        Self::try_from(text.to_owned())
    }
}

impl Word for ImageRef {
    fn of_flag(text: &str) -> Result<Self, String> {
        text.parse()
    }
}

impl Word for Level {
    fn of_flag(text: &str) -> Result<Self, String> {
        serde_json::from_value(text.into()).map_err(|_| refused("`allow`, `advice`, `warn` or `deny`", text))
    }
}

/// A refusal that repeats what was found.
fn refused(expected: &str, found: &str) -> String {
    format!("expected {expected}, found `{}`", found.escape_debug())
}

/// Texts with a form: what is expected, the form as a pattern for the schema, and the check.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident, $expected:literal, $pattern:expr, $check:expr $(, help $help:expr)?;)*) => {$(
        text! { $(#[$doc])* $name, $pattern }

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
                let message = refused($expected, text);
                $(
                    let help: fn(&str) -> String = $help;
                    let message = format!("{message}\nhelp: {}", help(text));
                )?
                Err(message)
            }
        }
    )*};
}

/// A text of a form, which its `new` checks.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $pattern:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The word.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Word for $name {
            fn of_flag(text: &str) -> Result<Self, String> {
                Self::new(text)
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

use text;

words! {
    /// The name of an object: a DNS label.
    ObjectName, "lower-case letters, digits and `-`, at most 63, a letter or digit first and last",
    "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", is_label;
    /// The name of an object that may have dots, such as a class or a Secret.
    DottedName, "lower-case letters, digits, `-` and `.`, a letter or digit first and last",
    "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$", is_subdomain;
    /// A host name; the first label may be `*`.
    HostName, "a host name such as `agent.example.com`",
    r"^(\*\.)?[a-z0-9]([-a-z0-9.]{0,249}[a-z0-9])?$", is_host,
    help host_help;
    /// Where images are pushed to: a host, a path, or both.
    Registry, "a host and a path, such as `registry.example.com/team`", r"^[A-Za-z0-9\[][-A-Za-z0-9._/:\[\]]{0,125}$",
    is_registry,
    help registry_help;
    /// The tag of an image.
    Tag, "a tag such as `1.4.0`: at most 128 letters, digits, `_`, `.` and `-`, a letter, a digit or `_` first",
    "^[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}$", image::is_tag;
    /// An object in a namespace: `namespace/name`, or a name in the agent's own.
    ObjectRef, "`name` or `namespace/name`",
    "^([-a-z0-9]{1,63}/)?[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$",
    |text| text.split_once('/').map_or(is_subdomain(text), |(space, name)| is_label(space) && is_subdomain(name));
    /// A key of a Secret: `secret/key`.
    SecretKey, "`secret/key`",
    "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/[-._A-Za-z0-9]{1,253}$",
    |text| text.split_once('/').is_some_and(|(secret, key)| is_subdomain(secret) && is_key(key));
    /// The digest of an image.
    Digest, "`sha256:` and 64 hexadecimal digits", "^sha256:[0-9a-f]{64}$",
    |text| text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    });
    /// An amount as Kubernetes writes it.
    Amount, "an amount such as `500m`, `2` or `10Gi`", quantity::PATTERN,
    |text| quantity::value(text).is_some_and(|amount| amount > 0.0);
    /// A word of a command.
    Argument, "a text without the character NUL", r"^[^\x00]*$", |text| !text.contains('\0');
    /// A folder inside a container.
    Folder, "an absolute path without `..` and `:`", "^/[^:]+$",
    |text| text.starts_with('/') && !text.trim_matches('/').is_empty() && !text.contains(':')
        && !text.contains(char::is_control) && text.split('/').all(|part| part != ".." && part != ".");
    /// Another file of options, from the folder of the one that names it.
    OptionsPath, "the path of another `ast.toml` from this one's folder, such as `../ast.toml`", r"^[^/\\\x00].*\.toml$",
    |text| text.strip_suffix(".toml").is_some() && !text.starts_with('/') && !text.contains(['\\', '\0', ':']);
    /// A path of the agent's.
    UrlPath, "a path such as `/chat`", "^/[!-~]*$",
    |text| text.starts_with('/') && text.chars().all(|c| c.is_ascii_graphic());
    /// How often something is read.
    Refresh, "a duration such as `1h` or `15m`", "^([0-9]+(ms|s|m|h))+$", is_duration;
    /// What can be generated.
    TargetName, "a target", "^(env|compose|kubernetes|helm|sdk-[a-z]+)$", is_target, help target_help;
    /// Where connections may go: `PORT`, to anywhere, or `CIDR:PORT`.
    Egress, "`PORT` or `CIDR:PORT`, such as `5432` or `10.0.0.0/8:5432`", "^(.+/[0-9]{1,3}:)?[0-9]{1,5}$",
    |text| parts(text).is_some(), help range_help;
    /// The version of a chart.
    ChartVersion, "a version such as `1.4.0`", r"^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.+-]+)?$",
    |text| semver::Version::parse(text).is_ok();
    /// A time zone of the IANA database.
    TimeZone, "a time zone such as `Europe/Berlin`", "^[A-Za-z0-9_+/-]+$",
    |text| !text.is_empty() && text != "Local"
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '/' | '-'))
        && text.split('/').all(|part| !part.is_empty());
}

text! {
    /// A cron expression of five fields.
    Schedule, r"^\s*\S+(\s+\S+){4}\s*$"
}

impl Schedule {
    /// An expression as a `CronJob` takes it.
    ///
    /// # Errors
    /// What was expected, and how it is written.
    pub fn new(text: &str) -> Result<Self, String> {
        match cron::check(text) {
            Ok(()) => Ok(Self(text.to_owned())),
            Err(why) => {
                let expected = refused("five fields such as `0 2 * * *`", text);
                Err(format!("{expected}: {why}\nhelp: {}", cron::help(text)))
            }
        }
    }
}

/// Words of which some are ours.
macro_rules! fixed {
    ($($name:ident),*) => {$(
        impl $name {
            /// A word of ours, which is known to be well-formed.
            pub(crate) fn fixed(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )*};
}

fixed! { Amount, ChartVersion, ObjectName, Refresh, TimeZone }

impl Amount {
    /// The amount in its base unit: cores or bytes.
    pub fn value(&self) -> f64 {
        quantity::value(&self.0).unwrap_or_default()
    }

    /// As many bytes, whole ones.
    pub fn bytes(&self) -> u64 {
        quantity::whole(self.value()).unwrap_or(u64::MAX)
    }

    /// This much memory and as much more; itself where no machine has both.
    #[must_use]
    pub fn plus(&self, more: &Self) -> Self {
        quantity::sum(&self.0, &more.0).map_or_else(|| self.clone(), Self)
    }
}

impl Egress {
    /// The range of addresses, if not all, and the port.
    pub fn target(&self) -> (Option<&str>, u16) {
        parts(&self.0).unwrap_or((None, 0))
    }
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
        for (bad, help) in [
            ("", "a port, or a range and a port"),
            ("0", "a port, or a range and a port"),
            ("10.2.3.4:5432", "write `10.2.3.4/32:5432`"),
            ("[fd00::1]:443", "write `fd00::1/128:443`"),
            ("10.0.0.0/33:1", "a port, or a range and a port"),
            ("x/8:1", "a port, or a range and a port"),
            ("fd00::/200:443", "a port, or a range and a port"),
            ("fd00::1", "say the port too, as in `fd00::1/128:443`"),
            ("10.2.3.4", "say the port too, as in `10.2.3.4/32:443`"),
            ("db.example.com:5432", "policies know addresses and no names: give its range, as in `10.0.0.0/8:5432`"),
            ("70000", "a port, or a range and a port"),
        ] {
            let refused = Egress::new(bad).unwrap_err();
            assert!(refused.split_once("\nhelp: ").unwrap().1.contains(help), "{refused}");
        }
    }

    #[test]
    fn durations_and_targets_are_what_others_take() {
        for (text, is_duration) in
            [("1h", true), ("1h30m", true), ("500ms", true), ("", false), ("1", false), ("1d", false)]
        {
            assert_eq!(Refresh::new(text).is_ok(), is_duration, "{text}");
        }
        assert!(TargetName::new("sdk-rust").is_ok() && TargetName::new("sdk").is_err());
        assert!(TargetName::new("kubernets").unwrap_err().ends_with("did you mean `kubernetes`?"));
        for target in crate::target::TARGETS.iter() {
            assert!(TargetName::new(target.id()).is_ok(), "{}", target.id());
        }
    }
}
