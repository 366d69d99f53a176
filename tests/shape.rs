//! What is said of a wrong shape, and what its fix writes.

use ast::compile::{Compilation, Facts, compile};
use ast::options::Options;
use ast::source::Source;

const HEAD: &str = "spec: blueprint/v1\nname: my-agent\n";
const AGENT: &str = "agent: {image: a:1}\n";

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

/// The help of the findings of one code, in order.
fn help(text: &str, code: &str) -> Vec<String> {
    let compilation = read(text);
    let found = compilation.report.iter().filter(|found| found.code.id == code);
    found.map(|found| found.help.clone().unwrap_or_default()).collect()
}

fn fixed(text: &str, with_guesses: bool) -> String {
    ast::fix::apply(text, &read(text).report, with_guesses)
}

#[test]
fn a_fix_gives_a_value_that_its_key_takes() {
    let table = [
        ("healthcheck: {test: \"curl -f http://a/b, c\"}", "[\"CMD-SHELL\", \"curl -f http://a/b, c\"]"),
        ("healthcheck: {test: CMD-SHELL curl -f x}", "[CMD-SHELL, \"curl -f x\"]"),
        ("healthcheck: {path: /, interval: 10}", "interval: 10s"),
        ("healthcheck: {path: /, timeout: 1.5}", "timeout: 1.5s"),
        ("gpu: {vram: 24}", "vram: 24Gi"),
    ];
    for (keys, expected) in table {
        let text = format!("{HEAD}{AGENT}models: {{m: {{container: {{image: a, port: 80, {keys}}}}}}}\n");
        assert_eq!(fixed(&text, false), text, "a guess is not safe");
        let fixed = fixed(&text, true);
        assert!(fixed.contains(expected), "{fixed}");
        assert!(!read(&fixed).report.has_errors(), "{fixed}\n{:?}", read(&fixed).report);
    }
    for (text, words) in [
        ("spec: blueprint/v1\nname: 42\nagent: {image: a:1}\n", "write a string, as in `my-agent`"),
        (
            "spec: blueprint/v1\nname: my-agent\nagent: {image: a:1, healthcheck: {path: /, interval: 0}}\n",
            "write a string, as in `10s`",
        ),
    ] {
        assert_eq!(help(text, "wrong-type"), [words]);
        assert_eq!(fixed(text, true), text);
    }
}

#[test]
fn a_wrong_shape_is_shown_the_right_one() {
    // The part of a spec, what is said, and what the guess makes of it, if there is one.
    let table = [
        ("models: {main: openai}", "write `main: {provider: openai}`", Some("{main: {provider: openai}}")),
        (
            "models: {m: {container: {build: .}}}",
            "write `build: {context: ., dockerfile: Dockerfile}`",
            Some("{build: {context: ., dockerfile: Dockerfile}}"),
        ),
        (
            "ingestion: {i: {container: {image: a}, trigger: startup}}",
            "write `trigger: {type: startup}`",
            Some("trigger: {type: startup}"),
        ),
        (
            "models: {m: {container: {image: a, environment: [A=b]}}}",
            "write a mapping, as in `A: value`",
            Some("environment: {A: b}"),
        ),
        (
            "models: {m: {provider: openai, inputs: {A: {datatype: string}}}}",
            "write a list here, as in `- name: A`",
            Some("inputs: [{name: A, datatype: string}]"),
        ),
        (
            "connections: [github]",
            "write `- provider: github, reason: uses your account`",
            Some("[{provider: github, reason: uses your account}]"),
        ),
        (
            "sandbox: {toolchain: auto, python: \"3.12\"}",
            "write `python: {version: \"3.12\"}`",
            Some("{version: \"3.12\"}"),
        ),
    ];
    for (part, words, result) in table {
        let text = format!("{HEAD}{AGENT}{part}\n");
        assert_eq!(help(&text, "wrong-type"), [words], "{part}");
        match result {
            Some(result) => {
                let fixed = fixed(&text, true);
                assert!(fixed.contains(result), "{fixed}");
                assert!(!read(&fixed).report.has_errors(), "{fixed}\n{:?}", read(&fixed).report);
            }
            None => assert_eq!(fixed(&text, false), text),
        }
    }
    assert_eq!(help(&format!("{HEAD}agent: {{image: a, skills: [a]}}\n"), "wrong-type"), ["write `- name: a`"]);
    let words = help(&format!("{HEAD}{AGENT}models: {{provider: openai, models: [x]}}\n"), "wrong-type");
    assert_eq!(
        words,
        ["provider", "models"]
            .map(|key| format!("`{key}` is a key of an entry: put a name before it, as in `main: {{{key}: …}}`"))
    );
}

