//! Whatever a text is, fixing it twice is fixing it once where all was tried, and a sound one stays sound.

#![no_main]

use ast::compile::{Correction, Facts, compile, correct};
use ast::options::Options;
use ast::source::Source;
use libfuzzer_sys::fuzz_target;

fn fixed(text: &str, with_unsafe: bool) -> Correction {
    let options = Options::default();
    let compilation = compile(Source::new("fuzz.yml", text), |_| Facts::default(), &options);
    correct(compilation, |_| Facts::default(), &options, with_unsafe)
}

fuzz_target!(|text: &str| {
    for with_unsafe in [false, true] {
        let once = fixed(text, with_unsafe);
        let after = once.compilation.source.text();
        assert!(!once.is_complete || fixed(after, with_unsafe).compilation.source.text() == after);
        let options = Options::default();
        let before = compile(Source::new("fuzz.yml", text), |_| Facts::default(), &options);
        assert!(before.report.has_errors() || !once.compilation.report.has_errors());
    }
});
