//! What is said of a wrong shape, and what its fix writes.

use ast::compile::{Compilation, Facts, compile};
use ast::options::Options;
use ast::source::Source;

const HEAD: &str = "spec: blueprint/v1\nname: my-agent\n";

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

fn fixed(text: &str, with_guesses: bool) -> String {
    ast::fix::apply(text, &read(text).report, with_guesses)
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
