//! The mistakes that people make, each as what it does to the text and what has to be said of it.

use ast::document::{Cursor, NodeKind};
use ast::provider::{catalogue, models};
use serde_json::Value;

use super::site::{Site, accepts};

/// A text with one mistake.
pub(super) struct Mutant {
    pub(super) operator: &'static str,
    pub(super) text: String,
    /// Where the finding has to begin.
    pub(super) at: usize,
    /// The code that it has to have; one of these.
    pub(super) codes: Vec<String>,
    /// Whether a fix has to be offered; if one is offered, it always has to undo the mistake.
    pub(super) fixable: bool,
    /// What becomes of the mistake by what is offered.
    pub(super) repair: Repair,
}

/// What a fix of a mistake gives.
#[derive(PartialEq, Eq)]
pub(super) enum Repair {
    /// What was there before.
    Original,
    /// Something else without errors, as a number in quotes.
    Valid,
    /// A guess, which may leave another error.
    Guess,
}

/// Makes every mutant of a place.
pub(super) fn all(site: &Site<'_>, out: &mut Vec<Mutant>) {
    keys(site, out);
    scalars(site, out);
    references(site, out);
    structure(site, out);
}

fn replaced(text: &str, from: usize, to: usize, with: &str) -> String {
    format!("{}{with}{}", &text[..from], &text[to..])
}

fn mutant(operator: &'static str, text: String, at: usize, codes: &[&str]) -> Mutant {
    let codes = codes.iter().map(|code| (*code).to_owned()).collect();
    Mutant { operator, text, at, codes, fixable: false, repair: Repair::Original }
}

fn keys(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let (key, text) = (site.key(), site.text);
    let name = site.entry.key.as_str();
    let is_plain = text[key.start..key.end] == *name && name.len() > 3;
    let is_closed = site.holder["additionalProperties"] == false;
    let is_retired = site.shape.get("not").is_some();
    if site.is_named && is_plain && is_closed && !is_retired {
        // Two letters in the wrong order, a letter that is missing, the wrong case, `_` for `-`.
        let mut swapped: Vec<char> = name.chars().collect();
        let middle = swapped.len() / 2;
        swapped.swap(middle - 1, middle);
        let swapped: String = swapped.into_iter().collect();
        let upper = name[..1].to_uppercase() + &name[1..];
        for (operator, wrong) in [
            ("misspell a key", swapped),
            ("forget a letter of a key", name[..name.len() - 1].to_owned()),
            ("write a key in upper case", upper),
        ] {
            if site.holder["properties"].get(&wrong).is_none() {
                let text = replaced(text, key.start, key.end, &wrong);
                out.push(Mutant { fixable: true, ..mutant(operator, text, key.start, &["unknown-key"]) });
            }
        }
    }
    if accepts(site.holder, "object") && (site.is_named || name.len() > 1) {
        duplicate(site, out);
    }
    let is_free = site.holder.get("propertyNames").is_none();
    let is_schedule = site.path().first().is_some_and(|first| first == "dev");
    if !site.is_named && site.accepts("string") && is_free && !is_schedule {
        let (at, added) = behind(site, "8080: x");
        let key = at + added.find('8').unwrap();
        let found = mutant("write a number as a key", replaced(text, at, at, &added), key, &["non-string-key"]);
        out.push(Mutant { fixable: true, repair: Repair::Valid, ..found });
    }
    if site.is_named {
        let (at, added) = behind(site, "zzz: x");
        let key = at + added.find('z').unwrap();
        if is_closed {
            out.push(mutant("invent a key", replaced(text, at, at, &added), key, &["unknown-key"]));
        }
        drop_required(site, out);
        exclude(site, out);
        legacy(site, out);
    } else {
        collide(site, out);
    }
}

/// Where an entry can be put behind this one, and its text there.
fn behind(site: &Site<'_>, entry: &str) -> (usize, String) {
    let span = site.span();
    if site.is_flow() {
        return (span.end, format!(", {entry}"));
    }
    // Behind the comment on the last line, and behind what a block scalar ends in.
    let end = span.end.max(site.key().end);
    let end = site.text[end..].find('\n').map_or(site.text.len(), |at| end + at);
    let start = site.line_start(site.key().start);
    let indent = site.text[start..site.key().start].chars().count();
    (end, format!("\n{}{entry}", " ".repeat(indent)))
}

