//! The code against the plan: hundreds of reads in every idiom, written by hand with what is expected on their lines.
//!
//! In `tests/audit`, a comment at the end of a line says what it reads: `reads: NAME` where the code fails without it,
//! `NAME?` where it goes on, `*` where the name can't be known; `next reads:` speaks of the line below. `idiom:` begins a row of docs/audit.md, and `none:` says why
//! a line that looks like a read is none. Any other line reads nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{Outcome, Project};

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: .\n    dockerfile: Dockerfile\n";
const DOCKERFILE: &str = "FROM python:3.13-slim\nCOPY . /app\n";

/// By file and line, what is read there, sorted.
type Reads = BTreeMap<(String, u64), Vec<String>>;

fn files(folder: &str) -> Vec<(String, String)> {
    let mut files: Vec<_> =
        fs::read_dir(Path::new("tests/audit").join(folder)).unwrap().map(|entry| entry.unwrap()).collect();
    files.sort_by_key(fs::DirEntry::file_name);
    let text =
        |entry: fs::DirEntry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap());
    files.into_iter().map(text).collect()
}

/// What the comments say.
fn expected(files: &[(String, String)]) -> Reads {
    let mut reads = Reads::new();
    for (file, text) in files {
        for (line, text) in (1..).zip(text.lines()) {
            let Some((before, said)) = text.split_once(" reads: ") else { continue };
            // Where a comment can't stand at the end of a line, it stands above.
            let line = if before.ends_with("next") { line + 1 } else { line };
            let said = said.trim_end_matches(" */").split(", ").map(|name| name.trim().to_owned());
            reads.entry((file.clone(), line)).or_default().extend(said);
            reads.get_mut(&(file.clone(), line)).unwrap().sort();
        }
    }
    reads
}

/// What an answer in JSON says.
fn told(outcome: &Outcome) -> Reads {
    let answer: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let mut reads = Reads::new();
    for read in answer["projects"][0]["reads"].as_array().unwrap() {
        let file = read["file"].as_str().unwrap().to_owned();
        let line = read["range"]["start"]["line"].as_u64().unwrap();
        let name = match (read["name"].as_str(), read["need"].as_str().unwrap()) {
            (Some(name), "required") => name.to_owned(),
            (Some(name), "optional") => format!("{name}?"),
            (None, "computed") => "*".to_owned(),
            other => format!("{other:?}"),
        };
        reads.entry((file, line)).or_default().push(name);
    }
    for names in reads.values_mut() {
        names.sort();
    }
    reads
}

fn project(files: &[(String, String)]) -> Project {
    let project = Project::new().file("astropods.yml", SPEC).file("Dockerfile", DOCKERFILE);
    files.iter().fold(project, |project, (name, text)| project.file(name, text))
}

/// What differs, a line each.
fn differences(expected: &Reads, told: &Reads) -> String {
    let mut all: Vec<_> = expected.keys().chain(told.keys()).collect();
    all.sort();
    all.dedup();
    let line = |at: &&(String, u64)| {
        let (expected, told) = (expected.get(*at), told.get(*at));
        (expected != told).then(|| format!("{}:{} expected {expected:?}, found {told:?}\n", at.0, at.1))
    };
    all.iter().filter_map(line).collect()
}

#[test]
fn what_code_reads_is_found_in_every_idiom_and_nothing_else() {
    for (language, folder) in LANGUAGES {
        let files = files(folder);
        let told = told(&project(&files).run("audit --format json"));
        let differences = differences(&expected(&files), &told);
        assert!(differences.is_empty(), "{language}:\n{differences}");
    }
}

#[test]
fn two_hundred_reads_and_sixty_lines_that_are_none_are_held() {
    let all = LANGUAGES.iter().flat_map(|(_, folder)| files(folder));
    let (mut reads, mut idioms, mut none) = (0, 0, 0);
    for (file, text) in all {
        reads += expected(&[(file, text.clone())]).values().map(Vec::len).sum::<usize>();
        idioms += text.matches("idiom: ").count();
        none += text.matches("none: ").count();
    }
    assert!(reads >= LEAST.0 && idioms >= LEAST.1 && none >= LEAST.2, "{reads} reads, {idioms} idioms, {none} none");
}

