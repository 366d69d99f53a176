//! What flags said, as words of a command line again: to repeat it, to show it, to forget it.

use serde_json::Value;
use toml::de::DeTable;

use super::Options;
use super::fault::settings;
use super::setting::{Flag, Row, Setting as _};
use super::settings::Settings;
use crate::source::Pointer;

/// A flag that was given, with one thing that it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// Its name, without `--`.
    pub flag: &'static str,
    /// The setting that it says.
    pub setting: Pointer,
    /// As it is written, such as `--gateway mock`.
    pub words: String,
}

impl Settings {
    /// What a mapping says, such as the flags that a manifest recorded; none where it holds what none of ours says. It is
    /// read as a file is: a reader of all settings is long, and one is enough.
    pub fn recorded(map: &serde_json::Map<String, Value>) -> Option<Self> {
        let text = toml::to_string(map).ok()?;
        let table = DeTable::parse(&text).ok()?;
        settings(table.get_ref(), &table.span()).ok()
    }

    /// The flags that say all of this, in the order of the table. What no flag says is left out.
    pub fn said(&self) -> Vec<Said> {
        let mut found = Vec::new();
        said(&value(self), Self::ROWS, &Pointer::root(), &mut found);
        found
    }

    /// These flags, and what those of an earlier run said beside. What is said again replaces what was said: by its
    /// name where a flag names things (`--set`, `--schedule`, `--secret-key`), and a port that may be connected to is
    /// one more.
    #[must_use]
    pub fn repeating(self, earlier: Self) -> Self {
        let mut ports = earlier.cluster.egress.clone().unwrap_or_default();
        let mut both = self.over(earlier);
        if let Some(egress) = &mut both.cluster.egress {
            ports.retain(|port| !egress.contains(port));
            egress.splice(0..0, ports);
        }
        both
    }

    /// All of this but what a flag says; none where it says nothing.
    pub fn without(&self, flag: &str) -> Option<Self> {
        let mut rest = value(self);
        let mut places = self.said().into_iter().filter(|said| said.flag == flag).map(|said| said.setting).peekable();
        places.peek()?;
        for place in places {
            let mut keys: Vec<String> = place.tokens().collect();
            let last = keys.pop()?;
            let table = keys.iter().try_fold(&mut rest, |table, key| table.get_mut(key))?;
            table.as_object_mut()?.remove(&last);
        }
        Self::recorded(rest.as_object()?)
    }
}

impl Options {
    /// What flags say.
    pub fn said(&self) -> Vec<Said> {
        self.flags.said()
    }

    /// The flags that say otherwise than the file, which they beat.
    pub fn contradicted(&self) -> Vec<Said> {
        let (flags, file) = (value(&self.flags), value(&self.file.settings));
        let differs = |said: &Said| match (flags.pointer(said.setting.as_str()), file.pointer(said.setting.as_str())) {
            (Some(flag), Some(file)) => differs(flag, file),
            _ => false,
        };
        self.flags.said().into_iter().filter(differs).collect()
    }
}

/// Whether two say something else of one setting.
fn differs(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.iter().any(|(key, value)| other.get(key).is_some_and(|other| differs(value, other)))
        }
        _ => one != other,
    }
}

fn value(settings: &Settings) -> Value {
    serde_json::to_value(settings).unwrap_or_default()
}

fn said(settings: &Value, rows: &[Row], above: &Pointer, found: &mut Vec<Said>) {
    for row in rows {
        let key = row.key();
        let Some(value) = settings.get(&key) else { continue };
        let at = above.key(&key);
        match row.flag {
            Some(flag) => found.extend(words(flag, row, value, &at)),
            None if !row.is_named => said(value, row.rows, &at, found),
            None => {}
        }
    }
}

/// What a flag is given to say a value, once for each name.
fn words(flag: Flag, row: &Row, value: &Value, at: &Pointer) -> Vec<Said> {
    let one = |setting: Pointer, text: String| Said { flag: flag.name, setting, words: written(flag, &text) };
    match value {
        Value::Object(named) if row.is_named => {
            let each = named.iter().flat_map(|(id, settings)| {
                let settings = settings.as_object().into_iter().flatten();
                settings.map(move |(key, value)| (at.key(id).key(key), format!("{id}.{key}={}", text(value))))
            });
            each.map(|(at, text)| one(at, text)).collect()
        }
        Value::Object(bounds) if !row.rows.is_empty() => {
            let bound = |name: &str| bounds.get(name).map(text).unwrap_or_default();
            vec![one(at.clone(), format!("{}..{}", bound("min"), bound("max")))]
        }
        Value::Object(named) => {
            named.iter().map(|(name, value)| one(at.key(name), format!("{name}={}", text(value)))).collect()
        }
        value => vec![one(at.clone(), text(value))],
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

fn written(flag: Flag, text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-/:,=@%+".contains(c);
    let quoted =
        if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) };
    match (flag.value, text) {
        ("", "true") => format!("--{}", flag.name),
        ("", _) => format!("--{}={quoted}", flag.name),
        _ => format!("--{} {quoted}", flag.name),
    }
}

