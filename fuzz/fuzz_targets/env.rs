//! Any text as `.env` is read and checked, each finding has a place in it, and completing it twice is completing it once.

#![no_main]

use ast::compile::{Compilation, Facts, bind, compile};
use ast::dotenv::{check, ports, refusal, sync};
use ast::options::Options;
use ast::plan::{BoundPlan, For};
use ast::source::Source;
use libfuzzer_sys::fuzz_target;

/// Something of every kind that is asked for: inputs of each type, a store's password, a key, the gateway.
const SPEC: &str = "spec: blueprint/v1
name: my-agent
agent:
  image: x:1
models:
  chat: {provider: gateway, models: [nova-pro, nova-lite]}
  other: {provider: openai}
knowledge:
  db: {provider: postgres}
  graph: {provider: neo4j}
inputs:
  text: {name: TEXT, datatype: string, default: \"a `b` $C\"}
  number: {name: NUMBER, datatype: number}
  flag: {name: FLAG, datatype: boolean, optional: true}
  list: {name: LIST, datatype: array}
  object: {name: OBJECT, datatype: object}
  key: {name: KEY, datatype: string, secret: true}
";

fn plan() -> BoundPlan {
    let options = Options::default();
    let compilation: Compilation = compile(Source::new("fuzz.yml", SPEC), |_| Facts::default(), &options);
    assert!(!compilation.report.has_errors());
    bind(&compilation, &options, For::Local)
}

thread_local!(static PLAN: BoundPlan = plan());

fuzz_target!(|text: &str| {
    PLAN.with(|plan| {
        let source = Source::new(".env", text);
        // As where the environment sets a name of the file, and one that nothing asks for.
        let environment = |name: &str| ["TEXT", "USER"].contains(&name).then(|| "set".to_owned());
        for problem in check(plan, &source, &environment) {
            if let Some(span) = problem.span {
                assert!(text.get(span.start..span.end).is_some(), "{problem:?}");
            }
            assert!(!problem.message.is_empty() && !problem.message.contains('\n'), "{problem:?}");
        }
        ports(plan, &source, &environment, |port| port % 2 == 0);
        let once = sync(plan, &source, &environment, || "made-up".to_owned());
        // Such a file is left to its writer first.
        if refusal(&source).is_some() {
            return;
        }
        let twice = sync(plan, &Source::new(".env", once.text.as_str()), &environment, || "another".to_owned());
        assert_eq!((&twice.text, &twice.added), (&once.text, &Vec::new()));
    });
});
