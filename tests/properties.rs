//! What holds of any text: the same input gives the same bytes, a fix is done once, and it makes nothing worse.

use ast::compile::{Compilation, Correction, Facts, compile, correct};
use ast::diagnostic::render::{FileFindings, json, sarif};
use ast::diagnostic::{Class, Severity};
use ast::options::Options;
use ast::source::Source;
use proptest::prelude::*;

/// Specs with something to fix in them, each in another style.
const SPECS: [&str; 3] = [
    "spec: astro/v1\nname: my-agent # n\nagent: {image: x:1, distributed: \"yes\"}\nmeta: {}\ntools:\n  code: {provider: github}\n\
     inputs:\n- name: LIMIT\n  datatype: number\n  default: 20\n  required: false\n",
    "# c\r\nspec: package/v1\r\nname: my-agent\r\nmeta:\r\n  visibility: public\r\nagent:\r\n  image: 'x:1'\r\n\
     models:\r\n  chat:\r\n    provider: opnai\r\n    model: gpt-5 # m\r\nknowledge:\r\n  v: {provider: qdrant, persistent: true}\r\n",
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1 # ast: ignore[unknown-model]\n  annotations: {since: 2026-01-01, on: no}\n\
     interfaces:\n  frontend: true\ndev:\n  overrides:\n    playgroundImage: p:1\n",
];

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

fn fixed(text: &str, with_unsafe: bool) -> Correction {
    correct(read(text), |_| Facts::default(), &Options::default(), with_unsafe)
}

fn count(compilation: &Compilation, class: Option<Class>) -> usize {
    let errors = compilation.report.iter().filter(|found| found.severity == Severity::Error);
    errors.filter(|found| class.is_none_or(|class| found.code.class == class)).count()
}

fn shown(compilation: &Compilation) -> String {
    let files = [FileFindings { path: "a", source: &compilation.source, report: &compilation.report }];
    json::render(&files) + &sarif::render(&files)
}

fn check(text: &str) {
    let before = read(text);
    assert_eq!(shown(&before), shown(&read(text)), "{text:?}");
    for with_unsafe in [false, true] {
        let once = fixed(text, with_unsafe);
        let after = once.compilation.source.text();
        assert_eq!(fixed(after, with_unsafe).compilation.source.text(), after, "{text:?} became {after:?}");
        assert_eq!(once.made.is_empty(), text == after, "{text:?}");
        assert!(count(&once.compilation, Some(Class::Syntax)) <= count(&before, Some(Class::Syntax)), "{text:?}");
        assert!(count(&before, None) > 0 || count(&once.compilation, None) == 0, "{text:?} became {after:?}");
    }
}

#[test]
fn the_specs_that_are_mutated_become_sound() {
    for spec in SPECS {
        check(spec);
        assert_eq!(count(&fixed(spec, true).compilation, None), 0, "{spec}");
        assert!(fixed(spec, true).made.len() >= 4, "{spec}");
    }
}

/// A comma that was put in is not missed again.
#[test]
fn an_entry_that_has_its_comma_gets_no_other() {
    let agent = |entries: &str| format!("spec: blueprint/v1\nname: my-agent\nagent: {{{entries}}}\n");
    for entries in
        ["image: x:1, di{}:ributed: \"yes\"", "image: x:1{}:distributed: \"yes\"", "image: x:1, a[]:b: c", "{a b: c"]
    {
        check(&agent(entries));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn typing_mistakes_are_fixed_once_and_nothing_becomes_worse(
        spec in prop::sample::select(SPECS.as_slice()),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..6, "[-a:@\\[\\]{}'\"&*!?#|>%` é\t\r\n]{0,3}"), 0..4),
    ) {
        let mut text = spec.to_owned();
        for (at, removed, inserted) in edits {
            let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1; } at };
            let start = floor(at.index(text.len() + 1));
            let end = floor((start + removed).min(text.len())).max(start);
            text.replace_range(start..end, &inserted);
        }
        check(&text);
    }
}
