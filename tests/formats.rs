//! The same findings in every format that `ast validate` prints.

use serde_json::Value;

use crate::project::{GOOD, Project};

/// An error with a fix, one with a related place, a warning, an advice; text that formats have to escape.
const SPEC: &str = "spec: astro/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  annotations:\n    \"é,:%<&\": 2026-01-01\n\
    tools: {}\nknowledge:\n  my-store: {provider: redis}\n  my_store: {provider: redis}\n";

fn project() -> Project {
    Project::new().file("a,b/é.yml", SPEC).file("good.yml", GOOD.replace("my-agent", "good"))
}

#[test]
fn each_format_shows_the_same_findings() {
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "junit"] {
        let output = project().run(&format!("validate a,b/é.yml good.yml missing.yml --format {format}")).stdout;
        insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("format__{format}"), output);
        });
    }
}

#[test]
fn a_secret_is_in_no_format_whatever_else_is_wrong_with_it() {
    for input in [
        "name: A, datatype: string, secret: true, default: @hunter2",
        "name: A, datatype: string, secret: true, defualt: hunter2",
        "name: A, datatype: string, secret: true, default: [hunter2]",
        "name: A, datatype: string, secret: yes, default: 'hunter2'",
        "name: A, datatype: number, secret: \"true\", default: hunter2",
        "name: hunter3, datatype: string, secret: true, default: hunter2",
    ] {
        for inputs in [format!("inputs:\n  a: {{{input}}}\n"), format!("inputs:\n  - {{{input}}}\n")] {
            let project = Project::new().stdin(format!("{GOOD}{inputs}"));
            for format in ["human", "short", "json", "sarif", "github", "gitlab", "junit"] {
                let told = project.run(&format!("validate - --format {format}"));
                assert!(!format!("{told:?}").contains("hunter2"), "{format}: {}", told.stdout);
            }
        }
    }
}

#[test]
fn a_secret_of_any_length_leaves_the_sentence_about_it_whole() {
    let told = |default: &str| {
        let spec = format!("{GOOD}inputs:\n  a: {{name: A, datatype: string, secret: true, default: {default}}}\n");
        Project::new().stdin(spec).run("validate - --format short").stdout
    };
    let message = "`***` begins with `@`, so it has to be in quotes";
    for default in ["@x", "@hunter2"] {
        assert!(told(default).contains(message), "{}", told(default));
    }
    assert!(!told(&format!("@{}", "hunter2".repeat(90))).contains("hunter2"));
    assert!(!told("s").contains("***"), "{}", told("s"));
}

#[test]
fn a_message_is_one_line_whatever_it_quotes() {
    let spec = format!("{GOOD}dev:\n  schedules:\n    nightly: \"0 2 *\\n * \\u0007\"\n");
    let output = Project::new().stdin(spec).run("validate - --format json").stdout;
    let output: Value = serde_json::from_str(&output).unwrap();
    let messages: Vec<_> =
        output["files"][0]["diagnostics"].as_array().unwrap().iter().map(|found| &found["message"]).collect();
    assert!(messages.iter().any(|message| message.as_str().unwrap().contains(r"`0 2 *\n * \u{7}`")), "{messages:?}");
}

#[test]
fn a_warning_that_fails_the_run_is_a_failure_for_junit() {
    let project = Project::new().file("astropods.yml", GOOD.replace("blueprint", "package"));
    for (flags, failures) in [("", 0), ("--deny warnings", 1), ("--deny deprecated-spec-version", 1)] {
        let outcome = project.run(&format!("validate --format junit {flags}"));
        let counts = format!("<testsuites name=\"ast\" tests=\"1\" failures=\"{failures}\" errors=\"0\">");
        assert!(outcome.stdout.contains(&counts), "{flags}: {}", outcome.stdout);
        assert_eq!(outcome.status == ast::cli::Status::Fine, failures == 0, "{flags}");
    }
}

#[test]
fn a_finding_is_known_again_when_its_lines_move_and_two_are_never_one() {
    let marks = |text: String| -> Vec<String> {
        let output = Project::new().stdin(text).run("validate - --format gitlab").stdout;
        let issues: Value = serde_json::from_str(&output).unwrap();
        issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect()
    };
    let spec = format!("{GOOD}models:\n  a: {{provider: x, provider: x, provider: x}}\n");
    let before = marks(spec.clone());
    assert_eq!(before, marks(format!("# one more line\n\n{spec}")));
    let mut once = before.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), before.len());
}

/// Every number under a key that says line or column.
fn numbers(value: &Value, found: &mut Vec<u64>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| match value.as_u64() {
            Some(number) if key.to_lowercase().ends_with("line") || key.to_lowercase().ends_with("column") => {
                found.push(number);
            }
            _ => numbers(value, found),
        }),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

#[test]
fn no_line_or_column_is_ever_0() {
    let texts: [&[u8]; 8] = [b"", b"\n", b"\xff", b"\0", b"- a", b"a: [", b"spec: x", b"\xef\xbb\xbf\xef\xbb\xbf"];
    for text in texts {
        let project = Project::new().file("astropods.yml", text);
        for format in ["json", "sarif", "gitlab"] {
            let output = project.run(&format!("validate astropods.yml missing.yml --format {format}")).stdout;
            let mut found = Vec::new();
            numbers(&serde_json::from_str(&output).unwrap(), &mut found);
            assert!(found.len() >= 4 && !found.contains(&0), "{format} of {text:?}: {output}");
        }
        for (format, zero) in [
            ("short", ":0:"),
            ("short", ":0 "),
            ("github", "ine=0"),
            ("github", "ol=0"),
            ("junit", "\"0\"/>"),
            ("junit", ":0"),
        ] {
            let output = project.run(&format!("validate astropods.yml missing.yml --format {format}")).stdout;
            assert!(!output.contains(zero), "{format} of {text:?}: {output}");
        }
    }
}
