//! What a change of a project means.

use ast::cli::Status;
use ast::compile::{Compilation, Facts, bind, compile, emit, open};
use ast::delta::{Change, Side, Where, changes};
use ast::options::Options;
use ast::plan::{BoundPlan, For};
use ast::source::Source;
use ast::target::TARGETS;
use ast::tree::FileTree;
use serde_yaml_ng::Value;

use crate::mutation;
use crate::project::Project;

pub(crate) const ALL: [Where; 3] = [Where::Local, Where::Cluster, Where::Client];

pub(crate) struct Bound {
    pub(crate) compilation: Compilation,
    pub(crate) local: BoundPlan,
    pub(crate) cluster: BoundPlan,
}

impl Bound {
    pub(crate) fn of(text: &str, options: &Options) -> Self {
        let compilation = compile(Source::new("astropods.yml", text), |_| Facts::default(), options);
        let [local, cluster] = [For::Local, For::Cluster].map(|target| bind(&compilation, options, target));
        Self { compilation, local, cluster }
    }

    pub(crate) fn side<'a>(&'a self, options: &'a Options) -> Side<'a> {
        Side { local: &self.local, cluster: &self.cluster, settings: &options.settings, chart: None }
    }

    /// Every file of every target; none where one can't be made.
    fn files(&self, options: &Options) -> Option<Vec<(String, String)>> {
        let mut tree = FileTree::default();
        for target in TARGETS.iter() {
            let plan = if target.bound_to() == For::Cluster { &self.cluster } else { &self.local };
            let opened = open(&self.compilation, options, *target);
            emit(opened.as_ref().unwrap_or(plan), options, ".", *target, &mut tree).ok()?;
        }
        Some(tree.iter().map(|(path, file)| (path.as_str().to_owned(), file.content.clone())).collect())
    }
}

/// Texts that say a little else: without a key, with another value, or with another name of one.
pub(crate) fn edits(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    match value {
        Value::Mapping(map) => {
            for (key, inner) in map {
                let mut without = map.clone();
                without.shift_remove(key);
                found.push(Value::Mapping(without.clone()));
                let renamed = map.iter().map(|(other, inner)| {
                    let other = if other == key {
                        Value::from(format!("{}-x", key.as_str().unwrap_or("k")))
                    } else {
                        other.clone()
                    };
                    (other, inner.clone())
                });
                found.push(Value::Mapping(renamed.collect()));
                for edit in edits(inner) {
                    let mut edited = map.clone();
                    edited.insert(key.clone(), edit);
                    found.push(Value::Mapping(edited));
                }
            }
        }
        Value::Sequence(items) => {
            for (at, inner) in items.iter().enumerate() {
                let mut without = items.clone();
                without.remove(at);
                found.push(Value::Sequence(without));
                for edit in edits(inner) {
                    let mut edited = items.clone();
                    edited[at] = edit;
                    found.push(Value::Sequence(edited));
                }
            }
        }
        Value::String(text) => found.push(Value::from(format!("{text}x"))),
        Value::Bool(is) => found.push(Value::from(!is)),
        Value::Number(number) => found.extend(number.as_u64().map(|number| Value::from(number + 1))),
        _ => {}
    }
    found
}

/// Whatever differs in what is generated is told, and nothing is told where nothing differs.
#[test]
fn every_difference_of_a_generated_file_is_explained_and_nothing_else_is_told() {
    let options = Options::default();
    let (mut looked, mut silent) = (0, Vec::new());
    for path in mutation::specs() {
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(value) = serde_yaml_ng::from_str::<Value>(&text) else { continue };
        let text = serde_yaml_ng::to_string(&value).unwrap();
        let old = Bound::of(&text, &options);
        let Some(files) = old.files(&options).filter(|_| !old.compilation.report.has_errors()) else { continue };
        assert_eq!(changes(Some(old.side(&options)), Some(old.side(&options)), &ALL), [], "{}", path.display());
        for edit in edits(&value).into_iter().step_by(mutation::share(24)) {
            let edited = serde_yaml_ng::to_string(&edit).unwrap();
            let new = Bound::of(&edited, &options);
            let Some(other) = new.files(&options).filter(|_| !new.compilation.report.has_errors()) else { continue };
            looked += 1;
            let told = changes(Some(old.side(&options)), Some(new.side(&options)), &ALL);
            if told.is_empty() != (files == other) {
                let what =
                    if told.is_empty() { "nothing is told".to_owned() } else { format!("told in vain: {:?}", told[0]) };
                let file = files.iter().find(|file| !other.contains(file)).map(|(path, _)| path.clone());
                silent.push(format!("{}: {what}; {file:?}\n{}", path.display(), similar(&text, &edited)));
            }
            for change in &told {
                assert!(!change.consequences.is_empty() && !change.message.is_empty() && !change.seen.is_empty());
            }
        }
    }
    assert!(looked > 50, "{looked}");
    assert!(silent.is_empty(), "{} of {looked}\n{}", silent.len(), silent[..silent.len().min(12)].join("\n"));
}

