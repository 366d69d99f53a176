//! Real specs, and look-alikes of them: no false alarm, and the errors that are there.

use std::fs;
use std::path::{Path, PathBuf};

use ast::compile::{Compilation, Facts, compile};
use ast::diagnostic::{Applicability, Severity};
use ast::options::Options;
use ast::source::Source;

fn read(path: &Path) -> Compilation {
    let text = fs::read_to_string(path).unwrap();
    compile(Source::new(path.display().to_string(), text), |_| Facts::default(), &Options::default())
}

/// The codes of all findings but advice.
fn codes(compilation: &Compilation) -> Vec<&'static str> {
    let told = compilation.report.iter().filter(|found| found.severity != Severity::Advice);
    told.map(|found| found.code.id).collect()
}

fn specs(folder: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yml"));
    paths.sort();
    paths
}

#[test]
fn look_alikes_of_real_specs_give_what_their_first_line_says() {
    let expected: &[(&str, &[&str])] = &[
        ("all-stores", &["deprecated-meta", "deprecated-meta"]),
        (
            "common-mistakes",
            &[
                "unknown-provider",
                "foreign-provider",
                "provider-or-container",
                "legacy-env",
                "legacy-required",
                "legacy-tools",
            ],
        ),
        ("companion", &["deprecated-spec-version", "deprecated-meta"]),
        ("custom-store", &["deprecated-spec-version", "deprecated-meta"]),
        ("inputs-as-list", &["deprecated-spec-version", "legacy-inputs-list"]),
        ("list-interfaces", &["deprecated-spec-version"]),
        ("many-inputs", &[]),
        ("old-names", &["deprecated-spec-version"]),
        ("own-key-input", &["deprecated-spec-version", "deprecated-meta"]),
        ("persistent-store", &["deprecated-spec-version", "legacy-persistent"]),
        ("slack-token-input", &[]),
    ];
    let found = specs("tests/corpus-alike");
    assert_eq!(found.len(), expected.len());
    for (path, (name, expected)) in found.iter().zip(expected) {
        assert_eq!(path.file_stem().unwrap().to_str(), Some(*name));
        let compilation = read(path);
        let mut found = codes(&compilation);
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
    }
}

/// The shared corpus lies beside the checkout where it is there at all; it is nobody's to copy.
#[test]
fn real_specs_give_no_false_alarm() {
    for path in specs("../shared/corpus") {
        let compilation = read(&path);
        let errors: Vec<_> = compilation.report.iter().filter(|found| found.severity == Severity::Error).collect();
        if path.ends_with("agents__sales-research-agent.yml") {
            let [error] = errors.as_slice() else { panic!("{errors:?}") };
            assert_eq!((error.code.id, error.pointer.as_str()), ("legacy-persistent", "/knowledge/vectors/persistent"));
            assert!(error.fixes.iter().any(|fix| fix.applicability == Applicability::Safe));
        } else {
            assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        }
        let deprecated = ["deprecated-spec-version", "deprecated-meta"];
        for warning in compilation.report.iter().filter(|found| found.severity == Severity::Warning) {
            assert!(deprecated.contains(&warning.code.id), "{}: {warning:?}", path.display());
        }
    }
}

#[test]
fn every_example_is_compiled_without_a_finding() {
    let folders: Vec<_> =
        fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    assert!(folders.len() >= 6);
    for folder in folders {
        assert!(folder.join("README.md").is_file(), "{}", folder.display());
        let compilation = read(&folder.join("astropods.yml"));
        assert_eq!(codes(&compilation), Vec::<&str>::new(), "{}", folder.display());
    }
}