#[cfg(test)]
mod tests {
    use super::super::flags;
    use super::*;

    fn given(flags: &[(&str, &str)]) -> Settings {
        let mut settings = Settings::default();
        for (flag, text) in flags {
            settings.take_flag(flag, text).unwrap().unwrap();
        }
        settings
    }

    fn words(settings: &Settings) -> Vec<String> {
        settings.said().into_iter().map(|said| said.words).collect()
    }

    #[test]
    fn what_is_said_is_written_as_it_was_given() {
        let all = [
            ("gateway", "mock", "--gateway mock"),
            ("tls", "false", "--tls false"),
            ("egress", "443,10.0.0.0/8:5432", "--egress 443,10.0.0.0/8:5432"),
            ("secret-key", "KEY=prod/key", "--secret-key KEY=prod/key"),
            ("replicas", "2..6", "--replicas 2..6"),
            ("set", "knowledge.db.egress=1,2", "--set knowledge.db.egress=1,2"),
            ("schedule", "nightly=0 2 * * *", "--schedule 'nightly=0 2 * * *'"),
            ("restrict", "true", "--restrict"),
        ];
        let settings = given(&all.map(|(flag, text, _)| (flag, text)));
        assert_eq!(words(&settings), all.map(|(_, _, words)| words));
    }

    #[test]
    fn every_flag_is_found_again_and_forgotten_alone() {
        for (flag, _) in flags() {
            let texts = ["true", "mock", "1..2", "a=1 1 1 1 1", "A=s/k", "agent.replicas=2", "443", "web", "1h", "5"];
            let mut texts = texts.into_iter().chain([
                "a.example",
                "https://a.example",
                "none",
                "existing",
                "Etc/UTC",
                "1.2.3",
                "SecretStore",
                "namespace",
            ]);
            let mut settings = given(&[("messaging-image", "m:1")]);
            texts.find(|text| settings.take_flag(flag.name, text).is_some_and(|read| read.is_ok())).unwrap();
            let said = settings.said();
            assert!(said.iter().any(|said| said.flag == flag.name), "--{} is lost: {said:?}", flag.name);
            if flag.name != "messaging-image" {
                let rest = settings.without(flag.name).unwrap();
                assert_eq!(words(&rest), ["--messaging-image m:1"], "--{}", flag.name);
                assert_eq!(rest.without(flag.name), None);
            }
        }
    }

    #[test]
    fn what_is_said_again_replaces_and_what_has_names_adds_up() {
        let earlier = given(&[
            ("gateway", "mock"),
            ("schedule", "a=1 * * * *"),
            ("schedule", "b=2 * * * *"),
            ("set", "agent.cpu=1"),
            ("egress", "1,2"),
            ("ingress-from", "one"),
        ]);
        let now = given(&[
            ("gateway", "local"),
            ("schedule", "b=3 * * * *"),
            ("set", "agent.memory=1Gi"),
            ("egress", "2,3"),
            ("ingress-from", "two"),
        ]);
        let expected = [
            "--gateway local",
            "--ingress-from two",
            "--egress 1,2,3",
            "--set agent.cpu=1",
            "--set agent.memory=1Gi",
            "--schedule 'a=1 * * * *'",
            "--schedule 'b=3 * * * *'",
        ];
        assert_eq!(words(&now.repeating(earlier)), expected);
    }

    #[test]
    fn a_file_that_says_the_same_or_something_else_is_not_contradicted() {
        let file =
            given(&[("gateway", "hosted"), ("tag", "1"), ("schedule", "a=1 * * * *"), ("schedule", "b=1 * * * *")]);
        let file = super::super::File { settings: file, ..super::super::File::default() };
        let flags = given(&[("gateway", "mock"), ("tag", "1"), ("registry", "r"), ("schedule", "a=2 * * * *")]);
        let told: Vec<_> = Options::new(file, flags).contradicted().into_iter().map(|said| said.words).collect();
        assert_eq!(told, ["--gateway mock", "--schedule 'a=2 * * * *'"]);
    }
}
