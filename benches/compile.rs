//! What compiling costs within one process: reading and checking by size, the plan, and each target.

use ast::compile::{Compilation, Facts, bind, compile, emit};
use ast::options::Options;
use ast::plan::For;
use ast::source::Source;
use ast::target::TARGETS;
use ast::tree::FileTree;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

const EXAMPLE: &str = include_str!("../examples/frontend-postgres/astropods.yml");

fn main() {
    // The schema's validator is compiled once a process.
    read(EXAMPLE);
    divan::main();
}

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

/// A spec of a size, as people write them: entries with names, descriptions and defaults.
fn spec(kilobytes: usize) -> String {
    let mut text = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n".to_owned();
    for number in 0.. {
        if text.len() >= kilobytes * 1000 {
            break;
        }
        text.push_str(&format!(
            "  value-{number}:\n    name: VALUE_{number}\n    datatype: string\n    \
             description: What the agent does with this value, in a sentence of some length, number {number}.\n    \
             default: \"what it is where nobody says otherwise, {number}\"\n"
        ));
    }
    text
}

/// The throughput stays, however large the file is.
#[divan::bench(args = [10, 100, 1000], sample_count = 10)]
fn validate(bencher: Bencher<'_, '_>, kilobytes: usize) {
    let text = spec(kilobytes);
    bencher.counter(BytesCount::of_str(&text)).bench(|| read(black_box(&text)));
}

#[divan::bench]
fn validate_an_example(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(EXAMPLE)).bench(|| read(black_box(EXAMPLE)));
}

#[divan::bench(args = [For::Local, For::Cluster])]
fn plan(bencher: Bencher<'_, '_>, target: For) {
    let (compilation, options) = (read(EXAMPLE), Options::default());
    bencher.bench_local(|| bind(black_box(&compilation), &options, target));
}

#[divan::bench(args = TARGETS.iter().map(|target| target.id()))]
fn generate(bencher: Bencher<'_, '_>, id: &str) {
    let (compilation, options) = (read(EXAMPLE), Options::default());
    let Some(target) = TARGETS.iter().find(|target| target.id() == id) else { return };
    bencher.bench_local(|| {
        let mut tree = FileTree::default();
        let plan = bind(black_box(&compilation), &options, target.bound_to());
        emit(&plan, &options, ".", *target, &mut tree).map(|()| tree)
    });
}