fn duplicate(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let key = &site.text[site.key().start..site.key().end];
    let (at, added) = behind(site, &format!("{key}: x"));
    let place = at + added.find(key).unwrap();
    out.push(mutant("write a key twice", replaced(site.text, at, at, &added), place, &["duplicate-key"]));
}

fn drop_required(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let required = |key: &str| site.holder["required"].as_array().is_some_and(|keys| keys.iter().any(|one| one == key));
    if !required(&site.entry.key) {
        return;
    }
    let (from, to) = match (site.before, site.after) {
        (_, Some(after)) => (site.key().start, after.key_span.start),
        (Some(before), None) => (before.value.span.end, site.span().end),
        (None, None) => return,
    };
    // What has an anchor is missing wherever it is referred to.
    let outer = site.parent.place.span.start;
    let has_anchor = site.text[site.line_start(outer.saturating_sub(1))..outer].contains('&')
        || site.text[site.parent.place.key.end..outer.max(site.parent.place.key.end)].contains('&');
    if site.text[from..to].contains(['#', '&']) || has_anchor {
        return;
    }
    let text = replaced(site.text, from, to, "");
    // At the root, the first key that is left is blamed.
    let at = if site.parent.place.pointer.as_str().is_empty() {
        if site.before.is_some() { site.parent.place.key.start } else { site.key().start }
    } else {
        site.parent.place.key.start
    };
    out.push(mutant("drop a required key", text, at, &["missing-key"]));
}

fn exclude(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let sibling = match site.entry.key.as_str() {
        "provider" if site.holder["properties"].get("container").is_some() => "container: {image: \"x:1\"}",
        "container" if site.holder["properties"].get("provider").is_some() => match site.path()[0].as_str() {
            "models" => "provider: openai",
            "knowledge" => "provider: pinecone",
            _ => "provider: github",
        },
        "image" => "build: {context: ., dockerfile: Dockerfile}",
        "build" => "image: \"x:1\"",
        "models" if site.holder["properties"].get("model").is_some() => "model: x",
        _ => return,
    };
    let key = sibling.split(':').next().unwrap();
    if site.parent.get(key).is_some() {
        return;
    }
    let (at, added) = behind(site, sibling);
    let place = at + added.find(key).unwrap();
    let codes = ["provider-or-container", "image-or-build", "models-or-model"];
    out.push(mutant("add what excludes it", replaced(site.text, at, at, &added), place, &codes));
}

fn legacy(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let path = site.path();
    let is_top = path.len() == 1;
    let (old, code) = match site.entry.key.as_str() {
        "environment" => ("env", "legacy-env"),
        "integrations" if is_top => ("tools", "legacy-tools"),
        _ => return,
    };
    let text = replaced(site.text, site.key().start, site.key().end, old);
    out.push(Mutant { fixable: true, ..mutant("use an older key", text, site.key().start, &[code]) });
}

fn collide(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let path = site.path();
    let sections = ["models", "knowledge", "integrations", "ingestion", "providers"];
    let body = &site.text[site.key().end..site.span().end];
    let is_sound = !body.contains("persistent") && !body.contains('&');
    if path.len() != 2 || !sections.contains(&path[0].as_str()) || site.is_flow() || !is_sound {
        return;
    }
    let twin = format!("{}_", site.entry.key);
    let (at, added) = behind(site, &format!("{twin}:"));
    let text = replaced(site.text, at, at, &added.replace(&format!("{twin}:"), &format!("{twin}{body}")));
    out.push(mutant("give two entries one name", text, at + added.find(&twin).unwrap(), &["name-collision"]));
}

