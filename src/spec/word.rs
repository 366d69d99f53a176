//! Strings of a fixed form: a newtype each, with one constructor, and the pattern that the schema shows of it.

use std::time::Duration;

use crate::document::Cursor;
use crate::source::Located;

use super::field::{Field, Read, Reader, Refused, Text};

/// A newtype over a string: what its rule is called, the pattern for the schema, and the constructor's check.
///
/// Patterns are of the portable kind, without looking ahead, so that validators of every language can read the schema.
macro_rules! word {
    ($(#[$meta:meta])* $name:ident, rule $rule:literal, pattern $pattern:tt $(and $second:literal)?, $check:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text, if it has the form; else why it hasn't.
            pub fn parse(text: &str) -> Result<Self, String> {
                let check: fn(&str) -> Result<(), String> = $check;
                check(text).map(|()| Self(text.to_owned()))
            }

            /// The text as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Read for Located<$name> {
            fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
                let Field::Present(text) = Text::read(at, reader) else { return Field::Broken };
                // The schema's pattern refuses blank text, and says that the value is missing.
                if text.value.trim().is_empty() {
                    return Field::Broken;
                }
                match $name::parse(&text.value) {
                    Ok(word) => Field::Present(Located::new(word, text.place)),
                    Err(reason) => {
                        reader.refused.push(Refused { rule: $rule, place: text.place, text: text.value, reason });
                        Field::Broken
                    }
                }
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    $("allOf": [{ "pattern": $second, "x-rule": $rule }],)?
                    "x-rule": $rule
                })
            }
        }
    };
}

word! {
    /// The agent's name, with or without a scope.
    FullName, rule "agent-name",
    pattern r"^(@[a-z0-9]([a-z0-9-]*[a-z0-9])/)?[a-z][a-z0-9-]{0,61}[a-z0-9]$",
    |text| {
        let name = match text.strip_prefix('@') {
            None => text,
            Some(rest) => {
                let (scope, name) = rest.split_once('/').ok_or("a scope ends in `/`, as in `@scope/name`")?;
                check_scope(scope)?;
                name
            }
        };
        check_name(name)
    }
}

impl FullName {
    /// The scope without its `@`.
    pub fn scope(&self) -> Option<&str> {
        self.0.strip_prefix('@').and_then(|rest| rest.split_once('/')).map(|(scope, _)| scope)
    }

    /// The name without its scope.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }
}

fn check_scope(scope: &str) -> Result<(), String> {
    if scope.chars().count() < 2 {
        return Err("a scope has at least two characters".into());
    }
    if !scope.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Err("a scope holds lower-case letters, digits and hyphens only".into());
    }
    if scope.starts_with('-') || scope.ends_with('-') {
        return Err("a scope neither starts nor ends with a hyphen".into());
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), String> {
    const RESERVED: [&str; 4] = ["astro", "agent", "model", "integration"];
    if RESERVED.contains(&name) {
        return Err(format!("`{name}` is reserved"));
    }
    let length = name.chars().count();
    if !(2..=63).contains(&length) {
        return Err(format!("a name has 2 to 63 characters, this one has {length}"));
    }
    if !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        return Err("a name starts with a lower-case letter".into());
    }
    if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return Err("a name holds lower-case letters, digits and hyphens only".into());
    }
    if name.ends_with('-') {
        return Err("a name does not end with a hyphen".into());
    }
    Ok(())
}

/// The form of a variable's name.
pub const VARIABLE_PATTERN: &str = "^[A-Za-z_][A-Za-z0-9_]*$";

/// Whether `text` can name an environment variable.
pub fn is_variable_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

word! {
    /// The name of an input: an environment variable.
    InputName, rule "input-name", pattern VARIABLE_PATTERN,
    |text| if is_variable_name(text) {
        Ok(())
    } else {
        Err("expected letters, digits and `_`, no digit first".into())
    }
}

word! {
    /// An identifier that a skill is found by.
    SkillName, rule "skill-name", pattern "^[a-z0-9][a-z0-9._-]{0,127}$",
    |text| {
        let mut bytes = text.bytes();
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if !bytes.next().is_some_and(letter) || !bytes.all(|byte| letter(byte) || b"._-".contains(&byte)) {
            return Err("expected lower-case letters, digits, `.`, `_` and `-`, a letter or digit first".into());
        }
        if text.len() > 128 {
            return Err("expected at most 128 characters".into());
        }
        Ok(())
    }
}

