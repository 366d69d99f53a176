//! A key that the mapping doesn't have: what was meant, where it belongs, and the fix for that.

use std::cell::OnceCell;
use std::collections::HashMap;

use serde_json::Value;

use super::asked::{self, asked, inputs};
use super::other::{self, KINDS};
use super::shallow::shallow;
use super::stores::{self, STORES};
use super::words::{quoted, quoted_list};
use super::{codes, elsewhere, form, nearly, provided, reached};
use crate::diagnostic::nearest::Guesses;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Report};
use crate::document::form::Form;
use crate::document::{Cursor, Document, Entry, Node, insertion, removal};
use crate::source::{Place, Pointer, Source, Span};

/// The findings at keys that the mapping at `at` doesn't know.
pub(super) fn unknown_keys(
    source: &Source,
    document: &Document,
    schema: &'static Value,
    at: &Cursor<'_>,
    keys: &[String],
    report: &mut Report,
) {
    // Looked up once for all of them: there can be thousands.
    let entries = at.node.as_mapping().unwrap_or_default();
    let written: HashMap<&str, &Entry> = entries.iter().map(|entry| (entry.key.as_str(), entry)).collect();
    let known: Vec<&str> = form::properties(schema).map(|(key, _)| key).collect();
    let free: Vec<&str> = known.iter().copied().filter(|known| !written.contains_key(known)).collect();
    let (guesses, homes) = (Guesses::new(&free), form::Homes::of(schema, at));
    let current =
        form::properties(schema).filter(|(_, property)| form::is_current(property)).map(|(key, _)| key).collect();
    let mapping = Mapping { at, current, guesses, homes, expected: OnceCell::new() };
    for key in keys {
        let value = written.get(key.as_str()).map(|entry| at.enter(entry));
        report.push(unknown_key(source, document, &mapping, key, value));
    }
}

/// A mapping with keys that it doesn't know.
struct Mapping<'a> {
    at: &'a Cursor<'a>,
    /// The keys that it knows, without those of older specs.
    current: Vec<&'static str>,
    /// Those that it knows and that aren't written.
    guesses: Guesses<'static>,
    /// Where keys belong that it doesn't know.
    homes: form::Homes,
    /// What is told of a key that belongs nowhere.
    expected: OnceCell<String>,
}

fn unknown_key(
    source: &Source,
    document: &Document,
    mapping: &Mapping<'_>,
    key: &str,
    value: Option<Cursor<'_>>,
) -> Diagnostic {
    let Mapping { at, current, guesses, homes, expected } = mapping;
    let span = value.as_ref().map_or(at.place.key, |value| value.place.key);
    let message = format!("unknown key {}", quoted(key));
    let diagnostic = Diagnostic::new(&codes::UNKNOWN_KEY, at.place.pointer.key(key), span, message);
    if let Some(near) = guesses.of(key) {
        return misspelt(source, diagnostic, near, key, span);
    }
    if let Some((help, _)) = value.as_ref().and_then(|value| shallow(source, document, value)) {
        return diagnostic.help(help);
    }
    // Another name shows nothing of what it names, and is never a comment: an input would be no secret any more.
    if let Some(name) = asked::reworded(at, key, value.as_ref()) {
        let diagnostic = diagnostic.help(format!("it is called `{name}` here"));
        return diagnostic.fix(format!("rename it to `{name}`"), Applicability::Unsafe, span, name);
    }
    let home = homes.find(key);
    // What a provider runs is its own: a container beside it would be another thing in its place.
    let is_provided = provided::is_of_provider(at, key, home);
    let elsewhere = elsewhere::key(at, key);
    let is_elsewhere = elsewhere.is_some();
    let mut diagnostic = match (elsewhere, home) {
        _ if is_provided => diagnostic.help(provided::brought(at, key, value.as_ref())),
        (Some(elsewhere), _) => diagnostic.help(elsewhere),
        (None, Some(home)) => diagnostic.help(match home.last() {
            Some(child) => format!("it belongs under `{child}`"),
            None => "it belongs at the top level of the file".into(),
        }),
        (None, None) if current.is_empty() => diagnostic.help("remove it"),
        (None, None) => {
            let all = || expected.get_or_init(|| format!("expected {}", quoted_list(current, "or")));
            diagnostic.help(nearly::key(at, key).unwrap_or_else(|| all()))
        }
    };
    // Names alone say nothing that may not be shown.
    if let Some((title, edits)) = value.as_ref().and_then(|value| asked(source, document, at, key, value)) {
        return Diagnostic { fixes: vec![Fix { title, applicability: Applicability::Unsafe, edits }], ..diagnostic };
    }
    if let Some(value) = value.filter(|value| !may_be_secret(source, key, value)) {
        let translated = || is_elsewhere.then(|| translated(source, document, at, key, &value)).flatten();
        let other = || {
            translated()
                .or_else(|| unwrapped(source, document, at, &value))
                .or_else(|| brought_home(source, document, at, key, &value, home.filter(|_| !is_elsewhere)?))
                .or_else(|| commented_out(source, at, &value.place))
        };
        // Alone, it stays until the provider is there.
        let line = value.node.as_scalar().and_then(|scalar| elsewhere::line(at, key, &scalar.text));
        let line = line.filter(|_| !is_provided);
        if let Some((line, _)) = &line {
            diagnostic.help = diagnostic.help.map(|help| format!("{help}, as in `{line}`"));
        }
        let said = line.map(|(line, table)| format!("; still to do: `{line}` under `{table}` in `ast.toml`"));
        let said = said.unwrap_or_default();
        let repair = if is_provided { removed(source, document, &value.place) } else { other() };
        diagnostic.fixes.extend(repair.map(|(title, edits)| Fix {
            title: format!("{title}{said}"),
            applicability: Applicability::Unsafe,
            edits,
        }));
    }
    diagnostic
}