fn scalars(site: &Site<'_>, out: &mut Vec<Mutant>) {
    if !site.is_simple() {
        return list_items(site, out);
    }
    let (span, text) = (site.span(), site.text);
    let put = |operator, value: &str, codes: &[&str]| {
        mutant(operator, replaced(text, span.start, span.end, value), span.start, codes)
    };
    let scalar = site.value.node.as_scalar().unwrap();
    out.push(put("leave a quote open", "\"abc", &["syntax"]));
    out.push(put("refer to nothing", "*nope", &["undefined-alias"]));
    out.push(put("use a tag that is not known", "!secret x", &["unsupported-tag"]));
    if site.shape.get("type").is_some() {
        let mut empty = put("empty a scalar", "", &["wrong-type"]);
        empty.at = site.key().start;
        out.push(empty);
        out.push(put("write a mapping for a scalar", "{zz: 1}", &["wrong-type"]));
    }
    if site.accepts("string")
        && site.shape.get("enum").is_none()
        && site.shape.get("x-rule").is_none()
        && !["provider", "default"].contains(&site.entry.key.as_str())
        && site.path().get(1).is_none_or(|key| key != "schedules")
    {
        out.push(Mutant {
            fixable: true,
            repair: Repair::Valid,
            ..put("write a number for a string", "3.10", &["wrong-type"])
        });
        out.push(Mutant {
            fixable: true,
            repair: Repair::Valid,
            ..put("write a boolean for a string", "true", &["wrong-type"])
        });
        out.push(put("write a list for a string", "[x]", &["wrong-type"]));
    }
    if site.accepts("boolean") {
        let (right, wrong) = if scalar.text == "true" { ("\"yes\"", "on") } else { ("\"no\"", "off") };
        out.push(Mutant { fixable: true, ..put("quote a boolean", right, &["wrong-type"]) });
        out.push(Mutant { fixable: true, ..put("write a boolean as in YAML 1.1", wrong, &["wrong-type"]) });
        out.push(put("write a word for a boolean", "maybe", &["wrong-type"]));
    }
    if site.accepts("integer") {
        out.push(Mutant { fixable: true, ..put("quote a number", &format!("\"{}\"", scalar.text), &["wrong-type"]) });
        out.push(put("write a word for a number", "many", &["wrong-type"]));
        out.push(put("write a number that is too small", "-1", &["invalid-value"]));
        if site.shape["maximum"] == 65535 {
            out.push(put("write a number that is too large", "70000", &["invalid-value"]));
        }
    }
    if let Some(words) = site.shape["enum"].as_array() {
        let wrong = format!("{}x", scalar.text);
        if scalar.text.len() > 2 && !words.contains(&Value::from(wrong.as_str())) {
            out.push(Mutant { fixable: true, ..put("misspell a word", &wrong, &["invalid-value"]) });
        }
        out.push(put("invent a word", "zzzzzzz", &["invalid-value"]));
    }
    if let Some(rule) = site.shape["x-rule"].as_str().filter(|_| site.shape.get("pattern").is_some()) {
        out.push(put("break a pattern", "\"! \\t:..\"", &[rule]));
    }
    out.push(Mutant { at: span.start + 1, ..put("paste a control character", "\"\u{7}\"", &["invalid-encoding"]) });
}

fn list_items(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let written = site.written();
    if !site.is_named || written.starts_with(['|', '>', '*', '&']) || written.is_empty() {
        return;
    }
    let span = site.span();
    // Behind the key, a block of the same line would be read on.
    if !site.text[site.key().end..span.start].contains('\n') {
        let wrong = replaced(site.text, span.start, span.end, "zzz");
        if !site.accepts("string") {
            let found = mutant("write a word for a collection", wrong, span.start, &["wrong-type"]);
            out.push(Mutant { repair: Repair::Guess, ..found });
        }
    }
    let is_text = accepts(&site.shape["items"], "string") && site.shape["items"].get("enum").is_none();
    for item in site.value.items() {
        let NodeKind::Scalar(scalar) = &item.node.kind else { continue };
        let span = item.place.span;
        if !is_text || site.text[span.start..].starts_with(['*', '&', '|', '>']) || scalar.text.contains('\n') {
            continue;
        }
        let text = replaced(site.text, span.start, span.end, "3.10");
        // An option in quotes is another option, which no default need be.
        out.push(Mutant {
            fixable: true,
            repair: Repair::Guess,
            ..mutant("list a number", text, span.start, &["wrong-type"])
        });
        let text = replaced(site.text, span.start, span.end, "{zz: 1}");
        out.push(mutant("list a mapping", text, span.start, &["wrong-type"]));
    }
}

