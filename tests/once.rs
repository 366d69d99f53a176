//! One mistake, one finding: what is broken somewhere is not reported again as something else.

use ast::compile::{Compilation, Facts, compile};
use ast::diagnostic::Severity;
use ast::options::Options;
use ast::source::Source;

use crate::project::Project;

const HEAD: &str = "spec: blueprint/v1\nname: my-agent\n";
const AGENT: &str = "agent: {image: a:1}\n";

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

/// Each finding as `code@pointer`.
fn found(text: &str) -> String {
    let compilation = read(text);
    let found = compilation.report.iter().map(|found| format!("{}@{}", found.code.id, found.pointer));
    found.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_may_not_be_left_empty_is_said_once() {
    assert_eq!(found(&format!("{HEAD}agent:\n")), "wrong-type@/agent");
    let table = [
        ("sandbox:\n", "wrong-type@/sandbox"),
        ("models: {m: {container: {build: }}}\n", "wrong-type@/models/m/container/build"),
        (
            "ingestion: {i: {container: , trigger: }}\n",
            "wrong-type@/ingestion/i/container wrong-type@/ingestion/i/trigger",
        ),
        (
            "models: {m: {provider: p}}\nproviders: {p: {scope: , variables: }}\n",
            "wrong-type@/providers/p/scope wrong-type@/providers/p/variables",
        ),
        // A text that says nothing, or that no program can be given.
        ("models: {m: {provider: gateway, models: [\" \"]}}\n", "missing-key@/models/m/models/0"),
        ("inputs: {a: {name: A, datatype: string, default: \"b\\0\"}}\n", "nul-character@/inputs/a/default"),
        // What is optional is absent then, which is a warning.
        ("models: {m: {provider: openai, inputs: }}\n", "empty-section@/models/m/inputs"),
    ];
    for (text, findings) in table {
        assert_eq!(found(&format!("{HEAD}{AGENT}{text}")), findings, "{text}");
    }
}

#[test]
fn a_slip_in_a_key_is_not_also_a_missing_key() {
    let table = [
        ("inputs: {a: {nam: A, datatype: string}}\n", "unknown-key@/inputs/a/nam"),
        ("models: {m: {provder: openai}}\n", "unknown-key@/models/m/provder"),
        ("models: {m: {container: {imag: x}}}\n", "unknown-key@/models/m/container/imag"),
        ("models: {m: {bogus: openai}}\n", "provider-or-container@/models/m unknown-key@/models/m/bogus"),
    ];
    for (text, findings) in table {
        assert_eq!(found(&format!("{HEAD}{AGENT}{text}")), findings, "{text}");
    }
    assert_eq!(found(&format!("{HEAD}agnt: {{image: x}}\n")), "unknown-key@/agnt");
}

#[test]
fn what_is_misnamed_or_written_twice_causes_nothing_elsewhere() {
    let table = [
        ("models: {m: {<<: x}}\n", "invalid-merge@/models/m/<<"),
        ("models: {m: {<<: *x}}\n", "undefined-alias@/models/m/<<"),
        ("models: {m: {provider: openai, model: a, models: [b]}}\n", "models-or-model@/models/m/models"),
        (
            "models: {m: {provider: acmee}}\nproviders: {acme: {scope: [models], variables: [{name: K, datatype: string}]}}\n",
            "unknown-provider@/models/m/provider",
        ),
        // Every reader takes what is tagged as a string for one.
        ("inputs: {a: {name: A, datatype: string, default: !!str 32}}\n", ""),
        ("inputs: {a: {name: A, datatype: string, default: !!str yes}}\n", ""),
    ];
    for (text, findings) in table {
        assert_eq!(found(&format!("{HEAD}{AGENT}{text}")), findings, "{text}");
    }
    assert_eq!(found(&format!("{}x", "- ".repeat(200))), "nesting-too-deep@");
}

#[test]
fn what_hides_an_injected_value_is_shown_beside_the_key_that_brings_it() {
    let text = format!(
        "{HEAD}{AGENT}knowledge: {{cache: {{provider: redis}}}}\ninputs: {{x: {{name: X, datatype: string}}}}\n\
         ingestion: {{i: {{container: {{image: i:1, environment: {{REDIS_HOST: h, X: v}}}}, trigger: {{type: manual}}}}}}\n"
    );
    let compilation = read(&text);
    let related: Vec<_> = compilation.report.iter().flat_map(|found| &found.related).collect();
    let related: Vec<_> = related.iter().map(|related| compilation.source.slice(related.span)).collect();
    assert_eq!(related, ["cache", "X"]);
}

#[test]
fn the_default_of_a_secret_is_shown_nowhere() {
    let input = |name: &str, rest: &str| format!("  {name}: {{name: {name}, secret: true, {rest}}}\n");
    let spec = [
        input("A", "datatype: string, default: s3cr3t-a"),
        input("B", "datatype: number, default: 8675309"),
        input("C", "datatype: number, default: s3cr3t-c"),
        input("D", "datatype: string, default: 2031-07-09"),
        "  E:\n    name: E\n    datatype: string\n    secret: true\n    default: |\n      s3cr3t-e\n".to_owned(),
    ];
    let spec = format!("{HEAD}{AGENT}inputs:\n{}", spec.concat());
    let project = Project::new().file("astropods.yml", &spec);
    for args in
        ["validate", "validate --format short", "validate --format json", "plan", "plan --format json", "explain A"]
    {
        let outcome = project.run(args);
        for secret in ["s3cr3t", "8675309", "2031-07-09"] {
            let text = format!("{}{}", outcome.stdout, outcome.stderr);
            assert!(!text.contains(secret), "{args}: {text}");
        }
    }
    // The fix is still there, and quotes what it does not repeat.
    let compilation = read(&spec);
    let fixed = ast::fix::apply(&spec, &compilation.report, false);
    assert!(fixed.contains("default: \"8675309\""), "{fixed}");
    let codes = |severity| compilation.report.iter().filter(move |found| found.severity == severity).count();
    assert_eq!((codes(Severity::Error), codes(Severity::Advice)), (2, 0), "{:?}", compilation.report);
}

#[test]
fn what_a_tag_types_is_not_offered_in_quotes() {
    for text in
        ["inputs: {a: {name: !!int 3, datatype: string}}\n", "sandbox: {toolchain: auto, packages: [!!int 3]}\n"]
    {
        let compilation = read(&format!("{HEAD}{AGENT}{text}"));
        let found: Vec<_> = compilation.report.iter().collect();
        assert_eq!(
            (found.len(), found[0].code.id, found[0].help.as_deref()),
            (1, "wrong-type", Some("remove the tag"))
        );
        assert!(found[0].fixes.is_empty());
    }
}
