//! In which order people come to need things: what most specs have comes first in a list.

/// The order of keys, by what the schema calls the mapping that they are of; the whole spec has no name.
const KEYS: [(&str, &[&str]); 6] = [
    ("", &["spec", "name", "agent", "models", "knowledge", "integrations", "ingestion", "inputs", "dev", "providers"]),
    ("Agent", &["build", "image", "interfaces", "astro_ai_gateway", "inputs", "healthcheck"]),
    ("Container", &["image", "build", "port", "environment", "volume", "healthcheck"]),
    ("Dev", &["interfaces", "command", "schedules"]),
    ("Healthcheck", &["path", "test", "interval"]),
    ("Input", &["name", "datatype", "description", "default", "secret", "options", "optional"]),
];

/// The order of a section's providers.
const PROVIDERS: [&str; 12] = [
    "gateway",
    "openai",
    "anthropic",
    "google",
    "gemini",
    "postgres",
    "redis",
    "qdrant",
    "neo4j",
    "mysql",
    "github",
    "gitlab",
];

/// Where a key stands among those of its mapping; what is rare comes after.
pub(super) fn of_key(definition: &str, key: &str) -> usize {
    let keys = KEYS.iter().find(|(known, _)| *known == definition).map_or(&[][..], |(_, keys)| *keys);
    keys.iter().position(|known| *known == key).unwrap_or(keys.len())
}

/// Where a provider stands among those of its section.
pub(super) fn of_provider(name: &str) -> usize {
    PROVIDERS.iter().position(|known| *known == name).unwrap_or(PROVIDERS.len())
}

/// What an entry of a provider is mostly called.
pub(super) fn name(section: &str, provider: &str) -> &'static str {
    match (section, provider) {
        ("models", _) => "chat",
        (_, "redis") => "cache",
        (_, "qdrant" | "pinecone") => "vectors",
        (_, "neo4j") => "graph",
        ("integrations", _) => "code",
        _ => "db",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::catalogue;
    use crate::schema::PUBLISHED;
    use crate::schema::node::Shape;

    #[test]
    fn what_is_ordered_is_of_the_language() {
        let schema: serde_json::Value = serde_json::from_str(PUBLISHED).unwrap();
        for (definition, keys) in KEYS {
            let known = match definition {
                "" => &schema["properties"],
                name => &schema["$defs"][name]["properties"],
            };
            assert!(keys.iter().all(|key| known.get(key).is_some()), "{definition}: {keys:?}");
        }
        assert!(PROVIDERS.iter().all(|name| catalogue().get(name).is_some()));
        let agent = Shape::root().member("agent").unwrap();
        assert!(of_key(agent.definition(), "interfaces") < of_key(agent.definition(), "annotations"));
    }
}