word! {
    /// The provider of an account that the agent's users connect.
    ConnectionProvider, rule "connection-provider", pattern "^[a-z][a-z0-9_-]*$",
    |text| {
        let mut bytes = text.bytes();
        if bytes.next().is_some_and(|first| first.is_ascii_lowercase())
            && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte))
        {
            return Ok(());
        }
        Err("expected lower-case letters, digits, `_` and `-`, a letter first".into())
    }
}

word! {
    /// A duration as Go writes it, above zero.
    GoDuration, rule "healthcheck-duration",
    pattern r"^\+?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$" and "[1-9]",
    |text| parse_go_duration(text).map(|_| ())
}

impl GoDuration {
    /// How long it is.
    pub fn duration(&self) -> Duration {
        parse_go_duration(&self.0).unwrap_or_default()
    }
}

/// Go's `time.ParseDuration`, for durations above zero.
fn parse_go_duration(text: &str) -> Result<Duration, String> {
    let shape = || "a number and a unit of `ns`, `us`, `ms`, `s`, `m` or `h`, as in `10s` or `1m30s`".to_owned();
    let mut rest = text.strip_prefix('+').unwrap_or(text);
    let mut total = 0_f64;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(shape)?;
        let (digits, tail) = rest.split_at(number);
        let amount: f64 = if digits.contains(|c: char| c.is_ascii_digit()) {
            digits.parse().map_err(|_| shape())?
        } else {
            return Err(shape());
        };
        let units = [
            ("ns", 1e-9),
            ("us", 1e-6),
            ("µs", 1e-6),
            ("μs", 1e-6),
            ("ms", 1e-3),
            ("s", 1.0),
            ("m", 60.0),
            ("h", 3600.0),
        ];
        let (unit, seconds) = units.iter().find(|(unit, _)| tail.starts_with(unit)).ok_or_else(shape)?;
        total += amount * seconds;
        rest = &tail[unit.len()..];
    }
    if text.trim_start_matches('+').is_empty() {
        return Err(shape());
    }
    // Go counts nanoseconds in 63 bits: about 292 years.
    if total > 9.2e9 {
        return Err("expected at most 292 years".into());
    }
    if total < 1e-9 {
        return Err("expected a duration above zero".into());
    }
    Ok(Duration::from_secs_f64(total))
}

word! {
    /// An amount of memory as Kubernetes writes it.
    Quantity, rule "gpu-vram",
    pattern r"^([0-9]+(\.[0-9]*)?|\.[0-9]+)(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E|[eE][+-]?[0-9]{1,3})?$",
    |text| {
        let number = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let digits = &text[..text.len() - number.len()];
        let plain = digits.contains(|c: char| c.is_ascii_digit()) && digits.matches('.').count() <= 1;
        let exponent = number.strip_prefix(['e', 'E']).is_some_and(|power| {
            let power = power.strip_prefix(['+', '-']).unwrap_or(power);
            (1..=3).contains(&power.len()) && power.bytes().all(|byte| byte.is_ascii_digit())
        });
        let units = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "m", "k", "M", "G", "T", "P", "E"];
        if plain && (exponent || units.contains(&number)) {
            return Ok(());
        }
        Err("expected a number and a unit such as `Mi` or `Gi`, as in `24Gi`".into())
    }
}

impl Quantity {
    /// How many bytes it is.
    pub fn bytes(&self) -> f64 {
        let end = self.0.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.0.len());
        let (digits, unit) = self.0.split_at(end);
        let number: f64 = digits.parse().unwrap_or_default();
        let factor = match unit {
            "" => 1.0,
            "m" => 1e-3,
            "k" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            "T" => 1e12,
            "P" => 1e15,
            "E" => 1e18,
            "Ki" => 1024.0,
            "Mi" => 1024.0_f64.powi(2),
            "Gi" => 1024.0_f64.powi(3),
            "Ti" => 1024.0_f64.powi(4),
            "Pi" => 1024.0_f64.powi(5),
            "Ei" => 1024.0_f64.powi(6),
            power => power.get(1..).and_then(|power| power.parse().ok()).map_or(1.0, |power| 10.0_f64.powi(power)),
        };
        number * factor
    }
}

