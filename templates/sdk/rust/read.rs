// {{ header }}
//! Reads typed values from an environment, and collects everything that is wrong with it.
#![allow(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "which kinds of values there are is the spec's choice"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fmt;

/// A value of JSON.
pub type Json = serde_json::Value;

/// An object of JSON.
pub type JsonObject = serde_json::Map<String, Json>;

/// What is wrong with one variable. It never holds the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The variable.
    pub name: &'static str,
    /// The path of its declaration in the spec.
    pub path: &'static str,
    /// What is wrong.
    pub reason: &'static str,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, reason, path) = (self.name, self.reason, self.path);
        write!(f, "{name} {reason} ({path}); {}", self.help)
    }
}

/// The environment lacks values, or holds ones of the wrong form.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

impl ConfigError {
    /// One variable that is not there, where it may be absent but is needed now.
    pub(crate) fn missing(name: &'static str, path: &'static str) -> Self {
        Self {
            problems: vec![missing(name, path, "")],
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let end = if count == 1 { "" } else { "s" };
        write!(f, "{count} problem{end} with the environment:")?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n- {problem}"))
    }
}

/// As for people: it is what a `main` that returns the error shows.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}

/// A value that shows only when asked to.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// The value as a secret.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself.
    #[must_use]
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("***")
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Secret(***)")
    }
}

/// What the text of a variable is read as.
pub(crate) trait Value: Sized {
    /// A text of one, for settings of a test.
    const EXAMPLE: &'static str;

    /// The value, or what was expected of the text.
    fn parse(text: &str) -> Result<Self, String>;

    /// Stands for a value that is missing. Nobody sees it, as `finish` returns the problems.
    fn blank() -> Self;
}

impl Value for String {
    const EXAMPLE: &'static str = "example";

    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn blank() -> Self {
        Self::new()
    }
}

/// A number, written as in JSON.
impl Value for f64 {
    const EXAMPLE: &'static str = "1.5";

    fn parse(text: &str) -> Result<Self, String> {
        let is_number = serde_json::from_str::<Json>(text).is_ok_and(|value| value.is_number());
        let number = text.trim().parse().ok();
        number
            .filter(|number: &Self| is_number && number.is_finite())
            .ok_or_else(|| "a number, such as 1.5".to_owned())
    }

    fn blank() -> Self {
        0.0
    }
}

/// The number of a port.
impl Value for u16 {
    const EXAMPLE: &'static str = "8080";

    fn parse(text: &str) -> Result<Self, String> {
        let port = serde_json::from_str(text).ok();
        port.filter(|port| *port > 0)
            .ok_or_else(|| "the number of a port, such as 8080".to_owned())
    }

    fn blank() -> Self {
        0
    }
}

impl Value for bool {
    const EXAMPLE: &'static str = "false";

    fn parse(text: &str) -> Result<Self, String> {
        match text.trim_matches(BLANKS) {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("true or false".to_owned()),
        }
    }

    fn blank() -> Self {
        false
    }
}

impl Value for Vec<Json> {
    const EXAMPLE: &'static str = "[]";

    fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|_| r#"a JSON array, such as ["a"]"#.to_owned())
    }

    fn blank() -> Self {
        Self::new()
    }
}

impl Value for JsonObject {
    const EXAMPLE: &'static str = "{}";

    fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|_| r#"a JSON object, such as {"a": 1}"#.to_owned())
    }

    fn blank() -> Self {
        Self::new()
    }
}

impl<T: Value> Value for Secret<T> {
    const EXAMPLE: &'static str = T::EXAMPLE;

    fn parse(text: &str) -> Result<Self, String> {
        T::parse(text).map(Self)
    }

    fn blank() -> Self {
        Self(T::blank())
    }
}

