//! Where newcomers took a wrong turn: what they are told there leads on.

use ast::cli::Status;

use crate::deltas::git;
use crate::project::{GOOD, Project};

#[test]
fn a_file_that_is_not_made_is_answered_by_those_that_are() {
    let project = Project::new().file("astropods.yml", format!("{GOOD}models: {{chat: {{provider: gateway}}}}\n"));
    for (args, near, listed) in [
        (
            "generate helm --print=value.yml",
            "did you mean `deploy/helm/my-agent/values.yaml`? ",
            "`deploy/helm/my-agent/Chart.yaml`",
        ),
        (
            "generate kubernetes --print=agent.yml",
            "did you mean `deploy/kubernetes/base/agent.yaml`? ",
            "the files are ",
        ),
        ("generate env --print=x/agent.env", "did you mean `env/agent.env`? ", "the files are "),
        ("generate compose --print=zzz", "", "the files are `compose.yaml`"),
        ("generate sdk-python --print", "", "`sdk/python/README.md`"),
    ] {
        let outcome = project.run(args);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (Status::Failed, ""), "{args}");
        assert!(outcome.stderr.contains(near) && outcome.stderr.contains(listed), "{args}: {}", outcome.stderr);
    }
    let many: String = (0..60).map(|at| format!("  s{at}: {{container: {{image: \"x:1\"}}}}\n")).collect();
    let project = Project::new().file("astropods.yml", format!("{GOOD}integrations:\n{many}"));
    let outcome = project.run("generate kubernetes --print=zzz");
    assert!(outcome.stderr.matches('`').count() < 100 && outcome.stderr.contains("shows all"), "{}", outcome.stderr);
}