/// How many entries a mapping has.
fn count(at: &Cursor<'_>) -> usize {
    at.node.as_mapping().map_or(0, <[_]>::len)
}

/// What a repair is called, and its edits.
type Repair = (String, Vec<Edit>);

/// A key that is close to one that is free, or has its value behind the colon.
fn misspelt(source: &Source, diagnostic: Diagnostic, near: &str, key: &str, span: Span) -> Diagnostic {
    if !key.starts_with(&format!("{near}:")) {
        let diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        return diagnostic.fix(format!("rename it to `{near}`"), Applicability::Unsafe, span, near);
    }
    let diagnostic = diagnostic.help("put a space after `:`");
    if source.slice(span) != key {
        return diagnostic;
    }
    let place = span.start + near.len() + 1;
    diagnostic.fix("put a space after `:`", Applicability::Unsafe, Span::new(place, place), " ")
}

/// Whether something in an entry may not be shown: it is left to a person.
fn may_be_secret(source: &Source, key: &str, value: &Cursor<'_>) -> bool {
    let words = ["secret", "passw", "token", "key", "credential", "auth"];
    let written = source.slice(value.place.span);
    let text = format!("{key} {written}").to_ascii_lowercase();
    words.iter().any(|word| text.contains(word)) || source.reveals(value.place.span, written)
}

/// The whole spec below one key of its own.
fn unwrapped(source: &Source, document: &Document, at: &Cursor<'_>, value: &Cursor<'_>) -> Option<Repair> {
    let is_spec = value.get("agent").is_some() && (value.get("spec").is_some() || value.get("name").is_some());
    if at.place.pointer != Pointer::root() || count(at) > 1 || !is_spec {
        return None;
    }
    let whole = Place { span: Span::new(value.place.key.start, value.place.span.end), ..at.place.clone() };
    let edit = insertion::replaced(source, document, &whole, &Form::of(source, value.node)?)?;
    Some(("begin all keys in the first column".into(), vec![edit]))
}

/// Puts an entry where its key is known.
fn brought_home(
    source: &Source,
    document: &Document,
    at: &Cursor<'_>,
    key: &str,
    value: &Cursor<'_>,
    home: &[String],
) -> Option<Repair> {
    let path: Vec<&str> = home.iter().map(String::as_str).collect();
    let form = Form::of(source, value.node)?;
    let title = home.last().map_or_else(|| "move it to the top level".into(), |last| format!("move it under `{last}`"));
    // Alone, it takes what holds it along.
    if count(at) == 1 && home.len() > at.place.pointer.tokens().count() {
        let held = Form::Map(vec![(key.to_owned(), form)]);
        let edit = insertion::replaced(source, document, &at.place, &Form::map([(path.last()?, held)]))?;
        return Some((title, vec![edit]));
    }
    Some((title, insertion::moved(source, document, &value.place, &path, key, &form)?))
}

