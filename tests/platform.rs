//! The page that compares `ast` with the platform: its examples have the findings that it says.

use std::fs;

use ast::compile::{Facts, compile};
use ast::diagnostic::Severity;
use ast::options::Options;
use ast::source::Source;

use crate::project::GOOD;

#[test]
fn every_example_of_the_platform_page_has_the_finding_that_it_says() {
    let text = fs::read_to_string("docs/platform.md").unwrap();
    let (refused, accepted) = text.split_once("## Refused by the platform").unwrap();
    let mut seen = 0;
    for (part, is_refused) in [(refused, true), (accepted, false)] {
        for block in part.split("```yaml ").skip(1) {
            let (code, rest) = block.split_once('\n').unwrap();
            let example = rest.split_once("```").unwrap().0;
            let spec = if example.starts_with("spec:") { example.to_owned() } else { format!("{GOOD}{example}") };
            let compilation = compile(Source::new("astropods.yml", spec), |_| Facts::default(), &Options::default());
            let found: Vec<_> = compilation.report.iter().filter(|found| found.severity != Severity::Advice).collect();
            let ids: Vec<_> = found.iter().map(|found| found.code.id).collect();
            assert_eq!(ids, [code].iter().copied().filter(|code| *code != "ok").collect::<Vec<_>>(), "{example}");
            assert_eq!(compilation.report.has_errors(), is_refused, "{code}");
            seen += 1;
        }
    }
    assert!(seen > 12);
}
