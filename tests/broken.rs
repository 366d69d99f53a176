//! `ast audit` on projects that work and are then broken: nothing is found in the examples and in what `ast init` writes,
//! and each way to break one is found where it was broken.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ast::cli::Status;
use serde_json::Value;

use crate::project::Project;

const EXAMPLES: [&str; 7] = [
    "custom-providers",
    "frontend-postgres",
    "gateway-choices",
    "gateway-quickstart",
    "gateway-with-byok",
    "ingestion",
    "support-desk",
];
const TEMPLATES: [&str; 6] =
    ["python", "langgraph", "mastra", "rust", "python --interface messaging", "langgraph --interface messaging"];

/// A project that works.
struct Working {
    name: &'static str,
    project: Project,
    /// Where it is below the root.
    folder: &'static str,
}

/// What `ast audit` says of one.
struct Said {
    /// File, line, name.
    reads: BTreeSet<(String, u64, String)>,
    /// The same places, with the code and the message.
    found: Vec<(String, u64, String, String)>,
}

impl Working {
    fn path(&self, file: &str) -> PathBuf {
        self.project.path(self.folder).join(file)
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path(file), text).unwrap();
    }

    fn answer(&self) -> Value {
        let ran = self.project.run("audit --format json");
        serde_json::from_str(&ran.stdout).unwrap()
    }

    fn audit(&self) -> Said {
        let answer = self.answer();
        let project = &answer["projects"][0];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let place = |one: &Value| (text(&one["file"]), one["range"]["start"]["line"].as_u64().unwrap());
        let reads = project["reads"].as_array().unwrap().iter().map(|read| {
            let (file, line) = place(read);
            (file, line, text(&read["name"]))
        });
        let found = project["diagnostics"].as_array().unwrap().iter().map(|found| {
            let (file, line) = place(found);
            (file, line, text(&found["code"]), text(&found["message"]))
        });
        Said { reads: reads.collect(), found: found.collect() }
    }

    /// Whether a variable is said to be missing, or to be one that nobody can set.
    fn misses(&self, name: &str) -> bool {
        let named = format!("`{name}` is read");
        let codes = ["missing-variable", "undeclared-variable"];
        self.audit()
            .found
            .iter()
            .any(|(_, _, code, message)| codes.contains(&code.as_str()) && message.contains(&named))
    }
}

fn working() -> Vec<Working> {
    let examples = EXAMPLES.iter().map(|name| Working { name, project: Project::example(name), folder: "" });
    let templates = TEMPLATES.iter().map(|name| {
        let project = Project::new();
        let ran = project.run(&format!("init my-agent --template {name}"));
        assert_eq!(ran.status, Status::Fine, "{name}: {ran:?}");
        Working { name, project: project.cwd("my-agent"), folder: "my-agent" }
    });
    examples.chain(templates).collect()
}

#[test]
fn nothing_is_found_in_an_example_nor_in_what_init_writes() {
    for working in working() {
        let ran = working.project.run("audit");
        let is_fine = ran.status == Status::Fine && ran.stdout.starts_with("no problems") && ran.stderr.is_empty();
        assert!(is_fine, "{}: {ran:?}", working.name);
    }
}

#[test]
fn every_read_that_is_renamed_is_found_at_its_place() {
    let mut renamed = 0;
    for working in working() {
        let mut places: BTreeSet<(String, u64, u64, String)> = BTreeSet::new();
        for read in working.answer()["projects"][0]["reads"].as_array().unwrap() {
            let [from, to] = ["start", "end"].map(|end| read["range"][end]["offset"].as_u64().unwrap());
            let Some(name) = read["name"].as_str() else { continue };
            places.insert((read["file"].as_str().unwrap().to_owned(), from, to, name.to_owned()));
        }
        // From the last to the first, so that what is before stays where it is.
        for (file, from, to, name) in places.iter().rev() {
            let (mut text, from) = (working.text(file), usize::try_from(*from).unwrap());
            let at = from + text[from..usize::try_from(*to).unwrap()].find(name.as_str()).unwrap();
            text.insert_str(at, "BROKEN_");
            working.write(file, &text);
        }
        let said = working.audit();
        for (file, line, name) in &said.reads {
            let is_found = said.found.iter().any(|(at, on, code, message)| {
                let codes = ["missing-variable", "undeclared-variable"];
                (at, on) == (file, line) && codes.contains(&code.as_str()) && message.contains(&format!("`{name}`"))
            });
            assert!(name.starts_with("BROKEN_") && is_found, "{}: {file}:{line} {name}", working.name);
            renamed += 1;
        }
    }
    assert!(renamed >= 60, "{renamed} reads");
}

#[test]
fn every_input_that_is_removed_is_found_where_it_is_read() {
    let mut removed = 0;
    for working in working() {
        let spec = working.text("astropods.yml");
        let names: BTreeSet<String> = working.audit().reads.into_iter().map(|(.., name)| name).collect();
        for name in names {
            if working.project.run(&format!("remove input {name}")).status == Status::Fine {
                assert!(working.misses(&name), "{}: {name}", working.name);
                removed += 1;
                working.write("astropods.yml", &spec);
            }
        }
    }
    assert!(removed >= 11, "{removed} inputs");
}

