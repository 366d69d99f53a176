//! `ast init`: what it sees, what it asks, what it writes, and what it leaves alone.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;

use ast::cli::{Status, Terminal};
use proptest::prelude::*;
use serde_json::Value;

use crate::project::{Outcome, Project};

const DOCKERFILE: &str = "FROM python:3.13-slim\nENV LEVEL=info\nEXPOSE 8000\nHEALTHCHECK CMD python check.py\n";
const EXAMPLE: &str = "# The models' key.\nOPENAI_API_KEY=sk-not-shown-0123456789\nPOSTGRES_HOST=db\nPOSTGRES_PASSWORD=hunter2\n\
    # How many results are read.\n# At most 50.\nMOST_RESULTS=10\nLEVEL=info\nPORT=8000\n# DEBUG=false\nCRM_TOKEN=\n\
    SITE=<your site>\nASTRO_AGENT_NAME=x\n";

/// What they become.
const SPEC: &str = "\
spec: blueprint/v1
name: my-agent

agent:
  build:
    context: .
    dockerfile: Dockerfile
  interfaces:
    frontend: true
  healthcheck:
    test: [CMD-SHELL, python check.py]

models:
  openai:
    provider: openai

knowledge:
  postgres:
    provider: postgres
  qdrant:
    provider: qdrant

inputs:
  most-results:
    name: MOST_RESULTS
    datatype: number
    default: \"10\"
    description: How many results are read. At most 50.
  debug:
    name: DEBUG
    datatype: boolean
    optional: true
    default: \"false\"
  crm-token:
    name: CRM_TOKEN
    datatype: string
    secret: true
  site:
    name: SITE
    datatype: string

dev:
  interfaces:
    frontend:
      port: 8000
";

fn spec(project: &Project) -> String {
    fs::read_to_string(project.path("astropods.yml")).unwrap()
}

/// What lies in the folder, sorted.
fn names(project: &Project) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(project.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A run on a terminal, whose user answers.
fn answering(project: &Project, args: &str) -> Outcome {
    let terminal = Terminal { stdin: true, stderr: true, ..Terminal::default() };
    project.run_with(args.split_whitespace().map(OsString::from).collect(), terminal)
}

#[test]
fn a_finished_project_gets_a_spec_of_what_is_seen_in_it_and_nothing_else() {
    let project = Project::new()
        .file("My Agent/Dockerfile", DOCKERFILE)
        .file("My Agent/.env.example", EXAMPLE)
        .file("My Agent/requirements.txt", "fastapi>=0.1\nqdrant-client\n# redis\n")
        .cwd("My Agent");
    let outcome = project.run("init");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    let text = fs::read_to_string(project.path("My Agent/astropods.yml")).unwrap();
    assert_eq!(text, SPEC);
    assert!(!format!("{outcome:?}").contains("not-shown") && !format!("{outcome:?}").contains("hunter2"));
    assert!(outcome.stderr.contains("knowledge.qdrant") && outcome.stderr.contains("qdrant-client"), "{outcome:?}");
    let files = fs::read_dir(project.path("My Agent")).unwrap().count();
    assert_eq!((files, project.run("validate --deny warnings").status), (4, Status::Fine));
    let again = project.run("init");
    assert_eq!((again.status, again.stderr.as_str()), (Status::Fine, "nothing to do: `astropods.yml` is there\n"));
    assert_eq!(fs::read_to_string(project.path("My Agent/astropods.yml")).unwrap(), text);
    let answer: Value = serde_json::from_str(&project.run("init --format json").stdout).unwrap();
    assert_eq!((&answer["created"], &answer["path"]), (&Value::Array(Vec::new()), &"astropods.yml".into()));
}

#[test]
fn a_health_check_of_the_exposed_port_is_a_path_as_the_port_is_another_in_a_cluster() {
    for (check, args, expected) in [
        ("curl -f http://localhost:8000/healthz || exit 1", "", "    path: /healthz\n"),
        ("[\"wget\", \"-q\", \"--spider\", \"http://127.0.0.1:8000\"]", "", "    path: /\n"),
        ("curl -f http://localhost:9000/healthz", "", "    test: ["),
        ("curl -f http://localhost:8000/healthz", " --interface messaging", "    test: ["),
    ] {
        let project = Project::new().file("Dockerfile", format!("FROM x\nEXPOSE 8000\nHEALTHCHECK CMD {check}\n"));
        assert_eq!(project.run(&format!("init --yes{args}")).status, Status::Fine);
        assert!(spec(&project).contains(&format!("  healthcheck:\n{expected}")), "{check}: {}", spec(&project));
    }
}

#[test]
fn what_can_not_be_seen_is_asked_on_a_terminal_and_has_to_be_said_elsewhere() {
    let outcome = Project::new().run("init");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("--image IMAGE"), "{outcome:?}");
    let project = Project::new().file("Dockerfile", "FROM x\n");
    let outcome = project.run("init");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("--interface"), "{outcome:?}");
    assert_eq!(names(&project), ["Dockerfile"]);
    let outcome = project.run("init --yes --name my-agent");
    assert_eq!(outcome.status, Status::Fine);
    assert!(outcome.stderr.contains("note: in a local run nobody can talk to it by chat yet"), "{outcome:?}");
    assert_eq!(
        spec(&project),
        "spec: blueprint/v1\nname: my-agent\n\nagent:\n  build:\n    context: .\n    dockerfile: Dockerfile\n"
    );
    let project = Project::new().file("Dockerfile", "FROM x\n").stdin("chat\nboth\n");
    let outcome = answering(&project, "init --name my-agent");
    assert!(outcome.status == Status::Fine && outcome.stderr.contains("`chat` is none of them"), "{outcome:?}");
    assert!(spec(&project).ends_with("  interfaces:\n    frontend: true\n    messaging: true\n"), "{}", spec(&project));
    // Of several folders, one has to be named.
    let several = || Project::new().file("one/Dockerfile", "FROM x\nEXPOSE 3000\n").file("two/Dockerfile", "FROM y\n");
    let outcome = several().run("init --yes");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("one, two"), "{outcome:?}");
    let project = several().stdin("one\n");
    assert_eq!(answering(&project, "init --name my-agent").status, Status::Fine);
    assert!(spec(&project).contains("context: one") && spec(&project).contains("port: 3000"), "{}", spec(&project));
    assert_eq!(answering(&several().stdin("three\n"), "init").status, Status::Failed);
    assert_eq!(several().run("init --build two --interface none --name my-agent").status, Status::Fine);
}