/// What another tool's key means here, where that can be written.
fn translated(source: &Source, document: &Document, at: &Cursor<'_>, key: &str, value: &Cursor<'_>) -> Option<Repair> {
    let tokens: Vec<String> = at.place.pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let renamed = |name: &str| {
        let edit = Edit { span: value.place.key, text: name.to_owned() };
        (format!("rename it to `{name}`"), vec![edit])
    };
    let written = |name: &str, form: &Form| rewritten(source, document, value, name, form);
    let is_free = |name: &str| at.get(name).is_none();
    match (tokens.as_slice(), key.to_ascii_lowercase().replace('-', "_").as_str()) {
        (["agent", "interfaces"], "web" | "slack") => reached::renamed(source, document, at, value),
        (["agent"], "labels") if is_free("annotations") => Some(renamed("annotations")),
        ([], word) if STORES.contains(&word) => stores::moved(source, document, at, word, value),
        ([section @ ("models" | "knowledge" | "integrations"), _], word)
            if KINDS.contains(&word) && is_free("provider") && is_free("container") =>
        {
            written("provider", &Form::text(other::named(section, &value.node.as_scalar()?.text)?))
        }
        (["models" | "knowledge" | "integrations", _], "version" | "tag") => removed(source, document, &value.place),
        ([], "jobs" | "cronjobs" | "workers") if is_free("ingestion") => Some(renamed("ingestion")),
        ([], "services") if is_free("knowledge") && provided::are_stores(value) => Some(renamed("knowledge")),
        ([], "services") if is_free("integrations") => Some(renamed("integrations")),
        // Beside an image it is brought under `container` as that is.
        ([.., "container"] | ["models" | "knowledge" | "integrations" | "ingestion", _], "ports" | "expose")
            if is_free("port") =>
        {
            written("port", &Form::Raw(port(&only(value.node)?)?.to_string()))
        }
        ([.., "container"] | ["models" | "knowledge" | "integrations" | "ingestion", _], "volumes" | "mounts")
            if is_free("volume") =>
        {
            written("volume", &Form::Text(mount(&only(value.node)?)?))
        }
        (["agent"], "replicas" | "scale" | "instances") if is_free("distributed") => {
            let count: u32 = only(value.node)?.parse().ok()?;
            written("distributed", &Form::Raw((count > 1).to_string()))
        }
        // From there it is brought under `container`.
        (["models" | "knowledge" | "integrations" | "ingestion", _], "env" | "envs" | "env_vars")
            if is_free("environment") && is_free("provider") =>
        {
            let form = asked::fixed(value)?;
            if value.node.as_mapping().is_some() { Some(renamed("environment")) } else { written("environment", &form) }
        }
        (["agent"], "env" | "environment" | "envs" | "env_vars")
        | ([], "env" | "environment" | "envs" | "env_vars" | "variables" | "vars") => {
            asked::written(source, document, at, value, inputs(value)?)
        }
        (["ingestion", name, ..], "cron" | "schedule") => {
            let form = Form::of(source, value.node).filter(|_| value.node.as_scalar().is_some())?;
            let edits = insertion::moved(source, document, &value.place, &["dev", "schedules"], name, &form)?;
            Some(("move it to `dev.schedules`".into(), edits))
        }
        (_, "depends_on" | "links" | "networks" | "network" | "restart") => removed(source, document, &value.place),
        _ => None,
    }
}

/// Takes an entry out, where no comment goes with it.
fn removed(source: &Source, document: &Document, place: &Place) -> Option<Repair> {
    let span = removal::entry(source, document, place)?;
    let has_comment = document.comments.iter().any(|at| span.start <= at.start && at.end <= span.end);
    (!has_comment).then(|| ("remove it".into(), vec![Edit { span, text: String::new() }]))
}

/// An entry with another key and another value.
pub(super) fn rewritten(
    source: &Source,
    document: &Document,
    value: &Cursor<'_>,
    name: &str,
    form: &Form,
) -> Option<Repair> {
    let span = Span::new(value.place.key.start, value.place.span.end.max(value.place.key.end));
    let entry = Form::Map(vec![(name.to_owned(), form.clone())]);
    let is_line = removal::lines(source, &value.place).is_some();
    let place = Place { key: value.place.key, span, ..Place::default() };
    let edit = if is_line {
        insertion::replaced(source, document, &place, &entry)?
    } else {
        let text = entry.in_braces(insertion::is_json(source, value.place.key));
        Edit { span, text: text.strip_prefix('{')?.strip_suffix('}')?.to_owned() }
    };
    Some((format!("write `{name}`"), vec![edit]))
}

/// The text of a scalar, or of the only item of a list.
pub(super) fn only(node: &Node) -> Option<String> {
    let item = match node.as_sequence() {
        Some([item]) => item,
        Some(_) => return None,
        None => node,
    };
    item.as_scalar().map(|scalar| scalar.text.trim().to_owned())
}

/// The port that a container listens on, of `8080:80`, `127.0.0.1:8080:80` or `80/tcp`.
pub(super) fn port(text: &str) -> Option<u16> {
    let inside = text.rsplit(':').next()?;
    let number = inside.strip_suffix("/tcp").unwrap_or(inside);
    number.trim().parse().ok().filter(|port| *port > 0)
}

/// The path inside the container, of `data:/var/data` or `./data:/var/data:ro`.
pub(super) fn mount(text: &str) -> Option<String> {
    let mut paths = text.split(':').filter(|part| part.starts_with('/') && part.len() > 1);
    let first = paths.next()?;
    Some(paths.next().unwrap_or(first).to_owned())
}

/// Turns the lines of an entry into comments, so that nothing of it is lost.
fn commented_out(source: &Source, at: &Cursor<'_>, place: &Place) -> Option<Repair> {
    let span = removal::lines(source, place)?;
    if count(at) == 1 {
        return None;
    }
    let column = place.key.start - removal::line_start(source, place.key.start);
    let mut edits = Vec::new();
    let mut start = span.start;
    for line in source.slice(span).split_inclusive('\n') {
        if !line.trim().is_empty() {
            // A line that is indented less belongs to a text that a comment can't hold.
            line.get(..column).filter(|indent| indent.trim().is_empty())?;
            edits.push(Edit { span: Span::new(start + column, start + column), text: "# ".into() });
        }
        start += line.len();
    }
    Some(("turn it into a comment with `# `".into(), edits))
}