/// The lines that differ.
fn similar(old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}\n"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}\n"));
    gone.chain(come).collect()
}

const BASE: &str = "spec: blueprint/v1
name: support
agent:
  build: {context: ., dockerfile: Dockerfile}
knowledge:
  db: {provider: postgres}
  cache: {provider: redis}
models:
  chat: {provider: gateway, models: [claude-sonnet-4-6]}
inputs:
  limit: {name: LIMIT, datatype: number, default: \"5\", description: how many}
ingestion:
  nightly:
    container: {image: \"job:1\"}
    trigger: {type: schedule}
";

fn told(old: &str, new: &str) -> Vec<Change> {
    let options = Options::default();
    let (old, new) = (Bound::of(old, &options), Bound::of(new, &options));
    changes(Some(old.side(&options)), Some(new.side(&options)), &ALL)
}

/// What is said of an edit: with what follows, and where.
fn lines(from: &str, to: &str) -> Vec<String> {
    assert!(BASE.contains(from));
    let line = |change: &Change| {
        let json = serde_json::to_value(change).unwrap();
        let joined = |key: &str| {
            json[key].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect::<Vec<_>>().join("+")
        };
        format!("{} | {} | {}", joined("consequences"), change.message, joined("for"))
    };
    told(BASE, &BASE.replace(from, to)).iter().map(line).collect()
}

#[test]
fn each_change_is_told_with_all_that_follows_the_worst_first() {
    assert_eq!(
        lines("job:1", "job:2"),
        ["restarts | `ingestion.nightly` runs `job:2` instead of `job:1` | local+cluster"]
    );
    assert_eq!(
        lines("how many", "as many"),
        [
            "text | in `agent`, another text says what is meant by `LIMIT` | local+cluster",
            "text | in `ingestion.nightly`, another text says what is meant by `LIMIT` | local+cluster",
        ]
    );
    let cache = lines("  cache: {provider: redis}\n", "");
    assert_eq!(cache[0], "loses-data+breaks | `knowledge.cache` is gone; its disk stays behind | local+cluster");
    assert!(
        cache.contains(&"breaks+restarts | `agent` no longer gets `REDIS_URL` | local+cluster".to_owned()),
        "{cache:#?}"
    );
    assert!(
        cache
            .iter()
            .any(|line| line == "breaks | client code of `agent` has no `knowledge.cache.url` any more | client"),
        "{cache:#?}"
    );
    assert!(cache.iter().any(|line| line.starts_with("harmless | nobody asks for `REDIS_PASSWORD`")), "{cache:#?}");
    let secret = lines("inputs:\n", "inputs:\n  token: {name: TOKEN, datatype: string, secret: true}\n");
    assert_eq!(secret[0], "needs-value | has to be set: `TOKEN` (`agent` and 1 more read it) | local+cluster");
    let rename = lines("  db: ", "  store: ");
    assert_eq!(
        rename[0],
        "loses-data+breaks+restarts | `knowledge.db` is called `knowledge.store`: it starts with an empty disk, and the one \
         that it had stays behind | local+cluster"
    );
    assert!(
        rename.contains(
            &"breaks | `knowledge.db` is called `knowledge.store` in client code of `agent` | client".to_owned()
        ),
        "{rename:#?}"
    );
    assert!(!rename.iter().any(|line| line.contains("is gone") || line.contains("POSTGRES_USER")), "{rename:#?}");
    let provider = lines("cache: {provider: redis}", "cache: {provider: qdrant}");
    assert_eq!(
        provider[0],
        "loses-data+breaks+restarts | `knowledge.cache` is `qdrant` instead of `redis`, and what it kept stays behind | local+cluster"
    );
    let name = lines("name: support", "name: helper");
    assert!(
        name[0]
            .starts_with("loses-data+breaks+restarts | the agent is called `helper` instead of `support`: its disks"),
        "{name:#?}"
    );
}

#[test]
fn two_that_could_each_be_the_other_are_no_rename() {
    let two =
        BASE.replace("  db: {provider: postgres}\n", "  one: {provider: postgres}\n  two: {provider: postgres}\n");
    let told = told(BASE, &two);
    assert!(told.iter().all(|change| !change.message.contains("is called")), "{told:#?}");
}

#[test]
fn a_side_that_is_not_there_is_an_empty_project() {
    let options = Options::default();
    let new = Bound::of(BASE, &options);
    let come: Vec<_> = changes(None, Some(new.side(&options)), &ALL).into_iter().map(|change| change.message).collect();
    for line in ["`support` is new", "container `agent` is new", "`knowledge.db` is new"] {
        assert!(come.contains(&line.to_owned()), "{line}: {come:#?}");
    }
    assert!(!come.iter().any(|line| line.contains("REDIS_URL") || line.contains("platform")), "{come:#?}");
    assert_eq!(changes(None, None, &ALL), []);
}

#[test]
fn no_secret_is_shown() {
    let secret = |value: &str| {
        let said = format!("default: {value}, description: not {value}");
        let input = format!("  token: {{name: API_TOKEN, datatype: string, secret: true, {said}}}\n");
        BASE.replace("inputs:\n", &format!("inputs:\n{input}"))
    };
    let project = Project::new().file("a/astropods.yml", secret("hunter2-abc"));
    let project = project.file("b/astropods.yml", secret("hunter3-abc"));
    for format in ["human", "json", "markdown"] {
        let outcome = project.run(&format!("diff a b --format {format}"));
        assert!(outcome.stdout.contains("API_TOKEN") && !outcome.stdout.contains("hunter"), "{}", outcome.stdout);
    }
}

pub(crate) fn git(project: &Project, words: &str) {
    let mut git = std::process::Command::new("git");
    git.current_dir(project.path(""))
        .args(["-c", "user.name=a", "-c", "user.email=a@b.example"])
        .args(words.split(' '));
    let done = git.output().unwrap();
    assert!(done.status.success(), "{words}: {}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_revision_is_read_whole_without_being_checked_out() {
    let project = Project::new()
        .file("agents/a/astropods.yml", BASE)
        .file("agents/b/astropods.yaml", BASE)
        .file("agents/gone/astropods.yml", BASE)
        .file("ast.toml", "[cluster]\ntag = '1'\n");
    git(&project, "init --quiet --initial-branch=main");
    git(&project, "add .");
    git(&project, "commit --quiet --message one");
    assert_eq!(project.run("diff").stderr, "nothing changes\n");
    let project = project
        .file("agents/a/astropods.yml", BASE.replace("job:1", "job:2"))
        .file("agents/new/astropods.yml", BASE)
        .file("ast.toml", "[cluster]\ntag = '2'\n");
    std::fs::remove_dir_all(project.path("agents/gone")).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&project.run("diff --format json").stdout).unwrap();
    let paths: Vec<_> =
        answer["projects"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    // The options of then are those of then: they moved every built image.
    assert_eq!(
        paths,
        ["agents/a/astropods.yml", "agents/b/astropods.yaml", "agents/gone/astropods.yml", "agents/new/astropods.yml"]
    );
    let project = project.cwd("agents/a");
    let one = project.run("diff HEAD");
    assert!(
        one.stdout.starts_with("astropods.yml\n") && one.stdout.contains("`job:2` instead of `job:1`"),
        "{}",
        one.stdout
    );
    assert!(one.stdout.contains("`support:2` instead of `support:1`"), "{}", one.stdout);
    assert_eq!(project.run("diff HEAD HEAD").stdout, "astropods.yml\n  nothing changes\n");
    assert_eq!(project.run("diff --exit-code breaks").status, Status::Fine);
    assert_eq!(project.run("diff --exit-code any").status, Status::Invalid);
    let missing = project.run("diff no-such-branch");
    assert!(missing.status == Status::Failed && missing.stderr.contains("fetch-depth: 0"), "{}", missing.stderr);
    for hostile in ["--output=x", "-c", "HEAD:ast.toml", "HEAD\n"] {
        let outcome =
            project.run_with(["diff".into(), "--".into(), hostile.into()].into(), ast::cli::Terminal::default());
        assert_eq!(outcome.status, Status::Failed, "{hostile}: {outcome:?}");
    }
    // What a spec of then can't say is told, and the rest is compared.
    let broken = project.file("agents/a/astropods.yml", format!("{BASE}nonsense: 1\n"));
    let outcome = broken.cwd("agents/a").run("diff");
    assert!(outcome.status == Status::Invalid && outcome.stdout.contains("incomplete"), "{}", outcome.stdout);
}

#[cfg(unix)]
#[test]
fn a_link_of_a_revision_leads_nowhere_outside_of_it() {
    let outside = Project::new().file("spec.yml", BASE.replace("support", "stolen"));
    let project = Project::new().file("x", "");
    std::os::unix::fs::symlink(outside.path("spec.yml"), project.path("astropods.yml")).unwrap();
    git(&project, "init --quiet");
    git(&project, "add .");
    git(&project, "commit --quiet --message one");
    std::fs::remove_file(project.path("astropods.yml")).unwrap();
    let project = project.file("astropods.yml", BASE);
    let outcome = project.run("diff");
    assert!(!outcome.stdout.contains("stolen") && outcome.stdout.contains("`support` is new"), "{outcome:?}");
}
