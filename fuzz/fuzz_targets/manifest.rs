//! Any bytes as a manifest: what is taken names nothing that can't be an output, and says the same when it is written.

#![no_main]

use ast::output::Manifest;
use libfuzzer_sys::fuzz_target;

/// Files that begin with a dot and are ours all the same: those of `.env`'s kind, and of packages and charts.
const OURS: [&str; 9] = [
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".helmignore",
    ".prettierrc.yaml",
];

fuzz_target!(|bytes: &[u8]| {
    let Ok(manifest) = Manifest::parse(bytes) else { return };
    for path in manifest.files.keys() {
        let path = path.as_str();
        assert!(!path.is_empty() && !path.starts_with('/') && !path.contains(['\\', '\0', ':']), "{path:?}");
        let (folder, name) = path.rsplit_once('/').unwrap_or(("a", path));
        assert!(!name.starts_with('.') || OURS.contains(&name), "{path:?}");
        assert!(!folder.split('/').any(|part| part.is_empty() || part.starts_with('.')), "{path:?}");
    }
    let again = Manifest::parse(manifest.render().as_bytes());
    assert_eq!(again.unwrap(), manifest);
});
