//! How each option is written: what is shown to whoever wrote something else.

use toml::de::DeTable;

use super::fault::settings;
use super::setting::Setting as _;
use super::settings::Settings;
use crate::source::Pointer;

/// Values by the end of an option's path, in which `*` is a name of the user's; the longest end that fits counts.
const EXAMPLES: &[(&str, &str)] = &[
    ("required-version", r#"">=0.1, <0.3""#),
    ("extend", r#""../ast.toml""#),
    ("targets", r#"["env", "compose"]"#),
    ("otel-endpoint", r#""https://otel.example.com:4318""#),
    ("gateway", r#"{url = "https://gateway.example.com"}"#),
    ("gateway.mode", r#""mock""#),
    ("gateway.url", r#""https://gateway.example.com""#),
    ("cluster", r#"{host = "agent.example.com"}"#),
    ("messaging", r#"{adapters = ["slack"]}"#),
    ("schedules", r#"{nightly = "0 2 * * *"}"#),
    ("schedules.*", r#""0 2 * * *""#),
    ("mirrors", r#"{"docker.io" = "mirror.example.com"}"#),
    ("mirrors.*", r#""mirror.example.com""#),
    ("components", "{agent = {init = false}}"),
    ("components.*", "{init = false}"),
    ("values", r#"{REGION = "eu"}"#),
    ("values.*", r#""eu""#),
    ("environments", r#"{staging = {cluster = {host = "agent.example.com"}}}"#),
    ("environments.*", r#"{cluster = {host = "agent.example.com"}}"#),
    ("rules", r#"{unknown-model = "allow"}"#),
    ("rules.*", r#""allow""#),
    ("env", r#"{dir = "env"}"#),
    ("compose", r#"{file = "compose.yaml"}"#),
    ("dev", r#"{ask = "/chat"}"#),
    ("helm", r#"{version = "0.1.0"}"#),
    ("sdk", r#"{python = {dir = "sdk/python"}}"#),
    ("sdk.*", r#"{dir = "sdk/python"}"#),
    ("image", r#""registry.example.com/image:1""#),
    ("adapters", r#"["slack"]"#),
    ("example", r#"".env.example""#),
    ("dir", r#""env""#),
    ("compose.dir", r#""compose""#),
    ("cluster.dir", r#""deploy/kubernetes""#),
    ("helm.dir", r#""deploy/helm""#),
    ("sdk.*.dir", r#""sdk/python""#),
    ("file", r#""compose.yaml""#),
    ("no-new-privileges", "true"),
    ("restrict", "true"),
    ("helper-image", r#""busybox:1.37""#),
    ("ask", r#""/chat""#),
    ("version", r#""0.1.0""#),
    ("connects", r#"["knowledge.db"]"#),
    ("command", r#"["python", "agent.py"]"#),
    ("args", r#"["--verbose"]"#),
    ("init", "true"),
    ("shm", r#""256Mi""#),
    ("host", r#""agent.example.com""#),
    ("tls", "false"),
    ("registry", r#""registry.example.com/team""#),
    ("tag", r#""1.4.0""#),
    ("qdrant-key", "true"),
    ("namespace", r#""agents""#),
    ("create-namespace", "false"),
    ("overlay", r#""production""#),
    ("route", r#"{kind = "ingress"}"#),
    ("ingress-from", r#"["ingress-nginx"]"#),
    ("egress", r#"["10.0.0.0/8:5432"]"#),
    ("secrets", r#""existing""#),
    ("secret-store", r#"{name = "vault"}"#),
    ("secret-keys", r#"{API_KEY = "secret/key"}"#),
    ("secret-keys.*", r#""secret/key""#),
    ("image-pull-secrets", r#"["registry-login"]"#),
    ("priority-class", r#""high""#),
    ("time-zone", r#""Europe/Berlin""#),
    ("storage-class", r#""fast""#),
    ("user", "1000"),
    ("startup-seconds", "300"),
    ("cluster.replicas", "{min = 2, max = 5}"),
    ("replicas", "1"),
    ("cluster.components", r#"{agent = {memory = "512Mi"}}"#),
    ("cluster.components.*", r#"{memory = "512Mi"}"#),
    ("kind", r#""ingress""#),
    ("class", r#""nginx""#),
    ("route.gateway", r#""infra/public""#),
    ("tls-secret", r#""agent-tls""#),
    ("annotations", r#"{"example.com/key" = "value"}"#),
    ("annotations.*", r#""value""#),
    ("name", r#""my-agent""#),
    ("secret-store.kind", r#""ClusterSecretStore""#),
    ("refresh", r#""1h""#),
    ("optional", r#"["API_KEY"]"#),
    ("min", "2"),
    ("max", "5"),
    ("replicas.cpu", "70"),
    ("digest", r#""sha256:0000000000000000000000000000000000000000000000000000000000000000""#),
    ("cpu", r#""500m""#),
    ("cpu-limit", r#""2""#),
    ("memory", r#""512Mi""#),
    ("ephemeral-storage", r#""1Gi""#),
    ("storage", r#""10Gi""#),
    ("group", "1000"),
    ("fs-group", "1000"),
    ("writable", r#"["/var/cache"]"#),
    ("read-only-root", "true"),
    ("deadline-seconds", "3600"),
];

/// Options whose amount means another thing without a unit.
const AMOUNTS: &[&str] = &["memory", "storage", "ephemeral-storage", "shm", "cpu", "cpu-limit"];

/// The line that sets the option at a pointer: with what was written as it is taken there, if it can be, else with an
/// example.
pub(super) fn line(pointer: &Pointer, written: &str) -> Option<String> {
    let (path, keys) = path(pointer)?;
    let key = keys.last()?;
    let shown = if key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        key.clone()
    } else {
        format!("\"{}\"", key.escape_default())
    };
    let is_plain = written.len() <= 60 && !written.contains(['"', '\'', '\\', '\n']);
    let quoted = format!("\"{written}\"");
    let example = example(&path)?;
    let forms = match example.as_bytes().first() {
        Some(b'[') => vec![format!("[{written}]"), format!("[{quoted}]")],
        Some(b'"') => vec![quoted],
        // As many as were written, of what takes a range.
        Some(b'{') => vec![format!("{{min = {written}, max = {written}}}")],
        _ => Vec::new(),
    };
    let is_meant = is_plain && path[0] != "values" && path.last().is_some_and(|key| !AMOUNTS.contains(key));
    let is_on = ["yes", "on", "true", "1"].contains(&written.trim_matches(['"', '\'']).to_ascii_lowercase().as_str());
    if is_on && is_taken(&keys, "true") && !is_taken(&keys, "\"true\"") {
        return Some(format!("{shown} = true"));
    }
    let own = forms.into_iter().find(|form| is_meant && is_taken(&keys, form));
    Some(format!("{shown} = {}", own.as_deref().unwrap_or(example)))
}

/// Whether an option takes a value.
fn is_taken(keys: &[String], value: &str) -> bool {
    let path: Vec<String> = keys.iter().map(|key| format!("\"{}\"", key.escape_default())).collect();
    let text = format!("{} = {value}\n", path.join("."));
    DeTable::parse(&text).is_ok_and(|table| settings(table.get_ref(), &table.span()).is_ok())
}

/// The example whose end of a path is the longest that fits.
fn example(path: &[&str]) -> Option<&'static str> {
    let fits = |end: &&(&str, &str)| {
        let mut tokens = path.iter().rev();
        end.0.rsplit('.').all(|key| tokens.next() == Some(&key))
    };
    EXAMPLES.iter().filter(fits).max_by_key(|(end, _)| end.split('.').count()).map(|(_, value)| *value)
}

/// The path of an option in the table of settings, with `*` for names of the user's, and its keys as they are written;
/// an item of a list is its list.
fn path(pointer: &Pointer) -> Option<(Vec<&'static str>, Vec<String>)> {
    let keys: Vec<String> = pointer.tokens().collect();
    let mut rows = Settings::ROWS;
    let mut path = Vec::new();
    let mut at = 0;
    while let Some(key) = keys.get(at) {
        // What stands below an option that is no table is a part of it.
        let Some(row) = rows.iter().find(|row| row.key() == *key) else { break };
        path.push(EXAMPLES.iter().flat_map(|(end, _)| end.split('.')).find(|known| known == key)?);
        at += 1;
        rows = row.rows;
        let is_map = || example(&[path.as_slice(), &["*"]].concat()).is_some() && rows.is_empty();
        if at < keys.len() && (row.is_named || is_map()) {
            path.push("*");
            at += 1;
        }
        if rows.is_empty() {
            break;
        }
    }
    (at > 0).then(|| (path, keys[..at].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::codes;
    use crate::options::{Row, read};
    use crate::source::Source;

    /// Every option, with a name for what the user names.
    fn all(rows: &[Row], above: &[String], found: &mut Vec<Vec<String>>) {
        for row in rows {
            let mut path = above.to_vec();
            path.push(row.key());
            found.push(path.clone());
            let is_map = row.rows.is_empty() && EXAMPLES.iter().any(|(end, _)| *end == format!("{}.*", row.key()));
            if row.is_named || is_map {
                path.push(if row.key() == "sdk" { "python" } else { "unknown-model" }.to_owned());
                found.push(path.clone());
            }
            all(row.rows, &path, found);
        }
    }

    fn options() -> Vec<Vec<String>> {
        let mut found = Vec::new();
        all(Settings::ROWS, &[], &mut found);
        found
    }

    #[test]
    fn every_option_takes_its_example() {
        for keys in options() {
            let pointer = keys.iter().fold(Pointer::root(), |pointer, key| pointer.key(key));
            let line = line(&pointer, "\"").unwrap_or_else(|| panic!("{} has no example", keys.join(".")));
            let (_, value) = line.split_once(" = ").unwrap();
            assert!(is_taken(&keys, value), "{} = {value}", keys.join("."));
        }
    }

    #[test]
    fn what_was_written_is_kept_where_the_option_takes_it() {
        let line = |path: &str, written: &str| line(&Pointer::from(path), written).unwrap();
        assert_eq!(line("/environments/staging/cluster/replicas", "3"), "replicas = {min = 3, max = 3}");
        assert_eq!(line("/cluster/replicas", "\"2..5\""), "replicas = {min = 2, max = 5}");
        assert_eq!(line("/cluster/route", "'ingress'"), "route = {kind = \"ingress\"}");
        assert_eq!(line("/cluster/egress", "8443"), "egress = [\"8443\"]");
        assert_eq!(line("/cluster/components/knowledge.db/memory", "4"), "memory = \"512Mi\"");
        assert_eq!(line("/cluster/components/knowledge.db", "4"), "\"knowledge.db\" = {memory = \"512Mi\"}");
        assert_eq!(line("/cluster/tag", "1.4"), "tag = \"1.4\"");
        assert_eq!(line("/cluster/tls", "'yes'"), "tls = true");
        assert_eq!(line("/messaging/adapters", "\"slack\""), "adapters = [\"slack\"]");
        // What may be meant for nobody's eyes is not said again.
        assert_eq!(line("/values/LIMIT", "3"), "LIMIT = \"eu\"");
    }

    #[test]
    fn a_value_of_another_type_is_answered_by_what_to_write_for_every_option() {
        for keys in options() {
            for wrong in
                ["3", "-1", "4000000000000", "1.5", "true", "\"x y\"", "[]", "[[1]]", "[3]", "{}", "1979-05-27"]
            {
                let path: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
                let text = format!("{} = {wrong}\n", path.join("."));
                let (_, report) = read(&Source::new("ast.toml", text.as_str()), codes::CODES);
                for found in &report {
                    let message = &found.message;
                    let foreign =
                        ["struct", "sequence", "a map", "u32", "invalid", "variant", "missing field", "Settings"];
                    assert!(!foreign.iter().any(|word| message.contains(word)), "{text}{message}");
                    assert!(found.help.is_some() || !message.contains(", found "), "{text}{message}");
                }
            }
        }
    }
}
