//! What reads each generated file, in small: its form, and what a cluster, Compose or a container takes of it.
//!
//! None of it asks the compiler: a form that is wrong there is not right here for that.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize as _;
use serde_json::Value;

type Taken = Result<(), String>;

macro_rules! form {
    ($name:ident, $expression:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($expression).unwrap());
    };
}

form!(LABEL, "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$");
form!(LABEL_VALUE, "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$");
form!(PORT_NAME, "^[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$");
form!(VARIABLE, "^[A-Za-z_][A-Za-z0-9_]*$");
form!(DATA_KEY, "^[-._a-zA-Z0-9]{1,253}$");
form!(
    IMAGE,
    "^[a-z0-9][a-zA-Z0-9._:-]*(/[a-z0-9][a-z0-9._-]*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$"
);
form!(QUANTITY, "^[0-9]+([.][0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$");
form!(DURATION, "^([0-9]+([.][0-9]+)?(us|ms|s|m|h))+$");
form!(SERVICE, "^[a-zA-Z0-9._-]+$");
form!(PUBLISHED, "^127[.]0[.]0[.]1:([0-9]+|[$][{][A-Z0-9_]+:-[0-9]+[}]):[0-9]+$");
form!(REFERENCE, "[$][{]([A-Za-z_][A-Za-z0-9_]*)(:?[-?+][^{}]*)?[}]|[$][$]|[$]");

/// Whether a file is taken by what reads it; why not.
pub(super) fn read(path: &str, text: &str) -> Taken {
    if text.contains('\0') {
        return Err("no program takes a NUL".into());
    }
    let ending = Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let is_template = path.contains("/templates/");
    match ending {
        "yaml" if is_template => template(text),
        "yaml" if path.ends_with("compose.yaml") => each(&yaml(text)?, compose),
        "yaml" if path.starts_with("deploy/kubernetes") => each(&yaml(text)?, object),
        "yaml" => yaml(text).map(|_| ()),
        "json" => serde_json::from_str::<Value>(text).map(|_| ()).map_err(|error| error.to_string()),
        "toml" => toml::from_str::<toml::Table>(text).map(|_| ()).map_err(|error| error.to_string()),
        "env" | "example" | "properties" => variables(text),
        "py" => code(text, &tree_sitter_python::LANGUAGE.into()),
        "js" | "ts" => code(text, &tree_sitter_typescript::LANGUAGE_TSX.into()),
        "rs" => rust(text),
        _ => Ok(()),
    }
}

fn holds(is_so: bool, what: impl Fn() -> String) -> Taken {
    if is_so { Ok(()) } else { Err(what()) }
}

fn form(form: &Regex, what: &str, value: &Value) -> Taken {
    holds(value.as_str().is_some_and(|text| form.is_match(text)), || format!("{what}: {value}"))
}

fn each<T>(all: &[T], check: impl Fn(&T) -> Taken) -> Taken {
    all.iter().try_for_each(check)
}

/// The documents of a file.
fn yaml(text: &str) -> Result<Vec<Value>, String> {
    let documents = serde_yaml_ng::Deserializer::from_str(text);
    let read = |document| serde_yaml_ng::Value::deserialize(document).and_then(serde_yaml_ng::from_value::<Value>);
    let documents: Result<Vec<Value>, _> = documents.map(read).collect();
    let documents = documents.map_err(|error| error.to_string())?;
    each(&documents, |document| holds(document.is_object(), || format!("no mapping: {document}")))?;
    Ok(documents)
}

/// A file of `NAME=value` lines.
fn variables(text: &str) -> Taken {
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    each(&lines, |line| {
        let name = line.split_once('=').map(|(name, _)| name);
        holds(name.is_some_and(|name| VARIABLE.is_match(name)), || format!("no variable: {line}"))
    })
}

/// What a template of a chart has beside its actions, which are no YAML.
fn template(text: &str) -> Taken {
    holds(text.matches("{{").count() == text.matches("}}").count(), || "an action does not end".into())?;
    let lines: Vec<&str> = text.lines().collect();
    each(&lines, |line| match line.trim().trim_start_matches("- ").split_once(": ") {
        Some(("image" | "schedule" | "name", value)) if !value.contains("{{") && !value.contains('&') => {
            let read: Value = serde_yaml_ng::from_str(value).map_err(|error| error.to_string())?;
            match line.trim().split_once(": ").map_or("", |(key, _)| key) {
                "schedule" => schedule(&read),
                "image" => form(&IMAGE, "an image", &read),
                _ => Ok(()),
            }
        }
        _ => Ok(()),
    })
}

