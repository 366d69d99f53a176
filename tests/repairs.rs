//! How many invalid specs `ast fix` makes valid: those in `repairs/specs.txt`, and the rules' own bad examples.

use ast::compile::{Compilation, Facts, compile, correct};
use ast::diagnostic::Severity;
use ast::options::Options;
use ast::rule::codes;
use ast::source::Source;

const HEAD: &str = "spec: blueprint/v1\nname: my-agent\n";
const AGENT: &str = "agent:\n  image: my-agent:1\n";

/// How many are made valid by safe fixes, and how many with guesses, at least.
const LEAST: (usize, usize) = (46, 297);

/// The specs of the file, each by its title.
fn specs() -> Vec<(String, String)> {
    let file = include_str!("repairs/specs.txt");
    let blocks = file.split("%%").skip(1).map(|block| block.split_once('\n').unwrap());
    let specs = blocks.map(|(title, body)| match title.strip_prefix('!') {
        Some(title) => (title.trim().to_owned(), body.to_owned()),
        None => {
            let agent = if body.contains("\nagent:") || body.starts_with("agent:") { "" } else { AGENT };
            (title.trim().to_owned(), format!("{HEAD}{agent}{body}"))
        }
    });
    let examples = codes().filter(|code| code.severity == Severity::Error && !code.bad.is_empty());
    specs.chain(examples.map(|code| (format!("[{}]", code.id), code.bad.to_owned()))).collect()
}

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

fn fixed(text: &str, with_unsafe: bool) -> Compilation {
    correct(read(text), |_| Facts::default(), &Options::default(), with_unsafe).compilation
}

/// Whether fixes make it valid; again they change nothing, and there are no more errors than before.
fn is_repaired(title: &str, text: &str, with_unsafe: bool) -> bool {
    let before = read(text);
    assert!(before.report.has_errors(), "{title} is valid");
    let after = fixed(text, with_unsafe);
    let again = fixed(after.source.text(), with_unsafe);
    assert_eq!(again.source.text(), after.source.text(), "{title}");
    !after.report.has_errors()
}

#[test]
fn most_invalid_specs_have_a_repair() {
    let specs = specs();
    let count = |with_unsafe| specs.iter().filter(|(title, text)| is_repaired(title, text, with_unsafe)).count();
    let (safe, unsafe_too) = (count(false), count(true));
    println!("of {} invalid specs, {safe} become valid by safe fixes and {unsafe_too} with guesses", specs.len());
    assert!(safe >= LEAST.0 && unsafe_too >= LEAST.1, "{safe} and {unsafe_too} of {}", specs.len());
}

#[test]
fn a_repair_is_the_same_where_lines_end_as_on_windows() {
    for (title, text) in specs() {
        let windows = fixed(&text.replace('\n', "\r\n"), true);
        assert_eq!(windows.source.text(), fixed(&text, true).source.text().replace('\n', "\r\n"), "{title}");
    }
}

/// What is meant is kept where it can be, and not turned into a comment.
#[test]
fn what_is_written_otherwise_becomes_what_it_is_here() {
    for (body, expected) in [
        (
            "variables:\n  repo: {name: REPO, type: string, required: false}\n",
            "inputs:\n  repo: {name: REPO, datatype: string, optional: true}\n",
        ),
        (
            "jobs:\n  weekly:\n    trigger: {type: manual}\n    image: job:1\n    env: [MODE=digest, LIMIT=3]\n",
            "    container:\n      image: job:1\n      environment:\n        MODE: digest\n        LIMIT: \"3\"\n",
        ),
        (
            "inputs:\n  region:\n  name: REGION\n  datatype: string\n  description: |\n    two\n\n    lines\n  other: {name: B, datatype: string}\n",
            "  region:\n    name: REGION\n    datatype: string\n    description: |\n      two\n\n      lines\n  other: {name: B, datatype: string}\n",
        ),
        (
            "variables:\n  key:\n    name: CLIENT_SECRET\n    datatype: string\n    sensitive: true\n    display: short-text\n    \
             description: a token\n",
            "inputs:\n  key:\n    name: CLIENT_SECRET\n    datatype: string\n    secret: true\n    display-as: short-text\n    \
             description: a token\n",
        ),
        // One fix after the other, where the first makes another of what the second is for.
        (
            "integrations:\n  web:\n  container:\n    image: x:1\n",
            "integrations:\n  web:\n    container:\n      image: x:1\n",
        ),
        (
            "knowledge:\n  db:\n  provider: postgres\n  inputs:\n  - name: A\n    datatype: string\n  cache: {provider: redis}\n",
            "  db:\n    provider: postgres\n    inputs:\n    - name: A\n      datatype: string\n  cache: {provider: redis}\n",
        ),
        (
            "agent:\n  image: a:1\n  env:\n    A: ${A}\n    B: ${B:-blue}\n",
            "    - name: A\n      datatype: string\n    - name: B\n      datatype: string\n      default: blue\n",
        ),
        // What is there twice then is in two places, and goes from none.
        (
            "knowledge:\n  db:\n  provider: postgres\n  cache:\n  provider: redis\n",
            "knowledge:\n  db:\n    provider: postgres\n  cache:\n    provider: redis\n",
        ),
        (
            "integrations:\n  web:\n    container: {image: \"web:1\"}\n    env: {MODE: \"${MODE}\"}\n",
            "    # env: {MODE: \"${MODE}\"}\n",
        ),
    ] {
        let agent = if body.starts_with("agent:") { "" } else { AGENT };
        let text = fixed(&format!("{HEAD}{agent}{body}"), true);
        assert!(text.source.text().ends_with(expected), "{}", text.source.text());
    }
}
