//! Compiles a long text on two cores: its shape is checked beside everything else that is made of it.

use std::thread::{Builder, scope};

use crate::compile::{Begun, Compilation, Facts, compile};
use crate::options::Options;
use crate::source::Source;
use crate::spec::Spec;

/// From how many bytes on a thread is worth its start.
const LONG: usize = 32 << 10;

/// Does what [`compile`] does.
pub(super) fn compile_by_two(source: Source, facts: impl FnOnce(&Spec) -> Facts, options: &Options) -> Compilation {
    if source.text().len() < LONG {
        return compile(source, facts, options);
    }
    let begun = Begun::read(source);
    let made = scope(|scope| {
        // Where the system has no more threads, and where one ended early, it is done here.
        let shape = Builder::new().spawn_scoped(scope, || begun.shape()).ok();
        begun.make(facts, || shape.and_then(|shape| shape.join().ok()).unwrap_or_else(|| begun.shape()))
    });
    begun.end(made, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_find_what_one_finds_in_the_same_order() {
        for line in [
            "  v: 1\n",
            "  v: {name: V, datatype: strin, default: \"1\"}\n",
            "  v: {nme: V}\n  w: [\n",
            "  v: {name: V, datatype: string}\n",
        ] {
            let entries: String = (0..1500).map(|at| line.replace("v:", &format!("v{at}:"))).collect();
            let text = format!(
                "spec: blueprint/v1\nname: x\nagent:\n  image: x:1\nmodels:\n  m: {{provider: opnai}}\ninputs:\n{entries}"
            );
            for text in [text.clone(), text.repeat(3)] {
                let source = || Source::new("x", text.as_str());
                let (by_two, by_one) = (
                    compile_by_two(source(), |_| Facts::default(), &Options::default()),
                    compile(source(), |_| Facts::default(), &Options::default()),
                );
                assert!(text.len() < LONG || by_one.report.iter().count() > 0 || line.contains("string}"));
                assert_eq!(format!("{:?}", by_two.report), format!("{:?}", by_one.report));
                assert_eq!(format!("{:?}", by_two.plan), format!("{:?}", by_one.plan));
            }
        }
    }
}