#[test]
fn an_entry_that_is_renamed_or_gone_is_found_where_its_variables_are_read() {
    let cases = [
        ("frontend-postgres", "rename model summary digest", "MODEL_SUMMARY"),
        ("frontend-postgres", "rename integration excerpt cutting", "INTEGRATION_EXCERPT_URL"),
        ("frontend-postgres", "remove knowledge articles", "POSTGRES_PASSWORD"),
        ("gateway-choices", "rename model embed vectors", "MODEL_EMBED"),
        ("gateway-with-byok", "remove model custom-fine-tune", "OPENAI_API_KEY"),
        ("custom-providers", "rename integration partner friend", "HELPDESK_PARTNER_PAGE_SIZE"),
        ("custom-providers", "rename model small tiny", "INFERENCE_SMALL_BASE_URL"),
        ("ingestion", "rename model answer reply", "MODEL_ANSWER"),
        ("ingestion", "remove knowledge pages", "QDRANT_URL"),
        ("support-desk", "remove knowledge parts", "NEO4J_AUTH"),
        ("support-desk", "remove integration github", "GITHUB_TOKEN"),
    ];
    let projects = working();
    for (name, change, variable) in cases {
        let working = projects.iter().find(|working| working.name == name).unwrap();
        let spec = working.text("astropods.yml");
        assert!(!working.misses(variable), "{name}: {variable} was missing before");
        let ran = working.project.run(change);
        assert!(working.text("astropods.yml") != spec && working.misses(variable), "{name}: {change}: {ran:?}");
        working.write("astropods.yml", &spec);
    }
    // Two stores of one provider have their names in their variables.
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n\
                knowledge:\n  main: {provider: postgres}\n  archive: {provider: postgres}\n";
    let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "FROM x\nCOPY . .\n");
    let project = project.file("main.py", "import os\nos.environ['POSTGRES_ARCHIVE_HOST']\n");
    let working = Working { name: "two stores", project, folder: "" };
    assert!(!working.misses("POSTGRES_ARCHIVE_HOST"));
    working.project.run("rename knowledge archive old");
    assert!(working.misses("POSTGRES_ARCHIVE_HOST"));
}

#[test]
fn a_name_that_is_misspelt_is_found_in_a_shell_a_dockerfile_and_a_class_of_settings() {
    for working in working() {
        let file = ["Dockerfile", "agent/Dockerfile"].into_iter().find(|file| working.path(file).is_file()).unwrap();
        let text = working.text(file) + "COPY start.sh settings.py ./\nCMD exec ./start.sh --host $ASTRO_AGENT_HOSTS\n";
        working.write(file, &text);
        working.write("start.sh", "#!/bin/sh\nexec agent --name \"${ASTRO_AGENT_NAMEE:?}\"\n");
        let settings = "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    astro_agent_urls: str\n";
        working.write("settings.py", settings);
        let mut found: Vec<_> = working.audit().found.into_iter().map(|(file, _, code, _)| (file, code)).collect();
        found.sort();
        let mut expected = [
            (file.to_owned(), "undeclared-variable".to_owned()),
            ("settings.py".to_owned(), "missing-variable".to_owned()),
            ("start.sh".to_owned(), "missing-variable".to_owned()),
        ];
        expected.sort();
        assert_eq!(found, expected, "{}", working.name);
        let shown = working.project.run("audit").stdout;
        for name in ["HOST", "NAME", "URL"] {
            assert!(shown.contains(&format!("did you mean `ASTRO_AGENT_{name}`?")), "{}: {shown}", working.name);
        }
    }
}

#[test]
fn what_is_given_in_a_cluster_alone_is_a_warning_where_the_code_fails_without_it() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n\
                \x20 interfaces: {messaging: true}\n";
    let code = "import os\nos.environ['GRPC_SERVER_ADDR']\nos.environ['ASTRO_EXTERNAL_AGENT_URL']\n\
                os.environ.get('GRPC_SERVER_ADDR')\n";
    let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "FROM x\nCOPY . .\n");
    let project = project.file("main.py", code).file("ast.toml", "[cluster]\nhost = \"agent.example.com\"\n");
    let mut working = Working { name: "in a cluster", project, folder: "" };
    let codes = |working: &Working| {
        let found = working.audit().found.into_iter();
        found.map(|(_, line, code, message)| (line, code, message.contains("in a cluster, but not locally"))).collect()
    };
    let lopsided = |line| (line, "lopsided-variable".to_owned(), true);
    let found: Vec<_> = codes(&working);
    assert_eq!(found, [lopsided(2), lopsided(3)]);
    assert_eq!(working.project.run("audit").status, Status::Fine);
    assert_eq!(working.project.run("audit --deny warnings").status, Status::Invalid);
    // What is said for a local run gives the first in both.
    let local = format!("{spec}dev:\n  interfaces:\n    messaging: {{adapters: [web]}}\n");
    working.project = working.project.file("astropods.yml", local);
    let found: Vec<_> = codes(&working);
    assert_eq!(found, [lopsided(3)]);
    // Without the host, nobody gives the second.
    working.project = working.project.file("ast.toml", "");
    let found: Vec<_> = codes(&working);
    assert_eq!(found, [(3, "missing-variable".to_owned(), false)]);
}