/// A type with a variant for each of a few texts.
macro_rules! choice {
    ($(#[$about:meta])* pub enum $name:ident { $first:ident = $first_text:literal, $($variant:ident = $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $first,
            $($variant,)*
        }

        impl $name {
            /// The text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    Self::$first => $first_text,
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::read::Value for $name {
            const EXAMPLE: &'static str = $first_text;

            fn parse(text: &str) -> Result<Self, String> {
                let all = [Self::$first, $(Self::$variant,)*];
                let found = all.into_iter().find(|option| option.as_str() == text);
                found.ok_or_else(|| all.map(Self::as_str).join(" or "))
            }

            fn blank() -> Self {
                Self::$first
            }
        }
    };
}
pub(crate) use choice;

/// The values that a look-up of variables finds.
pub(crate) fn load<T>(
    lookup: &mut dyn FnMut(&str) -> Option<OsString>,
    read: fn(&mut Reader<'_>) -> T,
) -> Result<T, ConfigError> {
    let mut env = Reader::new(lookup);
    let values = read(&mut env);
    finish(values, env.problems)
}

/// The values that a test says, and what is made up for the rest.
pub(crate) fn example<'a, T>(
    variables: impl IntoIterator<Item = (&'static str, &'a str)>,
    read: fn(&mut Reader<'_>) -> T,
) -> Result<T, ConfigError> {
    let variables: BTreeMap<&'static str, &str> = variables.into_iter().collect();
    let mut asked = BTreeSet::new();
    let mut lookup = |name: &str| {
        asked.insert(name.to_owned());
        variables.get(name).map(OsString::from)
    };
    let mut env = Reader::new(&mut lookup);
    env.makes_up = true;
    let values = read(&mut env);
    let mut problems = env.problems;
    let unknown = variables.keys().filter(|name| !asked.contains(**name));
    problems.extend(unknown.map(|name| Problem {
        name,
        path: "example",
        reason: "is not a variable of these settings",
        help: "the README has all".to_owned(),
    }));
    finish(values, problems)
}

/// The values, unless anything was missing or of the wrong form.
fn finish<T>(values: T, problems: Vec<Problem>) -> Result<T, ConfigError> {
    if problems.is_empty() {
        Ok(values)
    } else {
        Err(ConfigError { problems })
    }
}

/// Reads variables by their names, and notes what is wrong with them.
pub(crate) struct Reader<'a> {
    lookup: &'a mut dyn FnMut(&str) -> Option<OsString>,
    /// Whether what has to be there is made up where it isn't.
    makes_up: bool,
    options: Vec<(&'static str, &'static [&'static str])>,
    shapes: Vec<(&'static str, Shape)>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn new(lookup: &'a mut dyn FnMut(&str) -> Option<OsString>) -> Self {
        Self {
            lookup,
            makes_up: false,
            options: Vec::new(),
            shapes: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// A value that has to be there; `about` says what it is.
    pub(crate) fn required<T: Value>(
        &mut self,
        name: &'static str,
        path: &'static str,
        about: &str,
    ) -> T {
        if self.makes_up {
            let text = self.example::<T>(name);
            return self.defaulted(name, path, text);
        }
        self.optional(name, path).unwrap_or_else(|| {
            self.problems.push(missing(name, path, about));
            T::blank()
        })
    }

    /// A value that has a default.
    pub(crate) fn defaulted<T: Value>(
        &mut self,
        name: &'static str,
        path: &'static str,
        default: &str,
    ) -> T {
        let text = self.text(name).unwrap_or_else(|| default.into());
        self.parse(name, path, &text)
    }

    /// A value that may be absent.
    pub(crate) fn optional<T: Value>(
        &mut self,
        name: &'static str,
        path: &'static str,
    ) -> Option<T> {
        let text = self.text(name)?;
        Some(self.parse(name, path, &text))
    }

    /// Says which texts a variable may hold.
    pub(crate) fn restrict(&mut self, name: &'static str, options: &'static [&'static str]) {
        self.options.push((name, options));
    }

    /// Says what the text of a variable has to look like.
    pub(crate) fn shape(&mut self, name: &'static str, shape: Shape) {
        self.shapes.push((name, shape));
    }

    /// What a variable holds; an empty one is absent.
    fn text(&mut self, name: &str) -> Option<OsString> {
        (self.lookup)(name).filter(|text| !text.is_empty())
    }

    /// A text of the variable that leads nowhere: nothing has a name below `invalid`.
    fn example<T: Value>(&self, name: &str) -> &'static str {
        let text = match name.rsplit('_').next() {
            Some("HOST") => "example.invalid",
            Some("URL") => "https://example.invalid",
            _ => "example",
        };
        let restricted = self.options.iter().find(|(of, _)| *of == name);
        match restricted.and_then(|(_, options)| options.first()) {
            Some(first) => first,
            None if self.shaped(name, text).and_then(T::parse).is_ok() => text,
            None => T::EXAMPLE,
        }
    }

    fn shaped<'t>(&self, name: &str, text: &'t str) -> Result<&'t str, String> {
        let found = self.shapes.iter().find(|(of, _)| *of == name);
        found.map_or(Ok(text), |(_, shape)| shape(text).map_err(str::to_owned))
    }

    fn parse<T: Value>(&mut self, name: &'static str, path: &'static str, text: &OsStr) -> T {
        let restricted = self.options.iter().find(|(of, _)| *of == name);
        let parsed = match (text.to_str(), restricted) {
            (None, _) => Err("a text in UTF-8".to_owned()),
            (Some(text), Some((_, options))) if !options.contains(&text) => {
                Err(options.join(" or "))
            }
            (Some(text), _) => self.shaped(name, text).and_then(T::parse),
        };
        parsed.unwrap_or_else(|expected| {
            self.problems.push(Problem {
                name,
                path,
                reason: "has the wrong form",
                help: format!("set it to {expected}"),
            });
            T::blank()
        })
    }
}

/// What a text is made of, or what was expected of it.
pub(crate) type Shape = fn(&str) -> Result<&str, &'static str>;

/// What JSON takes for a blank.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// A text without the blanks around it.
pub(crate) fn word(text: &str) -> Result<&str, &'static str> {
    let word = text.trim_matches(BLANKS);
    if word.is_empty() {
        return Err("a text that is not blank");
    }
    Ok(word)
}

/// A key that goes into a header.
pub(crate) fn key(text: &str) -> Result<&str, &'static str> {
    let key = text.trim_matches(BLANKS);
    if !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(key);
    }
    Err("a key alone: letters, digits and signs of ASCII, without blanks")
}

