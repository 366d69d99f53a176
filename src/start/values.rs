//! Variables with a value beside them: which could be secrets, and what they are as inputs.

use crate::document::form::Form;
use crate::source::Span;
use crate::spec::begins_as_credential;
use crate::text::one_line;

use super::name::folded;

/// Parts of names that say that the value is nobody else's to see.
const SECRET: [&str; 13] = [
    "KEY",
    "TOKEN",
    "SECRET",
    "SECRETS",
    "PASSWORD",
    "PASSWD",
    "PASS",
    "PWD",
    "CREDENTIAL",
    "CREDENTIALS",
    "AUTH",
    "DSN",
    "SALT",
];
/// Such that may also be counted.
const MANY: [&str; 2] = ["KEYS", "TOKENS"];
/// Ends of names whose value can hold a password.
const MAY_HOLD: [&str; 4] = ["DATABASE_URL", "CONNECTION_STRING", "_URI", "WEBHOOK_URL"];
/// How the names of stores and brokers begin whose clients take an address with a password in it.
const STORES: [&str; 14] = [
    "DB",
    "DATABASE",
    "POSTGRES",
    "PG",
    "MYSQL",
    "MARIADB",
    "MONGO",
    "REDIS",
    "VALKEY",
    "AMQP",
    "RABBIT",
    "BROKER",
    "SQLALCHEMY",
    "SMTP",
];
/// The most characters of a description, and of a default.
const LONGEST: usize = 200;

/// A variable that is to be an input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) name: String,
    /// What it is where nobody sets it; never of a secret.
    pub(super) default: Option<String>,
    pub(super) is_optional: bool,
    pub(super) description: Option<String>,
}

/// Whether the value of a variable could be a secret, by its name and by what it looks like.
pub(crate) fn is_secret(name: &str, value: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let is_count = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit());
    let is_sign =
        |part: &str| SECRET.contains(&part) || part.ends_with("APIKEY") || (MANY.contains(&part) && !is_count);
    let has_part = name.split('_').any(is_sign) || name.ends_with("PASSWORD");
    let has_user =
        value.split_once("://").is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|host| host.contains('@')));
    has_part
        || has_user
        || MAY_HOLD.iter().any(|end| name.ends_with(end))
        || (value.is_empty() && is_of_store(&name))
        // What begins so is a token that is signed.
        || value.starts_with("eyJ")
        || begins_as_credential(value)
}

/// Whether a name is that of an address which brings its password along, as clients of stores and brokers take it.
fn is_of_store(name: &str) -> bool {
    let is_address = |part: &str| matches!(part, "URL" | "DSN" | "CONN" | "CONNECTION");
    let is_store = |part: &str| STORES.iter().any(|store| part.starts_with(store));
    name.split('_').any(is_address) && name.split('_').any(is_store)
}

/// Whether a name ends as those of secrets do: somebody may have forgotten to say that it is one.
pub(crate) fn is_called_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let ends = ["_KEY", "_TOKEN", "_SECRET", "_PASSWORD"].iter().any(|end| name.ends_with(end));
    ends && !name.split('_').any(|word| matches!(word, "PUBLIC" | "PUBLISHABLE"))
}

/// Whether a value only shows where one belongs.
pub(super) fn is_placeholder(value: &str) -> bool {
    let folded = folded(value);
    let begins = ["your-", "change", "replace", "todo", "xxx", "insert", "example-", "my-"];
    value.starts_with(['<', '[', '{'])
        || value.contains("...")
        || begins.iter().any(|start| folded.starts_with(start))
        || matches!(folded.as_str(), "" | "your" | "placeholder" | "none" | "null")
}

impl Variable {
    /// A variable with a value that somebody wrote beside it as an example.
    pub(super) fn of(name: &str, value: &str) -> Self {
        let is_usable = !is_secret(name, value) && !is_placeholder(value) && !value.contains("${");
        let default =
            (is_usable && value.chars().count() <= LONGEST && !value.contains('\0')).then(|| value.to_owned());
        Self { name: name.to_owned(), default, ..Self::default() }
    }

    /// The entry of `inputs`, under its key.
    pub(super) fn input(&self, is_secret: bool) -> (String, Form) {
        let mut form = vec![("name".to_owned(), Form::text(&self.name))];
        let mut put = |key: &str, value: Form| form.push((key.to_owned(), value));
        put("datatype", Form::text(self.datatype()));
        if is_secret {
            put("secret", Form::Raw("true".into()));
        }
        if self.is_optional {
            put("optional", Form::Raw("true".into()));
        }
        if let Some(default) = &self.default {
            put("default", Form::text(default));
        }
        if let Some(description) = &self.description {
            put("description", Form::text(one_line(description, LONGEST)));
        }
        (self.name.to_ascii_lowercase().trim_matches('_').replace('_', "-"), Form::Map(form))
    }

    fn datatype(&self) -> &'static str {
        match self.default.as_deref() {
            Some("true" | "false") => "boolean",
            Some(text) if !text.starts_with('0') || text == "0" => {
                let is_number = text.chars().all(|c| c.is_ascii_digit()) && text.len() < 16;
                if is_number { "number" } else { "string" }
            }
            _ => "string",
        }
    }
}

/// What the comment lines right before a place say.
pub(super) fn comment_before(text: &str, place: Span) -> Option<String> {
    let start = text.get(..place.start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(..start)?.lines().rev();
    let mut lines: Vec<&str> = before.map_while(|line| line.trim().strip_prefix('#')).map(str::trim).collect();
    lines.retain(|line| line.chars().any(char::is_alphanumeric));
    // A line that sets something is not said of the next one.
    if lines.is_empty() || lines.len() > 4 || lines.iter().any(|line| line.contains('=')) {
        return None;
    }
    lines.reverse();
    Some(lines.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_could_be_a_secret_is_never_a_default() {
        for (name, value) in [
            ("OPENAI_API_KEY", "abc"),
            ("db_password", "hunter2"),
            ("DATABASE_URL", "x"),
            ("WHERE", "postgres://u:p@db/x"),
            ("ANYTHING", "sk-abcdef"),
            ("SENTRY_DSN", "x"),
            ("API_TOKENS", "abc"),
        ] {
            assert!(is_secret(name, value), "{name}");
            assert_eq!(Variable::of(name, value).default, None, "{name}");
        }
        for (name, value) in [
            ("MONKEY", "1"),
            ("LEVEL", "info"),
            ("BASE_URL", "https://a.example/x@y"),
            ("KEYBOARD", "de"),
            ("MAX_TOKENS", "100"),
            ("REDIS_URL", "redis://localhost:6379"),
        ] {
            assert!(!is_secret(name, value), "{name}");
            assert_eq!(Variable::of(name, value).default.as_deref(), Some(value), "{name}");
        }
        for value in ["<your level>", "your-level-here", "CHANGE_ME", "...", "", "${OTHER}"] {
            assert_eq!(Variable::of("LEVEL", value).default, None, "{value}");
        }
    }

    #[test]
    fn a_comment_is_said_of_the_line_after_it() {
        let text = "A=1\n\n# How loud it is.\n#\n# 1 to 5\nLEVEL=3\nB=1\n# C=2\nD=1\n";
        let at = |name: &str| Span::new(text.find(name).unwrap(), text.find(name).unwrap() + 1);
        assert_eq!(comment_before(text, at("LEVEL")).as_deref(), Some("How loud it is. 1 to 5"));
        assert_eq!(comment_before(text, at("B=")), None);
        assert_eq!(comment_before(text, at("D=")), None);
        assert_eq!(comment_before(text, at("A=")), None);
    }
}
