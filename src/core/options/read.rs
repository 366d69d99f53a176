//! From `ast.toml` to settings, with findings that point into it.

use std::ops::Range;

use semver::{Version, VersionReq};
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use super::example;
use super::fault::{bad_item, item_at, remove, settings};
use super::keys::{drop_misnamed, drop_unknown};
use super::provenance::Places;
use super::setting::Setting as _;
use super::settings::Settings;
use crate::diagnostic::codes::{INVALID_OPTIONS, REQUIRED_VERSION};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::severity::refusal;
use crate::diagnostic::{Applicability, Code, Diagnostic, Report};
use crate::source::{Pointer, Source, Span};

/// How many settings that can't be read are reported; finding each costs a reading of the file.
const MOST_FAULTS: usize = 16;

/// What an options file says, and where.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct File {
    /// What it says.
    pub settings: Settings,
    /// Where it says it.
    pub places: Places,
    /// Whether it stands above the project, so that it is other projects' too.
    pub is_above: bool,
    /// Where it names the file that it is laid over, once it is.
    pub extends: Option<Span>,
}

impl File {
    /// Where it names the file that it is to be laid over, and how.
    pub fn base(&self) -> Option<(&str, Span)> {
        let at = self.places.get(&Pointer::root().key("extend")).unwrap_or_default();
        self.settings.extend.as_ref().map(|path| (path.as_str(), at))
    }

    /// The same laid over the file that it names. What that one says is said where it is named.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        let Some((_, at)) = self.base() else { return self };
        let places = self.places.over(base.places, at);
        Self { settings: self.settings.over(base.settings), places, is_above: self.is_above, extends: Some(at) }
    }
}

/// Reads `ast.toml`; what it gets wrong is reported and left out. `known` are the codes that `[rules]` may name.
pub fn read(source: &Source, known: &[&'static Code]) -> (File, Report) {
    let mut report = Report::default();
    let (root, errors) = DeTable::parse_recoverable(source.text());
    if !errors.is_empty() {
        for error in errors.iter().take(MOST_FAULTS) {
            report.push(finding(Pointer::root(), span_of(error.span()), error));
        }
        return (File::default(), report);
    }
    let span = root.span();
    let mut table = root.into_inner();
    // A project for another version may use keys that this one does not know, so nothing else is said of it.
    if let Some(refused) = refuse_version(&table) {
        report.push(refused);
        return (File::default(), report);
    }
    drop_unknown(&mut table, &mut report);
    drop_misnamed(&mut table, &mut report);
    check_rules(&mut table, known, &mut report);
    let given = table.clone();
    for _ in 0..MOST_FAULTS {
        match settings(&table, &span) {
            Ok(settings) => {
                report.sort();
                let mut places = Places::default();
                note_places(&table, &Pointer::root(), &mut places);
                return (File { settings, places, ..File::default() }, report);
            }
            Err(error) => {
                let mut at = error.span().unwrap_or_default();
                // A list is blamed for its item, unless it is none that is asked for.
                let is_of_item = !error.message().starts_with("invalid type: sequence");
                if is_of_item && let Some(item) = bad_item(&table, &span, &at, error.message()) {
                    at = item;
                }
                let (pointer, removed) = remove(&mut table, &at, &Pointer::root());
                // Where other items were removed before, their places count.
                let pointer = item_at(&given, &at, &Pointer::root()).unwrap_or(pointer);
                let span = Span::new(at.start, at.end);
                let line = example::line(&pointer, source.slice(span));
                let mut found = finding(pointer, span, &error);
                if found.help.is_none() {
                    found.help = line.map(|line| format!("write `{line}`"));
                }
                report.push(found);
                if !removed {
                    break;
                }
            }
        }
    }
    report.sort();
    (File::default(), report)
}

/// Notes where each key of a table stands, and of the tables in it, and each item of a list.
fn note_places(table: &DeTable<'_>, pointer: &Pointer, places: &mut Places) {
    for (key, value) in table {
        let here = pointer.key(key.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => {
                places.insert(&here, span_of(Some(key.span())));
                note_places(inner, &here, places);
            }
            DeValue::Array(items) => {
                places.insert(&here, span_of(Some(value.span())));
                for (at, item) in items.iter().enumerate() {
                    places.insert(&here.item(at), span_of(Some(item.span())));
                }
            }
            _ => places.insert(&here, span_of(Some(value.span()))),
        }
    }
}

/// Why this `ast` may not be used, if so.
fn refuse_version(table: &DeTable<'_>) -> Option<Diagnostic> {
    let value = table.get("required-version")?;
    let wanted = value.get_ref().as_str()?;
    let ours = env!("CARGO_PKG_VERSION");
    let (message, help) = match VersionReq::parse(wanted) {
        Ok(range) if Version::parse(ours).is_ok_and(|ours| range.matches(&ours)) => return None,
        Ok(_) => (
            format!("this is `ast` {ours}, and the project asks for `{wanted}`"),
            "install a version that fits, or change `required-version`",
        ),
        Err(_) => (format!("expected versions, found `{wanted}`"), "write a range such as `>=0.1, <0.3`"),
    };
    let pointer = Pointer::root().key("required-version");
    Some(Diagnostic::new(&REQUIRED_VERSION, pointer, span_of(Some(value.span())), message).help(help))
}

/// Reports levels that can't be given, and removes them.
fn check_rules(table: &mut DeTable<'_>, known: &[&'static Code], report: &mut Report) {
    let Some(DeValue::Table(rules)) = table.get_mut("rules").map(Spanned::get_mut) else { return };
    let mut refused = Vec::new();
    for (key, value) in rules.iter() {
        let code = key.get_ref().as_ref();
        let Ok(level) = Deserialize::deserialize(ValueDeserializer::from(value.clone())) else { continue };
        if let Some((message, help)) = refusal(code, level, known) {
            let pointer = Pointer::root().key("rules").key(code);
            let span = span_of(Some(key.span()));
            let near = nearest(code, known.iter().map(|known| known.id));
            let near = near.filter(|_| known.iter().all(|known| known.id != code)).map(str::to_owned);
            let at = Diagnostic::new(&INVALID_OPTIONS, pointer, span, message).help(help);
            report.push(with_word(at, span, near, str::to_owned));
            refused.push(code.to_owned());
        }
    }
    for code in refused {
        rules.remove(code.as_str());
    }
}