/// Five fields of numbers, ranges, steps and names, each within its bounds.
fn schedule(value: &Value) -> Taken {
    const BOUNDS: [(u32, u32, &str); 5] = [
        (0, 59, ""),
        (0, 23, ""),
        (1, 31, ""),
        (1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
        (0, 6, "sun mon tue wed thu fri sat"),
    ];
    let fields: Vec<&str> = value.as_str().unwrap_or_default().split(' ').collect();
    let is_number = |text: &str, (least, most, names): (u32, u32, &str)| {
        names.split(' ').any(|name| !name.is_empty() && name.eq_ignore_ascii_case(text))
            || text.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
    };
    let is_part = |part: &str, bounds| {
        let (range, step) = part.split_once('/').unwrap_or((part, "1"));
        step.parse::<u32>().is_ok_and(|step| step > 0)
            && (matches!(range, "*" | "?") || range.split('-').all(|end| is_number(end, bounds)))
    };
    let is_sound = fields.len() == BOUNDS.len()
        && fields.iter().zip(BOUNDS).all(|(field, bounds)| field.split(',').all(|part| is_part(part, bounds)));
    holds(is_sound, || format!("a schedule: {value}"))
}

/// An object of a cluster, or what kustomize reads.
fn object(object: &Value) -> Taken {
    holds(object["apiVersion"].is_string() && object["kind"].is_string(), || format!("no object: {object}"))?;
    if object["kind"] == "Kustomization" || object["kind"] == "Component" {
        return Ok(());
    }
    form(&LABEL, "a name", &object["metadata"]["name"])?;
    let most = if object["kind"] == "CronJob" { 52 } else { 63 };
    holds(object["metadata"]["name"].as_str().is_some_and(|name| name.len() <= most), || format!("long: {object}"))?;
    walk(object, &mut |key, value| match (key, value) {
        ("labels" | "matchLabels", Value::Object(labels)) => {
            labels.values().try_for_each(|value| form(&LABEL_VALUE, "a label", value))
        }
        ("data" | "stringData", Value::Object(rows)) => rows.iter().try_for_each(|(key, value)| {
            holds(DATA_KEY.is_match(key) && value.is_string(), || format!("data: {key}: {value}"))
        }),
        ("annotations", Value::Object(rows)) => {
            rows.values().try_for_each(|value| holds(value.is_string(), || format!("an annotation: {value}")))
        }
        ("env", Value::Array(rows)) => each(rows, |row| {
            form(&VARIABLE, "a variable", &row["name"])?;
            holds(row.get("value").is_none_or(Value::is_string), || format!("a value: {row}"))
        }),
        ("containers" | "initContainers", Value::Array(all)) => {
            each(all, |one| form(&LABEL, "a container", &one["name"]))
        }
        ("ports", Value::Array(all)) => {
            each(all, |one| if one["name"].is_null() { Ok(()) } else { form(&PORT_NAME, "a port", &one["name"]) })
        }
        ("containerPort" | "port" | "targetPort", Value::Number(port)) => {
            holds(port.as_u64().is_some_and(|port| (1..=65535).contains(&port)), || format!("a port: {port}"))
        }
        ("periodSeconds" | "timeoutSeconds" | "failureThreshold" | "successThreshold", value) => {
            holds(value.as_u64().is_some_and(|count| (1..=1_000_000).contains(&count)), || format!("{key}: {value}"))
        }
        ("image", Value::String(_)) => form(&IMAGE, "an image", value),
        ("schedule", value) => schedule(value),
        ("limits" | "requests", Value::Object(amounts)) => amounts.values().try_for_each(|amount| {
            let text = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
            holds(QUANTITY.is_match(&text), || format!("an amount: {amount}"))
        }),
        ("mountPath", Value::String(path)) => {
            holds(path.starts_with('/') && !path.contains(':'), || format!("a path in a container: {path}"))
        }
        ("command" | "args", value) => words(key, value),
        _ => Ok(()),
    })
}

/// A command is a list of words.
fn words(key: &str, value: &Value) -> Taken {
    let is_list = value.as_array().is_some_and(|words| !words.is_empty() && words.iter().all(Value::is_string));
    holds(is_list, || format!("{key}: {value}"))
}

/// What Compose reads.
fn compose(file: &Value) -> Taken {
    form(&LABEL, "a project", &file["name"]).or_else(|_| form(&SERVICE, "a project", &file["name"]))?;
    let services = file["services"].as_object().ok_or("no services")?;
    for (name, service) in services {
        let within = |why: String| format!("services.{name}: {why}");
        service_is_taken(name, service).map_err(within)?;
    }
    walk(file, &mut |_, value| match value {
        // Every dollar begins a reference, or is two.
        Value::String(text) => {
            let is_lone = REFERENCE.find_iter(text).any(|found| found.as_str() == "$");
            holds(!is_lone, || format!("a lone dollar: {text}"))
        }
        _ => Ok(()),
    })
}

fn service_is_taken(name: &str, service: &Value) -> Taken {
    holds(SERVICE.is_match(name), || "its name".into())?;
    holds(service["image"].is_string() || service["build"].is_object(), || "neither an image nor a build".into())?;
    if service["image"].is_string() {
        form(&IMAGE, "an image", &service["image"])?;
    }
    for (variable, value) in service["environment"].as_object().into_iter().flatten() {
        holds(VARIABLE.is_match(variable) && (value.is_string() || value.is_null()), || {
            format!("{variable}: {value}")
        })?;
    }
    for port in service["ports"].as_array().into_iter().flatten() {
        form(&PUBLISHED, "a port", port)?;
        let own = port.as_str().and_then(|port| port.rsplit_once(':')).and_then(|(_, own)| own.parse::<u32>().ok());
        holds(own.is_some_and(|own| (1..=65535).contains(&own)), || format!("a port: {port}"))?;
    }
    for volume in service["volumes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let parts: Vec<&str> = volume.split(':').collect();
        let is_sound = (2..=3).contains(&parts.len()) && parts[1].starts_with('/') && !parts[0].is_empty();
        holds(is_sound, || format!("a volume: {volume}"))?;
    }
    let check = &service["healthcheck"];
    for key in ["interval", "timeout", "start_period", "start_interval"] {
        if !check[key].is_null() {
            form(&DURATION, key, &check[key])?;
        }
    }
    Ok(())
}

/// Looks at every entry of every mapping, and at the items of lists under their key.
fn walk(value: &Value, look: &mut impl FnMut(&str, &Value) -> Taken) -> Taken {
    match value {
        Value::Object(entries) => entries.iter().try_for_each(|(key, value)| {
            look(key, value)?;
            walk(value, look)
        }),
        Value::Array(items) => items.iter().try_for_each(|item| {
            look("", item)?;
            walk(item, look)
        }),
        _ => Ok(()),
    }
}

/// Code without a place that its grammar doesn't know.
fn code(text: &str, grammar: &tree_sitter::Language) -> Taken {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(grammar).map_err(|error| error.to_string())?;
    let tree = parser.parse(text, None).ok_or("it can't be read")?;
    holds(!tree.root_node().has_error(), || tree.root_node().to_sexp())
}

/// Rust whose brackets and texts end; CI compiles what the examples give.
fn rust(text: &str) -> Taken {
    let (mut open, mut at) = (Vec::new(), 0);
    for token in ra_ap_rustc_lexer::tokenize(text, ra_ap_rustc_lexer::FrontmatterAllowed::No) {
        let word = &text[at..at + token.len as usize];
        at += token.len as usize;
        match word {
            "{" | "(" | "[" => open.push(word),
            "}" | ")" | "]" => {
                let before = open.pop().unwrap_or_default();
                holds(matches!((before, word), ("{", "}") | ("(", ")") | ("[", "]")), || format!("`{word}` at {at}"))?;
            }
            _ => {}
        }
        holds(!matches!(token.kind, ra_ap_rustc_lexer::TokenKind::Unknown), || format!("`{word}` at {at}"))?;
    }
    holds(open.is_empty(), || format!("{open:?} is open"))
}
