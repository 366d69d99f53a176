//! What the fixes of legacy keys write, and what they leave to a person.

use ast::compile::{Facts, compile};
use ast::fix;
use ast::options::Options;
use ast::source::Source;

const HEAD: &str = "spec: blueprint/v1\nname: my-agent\n";
const AGENT: &str = "agent:\n  image: my-agent:1\n";

/// The text with every fix applied, once.
fn fixed(text: &str) -> String {
    let compilation = compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default());
    fix::apply(text, &compilation.report, true)
}

#[track_caller]
fn becomes(before: &str, after: &str) {
    for line_break in ["\n", "\r\n"] {
        let full = |part: &str| format!("{HEAD}{AGENT}{part}").replace('\n', line_break);
        let once = fixed(&full(before));
        assert_eq!(once, full(after));
        let report = compile(Source::new("astropods.yml", &once), |_| Facts::default(), &Options::default()).report;
        assert!(!report.has_errors(), "{report:?}");
        assert_eq!(fixed(&once), once);
    }
}

#[track_caller]
fn stays(text: &str) {
    let full = format!("{HEAD}{AGENT}{text}");
    assert_eq!(fixed(&full), full);
}

#[test]
fn a_key_goes_with_its_lines_and_nothing_else() {
    becomes(
        "knowledge: # stores\n  v:\n    provider: qdrant\n    persistent: # big\n      size: 1Gi\n    # next\n  w:\n    persistent: true\n    provider: redis # r\n",
        "knowledge: # stores\n  v:\n    provider: qdrant\n    # next\n  w:\n    provider: redis # r\n",
    );
    becomes(
        "knowledge:\n  v: {provider: qdrant, persistent: true}\n  w: { persistent: true, provider: redis }\n  x: {\n    provider: neo4j,\n    persistent: true\n    }\n",
        "knowledge:\n  v: {provider: qdrant}\n  w: { provider: redis }\n  x: {\n    provider: neo4j\n    }\n",
    );
    becomes(
        "  inputs:\n  - required: true\n    name: A\n    datatype: string\n  - name: B\n    required: false\n    datatype: string\n",
        "  inputs:\n  - name: A\n    datatype: string\n  - name: B\n    optional: true\n    datatype: string\n",
    );
}

#[test]
fn what_would_be_left_empty_goes_too() {
    becomes("dev:\n  command: x\n  overrides:\n    playgroundImage: p:1\n", "dev:\n  command: x\n");
    becomes("dev: {overrides: {playgroundImage: p}}\nmeta:\n  visibility: public\n", "");
    becomes("tools:\n", "");
}

#[test]
fn a_byte_order_mark_stays() {
    assert_eq!(fixed(&format!("\u{feff}meta: {{}}\n{HEAD}{AGENT}")), format!("\u{feff}{HEAD}{AGENT}"));
}

#[test]
fn a_list_of_inputs_becomes_a_map_in_every_style() {
    becomes(
        "inputs:\n- name: API_KEY\n  datatype: string\n  description: |\n    a\n\n     b\n# next\n-\n  name: 'NULL'\n  datatype: string\n",
        "inputs:\n  api-key:\n    name: API_KEY\n    datatype: string\n    description: |\n      a\n\n       b\n  # next\n  \"null\":\n    name: 'NULL'\n    datatype: string\n",
    );
    becomes(
        "inputs:\n  - name: A # a\n    datatype: string\n    options:\n    - x\n\n  - {name: B, datatype: string}\ndev: {}\n",
        "inputs:\n  a:\n    name: A # a\n    datatype: string\n    options:\n    - x\n\n  b: {name: B, datatype: string}\ndev: {}\n",
    );
    becomes(
        "inputs: [ {name: A, datatype: string},\n  {name: B, datatype: string} ]\n",
        "inputs: { a: {name: A, datatype: string},\n  b: {name: B, datatype: string} }\n",
    );
}