/// The URL of a server, with or without a path.
pub(crate) fn url(text: &str) -> Result<&str, &'static str> {
    let url = text.trim_matches(BLANKS);
    let rest = url.strip_prefix("https://");
    let rest = rest.or_else(|| url.strip_prefix("http://"));
    let (host, path) = rest.map_or(("", ""), |rest| rest.split_once('/').unwrap_or((rest, "")));
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#');
    let is_split = path.starts_with('/') || path.trim_end_matches('/').contains("//");
    if is_host(host) && path.bytes().all(is_plain) && !is_split {
        return Ok(url);
    }
    Err("a URL without a user and a query, such as https://gateway.example")
}

/// A host, or an address of IPv6 in brackets, with or without a port.
fn is_host(text: &str) -> bool {
    let end = if text.starts_with('[') {
        text.find(']').map(|at| at + 1)
    } else {
        text.find(':')
    };
    let (host, port) = text.split_at(end.unwrap_or(text.len()));
    let address = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let of_address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fits = address.map_or_else(
        || !host.is_empty() && host.bytes().all(of_name),
        |address| !address.is_empty() && address.bytes().all(of_address),
    );
    let is_number = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let is_port = |port: &str| is_number(port) && port.parse::<u16>().is_ok_and(|port| port > 0);
    fits && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// Where clients of the OpenAI API connect to: below `/v1`, unless the URL has a path.
pub(crate) fn openai_base_url(url: &str) -> String {
    let url = url.trim_end_matches('/');
    let after = url.split_once("://").map_or("", |(_, after)| after);
    if after.contains('/') {
        url.to_owned()
    } else {
        format!("{url}/v1")
    }
}

/// The problem of a variable that is not there.
fn missing(name: &'static str, path: &'static str, about: &str) -> Problem {
    let what = if about.is_empty() {
        String::new()
    } else {
        format!(" ({about})")
    };
    Problem {
        name,
        path,
        reason: "is not set",
        help: format!("set it in the environment{what}"),
    }
}

/// A variable of the process.
pub(crate) fn process(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}
