//! Words that say nothing of a secret, even where one is called so: those of the language, which messages are made of.

/// Sorted; a test holds that every key of the schema is here, and every word and provider that a value can be.
const WORDS: &[&str] = &[
    "actionable_reactions",
    "adapters",
    "agent",
    "allowed_channel_ids",
    "allowed_user_ids",
    "always",
    "annotations",
    "anthropic",
    "args",
    "array",
    "astro/v1",
    "astro_ai_gateway",
    "auto",
    "auto_thread",
    "blueprint/v1",
    "boolean",
    "browser",
    "build",
    "chromium",
    "classes",
    "cohere",
    "command",
    "config",
    "connections",
    "container",
    "context",
    "cuda",
    "datatype",
    "debug",
    "default",
    "description",
    "display-as",
    "distributed",
    "dockerfile",
    "environment",
    "error",
    "false",
    "files",
    "frontend",
    "gateway",
    "gemini",
    "github",
    "gitlab",
    "google",
    "healthcheck",
    "image",
    "info",
    "ingestion",
    "inputs",
    "integrations",
    "interfaces",
    "interval",
    "knowledge",
    "log_level",
    "long-text",
    "manual",
    "messaging",
    "messagingImage",
    "meta",
    "model",
    "models",
    "mysql",
    "name",
    "neo4j",
    "never",
    "node",
    "none",
    "null",
    "number",
    "object",
    "observe_channel_ids",
    "openai",
    "optional",
    "options",
    "overrides",
    "package/v1",
    "packages",
    "password",
    "path",
    "persistent",
    "pinecone",
    "playgroundImage",
    "port",
    "postgres",
    "private",
    "provider",
    "providers",
    "public",
    "python",
    "qdrant",
    "reason",
    "redis",
    "required",
    "retries",
    "rocm",
    "runtime",
    "sandbox",
    "schedule",
    "schedules",
    "scope",
    "scopes",
    "secret",
    "secrets",
    "select",
    "setup",
    "short-text",
    "size",
    "skills",
    "slack",
    "socket_mode",
    "spec",
    "startup",
    "string",
    "tags",
    "target",
    "test",
    "timeout",
    "token",
    "toolchain",
    "tools",
    "trigger",
    "true",
    "type",
    "variables",
    "version",
    "visibility",
    "volume",
    "vram",
    "warn",
    "webhook",
];

/// Whether a word is one of the language's own.
pub(super) fn is_plain(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    fn words(schema: &Value, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(map) => {
                found.extend(
                    map.get("properties").and_then(Value::as_object).into_iter().flatten().map(|(key, _)| key.clone()),
                );
                let values = map.get("enum").and_then(Value::as_array).into_iter().flatten().chain(map.get("const"));
                found.extend(values.filter_map(Value::as_str).map(str::to_owned));
                map.values().for_each(|schema| words(schema, found));
            }
            Value::Array(list) => list.iter().for_each(|schema| words(schema, found)),
            _ => {}
        }
    }

    #[test]
    fn every_word_of_the_language_is_plain() {
        assert!(WORDS.is_sorted());
        let mut found = BTreeSet::new();
        words(&serde_json::from_str(crate::schema::PUBLISHED).unwrap(), &mut found);
        found.extend(crate::provider::catalogue().iter().map(|provider| provider.name.clone()));
        assert!(found.len() > 100, "{}", found.len());
        let strange: Vec<_> = found.iter().filter(|word| word.chars().count() >= 4 && !is_plain(word)).collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}
