//! Any bytes are read, checked, planned and shown in every format, and each message has a place.

#![no_main]

use ast::compile::{Facts, bind, compile};
use ast::diagnostic::render::{FileFindings, github, gitlab, human, json, junit, sarif, short};
use ast::options::Options;
use ast::plan::For;
use ast::source::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = Options::default();
    let compilation = compile(Source::from_bytes("fuzz.yml", bytes.to_vec()), |_| Facts::default(), &options);
    for found in &compilation.report {
        let text = compilation.source.text();
        let spans = found.related.iter().map(|related| related.span);
        let edits = found.fixes.iter().flat_map(|fix| fix.edits.iter().map(|edit| edit.span));
        for span in spans.chain(edits).chain([found.span]) {
            assert!(text.get(span.start..span.end).is_some(), "{found:?}");
        }
        assert!(!found.message.is_empty() && !found.message.contains('\n'), "{found:?}");
    }
    for target in [For::Local, For::Cluster] {
        bind(&compilation, &options, target);
    }
    let files = [FileFindings { path: "fuzz.yml", source: &compilation.source, report: &compilation.report }];
    let texts = [
        human::render(&files, human::Style { color: true, width: 80 }),
        short::render(&files),
        json::render(&files),
        sarif::render(&files),
        github::render(&files),
        gitlab::render(&files),
        junit::render(&files, true),
    ];
    assert_eq!(short::render(&files).lines().count(), compilation.report.iter().count());
    assert!(texts.iter().all(|text| !text.contains("\"line\": 0")));
});
