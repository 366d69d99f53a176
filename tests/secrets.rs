//! The value of a secret is told nowhere, however broken the spec is that holds it.

use ast::cli::Status;
use ast::compile::{Facts, compile};
use ast::options::Options;
use ast::source::Source;

use crate::project::{GOOD, Project};

/// What must not be seen.
const MARK: &str = "hunterX2";

/// Inputs with a secret, each broken in another way; `inputs:` stands at the margin.
const BROKEN: &[&str] = &[
    // What breaks off, and goes on at the root.
    "inputs:\n  a: {name: A, secret: true, datatype: x\ndefault: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, required: true\ndefault: hunterX2\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: hunterX2:}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: hunterX2: x}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default:hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default:\"hunterX2\"}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default :hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default. hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default\u{ff1a}hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: [\n    hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: {\n    hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: ,hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: !<hunterX2>}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: x, default: hunterX2}\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: |-\n   hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: >+2\n     hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default. hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default:hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default :hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: hunterX2: x\n",
    // What a guess of `fix` puts at the root.
    "providers:\n  p:\n    scope: [models]\n    variables:\n      - secret: true\n        name:\nTOKEN\n        datatype: string\n        default: 'hunterX2'\n",
    // What says that it is a secret.
    "inputs:\n  a: {name: A, datatype: string, secret: \"yes\", default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secrets: true, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, Secret: true, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, sercet: true, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, is_secret: true, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: , default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: null, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: [true], default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: {}, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret:true, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: *yes, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: !flag true, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: false, secret: true, default: hunterX2}\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: false\n    default: hunterX2\n    secret: true\n",
    // What another tool's words say.
    "knowledge:\n  db: {provider: postgres, password: hunterX2}\n",
    "knowledge:\n  db:\n    provider: postgres\n    Api-Key: 'hunterX2'\n    DB_PASSWORD: hunterX2\n",
    "models:\n  m: {provider: openai, auth: {token: hunterX2}}\n",
    // Variables as other tools list them, and what is one wherever it stands.
    "inputs:\n  - API_TOKEN=hunterX2\n",
    "inputs:\n  - \"API_TOKEN=hunterX2\"\n",
    "  environment:\n    - OPENAI_API_KEY=sk-proj-hunterX2aaaaaaaaaaaaaaaaaaaaaaaa\n",
    "  env:\n    - 'OPENAI_API_KEY=sk-proj-hunterX2aaaaaaaaaaaaaaaaaaaaaaaa'\n    - DB_URL=postgres://u:hunterX2@db/x\n",
    "models:\n  m:\n    container:\n      image: m:1\n      environment:\n        - KEY=sk-proj-hunterX2aaaaaaaaaaaaaaaaaaaaaaaa\n",
    "models:\n  m: {provider: opnai}  # was sk-proj-hunterX2aaaaaaaaaaaaaaaaaaaaaaaa\n",
    // What the value is called.
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: x, default: hunterX2}\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: x\n    default: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    8080: hunterX2\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default:hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default, hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, value: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, type: string, dflt: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: {x: hunterX2}}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, options: [{default: hunterX2}]}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default= hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default => hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default=hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default; hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string, secret=hunterX2}\n",
    // How it is written.
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: !hunterX2}\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: \"hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: 'hunterX2\n  b: {name: B, datatype: string}\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    description: \"open\n    secret: true\n    default: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: |\n      first\n   hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: >\n    hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default:\n    hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: #hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: x #hunterX2\n    zz: 1\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    # default: hunterX2\n    zz: 1\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: @hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: %hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: `hunterX2`\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: [hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: {hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: *hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: &hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: !hunterX2 x\n",
    "inputs:\n  a:\n    name: A\n    datatype: number\n    secret: true\n    default: \"\\x68unterX2\"\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: a: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default: \"x\" hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n    default = hunterX2\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true, default: hunterX2\n",
    "inputs:\n  a: {name: A, secret: true,\n  default: hunterX2\n  b: {}\n",
    "inputs:\n  a: [name: A, secret: true, default: hunterX2}\n",
    // Where it stands.
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n  default: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\ndefault: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n     default: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n   default: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    secret: true\n\tdefault: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    default: hunterX2\n  secret: true\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    default: hunterX2\nsecret: true\n",
    "inputs:\n  a:\n    name: A\n    secret: true\n    description:\n      default: hunterX2\n",
    "inputs:\n  - name: A\n    secret: true\n  - default: hunterX2\n",
    "inputs:\n  - name: A\n    default: hunterX2\n  - secret: true\n",
    "inputs:\n  - name: A\n    secret: true\n  - hunterX2\n",
    "inputs:\n  a: {name: A, datatype: string, secret: true}\n  a: {name: A, datatype: string, secret: true, default: hunterX2}\n",
    "inputs:\n  a: {name: A, datatype: string}\ninputs:\n  a: {name: A, datatype: string, secret: true, default: hunterX2}\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    description: |\n      text\n      secret: true\n      default: hunterX2\n",
    "inputs:\n  a:\n    name: A\n    datatype: string\n    description: text\n      and more\n    secret: true\n    default: hunterX2\n  b\n",
    "inputs:\n  b: &b {name: B, datatype: string, default: hunterX2}\n  a: {<<: *b, name: A, secret: true}\n",
    "inputs:\n  b: {name: B, datatype: string, description: &b hunterX2x}\n  a: {name: A, datatype: string, secret: true, default: *b}\n",
    "inputs:\n  a: {<<: *nope, name: A, datatype: string, secret: true, default: hunterX2}\n",
    "inputs:\n  a: {<<: [x], name: A, datatype: string, secret: true, default: hunterX2}\n",
    "---\n---\ninputs:\n  a: {name: A, datatype: string, secret: true, default: hunterX2}\n",
    "providers:\n  p:\n    scope: [models]\n    variables:\n      - {name: A, datatype: string, secret: \"true\", default: hunterX2}\nmodels:\n  m: {provider: p}\n",
    "integrations:\n  p:\n    provider: github\n    inputs:\n      - {name: A, datatype: string, secert: true, default: hunterX2}\n",
];