#[test]
fn one_refusal_names_all_that_has_to_be_said_and_where_a_dockerfile_is_found() {
    let said = |project: Project| {
        let outcome = project.run("init");
        assert_eq!(outcome.status, Status::Failed, "{outcome:?}");
        outcome.stderr
    };
    let empty = said(Project::new());
    assert!(empty.contains("--template") && empty.contains("--interface"), "{empty}");
    // A template is not written over somebody's program.
    let of = |package: &str| {
        said(Project::new().file("package.json", format!("{{\"dependencies\": {{\"{package}\": \"1\"}}}}")))
    };
    let mastra = of("@mastra/core");
    assert!(mastra.contains("docs/existing.md") && !mastra.contains("--template"), "{mastra}");
    assert!(mastra.contains("no Dockerfile") && mastra.contains("nothing shows how users reach"), "{mastra}");
    assert!(mastra.contains("--interface"), "{mastra}");
    let served = of("mastra");
    assert!(served.contains("no Dockerfile") && !served.contains("--interface"), "{served}");
    let several = Project::new().file("a/Dockerfile", "FROM x\n").file("b/Dockerfile", "FROM x\n");
    let several = said(several);
    assert!(several.contains("a, b") && several.contains("--interface"), "{several}");
}

/// A block of a page, by the name of its file.
fn block(page: &str, name: &str) -> String {
    let after = page.split_once(&format!(" {name}\n")).unwrap().1;
    format!("{}\n", after.split_once("\n```").unwrap().0)
}

#[test]
fn the_dockerfiles_to_copy_make_a_spec_that_lacks_nothing() {
    let page = fs::read_to_string("docs/existing.md").unwrap();
    let pieces = [
        ("python", "requirements.txt", "fastapi\nopenai\n", "port: 8080"),
        ("mastra", "package.json", "{\"dependencies\": {\"@mastra/core\": \"1\", \"mastra\": \"1\"}}", "port: 4111"),
    ];
    for (kind, manifest, text, port) in pieces {
        let file = block(&page, &format!("{kind}/Dockerfile"));
        let project = Project::new().file("Dockerfile", file).file(manifest, text);
        assert_eq!(project.run("init --name my-agent").status, Status::Fine, "{kind}");
        let spec = spec(&project);
        for part in [port, "healthcheck:", "frontend: true", "astro_ai_gateway: true"] {
            assert!(spec.contains(part), "{kind}: {part}: {spec}");
        }
        assert_eq!(project.run("validate --deny warnings").status, Status::Fine, "{kind}");
    }
}