fn finding(pointer: Pointer, span: Span, error: &Error) -> Diagnostic {
    let (message, help) = reword(error.message());
    let meant = help.as_deref().and_then(meant).map(str::to_owned);
    let diagnostic = Diagnostic::new(&INVALID_OPTIONS, pointer, span, message);
    let diagnostic = match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    with_word(diagnostic, span, meant, |word| format!("\"{word}\""))
}

/// The finding with a fix that writes the word that was meant, if there is one.
pub(super) fn with_word(
    diagnostic: Diagnostic,
    span: Span,
    word: Option<String>,
    write: impl Fn(&str) -> String,
) -> Diagnostic {
    match word {
        Some(word) => diagnostic.fix(format!("write `{word}`"), Applicability::Unsafe, span, write(&word)),
        None => diagnostic,
    }
}

/// The word that the help of a type's own error names: serde hands errors on as texts alone.
fn meant(help: &str) -> Option<&str> {
    let word = help.strip_prefix("did you mean `").and_then(|rest| rest.strip_suffix("`?"));
    let word = word.or_else(|| help.strip_prefix("write `").and_then(|rest| rest.strip_suffix('`')));
    word.filter(|word| !word.contains(['`', '"', '\\']) && !word.contains(char::is_control))
}

/// serde's message in our words, and what to do.
fn reword(message: &str) -> (String, Option<String>) {
    // What our own types refuse, they say what to do of.
    if let Some((message, help)) = message.split_once("\nhelp: ") {
        return (message.to_owned(), Some(help.to_owned()));
    }
    let pair = |rest: &str| rest.split_once(", expected ").map(|(a, b)| (a.to_owned(), b.to_owned()));
    if let Some((found, expected)) = message.strip_prefix("unknown variant ").and_then(pair) {
        let words: Vec<_> = expected.split('`').skip(1).step_by(2).collect();
        let near = nearest(found.trim_matches('`'), words);
        return (format!("expected {expected}, found {found}"), near.map(|near| format!("did you mean `{near}`?")));
    }
    let typed = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    if let Some((found, expected)) = typed.and_then(pair) {
        return (format!("expected {}, found {}", kind(&expected), kind(&found.replace('"', "`"))), None);
    }
    (message.lines().collect::<Vec<_>>().join("; "), None)
}

/// A type as people who write TOML call it.
fn kind(word: &str) -> String {
    match word {
        "sequence" | "a sequence" => "a list".to_owned(),
        "map" | "a map" => "a table".to_owned(),
        "u32" | "a u32" | "u64" | "i64" => "a whole number".to_owned(),
        _ if word.starts_with("struct ") => "a table".to_owned(),
        _ => word.replacen("floating point ", "number ", 1),
    }
}