#[test]
fn a_space_that_was_left_out_is_named() {
    let table = [
        (format!("{HEAD}agent:\n  image:x\n"), "wrong-type", ":", "  image: x\n"),
        (
            format!("{HEAD}{AGENT}sandbox:\n  toolchain: auto\n  packages:\n    -git\n    -curl\n"),
            "wrong-type",
            "-",
            "    - git\n    - curl\n",
        ),
        (format!("{HEAD}{AGENT}models: {{m: {{provider:openai}}}}\n"), "unknown-key", ":", "{provider: openai}"),
    ];
    for (text, code, sign, expected) in table {
        assert_eq!(help(&text, code), [format!("put a space after `{sign}`")], "{text}");
        assert_eq!(read(&text).report.iter().count(), 1, "{:?}", read(&text).report);
        let fixed = fixed(&text, true);
        assert!(fixed.contains(expected), "{fixed}");
        assert!(!read(&fixed).report.has_errors(), "{fixed}");
    }
}

#[test]
fn a_key_on_the_line_of_another_is_not_taken_for_a_value() {
    let text = format!("{HEAD}agent: image:x\n");
    assert_eq!(help(&text, "wrong-type"), ["write `agent: {image: my-agent:1}`"]);
    assert_eq!(fixed(&text, true), text);
}

#[test]
fn a_key_in_the_wrong_place_is_told_its_own() {
    let table = [
        ("skills: []", "it belongs under `agent`"),
        ("healthcheck: {path: /}", "it belongs under `agent`"),
        ("image: a", "it belongs under `agent`"),
        ("build: {context: .}", "it belongs under `agent`"),
        ("models: {m: {image: a}}", "it belongs under `container`"),
        ("knowledge: {m: {port: 1}}", "it belongs under `container`"),
        ("dev: {models: {}}", "it belongs at the top level of the file"),
    ];
    for (part, words) in table {
        assert_eq!(help(&format!("{HEAD}{AGENT}{part}\n"), "unknown-key"), [words], "{part}");
    }
    // A key of older specs too, whose place is left to whoever moves it.
    for key in ["models", "meta"] {
        let text = format!("{HEAD}agent: {{image: a, {key}: {{}}}}\n");
        assert_eq!(help(&text, "unknown-key"), ["it belongs at the top level of the file"], "{key}");
    }
}

#[test]
fn words_of_other_languages_are_understood() {
    let text = format!("{HEAD}{AGENT}inputs: {{a: {{name: A, type: bool}}}}\n");
    assert_eq!(help(&text, "unknown-key"), ["did you mean `datatype`?"]);
    assert_eq!(read(&text).report.iter().count(), 1, "{:?}", read(&text).report);
    for (word, meant) in
        [("bool", "boolean"), ("int", "number"), ("integer", "number"), ("str", "string"), ("list", "array")]
    {
        let text = format!("{HEAD}{AGENT}inputs: {{a: {{name: A, datatype: {word}}}}}\n");
        assert!(fixed(&text, true).contains(&format!("datatype: {meant}}}")), "{word}");
        assert_eq!(fixed(&text, false), text);
    }
    let text =
        format!("{HEAD}{AGENT}inputs: {{a: {{name: A, datatype: string, display-as: dropdown, options: [a]}}}}\n");
    assert!(fixed(&text, true).contains("display-as: select"));
    let text = format!("spec: v1\nname: my-agent\n{AGENT}");
    assert_eq!(help(&text, "invalid-value"), ["did you mean `blueprint/v1`?"]);
    let words = help(&format!("{HEAD}{AGENT}integrations: {{m: {{provider: zebra}}}}\n"), "unknown-provider");
    assert!(words[0].starts_with("expected `github` or `gitlab`; "), "{words:?}");
}

#[test]
fn json_stays_json() {
    let text = "{\"spec\": \"astro/v1\", \"name\": \"my-agent\", \"agent\": {\"imgae\": \"a:1\"},\n\
        \"models\": {\"m\": {\"provider\": \"gateway\", \"model\": \"gpt-4o\"}},\n\
        \"tools\": {\"c\": {\"provider\": \"githb\"}}}\n";
    // The provider is seen once its section has its name.
    let fixed = fixed(&fixed(text, true), true);
    let value: serde_json::Value = serde_json::from_str(&fixed).expect(&fixed);
    assert_eq!(value["models"]["m"]["models"][0], "gpt-4o");
    assert_eq!(value["integrations"]["c"]["provider"], "github");
    assert_eq!((&value["agent"]["image"], &value["spec"]), (&"a:1".into(), &"blueprint/v1".into()));
}

#[test]
fn moved_lines_bring_no_white_space_at_their_end() {
    let text = format!("{HEAD}agent:\n  image: a:1\ninterfaces:\n  frontend: true\n\n  messaging: true\n");
    let fixed = fixed(&text, false);
    assert!(fixed.contains("    frontend: true\n\n    messaging: true\n"), "{fixed}");
}