/// The languages, and where their code is.
const LANGUAGES: &[(&str, &str)] =
    &[("Python", "python"), ("TypeScript, JavaScript", "script"), ("Rust", "rust"), ("shell, Dockerfile", "shell")];

/// How many reads, idioms and lines that are no read there are at least.
const LEAST: (usize, usize, usize) = (200, 25, 60);

/// The table of docs/audit.md: of each idiom how many reads of it are tried.
pub(crate) fn table() -> String {
    let mut table = String::from("| language | idiom | tried | required |\n| --- | --- | --- | --- |\n");
    for (language, folder) in LANGUAGES {
        for (file, text) in files(folder) {
            for part in text.split("idiom: ").skip(1) {
                let idiom = part.lines().next().unwrap().trim_end_matches("*/").trim();
                let reads: Vec<String> = expected(&[(file.clone(), part.to_owned())]).into_values().flatten().collect();
                let required = reads.iter().filter(|name| !name.ends_with('?') && *name != "*").count();
                let _ = writeln!(table, "| {language} | {idiom} | {} | {required} |", reads.len());
            }
        }
    }
    table
}

/// The codes and messages of what is found, a line each with its file and line.
fn findings(project: &Project, args: &str) -> Vec<String> {
    let ran = project.run(&format!("audit --format json {args}"));
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found = answer["projects"].as_array().unwrap().iter().flat_map(|one| one["diagnostics"].as_array().unwrap());
    let line = |found: &Value| {
        let at = &found["range"]["start"]["line"];
        format!(
            "{}:{at} {} {}",
            found["file"].as_str().unwrap(),
            found["severity"].as_str().unwrap(),
            found["code"].as_str().unwrap()
        )
    };
    found.map(line).collect()
}

fn agent(code: &str) -> Project {
    Project::new()
        .file("astropods.yml", SPEC)
        .file("Dockerfile", DOCKERFILE)
        .file("main.py", format!("import os\n{code}"))
}

#[test]
fn what_nothing_gives_is_an_error_and_what_has_a_default_is_advice() {
    let project = agent(
        "os.environ['A']\nos.environ.get('B', 'x')\nos.environ[f'{x}']\nos.environ['PATH']\nos.environ['ASTRO_AGENT_NAME']\n",
    );
    assert_eq!(
        findings(&project, ""),
        [
            "main.py:2 error missing-variable",
            "main.py:3 advice undeclared-variable",
            "main.py:4 advice computed-variable"
        ]
    );
    assert_eq!(project.run("audit").status, Status::Invalid);
    assert_eq!(project.run("audit --allow missing-variable").status, Status::Fine);
    assert_eq!(project.run("audit --warn missing-variable --deny warnings").status, Status::Invalid);
    for format in ["human", "short", "sarif", "github", "gitlab", "junit"] {
        let ran = project.run(&format!("audit --format {format}"));
        assert!(ran.stdout.contains("missing-variable") && ran.stdout.contains("main.py"), "{format}: {}", ran.stdout);
    }
}

#[test]
fn a_store_says_which_name_carries_what_is_looked_for() {
    let spec = format!("{SPEC}knowledge:\n  graph:\n    provider: neo4j\n");
    for code in ["os.environ['NEO4J_PASSWORD']", "os.environ.get('NEO4J_PASSWORD')"] {
        let ran = agent(code).file("astropods.yml", &spec).run("audit");
        assert!(ran.status == Status::Invalid && ran.stdout.contains("`NEO4J_AUTH` carries"), "{ran:?}");
    }
    let spec = spec + "inputs:\n  password:\n    name: NEO4J_PASSWORD\n    datatype: string\n    secret: true\n";
    assert_eq!(agent("os.environ['NEO4J_PASSWORD']").file("astropods.yml", spec).run("audit").status, Status::Fine);
}

