//! What editors show beside the shape: Markdown, defaults, and snippets to begin with.

use serde_json::{Map, Value, json};

/// Defaults by definition and key, as the language's reference has them.
fn defaults() -> [(&'static str, &'static str, Value); 12] {
    [
        ("Agent", "astro_ai_gateway", json!(false)),
        ("Agent", "distributed", json!(false)),
        ("Connection", "required", json!(true)),
        ("Container", "port", json!(8080)),
        ("Gpu", "runtime", json!("cuda")),
        ("Healthcheck", "interval", json!("10s")),
        ("Healthcheck", "retries", json!(3)),
        ("Healthcheck", "timeout", json!("5s")),
        ("Input", "optional", json!(false)),
        ("Input", "secret", json!(false)),
        ("Interfaces", "frontend", json!(false)),
        ("Interfaces", "messaging", json!(false)),
    ]
}

/// Adds what editors show.
pub(super) fn describe(root: &mut Value) {
    for (definition, key, default) in defaults() {
        let property = root.pointer_mut(&format!("/$defs/{definition}/properties/{key}"));
        if let Some(Value::Object(property)) = property {
            property.insert("default".into(), default);
        }
    }
    for (section, snippets) in snippets() {
        if let Some(Value::Object(property)) = root.pointer_mut(&format!("/properties/{section}")) {
            property.insert("defaultSnippets".into(), snippets);
        }
    }
    markdown(root);
}

/// Says of every description that it is Markdown; editors escape it otherwise.
fn markdown(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(text)) = map.get("description").cloned() {
                let note = if map.get("deprecated") == Some(&Value::Bool(true)) { "**Deprecated.** " } else { "" };
                let text = text.strip_prefix("Deprecated: ").unwrap_or(&text);
                map.insert("markdownDescription".into(), json!(format!("{note}{text}")));
            }
            map.values_mut().for_each(markdown);
        }
        Value::Array(items) => items.iter_mut().for_each(markdown),
        _ => {}
    }
}

/// What a section can begin with: the section, a label, a description, and the text with places to fill in.
fn beginnings() -> [(&'static str, &'static str, &'static str, Value); 12] {
    [
        (
            "models",
            "a model of the AI Gateway",
            "The deployer chooses one of the models; the first is the default.",
            json!({ "${1:chat}": { "provider": "gateway", "models": ["${2:claude-sonnet-4-6}"] } }),
        ),
        (
            "models",
            "a model with your own key",
            "The agent gets the provider's API key.",
            json!({ "${1:chat}": { "provider": "${2:openai}" } }),
        ),
        (
            "knowledge",
            "a store that runs beside the agent",
            "The agent gets its address and credentials.",
            json!({ "${1:db}": { "provider": "${2:postgres}" } }),
        ),
        (
            "knowledge",
            "a store in a container of your own",
            "Persistent by its volume.",
            json!({ "${1:store}": { "container": { "image": "${2:example/store:1}", "port": 8080, "volume": "${3:/data}" } } }),
        ),
        (
            "integrations",
            "a service with a token",
            "The agent gets the token.",
            json!({ "${1:code}": { "provider": "${2:github}" } }),
        ),
        (
            "providers",
            "a provider of your own",
            "Entries of the sections in its scope use it by its name.",
            json!({ "${1:tickets}": { "scope": ["integrations"], "variables": [{ "name": "${2:TOKEN}", "datatype": "string", "secret": true }] } }),
        ),
        (
            "inputs",
            "a value asked of the deployer",
            "The variable is the input's `name`.",
            json!({ "${1:limit}": { "name": "${2:LIMIT}", "datatype": "string", "description": "${3:what it is for}" } }),
        ),
        (
            "inputs",
            "a secret asked of the deployer",
            "It is never shown.",
            json!({ "${1:api-key}": { "name": "${2:API_KEY}", "datatype": "string", "secret": true } }),
        ),
        ("ingestion", "a job on a schedule", "`dev.schedules` says when it runs locally.", job("nightly", "schedule")),
        (
            "ingestion",
            "a job that runs once at the start",
            "It fills a store before anybody asks.",
            job("seed", "startup"),
        ),
        ("ingestion", "a job that somebody starts", "`ast dev run` runs it.", job("rebuild", "manual")),
        ("ingestion", "a job that a call over HTTP starts", "It listens on its port.", job("hook", "webhook")),
    ]
}

/// A job that is built in a folder of its own.
fn job(name: &str, trigger: &str) -> Value {
    let build = json!({ "context": "${2:ingest}", "dockerfile": "Dockerfile" });
    json!({ format!("${{1:{name}}}"): { "container": { "build": build }, "trigger": { "type": trigger } } })
}

/// The snippets of each section, as editors read them.
fn snippets() -> Map<String, Value> {
    let mut sections = Map::new();
    for (section, label, description, body) in beginnings() {
        let list = sections.entry(section).or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(json!({ "label": label, "description": description, "body": body }));
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Facts, compile};
    use crate::options::Options;
    use crate::source::Source;

    /// The text of a snippet's body with its placeholders filled in.
    fn filled(body: &Value) -> String {
        let mut text = String::new();
        let json = body.to_string();
        let mut rest = json.as_str();
        while let Some(at) = rest.find("${") {
            text.push_str(&rest[..at]);
            let (placeholder, behind) = rest[at..].split_once('}').unwrap();
            text.push_str(placeholder.split_once(':').unwrap().1);
            rest = behind;
        }
        text + rest
    }

    #[test]
    fn every_snippet_is_sound_as_it_is() {
        let mut seen = 0;
        for (section, snippets) in snippets() {
            for snippet in snippets.as_array().unwrap() {
                let head = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";
                let text = format!("{head}{section}: {}\n", filled(&snippet["body"]));
                let compilation = compile(Source::new("x", &text), |_| Facts::default(), &Options::default());
                assert!(!compilation.report.has_errors(), "{text}: {:?}", compilation.report);
                seen += 1;
            }
        }
        assert!(seen >= 8);
    }

    #[test]
    fn every_default_is_of_a_key() {
        let schema = crate::schema::derive();
        for (definition, key, default) in defaults() {
            let property = &schema["$defs"][definition]["properties"][key];
            assert_eq!(property["default"], default, "{definition}.{key}");
            assert!(property["markdownDescription"].is_string(), "{definition}.{key}");
        }
    }
}