const FORMATS: &[&str] = &["human", "short", "json", "sarif", "github", "gitlab", "junit"];
const OTHERS: &[&str] = &[
    "plan",
    "plan --format json",
    "plan --format json --for cluster",
    "explain A",
    "explain A --format json",
    "explain inputs.a",
    "generate",
    "env check",
    "env sync",
    "fix --diff",
    "fix --unsafe --diff",
];

#[test]
fn what_could_be_the_default_of_a_secret_is_shown_nowhere() {
    let mut shown = Vec::new();
    for broken in BROKEN {
        let text = format!("{GOOD}{broken}");
        let mut commands: Vec<_> = FORMATS.iter().map(|format| format!("validate --format {format}")).collect();
        commands.extend(OTHERS.iter().map(|command| (*command).to_owned()));
        let few = || vec!["validate".to_owned(), "plan --format json".to_owned()];
        for (text, commands) in
            [(format!("{broken}{GOOD}"), few()), (text.replace('\n', "\r\n"), few()), (text, commands)]
        {
            let project = Project::new().file("astropods.yml", &text);
            for command in commands {
                let told = format!("{:?}", project.run(&command));
                assert!(!told.contains("try '--help'"), "{command} is no command: {told}");
                if told.contains(MARK) {
                    shown.push(format!("{command} of {text:?}: {told}"));
                }
            }
        }
    }
    let specs: std::collections::BTreeSet<_> =
        shown.iter().map(|text| text.split(": Outcome").next().unwrap_or_default().to_owned()).collect();
    assert!(shown.is_empty(), "{} are shown, by\n{specs:#?}\nthe first:\n{}", shown.len(), shown[0]);
}