pub(super) fn span_of(range: Option<Range<usize>>) -> Span {
    range.map_or(Span::default(), |range| Span::new(range.start, range.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::severity::Level;
    use crate::diagnostic::{Severity, codes};
    use crate::options::{GatewayMode, Options, Tag};

    fn findings(text: &str) -> (File, Vec<String>) {
        let source = Source::new("ast.toml", text);
        let (file, report) = read(&source, codes::CODES);
        let shown = report
            .iter()
            .map(|d| {
                assert_eq!(d.severity, Severity::Error);
                let help = d.help.as_deref().unwrap_or("-");
                format!("{} {} | {} | {help}", d.pointer, source.slice(d.span), d.message)
            })
            .collect();
        (file, shown)
    }

    #[test]
    fn everything_that_can_be_said_is_read() {
        let text = "required-version = '>=0.1'\ntargets = ['env']\notel-endpoint = 'http://o'\n\
            [gateway]\nmode = 'mock'\nurl = 'https://g'\n\
            [cluster]\nhost = 'h'\ntls = false\ntag = 't'\nregistry = 'r'\nqdrant-key = true\n\
            [messaging]\nimage = 'm'\nadapters = ['web']\n[schedules]\nnightly = '0 2 * * *'\n\
            [rules]\nio = 'deny'\nambiguous-spec = 'allow'\n[env]\nexample = 'config/.env.sample'\ndir = 'config'\n";
        let (file, found) = findings(text);
        assert_eq!(found, Vec::<String>::new());
        let options = Options::new(file, Settings::default());
        let settings = &options.settings;
        assert_eq!(settings.gateway.mode(), GatewayMode::Mock);
        assert_eq!((settings.cluster.tls(), settings.cluster.qdrant_key()), (false, true));
        assert_eq!(settings.rules["ambiguous-spec"], Level::Allow);
        assert_eq!(settings.env.example().as_str(), "config/.env.sample");
        assert!(options.recorded().is_empty());
    }

    #[test]
    fn every_mistake_is_pointed_at_and_the_rest_is_read() {
        let text = "gatway = 1\n[gateway]\nmode = 'hostd'\nurl = 3\n[cluster]\ntsl = true\ntls = 'yes'\ntag = 'kept'\n\
            [env]\ndir = '../up'\n[rules]\nambigous-spec = 'warn'\nio = 'allow'\nambiguous-spec = 'off'\n";
        let (file, found) = findings(text);
        assert_eq!(
            found,
            [
                "/gatway gatway | unknown key `gatway` | did you mean `gateway`?",
                "/gateway/mode 'hostd' | expected one of `hosted`, `local`, `mock`, found `hostd` | did you mean `hosted`?",
                "/gateway/url 3 | expected a string, found integer `3` | write `url = \"https://gateway.example.com\"`",
                "/cluster/tsl tsl | unknown key `tsl` | did you mean `tls`?",
                "/cluster/tls 'yes' | expected a boolean, found string `yes` | write `tls = true`",
                "/env/dir '../up' | expected a path inside the project, found `../up` | write `dir = \"env\"`",
                "/rules/ambigous-spec ambigous-spec | no code is called `ambigous-spec` | did you mean `ambiguous-spec`?",
                "/rules/io io | `io` is an error of syntax and can't be lowered | remove it, and correct what the finding says",
                "/rules/ambiguous-spec 'off' | expected one of `allow`, `advice`, `warn`, `deny`, found `off` | write `ambiguous-spec = \"allow\"`",
            ]
        );
        assert_eq!(file.settings.cluster.tag.as_ref().map(Tag::as_str), Some("kept"));
    }

    #[test]
    fn what_stands_in_a_table_of_no_meaning_is_shown_its_place() {
        let (_, found) = findings("[images]\nregistry = 'eu.gcr.io/acme'\ntag = '1'\nother = 2\n[nothing]\nx = 1\n");
        assert!(
            found[0].ends_with("| `registry` stands under `[cluster]`; `tag` stands under `[cluster]`"),
            "{found:?}"
        );
        assert!(found[1].contains("| remove it; the keys here are"), "{found:?}");
        let (_, found) = findings("[environments.a.cluster.components.knowledge.db]\nmemory = '1Gi'\n");
        let expected = "in quotes: `[environments.a.cluster.components.\"knowledge.db\"]`";
        assert!(found[0].ends_with(expected), "{found:?}");
    }

    #[test]
    fn a_text_of_another_form_is_pointed_at_itself() {
        let text = "otel-endpoint = 'collector'\ntargets = ['env', 'kubernets', 'compse']\n[gateway]\nurl = 'https://g.example/v1'\n\
            [messaging]\nimage = 'a b'\nadapters = ['web', 'sms']\n\
            [schedules]\nnightly = 'daily'\nweekly = '0 2 * * 1'\n";
        let (file, found) = findings(text);
        let places: Vec<_> = found.iter().filter_map(|found| found.split(" | ").next()).collect();
        assert_eq!(
            places,
            [
                "/otel-endpoint 'collector'",
                "/targets/1 'kubernets'",
                "/targets/2 'compse'",
                "/gateway/url 'https://g.example/v1'",
                "/messaging/image 'a b'",
                "/messaging/adapters/1 'sms'",
                "/schedules/nightly 'daily'",
            ]
        );
        assert_eq!(file.settings.schedules.keys().collect::<Vec<_>>(), ["weekly"]);
    }

    #[test]
    fn another_version_is_refused_before_anything_else_is_said() {
        let (_, found) = findings("new-key = 1\nrequired-version = '>=99'\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("the project asks for `>=99`"), "{found:?}");
        assert!(findings("required-version = 'soon'").1[0].contains("expected versions, found `soon`"));
    }

    #[test]
    fn what_is_not_toml_is_said_without_a_panic() {
        for text in ["[a", "a = ", "a = 1\na = 2", "\u{0}", "= 1", "a = [[[[[["] {
            assert!(!findings(text).1.is_empty(), "{text:?}");
        }
        assert_eq!(findings("").1, Vec::<String>::new());
    }
}