#[test]
fn a_list_at_its_keys_column_is_blamed_from_its_first_dash() {
    let text = format!("{HEAD}{AGENT}inputs:\n- name: -a\n  datatype: string\n");
    let compilation = compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default());
    let found = compilation.report.iter().find(|found| found.code.id == "legacy-inputs-list").unwrap();
    assert_eq!(compilation.source.slice(found.span), "- name: -a\n  datatype: string");
}

#[test]
fn interfaces_move_under_the_agent_with_their_comments() {
    let rest = "interfaces: # what users see\n  frontend: true\n  # no chat\n  messaging: false";
    let moved = "  interfaces: # what users see\n    frontend: true\n    # no chat\n    messaging: false\n";
    assert_eq!(fixed(&format!("{HEAD}{AGENT}{rest}")), format!("{HEAD}agent:\n{moved}  image: my-agent:1\n"));
    assert_eq!(fixed(&format!("{HEAD}{rest}\n{AGENT}")), format!("{HEAD}agent:\n{moved}  image: my-agent:1\n"));
}

#[test]
fn what_is_not_simple_stays_for_a_person() {
    // An anchor that is referred to elsewhere, or that would name something else.
    stays(
        "knowledge:\n  v:\n    provider: qdrant\n    persistent: &t true\ndev:\n  interfaces: {messaging: {slack: {auto_thread: *t}}}\n",
    );
    stays("inputs:\n  a: {name: A, datatype: string, required: &f false, secret: *f}\n");
    stays("models:\n  m:\n    provider: openai\n    model: &m gpt-5\n  n:\n    provider: openai\n    models: [*m]\n");
    // Values that can't be an item of a flow list as they are.
    stays(
        "models:\n  m:\n    provider: openai\n    model: |\n      gpt-5\n  n:\n    provider: openai\n    model: !!str gpt-5\n",
    );
    // Merged from a mapping that is written in place.
    stays(
        "knowledge:\n  v: {<<: {persistent: true}, provider: qdrant}\n  w:\n    provider: redis\n    <<:\n      persistent: true\n",
    );
    // Nothing would be left, or two things would stand in one place.
    stays("knowledge:\n  v:\n    persistent: true\n");
    stays("tools: {a: {provider: github}}\nintegrations: {a: {provider: gitlab}}\n");
    stays("  interfaces: {frontend: true}\ninterfaces: {messaging: true}\n");
    stays("inputs:\n  - {name: Limit, datatype: string}\n  - {name: LIMIT, datatype: string}\n");
    // They say the opposite of each other.
    stays("inputs:\n  a: {name: A, datatype: string, required: true, optional: true}\n");
}

#[test]
fn entries_move_to_a_section_that_is_there() {
    becomes(
        "tools: {a: {provider: github}}\nintegrations: {b: {provider: gitlab}}\n",
        "integrations: {b: {provider: gitlab}, a: {provider: github}}\n",
    );
    becomes(
        "integrations: # all\n  b:\n    provider: gitlab # b\ntools:\n  a: {provider: github}\n",
        "integrations: # all\n  b:\n    provider: gitlab # b\n  a:\n    provider: github\n",
    );
    // A comment would be lost.
    stays("tools:\n  a: {provider: github} # why\nintegrations:\n  b: {provider: gitlab}\n");
}

#[test]
fn flags_move_into_an_agent_in_braces_too() {
    let agent = "agent: {image: a:1, astro_ai_gateway: true }\n";
    let text = format!("{HEAD}{agent}interfaces:\n  frontend: true\n  messaging: false\n");
    let moved = agent.replace(" }", ", interfaces: {frontend: true, messaging: false} }");
    assert_eq!(fixed(&text), format!("{HEAD}{moved}"));
    let commented = format!("{HEAD}{agent}interfaces: # why\n  frontend: true\n");
    assert_eq!(fixed(&commented), commented);
}