#[test]
fn an_empty_folder_is_begun_by_a_few_questions_on_a_terminal() {
    // Enter through all of them: an agent that runs, in a folder that is made for it.
    let project = Project::new().stdin("\n\n\n\n");
    let outcome = answering(&project, "init an-agent");
    assert_eq!((outcome.status, outcome.stderr.matches("? ").count()), (Status::Fine, 4), "{outcome:?}");
    let project = project.cwd("an-agent");
    assert_eq!(project.run("validate --deny warnings").status, Status::Fine);
    assert!(project.path("an-agent/agent.py").is_file() && outcome.stderr.contains("cd an-agent"), "{outcome:?}");
    // What can't be used is asked again, and what is said by flags is not asked.
    let project =
        Project::new().stdin("No Name\nmy-bot\nperl\nLangGraph\nboth\nmessaging\npostgres, sqlite\nredis,postgres\n");
    let outcome = answering(&project, "init");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    for said in ["`no-name`", "`perl` is none of them", "one of the two", "`sqlite` is not one of"] {
        assert!(outcome.stderr.contains(said), "{said}: {outcome:?}");
    }
    let text = spec(&project);
    let stores = "knowledge:\n  redis:\n    provider: redis\n  postgres:\n    provider: postgres\n";
    assert!(text.contains("name: my-bot\n") && text.contains("adapters: [web]") && text.contains(stores), "{text}");
    let project = Project::new().stdin("plain\nmy-image:1\nno\n");
    let outcome = answering(&project, "init plain-one --name my-agent --interface none --stores redis");
    assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
    let text = fs::read_to_string(project.path("plain-one/astropods.yml")).unwrap();
    let expected = "spec: blueprint/v1\nname: my-agent\n\nagent:\n  image: my-image:1\n  interfaces: {}\n\nknowledge:\n  redis:\n    provider: redis\n";
    assert_eq!(text, expected);
    // Where a program is, nothing is put beside it unless that is said.
    let project = Project::new().file("package.json", "{\"dependencies\": {\"hono\": \"4\"}}").stdin("\n\n\n\n\n");
    assert_eq!(answering(&project, "init --name my-agent").status, Status::Fine);
    assert_eq!(names(&project), ["astropods.yml", "package.json"]);
    assert!(spec(&project).contains("astro_ai_gateway: true"), "{}", spec(&project));
    // Whoever goes away, or never answers, gets nothing.
    for said in ["", "my-agent\n", "my-agent\nx\nx\nx\npython\n"] {
        let project = Project::new().stdin(said);
        assert_eq!(answering(&project, "init new").status, Status::Failed, "{said:?}");
        assert!(!project.path("new").exists(), "{said:?}");
    }
}

#[test]
fn a_first_spec_says_which_dockerfile_it_waits_for_and_warns_of_no_folder_that_it_makes() {
    let project = Project::new();
    let ran = project.run("init agents/x --yes --build . --interface frontend");
    assert_eq!(ran.status, Status::Fine, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("next: write `agents/x/Dockerfile`") && !ran.stderr.contains("warning"),
        "{}",
        ran.stderr
    );
    let project = Project::new().file("Dockerfile", "FROM x\n");
    assert!(!project.run("init --yes --interface frontend").stderr.contains("Dockerfile`, by which"));
}

#[test]
fn what_is_called_a_dockerfile_and_is_no_file_builds_nothing() {
    for args in ["init --yes", "init --build . --interface none", "init --build a --interface none"] {
        let project = Project::new().file("Dockerfile/x", "").file("a/Dockerfile/x", "");
        let outcome = project.run(args);
        assert!(outcome.status == Status::Failed && outcome.stderr.contains("is not a file"), "{args}: {outcome:?}");
        assert!(!project.path("astropods.yml").exists());
        assert_eq!(project.run("init --yes --image x:1").status, Status::Fine);
    }
}

