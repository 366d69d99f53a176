//! The dialect held to what real Compose reads: `tests/dotenv/dialect.json`, which the acceptance checks hold to Compose.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::source::Source;

#[derive(Deserialize)]
struct Table {
    environment: BTreeMap<String, String>,
    cases: Vec<Case>,
}

/// A file; what Compose has for each name that it sets, nothing where it refuses the file; whether it warns of a name
/// that is set nowhere.
#[derive(Deserialize)]
struct Case {
    text: String,
    values: Option<BTreeMap<String, String>>,
    #[serde(default)]
    unset: bool,
}

fn table() -> Table {
    serde_json::from_str(include_str!("../../../tests/dotenv/dialect.json")).unwrap()
}

/// Whether something is said of a file that Compose would refuse.
fn is_refused(reading: &Reading) -> bool {
    !reading.strays.is_empty() || reading.assignments.iter().any(|found| found.fault.is_some())
}

#[test]
fn files_are_read_as_compose_reads_them_or_the_difference_is_reported() {
    let table = table();
    assert!(table.cases.len() >= 140, "{}", table.cases.len());
    let environment = |name: &str| table.environment.get(name).cloned();
    for Case { text, values, unset } in &table.cases {
        let reading = read(&Source::new(".env", text.as_str()), &environment);
        let Some(values) = values else {
            assert!(is_refused(&reading), "Compose refuses {text:?}: {reading:?}");
            continue;
        };
        if is_refused(&reading) {
            continue;
        }
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for assignment in reading.assignments.iter().filter(|found| ["A", "B", "C"].contains(&found.name.as_str())) {
            if assignment.counts() && assignment.form != Form::Inherited {
                found.insert(assignment.name.clone(), assignment.value.clone());
            }
        }
        assert_eq!(&found, values, "{text:?}");
        assert_eq!(reading.assignments.iter().any(|found| !found.unset.is_empty()), *unset, "{text:?}");
    }
}

#[test]
fn what_is_refused_and_compose_takes_is_little() {
    let table = table();
    let environment = |name: &str| table.environment.get(name).cloned();
    let stricter = table.cases.iter().filter(|case| {
        case.values.is_some() && is_refused(&read(&Source::new(".env", case.text.as_str()), &environment))
    });
    let stricter: Vec<_> = stricter.map(|case| case.text.as_str()).collect();
    assert_eq!(stricter, ["A\tB=1"]);
}

#[test]
fn values_that_double_at_each_line_end_soon() {
    let mut text = "V0=xxxxxxxxxxxxxxxx\n".to_owned();
    for at in 1..64 {
        text.push_str(&format!("V{at}=$V{0}$V{0}\n", at - 1));
    }
    let reading = read(&Source::new(".env", text), &|_| None);
    assert!(reading.assignments.iter().any(|found| found.fault == Some(Fault::Long)));
    assert!(reading.assignments.iter().all(|found| found.value.len() <= 128 * 1024));
    let deep = format!("A={}{}", "${B:-".repeat(9999), "}".repeat(9999));
    assert_eq!(read(&Source::new(".env", deep), &|_| None).assignments[0].fault, Some(Fault::Reference));
}

#[test]
fn a_comment_keeps_the_place_of_a_name_and_sets_nothing() {
    let reading = read(&Source::new(".env", "# A=1 # x\n#export B=\n# a sentence: with = in it\n# C-D=1"), &|_| None);
    let found: Vec<_> = reading.assignments.iter().map(|found| (found.name.as_str(), found.value.as_str())).collect();
    assert_eq!(found, [("A", "1"), ("B", "")]);
    assert!(reading.assignments.iter().all(|found| !found.counts()));
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(values in prop::collection::vec("[ -~\t\r\n\u{1b}\u{85}é🦀\u{202e}]{0,12}|[`$\\\\'\"{}#: n0]{0,8}", 1..6)) {
        let text: String = values.iter().map(|value| format!("A={}\n", encode(value))).collect();
        let reading = read(&Source::new(".env", text.as_str()), &|_| Some("wrong".to_owned()));
        prop_assert!(!is_refused(&reading), "{text}");
        let found: Vec<_> = reading.assignments.into_iter().map(|found| found.value).collect();
        prop_assert_eq!(found, values, "{}", text);
    }

    #[test]
    fn any_text_is_read_without_an_end_in_sight(text in "[A-C=:'\"$\\\\{}\\-+?# \t\r\né.\\[0]{0,40}") {
        let reading = read(&Source::new(".env", text.as_str()), &|_| None);
        for found in &reading.assignments {
            prop_assert_eq!(&text[found.span.start..found.span.end], found.name.as_str());
            prop_assert!(text.get(found.place.start..found.place.end).is_some());
        }
    }
}
