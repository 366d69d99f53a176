//! At every place of every example, every mistake that fits there is found there, and nothing else is said.
//!
//! A run takes one mutant of several, another one for each place and mistake, so that it is quick; `MUTANTS=4` takes
//! every fourth, and `MUTANTS=all` every one. The rate is printed in either case.

mod operator;
mod site;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use ast::compile::{Compilation, Facts, compile};
use ast::diagnostic::{Applicability, Diagnostic, Severity};
use ast::document::Document;
use ast::fix;
use ast::options::Options;
use ast::source::Source;
use serde_json::Value;

use operator::{Mutant, Repair};

/// One mutant of so many is taken in a quick run.
const STRIDE: usize = 12;

/// One of how many is taken: of `quick` many, unless `MUTANTS` says.
pub(crate) fn share(quick: usize) -> usize {
    match std::env::var("MUTANTS").as_deref() {
        Ok("all") => 1,
        Ok(number) => number.parse().unwrap(),
        Err(_) => quick,
    }
}

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

pub(crate) fn specs() -> Vec<PathBuf> {
    let examples = fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path().join("astropods.yml"));
    let mut paths: Vec<_> = examples.filter(|path| path.is_file()).collect();
    for folder in ["tests/corpus-alike", "../shared/corpus"] {
        let files = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        paths.extend(files.filter(|path| path.extension().is_some_and(|extension| extension == "yml")));
    }
    paths.sort();
    paths
}

fn meaning(document: &Document) -> Value {
    document.root.as_ref().map(ast::document::Node::to_json).unwrap_or_default()
}

fn identity(found: &Diagnostic) -> (&'static str, String) {
    (found.code.id, found.pointer.as_str().to_owned())
}

/// What is wrong with the findings of a mutant; none where all is well.
fn judge(mutant: &Mutant, original: &Compilation, known: &BTreeSet<(&'static str, String)>) -> Option<String> {
    let compilation = read(&mutant.text);
    let told = compilation.report.iter().filter(|found| found.severity != Severity::Advice);
    let new: Vec<_> = told.filter(|found| !known.contains(&identity(found))).collect();
    let listed = || {
        let one = |found: &&Diagnostic| {
            let at = compilation.source.position(found.span.start);
            format!("{}@{}:{} {:?}", found.code.id, at.line, at.column, found.pointer.as_str())
        };
        new.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    let expected =
        |found: &&&Diagnostic| mutant.codes.iter().any(|code| code == found.code.id) && found.span.start == mutant.at;
    let Some(hit) = new.iter().find(expected) else {
        let at = compilation.source.position(mutant.at);
        return Some(format!("missed: wanted {:?}@{}:{}, found {}", mutant.codes, at.line, at.column, listed()));
    };
    if new.len() > 1 {
        return Some(format!("unrelated: {}", listed()));
    }
    let Some(offered) = hit.fixes.first() else {
        return mutant.fixable.then(|| format!("no fix: {}", listed()));
    };
    let fixed = read(&fix::edited(&mutant.text, &fix::edits([offered])));
    if !mutant.fixable {
        // What was there can't be known: a guess makes nothing worse, and what is sure makes it sound.
        let most = match offered.applicability {
            Applicability::Safe => 0,
            Applicability::Unsafe => compilation.report.count(Severity::Error),
        };
        let left = fixed.report.count(Severity::Error);
        return (left > most).then(|| format!("the fix leaves {left} errors: {}", offered.title));
    }
    let undone = mutant.repair != Repair::Original || meaning(&fixed.document) == meaning(&original.document);
    let errors: Vec<_> = fixed.report.iter().filter(|found| found.severity == Severity::Error).collect();
    let worse = errors.iter().any(|found| !known.contains(&identity(found)));
    (!undone || (worse && mutant.repair != Repair::Guess))
        .then(|| format!("the fix does not undo it: {} {errors:?}", offered.title))
}

/// The text of every mutant of every spec that is sound.
pub(crate) fn each(visit: &mut dyn FnMut(&str)) {
    for path in specs() {
        let text = fs::read_to_string(path).unwrap();
        let original = read(&text);
        if original.report.has_errors() {
            continue;
        }
        let mut mutants = Vec::new();
        site::visit(&text, &original.document, &mut |site| operator::all(site, &mut mutants));
        for mutant in mutants {
            visit(&mutant.text);
        }
    }
}

/// The text of every mutant of a spec.
pub(crate) fn mutants(text: &str) -> Vec<String> {
    let original = read(text);
    let mut mutants = Vec::new();
    site::visit(text, &original.document, &mut |site| operator::all(site, &mut mutants));
    mutants.into_iter().map(|mutant| mutant.text).collect()
}

#[test]
fn every_mistake_is_found_where_it_was_made_and_nothing_else_is_said() {
    let stride = share(STRIDE);
    let begin = Instant::now();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut failures: Vec<String> = Vec::new();
    let mut number = 0;
    for path in specs() {
        let text = fs::read_to_string(&path).unwrap();
        let original = read(&text);
        // What is wrong already can't show what one more mistake does.
        if original.report.has_errors() {
            continue;
        }
        let known: BTreeSet<_> = original.report.iter().map(identity).collect();
        let mut mutants = Vec::new();
        site::visit(&text, &original.document, &mut |site| operator::all(site, &mut mutants));
        for mutant in mutants {
            number += 1;
            let (tried, caught) = counts.entry(mutant.operator).or_default();
            // The first of each mistake, and then a few of all.
            if *tried > 0 && number % stride != 0 {
                continue;
            }
            *tried += 1;
            match judge(&mutant, &original, &known) {
                None => *caught += 1,
                Some(why) => failures.push(format!("{} in {}: {why}", mutant.operator, path.display())),
            }
        }
    }
    let (tried, caught) = counts.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    println!("mutants: {caught} of {tried} found and undone, of {number} in all, in {:.1?}", begin.elapsed());
    for (operator, (tried, caught)) in &counts {
        println!("  {caught:5} of {tried:5}  {operator}");
    }
    assert!(counts.len() >= 25 && tried > 300, "{} operators, {tried} mutants", counts.len());
    for failure in failures.iter().take(40) {
        println!("{failure}");
    }
    assert!(failures.is_empty(), "{} mutants are not as they should be", failures.len());
}