#[test]
fn a_template_talks_by_chat_where_its_language_can() {
    for template in ["python", "langgraph"] {
        let project = Project::new();
        let outcome = project.run(&format!("init my-agent --template {template} --interface messaging"));
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        let read = |path: &str| fs::read_to_string(project.path(&format!("my-agent/{path}"))).unwrap();
        assert!(read("astropods.yml").contains("messaging: true") && !read("astropods.yml").contains("frontend"));
        assert!(read("agent.py").contains("serve(") && !read("pyproject.toml").contains("fastapi"), "{template}");
        assert!(
            !project.path("my-agent/ast.toml").exists() && !read("README.md").contains("{%"),
            "{}",
            read("README.md")
        );
        let (readme, package) = (read("README.md"), read("pyproject.toml"));
        assert!(readme.contains(".\n\n```sh\n") && readme.contains("browser\n```\n\n"), "{readme}");
        assert!(package.contains("[openai]\",\n  \"astropods-") && package.contains("\",\n]\n"), "{package}");
        let project = project.cwd("my-agent");
        for args in ["validate --deny warnings", "generate --check", "fmt --check"] {
            assert_eq!(project.run(args).status, Status::Fine, "{template} {args}");
        }
    }
    for args in [
        "--template rust --interface messaging",
        "--template mastra --interface messaging",
        "--template python --interface both",
    ] {
        let outcome = Project::new().run(&format!("init my-agent {args}"));
        assert!(outcome.status == Status::Failed && outcome.stderr.contains("help: say"), "{args}: {outcome:?}");
    }
}

#[test]
fn nothing_that_is_there_is_written_over_and_no_link_is_followed_out() {
    for name in ["astropods.yml", "astropods.yaml"] {
        let project = Project::new();
        symlink("/nowhere/at/all", project.path(name)).unwrap();
        let outcome = project.run("init --yes");
        assert_eq!((outcome.status, names(&project)), (Status::Fine, vec![name.to_owned()]));
    }
    let project = Project::new().file("astroai.yml", "spec: x\n");
    let outcome = project.run("init --yes");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("rename it"), "{outcome:?}");
    assert_eq!(Project::new().run("init nowhere --from compose.yaml").status, Status::Failed);
    assert_eq!(Project::new().run("init nowhere --image x:1").status, Status::Failed);
    // What lies outside is not read.
    let outside = Project::new().file("secret", "REDIS_URL=\nSTOLEN=1\n");
    let project = Project::new().file("Dockerfile", DOCKERFILE);
    symlink(outside.path("secret"), project.path(".env.example")).unwrap();
    assert_eq!(project.run("init --yes").status, Status::Fine);
    assert!(!spec(&project).to_lowercase().contains("stolen"), "{}", spec(&project));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn whatever_lies_there_gives_a_valid_spec_or_none(
        docker in "(FROM x\n)?((EXPOSE|ENV|HEALTHCHECK|CMD|RUN) ?[ -~]{0,20}\\\\?\n){0,4}\\PC{0,20}",
        example in "((# ?)?[A-Z_0-9]{0,9}[=: ]?[ -~]{0,20}\n){0,6}\\PC{0,20}",
    ) {
        let project = Project::new().file("Dockerfile", docker).file(".env.example", example);
        let outcome = project.run("init --yes");
        let is_made = names(&project).contains(&"astropods.yml".to_owned());
        prop_assert_eq!(outcome.status == Status::Fine, is_made, "{:?}", outcome);
        if is_made {
            prop_assert!(project.run("validate").status == Status::Fine);
        }
    }
}

