//! From the YAML of a script to its answers, with findings that point into it.

use std::time::Duration;

use serde_json::json;

use super::{Entry, Manner, Says, Script};
use crate::diagnostic::codes::INVALID_SCRIPT;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Diagnostic, Report};
use crate::document::{Cursor, NodeKind, Scalar, ScalarType, parse};
use crate::source::Source;
use crate::spec::GoDuration;

/// The keys of an answer.
const KEYS: [&str; 10] =
    ["when", "times", "text", "call", "status", "message", "retry-after", "delay", "gap", "break-after"];

/// Reads a script; what it gets wrong is reported and left out.
pub fn read(source: &Source) -> (Script, Report) {
    let (document, report) = parse(source);
    let mut reader = Reader { report };
    let mut script = Script::default();
    if let Some(root) = document.cursor() {
        reader.known(&root, &["answers"]);
        match root.get("answers") {
            Some(answers) if matches!(answers.node.kind, NodeKind::Sequence(_)) => {
                script.0 = answers.items().filter_map(|item| reader.entry(&item)).collect();
            }
            Some(answers) => reader.wrong(&answers, "`answers`: expected a list", "begin each answer with `- `"),
            None => {
                let found = Diagnostic::at_key(&INVALID_SCRIPT, &root.place, "`answers` is missing");
                reader.report.push(found.help("write `answers:` and the answers below it, each with `- ` before it"));
            }
        }
    }
    reader.report.sort();
    (script, reader.report)
}

struct Reader {
    report: Report,
}

impl Reader {
    fn wrong(&mut self, at: &Cursor<'_>, message: impl Into<String>, help: impl Into<String>) {
        self.report.push(Diagnostic::at_value(&INVALID_SCRIPT, &at.place, message).help(help));
    }

    /// Reports what is no mapping, and keys that nobody knows.
    fn known(&mut self, at: &Cursor<'_>, keys: &[&str]) -> bool {
        if at.node.as_mapping().is_none() {
            if !matches!(at.node.kind, NodeKind::Broken) {
                self.wrong(at, "expected keys and values", format!("the keys are {}", listed(keys)));
            }
            return false;
        }
        for (entry, value) in at.entries() {
            if !keys.contains(&entry.key.as_str()) {
                let help = match nearest(&entry.key, keys.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys are {}", listed(keys)),
                };
                let message = format!("unknown key `{}`", entry.key);
                self.report.push(Diagnostic::at_key(&INVALID_SCRIPT, &value.place, message).help(help));
            }
        }
        true
    }

    fn entry(&mut self, at: &Cursor<'_>) -> Option<Entry> {
        if !self.known(at, &KEYS) {
            return None;
        }
        let mut entry = Entry { times: self.number(at, "times", 1, u64::from(u32::MAX)), ..Entry::default() };
        if let Some(when) = at.get("when").filter(|when| self.known(when, &["model", "contains"])) {
            (entry.model, entry.contains) = (self.text(&when, "model"), self.text(&when, "contains"));
        }
        entry.says = self.says(at);
        let breaks = self.number(at, "break-after", 0, 1 << 20).and_then(|pieces| usize::try_from(pieces).ok());
        entry.manner = Manner { delay: self.duration(at, "delay"), gap: self.duration(at, "gap"), breaks };
        Some(entry)
    }

    fn says(&mut self, at: &Cursor<'_>) -> Option<Says> {
        let said: Vec<_> = ["text", "call", "status"].into_iter().filter_map(|key| at.get(key)).collect();
        if let [first, second, ..] = &said[..] {
            let found = Diagnostic::at_key(&INVALID_SCRIPT, &second.place, "an answer says one thing");
            let help = "keep one of `text`, `call` and `status`";
            self.report.push(found.help(help).related(first.place.key, "this is another"));
            return None;
        }
        for key in ["message", "retry-after"] {
            if let Some(found) = at.get(key).filter(|_| at.get("status").is_none()) {
                let found = Diagnostic::at_key(&INVALID_SCRIPT, &found.place, format!("`{key}` belongs to a failure"));
                self.report.push(found.help("add `status`, such as `status: 429`, or remove it"));
            }
        }
        if let Some(call) = at.get("call") {
            return self.call(&call);
        }
        if let Some(text) = self.text(at, "text") {
            return Some(Says::Text(text));
        }
        let status = self.number(at, "status", 400, 599)?;
        let message = self.text(at, "message").unwrap_or_else(|| "a failure, as scripted".to_owned());
        let retry_after = self.number(at, "retry-after", 0, 1 << 20);
        Some(Says::Failure { status: u16::try_from(status).ok()?, message, retry_after })
    }

