//! What the client is asked to tell of: files that findings depend on.

use serde_json::{Value, json};

/// Options, values, what builds name, and code.
const WATCHED: [&str; 3] = [
    "**/{.env,ast.toml,ast.lock,astropods.yml,astropods.yaml,*Dockerfile*,.dockerignore}",
    "**/.ast/manifest.json",
    "**/*.{py,pyw,ts,tsx,mts,cts,js,jsx,mjs,cjs,rs,sh,bash}",
];

/// The parameters of `client/registerCapability`; code is only watched where it is read.
pub(super) fn registration(reads_code: bool) -> Value {
    let globs = WATCHED.iter().take(if reads_code { WATCHED.len() } else { WATCHED.len() - 1 });
    let watchers: Vec<Value> = globs.map(|glob| json!({ "globPattern": glob })).collect();
    let registration = json!({
        "id": "ast-files", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers },
    });
    json!({ "registrations": [registration] })
}
