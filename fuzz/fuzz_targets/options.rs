//! Any text as `ast.toml` is read, and each finding has a place in it.

#![no_main]

use ast::options::read;
use ast::rule::codes;
use ast::source::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = Source::from_bytes("ast.toml", bytes.to_vec());
    let known: Vec<_> = codes().collect();
    let (_, report) = read(&source, &known);
    for found in &report {
        let spans = found.related.iter().map(|related| related.span);
        let edits = found.fixes.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        for span in spans.chain(edits).chain([found.span]) {
            assert!(source.text().get(span.start..span.end).is_some(), "{found:?}");
        }
        assert!(!found.message.is_empty() && !found.message.contains('\n'), "{found:?}");
    }
});
