//! Every code keeps what its own text promises.

use std::collections::BTreeSet;
use std::fs;

use ast::compile::{Compilation, Facts, compile};
use ast::diagnostic::{Applicability, Class, Code, Severity};
use ast::options::Options;
use ast::rule::{RULES, codes};
use ast::source::Source;
use ast::{fix, spec::BuildPath};

/// Compiles with a disk on which nothing named `missing` exists.
fn read(text: &str) -> Compilation {
    compile(
        Source::new("astropods.yml", text),
        |spec| {
            let paths = spec.builds().filter_map(|site| match site.build.context_path() {
                BuildPath::Inside(path) if path.contains("missing") => Some(path),
                _ => None,
            });
            Facts { missing: paths.collect(), ..Facts::default() }
        },
        &Options::default(),
    )
}

fn ids(compilation: &Compilation) -> Vec<(&'static str, Severity)> {
    compilation.report.iter().map(|found| (found.code.id, found.severity)).collect()
}

fn with_examples() -> Vec<&'static Code> {
    codes().filter(|code| !code.bad.is_empty()).collect()
}

#[test]
fn a_bad_example_has_its_finding_and_no_other_error() {
    for code in with_examples() {
        let found = ids(&read(code.bad));
        assert!(found.contains(&(code.id, code.severity)), "{}: {found:?}", code.id);
        let others: Vec<_> =
            found.iter().filter(|(id, severity)| *id != code.id && *severity == Severity::Error).collect();
        assert!(others.is_empty(), "{}: {others:?}", code.id);
    }
}

#[test]
fn a_good_example_has_neither_its_finding_nor_an_error_or_warning() {
    for code in with_examples() {
        let found = ids(&read(code.good));
        let bad: Vec<_> =
            found.iter().filter(|(id, severity)| *id == code.id || *severity != Severity::Advice).collect();
        assert!(bad.is_empty(), "{}: {bad:?}", code.id);
    }
}

#[test]
fn a_safe_fix_of_a_bad_example_resolves_it_and_is_done_once() {
    let mut fixed = 0;
    for code in with_examples() {
        let before = read(code.bad);
        let is_fixable = |c: &Compilation| {
            c.report.iter().any(|found| found.fixes.iter().any(|fix| fix.applicability == Applicability::Safe))
        };
        if !is_fixable(&before) {
            continue;
        }
        fixed += 1;
        let text = fix::apply(code.bad, &before.report, false);
        let after = read(&text);
        assert!(!after.report.has_errors(), "{}: {:?}\n{text}", code.id, after.report);
        assert!(after.report.iter().all(|found| found.code.id != code.id), "{}\n{text}", code.id);
        assert!(!is_fixable(&after), "{}\n{text}", code.id);
    }
    assert!(fixed >= 10, "only {fixed} codes have a safe fix");
}

#[test]
fn every_rule_is_a_file_named_as_its_code_and_the_table_is_sorted() {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.code.id).collect();
    assert!(names.is_sorted(), "{names:?}");
    let files: BTreeSet<String> =
        fs::read_dir("src/core/rule").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let expected: BTreeSet<String> = names.iter().map(|name| format!("{}.rs", name.replace('-', "_"))).collect();
    let others = ["edit.rs", "keyed.rs", "mod.rs", "repair.rs", "table.rs"].map(str::to_owned);
    assert_eq!(files, &expected | &BTreeSet::from(others));
    assert!(RULES.iter().all(|rule| rule.code.class == Class::Rule));
}

#[test]
fn codes_are_unique_and_speak_with_one_voice() {
    let mut seen = BTreeSet::new();
    for code in codes() {
        assert!(seen.insert(code.id), "{} is there twice", code.id);
        assert!(code.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", code.id);
        assert!(!code.summary.ends_with('.') && !code.summary.starts_with(char::is_uppercase), "{}", code.id);
        assert!(code.explanation.ends_with('.') || code.explanation.ends_with(')'), "{}", code.id);
        for found in read(code.bad).report.iter().filter(|found| found.code == code) {
            assert!(!found.message.ends_with('.'), "{}: {}", code.id, found.message);
            assert!(found.help.is_some(), "{} does not say what to do", code.id);
        }
    }
}

#[test]
fn a_rule_that_every_file_rests_on_is_lowered_by_nothing() {
    let fixed: Vec<_> = codes().filter(|code| code.class == Class::Rule && code.is_fixed()).collect();
    // As many as are listed: one that is misspelt there is none.
    assert_eq!(fixed.len(), 24);
    for code in fixed {
        let project = crate::project::Project::new().file("astropods.yml", code.bad);
        let refused = project.run(&format!("generate compose --allow {}", code.id));
        assert_eq!(refused.status, ast::cli::Status::Failed, "{}", code.id);
        let project = project.file("ast.toml", format!("[rules]\n{} = 'allow'\n", code.id));
        assert_ne!(project.run("generate compose").status, ast::cli::Status::Fine, "{}", code.id);
    }
}
