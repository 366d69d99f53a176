//! Strings of a fixed form: a newtype each, with one constructor, and the pattern that the schema shows of it.

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
pub(super) use word;

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
    fn packages_of_every_manager_pass_and_shell_text_does_not() {
        for good in ["@angular/cli", "uvicorn[standard]", "pandas==2.2.0", "libstdc++", "a>=1,<2"] {
            assert!(Package::parse(good).is_ok(), "{good}");
        }
        for bad in ["-rf", "a b", "a;b", "$(x)", "`x`", "a|b", "a&b", "a\\b", "\"a\""] {
            assert!(Package::parse(bad).is_err(), "{bad}");
        }
    }
}