word! {
    /// An absolute path inside a container.
    MountPath, rule "container-volume", pattern r"^/[^:\x00-\x1f]*[^/:\x00-\x1f][^:\x00-\x1f]*$",
    |text| {
        if !text.starts_with('/') {
            return Err("it has to start with `/`".into());
        }
        if text.split('/').any(|part| part == "..") {
            return Err("it can't hold `..`".into());
        }
        if text.trim_matches('/').is_empty() {
            return Err("the root of the container can't be a volume".into());
        }
        if text.contains(|c: char| c == ':' || c.is_control()) {
            return Err("it can't hold `:` and no control characters".into());
        }
        Ok(())
    }
}

word! {
    /// The name of a package to install, with extras and version where its manager takes them.
    Package, rule "sandbox-package", pattern r#"^[^-\s;|&$`()'"\\][^\s;|&$`()'"\\]*$"#,
    |text| {
        if text.starts_with('-') {
            return Err("it can't start with `-`, which its manager would take for an option".into());
        }
        match text.chars().find(|c| c.is_whitespace() || ";|&$`()'\"\\".contains(*c)) {
            Some(c) if c.is_whitespace() => Err("it can't hold white space".into()),
            Some(c) => Err(format!("it can't hold `{c}`, which a shell would read")),
            None => Ok(()),
        }
    }
}

word! {
    /// A Python version, `X.Y`.
    PythonVersion, rule "sandbox-version", pattern r"^[0-9]+\.[0-9]+$",
    |text| {
        let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        match text.split_once('.') {
            Some((major, minor)) if number(major) && number(minor) => Ok(()),
            _ => Err("expected two numbers, as in `3.12`".into()),
        }
    }
}

word! {
    /// A major version of Node.js.
    NodeVersion, rule "sandbox-version", pattern "^[0-9]+$",
    |text| if text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err("expected one number, as in `22`".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_apart_and_reserved_words_are_fine_as_a_scope() {
        let name = FullName::parse("@agent/my-bot").unwrap();
        assert_eq!((name.scope(), name.name()), (Some("agent"), "my-bot"));
        for bad in
            ["agent", "a", "My-bot", "my-bot-", "@a/bot", "@-ab/bot", "@ab/", "@ab", "1bot", "b_t", &"a".repeat(64)]
        {
            assert!(FullName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_duration_is_read_as_go_reads_it() {
        let seconds = |text| GoDuration::parse(text).map(|duration| duration.duration().as_secs_f64());
        assert_eq!(seconds("1m30s"), Ok(90.0));
        assert_eq!(seconds(".5s"), Ok(0.5));
        assert_eq!(seconds("100ms"), Ok(0.1));
        assert_eq!(seconds("+5s"), Ok(5.0));
        for bad in
            ["", "5", "s", "0s", "0h0m", "-1s", "1 s", "1.2.3s", "1d", ".s", "+", "++5s", "5s+", "9999999999999h"]
        {
            assert!(seconds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_quantity_is_read_as_kubernetes_reads_it() {
        for good in ["24Gi", "512Mi", "1", "1.5Gi", "1e3", "500m"] {
            assert!(Quantity::parse(good).is_ok(), "{good}");
        }
        for bad in ["24GB", "Gi", "24 Gi", "-1", "1.2.3", "24gi", "1e"] {
            assert!(Quantity::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_quantity_has_its_bytes() {
        for (text, bytes) in [
            ("24", 24.0),
            ("1Mi", 1_048_576.0),
            ("1.5k", 1500.0),
            ("500m", 0.5),
            ("2E", 2e18),
            ("1e3", 1e3),
            ("1E+2", 1e2),
        ] {
            let found = Quantity::parse(text).map(|quantity| quantity.bytes()).unwrap_or_default();
            assert!((found - bytes).abs() < 1e-9, "{text}: {found}");
        }
    }

    #[test]
    fn packages_of_every_manager_pass_and_shell_text_does_not() {
        for good in ["@angular/cli", "uvicorn[standard]", "pandas==2.2.0", "libstdc++", "a>=1,<2"] {
            assert!(Package::parse(good).is_ok(), "{good}");
        }
        for bad in ["-rf", "a b", "a;b", "$(x)", "`x`", "a|b", "a&b", "a\\b", "\"a\""] {
            assert!(Package::parse(bad).is_err(), "{bad}");
        }
    }
}