#[test]
fn a_comment_in_the_code_silences_its_line_and_says_where_it_silences_nothing() {
    let project = agent(
        "os.environ['A']  # ast: ignore[missing-variable] the base image\n# ast: ignore[undeclared-variable]\n\
         os.getenv('B')\nx = 1  # ast: ignore[missing-variable]\n# ast: a tree\nos.environ['C']  # ast: ignore[computed-variable]\n",
    );
    assert_eq!(
        findings(&project, ""),
        [
            "main.py:5 warning unused-suppression",
            "main.py:7 error missing-variable",
            "main.py:7 warning unused-suppression"
        ]
    );
}

#[test]
fn what_an_image_does_not_have_is_not_read() {
    let read = "import os\nos.environ['A']\n";
    let project = |dockerfile: &str, ignored: &str| {
        let project =
            Project::new().file("astropods.yml", SPEC).file("Dockerfile", dockerfile).file(".dockerignore", ignored);
        let paths = [
            "main.py",
            "lib/a.py",
            "lib/deep/b.py",
            "scripts/c.py",
            "tests/d.py",
            "test_e.py",
            "vendor/f.py",
            ".x/g.py",
        ];
        paths.iter().fold(project, |project, path| project.file(path, read))
    };
    let found = |dockerfile: &str, ignored: &str| {
        let all = findings(&project(dockerfile, ignored), "");
        all.iter().map(|line| line.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("FROM x\nCOPY . .\n", ""), ["lib/a.py", "lib/deep/b.py", "main.py", "scripts/c.py"]);
    assert_eq!(found("FROM x\nCOPY main.py lib /app/\n", "lib/deep\n"), ["lib/a.py", "main.py"]);
    assert_eq!(found("FROM x\nCOPY *.py ./\n", ""), ["main.py"]);
    assert_eq!(found("FROM x\nCOPY . .\n", "*\n!lib\n"), ["lib/a.py", "lib/deep/b.py"]);
    assert_eq!(found("FROM x\nCOPY . .\n", "**/*.py\n!main.py\n"), ["main.py"]);
    assert_eq!(found("FROM x\nENV A=1\nCOPY . .\n", ""), Vec::<String>::new());
    assert_eq!(
        found("FROM x\nARG A=1\nCOPY main.py .\n", ""),
        ["main.py"],
        "what a build is given is gone when it runs"
    );
    assert_eq!(found("FROM x\nRUN true\n", ""), Vec::<String>::new());
}

#[test]
fn hostile_sources_are_read_to_an_end() {
    let sources = [
        "(".repeat(100_000),
        "os.environ[".repeat(20_000),
        format!("import os\nx = {}os.environ['A']", "not ".repeat(100_000)),
        "if x:\n ".repeat(2_000),
        format!("import os\n{}", "a.".repeat(100_000)),
        format!("import os\n{}", "def f(a): return os.environ[a]\n".repeat(8_000)),
        format!("import os\n{}", "f(f(".repeat(50_000)),
        format!("import os\nx = '{}'\nos.environ['A']", "x".repeat(400_000)),
        "import os\n".to_owned() + &"class A(BaseSettings): a: int = f(a=1)\n".repeat(8_000),
        "\u{0}\u{feff}environ\u{202e}".repeat(10_000),
        "x".repeat(600_000),
    ];
    let project =
        sources.iter().enumerate().fold(agent(""), |project, (at, text)| project.file(&format!("h{at}.py"), text));
    let mut bytes = b"import os\nos.environ['A']\n".to_vec();
    bytes.extend([0xff, 0xfe, 0x80]);
    let project = project.file("bytes.py", bytes);
    let ran = project.run("audit --format json");
    assert!(ran.stderr.contains("`h10.py` is not looked at: it has more than 512 KiB"), "{}", ran.stderr);
    assert!(findings(&project, "").iter().any(|line| line.starts_with("bytes.py:2 error")));
}

#[cfg(unix)]
#[test]
fn no_link_leads_to_a_source() {
    let outside = Project::new().file("secret.py", "import os\nos.environ['OUT']\n");
    let project = agent("");
    std::os::unix::fs::symlink(outside.path("secret.py"), project.path("link.py")).unwrap();
    std::os::unix::fs::symlink(outside.path(""), project.path("folder")).unwrap();
    assert_eq!(findings(&project, ""), Vec::<String>::new());
    let up = SPEC.replace("context: .", "context: ../..");
    assert_eq!(findings(&project.file("astropods.yml", up), ""), Vec::<String>::new());
}

#[test]
fn a_fix_declares_what_the_code_reads_and_leaves_every_other_byte() {
    let spec = format!("# mine\n{SPEC}  # here too\nknowledge: {{graph: {{provider: neo4j}}}}\n");
    let code = "os.environ['STAGE']\nos.environ.get('API_TOKEN')\nos.environ['NEO4J_PASSWORD']\n\
                os.getenv('QUIET', 'x')  # ast: ignore[undeclared-variable]\n";
    let project = agent(code).file("astropods.yml", &spec);
    let ran = project.run("audit --fix");
    assert!(ran.stderr.contains("added input `STAGE`") && ran.stdout.contains("NEO4J_PASSWORD"), "{ran:?}");
    let text = fs::read_to_string(project.path("astropods.yml")).unwrap();
    let added = text.strip_prefix(&spec).unwrap_or_else(|| panic!("{text}"));
    for line in ["name: STAGE", "name: API_TOKEN", "secret: true", "optional: true"] {
        assert!(added.contains(line), "{text}");
    }
    assert!(!added.contains("NEO4J") && !added.contains("QUIET"), "{text}");
    assert_eq!(findings(&project, ""), ["main.py:4 error missing-variable"]);
    assert_eq!(project.run("audit --fix").stderr, "", "a second run has nothing to add");
}

#[test]
fn what_a_client_library_may_read_of_a_store_or_provider_is_no_error() {
    let spec = format!("{SPEC}models: {{chat: {{provider: openai}}}}\nknowledge: {{cache: {{provider: redis}}}}\n");
    let code = "os.environ.get('OPENAI_BASE_URL')\nos.environ.get('REDIS_USERNAME')\nos.environ.get('REDIS_DB')\n";
    let found = findings(&agent(code).file("astropods.yml", spec), "");
    assert!(found.len() == 3 && found.iter().all(|line| line.contains("advice")), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_container_of_whose_code_nothing_is_read_is_named_with_the_reason() {
    let outside = Project::new().file("Dockerfile", DOCKERFILE);
    let project = |spec: &str| Project::new().file("astropods.yml", spec);
    let linked = project(SPEC);
    std::os::unix::fs::symlink(outside.path("Dockerfile"), linked.path("Dockerfile")).unwrap();
    let image = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";
    for (project, reason) in [
        (linked, "its Dockerfile `Dockerfile` can't be read: a link leads out of the project"),
        (project(SPEC), "its Dockerfile `Dockerfile` can't be read: no such file"),
        (
            project(&SPEC.replace("context: .", "context: ../..")),
            "its build context `../..` is outside of the project's folder",
        ),
        (project(&SPEC.replace("dockerfile: ", "dockerfile: ../")), "its Dockerfile `../Dockerfile` is outside of"),
        (
            project(SPEC).file("Dockerfile", "FROM golang\nCOPY . .\n").file("main.go", ""),
            "its Dockerfile copies no source of `.`",
        ),
        (project(image), "nothing of this project is built"),
    ] {
        for format in ["human", "short", "json"] {
            let ran = project.run(&format!("audit --format {format}"));
            assert!(ran.stderr.contains(&format!("no code of `agent` is read: {reason}")), "{format}: {ran:?}");
            assert!(ran.status == Status::Fine && !ran.stdout.contains("no problems"), "{format}: {ran:?}");
        }
        let answer: Value = serde_json::from_str(&project.run("audit --format json").stdout).unwrap();
        let skipped = &answer["projects"][0]["skipped"][0];
        assert!(skipped["container"] == "agent" && skipped["reason"].as_str().unwrap().starts_with(reason), "{answer}");
    }
    let found = agent("").run("audit");
    assert!(found.stderr.is_empty() && found.stdout.contains("no problems"), "{found:?}");
}
