//! Whatever a text is, laying it out keeps what it says, and laying it out again changes nothing.

#![no_main]

use ast::document::parse;
use ast::format::format;
use ast::source::Source;
use libfuzzer_sys::fuzz_target;

/// What a text says, its comments among it.
fn said(text: &str) -> (Option<String>, Vec<String>) {
    let source = Source::new("fuzz.yml", text);
    let document = parse(&source).0;
    let comments = document.comments.iter().map(|comment| source.slice(*comment).trim_end().to_owned());
    (document.root.map(|root| root.to_json().to_string()), comments.collect())
}

fuzz_target!(|text: &str| {
    if let Ok(once) = format(text) {
        assert_eq!(said(&once), said(text));
        assert_eq!(format(&once).as_ref(), Ok(&once));
    }
});