fn references(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let path = site.path();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (span, text) = (site.span(), site.text);
    let sections = ["models", "knowledge", "integrations"];
    match path.as_slice() {
        [section, _, "provider"] if sections.contains(section) && site.is_simple() => {
            let name = &site.value.node.as_scalar().unwrap().text;
            // A letter too many: the nearest name is this one.
            let wrong = format!("{name}x");
            let known = catalogue().get(name).is_some();
            if known {
                let text = replaced(text, span.start, span.end, &wrong);
                let found = mutant("misspell a provider", text, span.start, &["unknown-provider"]);
                out.push(Mutant { fixable: true, ..found });
            }
            let foreign = if *section == "knowledge" { "github" } else { "redis" };
            if known {
                let text = replaced(text, span.start, span.end, foreign);
                out.push(mutant("use a provider of another section", text, span.start, &["foreign-provider"]));
            }
        }
        ["models", _, "models"] if site.parent.get("provider").is_some_and(|at| is_gateway(&at)) => {
            for item in site.value.items() {
                let span = item.place.span;
                let id = item.node.as_scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
                if models().iter().any(|model| model.id == id) {
                    let text = replaced(text, span.start, span.end, &format!("{id}x"));
                    let found = mutant("misspell a model", text, span.start, &["unknown-model"]);
                    out.push(Mutant { fixable: true, ..found });
                }
            }
        }
        ["dev", "schedules", _] if site.is_simple() => {
            let text = replaced(text, span.start, span.end, "\"61 * * * *\"");
            out.push(mutant("break a cron expression", text, span.start, &["cron-expression"]));
            let key = site.key();
            let text = replaced(site.text, key.start, key.end, "no-such-job");
            out.push(mutant("schedule what is not there", text, key.start, &["unknown-schedule"]));
        }
        ["name"] if site.is_simple() => {
            let text = replaced(text, span.start, span.end, "@acme/bot");
            let found = mutant("leave a scope unquoted", text, span.start, &["unquoted-at"]);
            out.push(Mutant { fixable: true, repair: Repair::Valid, ..found });
        }
        ["agent"] if !site.is_flow() && site.value.get("astro_ai_gateway").is_none() => {
            let uses = |entry: &Cursor<'_>| entry.get("provider").is_some_and(|at| is_gateway(&at));
            let models = site.parent.get("models");
            let has_gateway = models.is_some_and(|models| models.entries().any(|(_, entry)| uses(&entry)));
            if let Some(first) = site.value.node.as_mapping().and_then(<[_]>::first).filter(|_| has_gateway) {
                let at = first.key_span.start;
                let indent = at - site.line_start(at);
                let added = format!("astro_ai_gateway: true\n{}", " ".repeat(indent));
                let text = replaced(text, at, at, &added);
                out.push(Mutant {
                    at: at + "astro_ai_gateway: ".len(),
                    ..mutant("use the gateway twice", text, at, &["gateway-twice"])
                });
            }
        }
        _ => {}
    }
}

fn is_gateway(provider: &Cursor<'_>) -> bool {
    provider.node.as_scalar().is_some_and(|name| name.text == "gateway")
}

fn structure(site: &Site<'_>, out: &mut Vec<Mutant>) {
    let (key, text) = (site.key(), site.text);
    let start = site.line_start(key.start);
    let is_first_on_line = text[start..key.start].bytes().all(|byte| byte == b' ') && key.start > start;
    // Deeper than its neighbour, whose value is on the line above.
    let neighbour = site.before.filter(|before| {
        let scalar = before.value.as_scalar().filter(|scalar| !scalar.text.is_empty());
        let between = &text[before.value.span.end..key.start];
        scalar.is_some()
            && before.key_span.start >= site.line_start(before.value.span.start)
            && between.trim().is_empty()
            && between.matches('\n').count() == 1
            && !text[before.value.span.start..].starts_with(['|', '>'])
    });
    if is_first_on_line && !site.is_flow() && neighbour.is_some() {
        let text = replaced(text, key.start, key.start, " ");
        out.push(mutant("indent a line too far", text, key.start + 1, &["syntax"]));
    }
    let indent = key.start - start;
    if is_first_on_line && !site.is_flow() && indent.is_multiple_of(2) {
        let tabbed = replaced(text, start, key.start, &"\t".repeat(indent / 2));
        let found = mutant("indent by a tab", tabbed, start, &["tab-indentation"]);
        out.push(Mutant { fixable: true, ..found });
    }
    if let [only] = site.path().as_slice()
        && only == "name"
    {
        let text = format!("{}\n---\nname: other\n", text.trim_end());
        let at = text.rfind("---").unwrap();
        out.push(mutant("write a second document", text, at, &["multiple-documents"]));
    }
}