/// Every file below a folder with its bytes, by its path.
fn tree(project: &Project, folder: &str) -> Vec<(String, Vec<u8>)> {
    let (mut open, mut files) = (vec![project.path(folder)], Vec::new());
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                files.push((path.display().to_string(), fs::read(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn a_template_is_a_whole_project_that_a_second_run_leaves_alone() {
    let longest = format!("a{}", "-b9".repeat(19));
    for (folder, name) in
        [("My Agent", "my-agent"), ("x9", "x9"), ("class", "class"), (longest.as_str(), longest.as_str())]
    {
        let project = Project::new();
        let args = ["init", folder, "--template", "python"].map(OsString::from).to_vec();
        let outcome = project.run_with(args.clone(), Terminal::default());
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        let before = tree(&project, folder);
        let agent = fs::read_to_string(project.path(&format!("{folder}/agent.py"))).unwrap();
        let package = format!("{}_ast", name.replace('-', "_"));
        assert!(agent.contains(&format!("from {package}.models import")), "{agent}");
        assert!(project.path(&format!("{folder}/sdk/python/{package}/models.py")).is_file(), "{package}");
        assert!(before.iter().all(|(_, text)| !String::from_utf8_lossy(text).contains("{{")), "{folder}");
        let project = project.cwd(folder);
        for args in ["validate --deny warnings", "generate --check", "fmt --check"] {
            let outcome = project.run(args);
            assert_eq!(outcome.status, Status::Fine, "{args}: {outcome:?}");
        }
        assert!(project.run("init").stderr.starts_with("nothing to do"));
        assert_eq!(tree(&project, folder), before);
    }
}

#[test]
fn every_template_has_the_client_that_its_code_calls() {
    for (template, code, words, client) in [
        ("langgraph", "agent.py", "from my_agent_ast.models import", "sdk/python/my_agent_ast/models.py"),
        ("mastra", "src/agent.ts", "from \"@ast/my-agent/models\"", "sdk/mastra/models.js"),
        ("rust", "src/main.rs", "use my_agent_ast::{Settings, models};", "sdk/rust/src/models.rs"),
    ] {
        let project = Project::new();
        let outcome = project.run(&format!("init my-agent --template {template}"));
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        let text = fs::read_to_string(project.path(&format!("my-agent/{code}"))).unwrap();
        assert!(text.contains(words), "{text}");
        assert!(project.path(&format!("my-agent/{client}")).is_file(), "{client}");
        for (path, text) in tree(&project, "my-agent").iter().filter(|(path, _)| !path.contains("sdk/")) {
            assert!(!String::from_utf8_lossy(text).contains("{{"), "{template}: {path}");
        }
        let project = project.cwd("my-agent");
        for args in ["validate --deny warnings", "generate --check", "fmt --check"] {
            let outcome = project.run(args);
            assert_eq!(outcome.status, Status::Fine, "{template} {args}: {outcome:?}");
        }
        assert!(project.run("init").stderr.starts_with("nothing to do"));
    }
}

#[test]
fn a_template_takes_the_options_that_hold_for_all_around_it() {
    let project = Project::new().file("ast.toml", "[cluster]\nregistry = \"registry.example.com/team\"\n");
    fs::create_dir(project.path(".git")).unwrap();
    assert_eq!(project.run("init agents/fresh --template python").status, Status::Fine);
    let options = fs::read_to_string(project.path("agents/fresh/ast.toml")).unwrap();
    assert_eq!(options, "extend = \"../../ast.toml\"\n\n[dev]\nask = \"/chat\"\n");
    let plan = project.run("plan --for cluster agents/fresh");
    assert!(plan.stdout.contains("registry.example.com/team/fresh"), "{plan:?}");
    let told = project.run("validate --deny warnings agents/fresh");
    assert!(told.status == Status::Fine && !told.stdout.contains("hidden-options"), "{told:?}");
}

#[test]
fn a_template_goes_into_a_new_repository_and_into_no_finished_project() {
    let project = Project::new().file("a/README.md", "# Mine\n").file("a/.gitignore", "x\n").file("a/LICENSE", "l\n");
    assert_eq!(project.run("init a --template python").status, Status::Fine);
    let text = |path: &str| fs::read_to_string(project.path(path)).unwrap();
    assert_eq!((text("a/README.md").as_str(), text("a/.gitignore").as_str()), ("# Mine\n", "x\n"));
    for taken in ["Dockerfile", "agent.py", "tests/test_agent.py", "pyproject.toml", "ast.toml"] {
        let project = Project::new().file(taken, "mine");
        let before = tree(&project, "");
        let outcome = project.run("init --template python --name my-agent");
        assert!(outcome.status == Status::Failed && outcome.stderr.contains(taken), "{outcome:?}");
        assert_eq!(tree(&project, ""), before);
    }
    // A folder that leads elsewhere is not written to.
    let outside = Project::new();
    let project = Project::new();
    symlink(outside.path("."), project.path("tests")).unwrap();
    let outcome = project.run("init --template python --name my-agent");
    assert_eq!(outcome.status, Status::Failed, "{outcome:?}");
    assert_eq!((names(&outside), names(&project)), (Vec::new(), vec!["tests".to_owned()]));
    for name in ["Bad_Name", "@org/agent", "agent", "x"] {
        let outcome = Project::new().run(&format!("init new --template python --name {name}"));
        assert_eq!(outcome.status, Status::Failed, "{outcome:?}");
    }
}