    fn call(&mut self, at: &Cursor<'_>) -> Option<Says> {
        if !self.known(at, &["tool", "arguments"]) {
            return None;
        }
        let tool = self.text(at, "tool");
        if tool.is_none() && at.get("tool").is_none() {
            self.wrong(at, "`tool` is missing", "name the tool that is called");
        }
        let arguments = at.get("arguments");
        if let Some(arguments) = arguments.as_ref().filter(|arguments| arguments.node.as_mapping().is_none()) {
            self.wrong(arguments, "`arguments`: expected keys and values", "write what the tool is called with");
            return None;
        }
        Some(Says::Call(tool?, arguments.map_or_else(|| json!({}), |arguments| arguments.node.to_json())))
    }

    fn text(&mut self, at: &Cursor<'_>, key: &str) -> Option<String> {
        let found = at.get(key)?;
        let text = found.node.as_scalar().filter(|scalar| scalar.kind == ScalarType::String);
        if text.is_none() {
            self.wrong(&found, format!("`{key}`: expected a text"), "write it in quotes");
        }
        text.map(|scalar| scalar.text.clone())
    }

    fn number(&mut self, at: &Cursor<'_>, key: &str, least: u64, most: u64) -> Option<u64> {
        let found = at.get(key)?;
        let number = found.node.as_scalar().and_then(Scalar::as_integer).and_then(|number| u64::try_from(number).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            let help = format!("write a number from {least} to {most}");
            self.wrong(&found, format!("`{key}`: expected a whole number from {least} on"), help);
        }
        number
    }

    fn duration(&mut self, at: &Cursor<'_>, key: &str) -> Duration {
        let Some(found) = at.get(key) else { return Duration::ZERO };
        let duration = found.node.as_scalar().and_then(|scalar| GoDuration::parse(&scalar.text).ok());
        if duration.is_none() {
            self.wrong(&found, format!("`{key}`: expected a time"), "write it with its unit, such as `500ms` or `2s`");
        }
        duration.map(|duration| duration.duration()).unwrap_or_default()
    }
}

fn listed(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::Asked;
    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        let source = Source::new("script.yaml", text);
        let line = |found: &Diagnostic| source.position(found.span.start).line;
        read(&source).1.iter().map(|found| (line(found), found.message.clone())).collect()
    }

    #[test]
    fn each_mistake_is_told_where_it_is() {
        let table = [
            ("answers: x\n", 1, "`answers`: expected a list"),
            ("answer: []\n", 1, "unknown key `answer`"),
            ("answers:\n  - text: 3\n", 2, "`text`: expected a text"),
            ("answers:\n  - text: a\n    status: 429\n", 3, "an answer says one thing"),
            ("answers:\n  - status: 200\n", 2, "`status`: expected a whole number from 400 on"),
            ("answers:\n  - delay: 5\n", 2, "`delay`: expected a time"),
            ("answers:\n  - when: {modle: a}\n", 2, "unknown key `modle`"),
            ("answers:\n  - retry-after: 1\n", 2, "`retry-after` belongs to a failure"),
            ("answers:\n  - call: {arguments: {}}\n", 2, "`tool` is missing"),
            ("answers:\n  - call: {tool: a, arguments: 1}\n", 2, "`arguments`: expected keys and values"),
            ("answers:\n  - x\n", 2, "expected keys and values"),
            ("answers:\n  - times: 0\n", 2, "`times`: expected a whole number from 1 on"),
        ];
        for (text, line, message) in table {
            assert!(found(text).contains(&(line, message.to_owned())), "{text}\n{:?}", found(text));
        }
        assert_eq!(found("answers: []\n"), []);
    }

    #[test]
    fn the_first_that_fits_answers_until_it_is_used_up() {
        let text = "answers:\n  - {when: {contains: rain}, times: 1, text: once}\n  - {when: {model: m}, call: {tool: t}}\n  - text: last\n";
        let (mut script, report) = read(&Source::new("script.yaml", text));
        assert!(!report.has_errors());
        let ask = |model, text| Asked { model, text, takes_call: true, is_chat: true };
        let mut says = |asked| script.take(asked).and_then(|entry| entry.says);
        let text = |text: &str| Some(Says::Text(text.to_owned()));
        assert_eq!(says(ask("m", "no rain")), text("once"));
        assert_eq!(says(ask("m", "no rain")), Some(Says::Call("t".to_owned(), json!({}))));
        assert_eq!(says(Asked { takes_call: false, ..ask("m", "no rain") }), text("last"));
        assert_eq!(says(ask("other", "")), text("last"));
        assert_eq!(says(Asked { takes_call: false, is_chat: false, ..ask("m", "") }), None);
    }
}
