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
fn moved_lines_bring_no_white_space_at_their_end() {
    let text = format!("{HEAD}agent:\n  image: a:1\ninterfaces:\n  frontend: true\n\n  messaging: true\n");
    let fixed = fixed(&text, false);
    assert!(fixed.contains("    frontend: true\n\n    messaging: true\n"), "{fixed}");
}