#[test]
fn a_credential_in_the_code_is_shown_in_no_format_of_an_audit() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent: {build: {context: ., dockerfile: Dockerfile}}\n";
    let code =
        "import os\nPASSWORD = \"hunter2\"\na = os.environ[\"AUDITED\"]\nkey = os.getenv(\"SHOP_KEY\", \"hunter2\")\n";
    let project = Project::new()
        .file("astropods.yml", spec)
        .file("Dockerfile", "FROM python:3\nCOPY . .\nCMD [\"python\", \"agent.py\"]\n")
        .file("agent.py", code);
    for format in ["human", "short", "json", "sarif", "github", "gitlab", "junit"] {
        let outcome = project.run(&format!("audit --format {format}"));
        let told = outcome.stdout + &outcome.stderr;
        assert!(told.contains("AUDITED") && !told.contains("hunter2"), "{format}: {told}");
    }
}

#[test]
fn what_is_no_secret_stays_readable() {
    let spec = "inputs:\n  a:\n    name: TOKEN\n    type: string\n    secret: true\n    options: [x]\n  b:\n    name: LIMIT\n    default: plain\n    zz: 1\n";
    let told = Project::new().stdin(format!("{GOOD}{spec}")).run("validate -").stdout;
    for text in ["type: string", "name: TOKEN", "default: plain", "zz: 1"] {
        assert!(told.contains(text), "{text} is not in\n{told}");
    }
    // Words of the language are no secrets, so that what is said of them can be read.
    let weak = "knowledge:\n  c:\n    provider: redis\n\tpassword: secret\n  d: {provider: x, password: postgres}\nsecrets:\n  A: required\n";
    let told = Project::new().stdin(format!("{GOOD}{weak}")).run("validate -").stdout;
    assert!(!told.contains("unknown key `***`") && !told.contains("`***`"), "{told}");
    // Another tool's list of secrets says nothing of the inputs beside it.
    let listed = "secrets: [SHOP_TOKEN]\ninputs:\n  limit: {name: LIMIT, datatype: number, default: 5}\n";
    let told = Project::new().stdin(format!("{GOOD}{listed}")).run("validate -").stdout;
    assert!(told.contains("default: 5") && !told.contains("a default of a secret"), "{told}");
    let broken =
        format!("{GOOD}inputs:\n  a:\n    name: TOKEN\n    secret: true\n  b:\n    name: B\n     datatype: string\n");
    let told = Project::new().stdin(broken).run("validate -").stdout;
    assert!(told.contains("name: B") && told.contains("datatype: string"), "{told}");
    let other = "knowledge:\n  secret: {provider: redis}\n  other: {provider: rdis}\ndev:\n  schedules: {secret-sync: \"0 2 * * *\", load: \"0 3 * * *\"}\nagents:\n  environment: {SECRET: a, LIMIT: bcde}\n";
    let source = compile(Source::new("a", format!("{GOOD}{other}")), |_| Facts::default(), &Options::default()).source;
    assert!(source.text().char_indices().all(|(at, _)| !source.is_hidden(at)));
}

/// A spec may say a credential, and is warned of it; a program has its value, as what is generated has it.
#[test]
fn a_credential_that_is_written_out_is_on_no_screen() {
    let spec = GOOD.to_owned()
        + "integrations:\n  tool:\n    container:\n      image: tool:1\n      port: 9000\n      environment:\n        \
           TOOL_API_KEY: sk-proj-hunterX2aaaaaaaaaaaaaaaaaaaaaaaa\n";
    let options = "[environments.staging.cluster]\nnamespace = \"staging\"\n[environments.production.cluster]\nnamespace = \"shop\"\n";
    let project = Project::new().file("astropods.yml", &spec).file("ast.toml", options);
    for words in
        ["plan", "plan --for cluster", "plan --env all", "explain TOOL_API_KEY", "explain integrations.tool", "graph"]
    {
        let outcome = project.run(words);
        assert_eq!(outcome.status, Status::Fine, "{words}: {}", outcome.stderr);
        assert!(!outcome.stdout.contains(MARK) && !outcome.stderr.contains(MARK), "{words}: {}", outcome.stdout);
    }
    assert!(project.run("plan").stdout.contains("TOOL_API_KEY  = ***"));
    assert!(project.run("plan --format json").stdout.contains(MARK));
}
