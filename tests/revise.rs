//! `ast add`, `ast remove` and `ast rename`: what they write, what they leave alone, and what they refuse.

use std::fs;
use std::os::unix::fs::symlink;

use ast::cli::Status;
use ast::compile::{Compilation, Facts, compile};
use ast::document::Entry;
use ast::options::Options;
use ast::revise::{Kind, Wish, add, remove, rename};
use ast::source::Source;
use ast::spec::Section;
use serde_json::Value;

use crate::mutation;
use crate::project::{GOOD, Project};

/// Specs in ways of writing that the examples have not.
const STYLES: [&str; 7] = [
    "{spec: blueprint/v1, name: my-agent, agent: {image: \"x:1\"}, models: {a: {provider: gateway}}}\n",
    "{\"spec\": \"blueprint/v1\", \"name\": \"my-agent\", \"agent\": {\"image\": \"x:1\"}}",
    "\u{feff}# top\nspec: blueprint/v1\nname: my-agent\n\n# the agent\nagent: {image: \"x:1\"} # here\n\n# stores\nknowledge:\n\
     # the first\n  a: {provider: redis} # r\n\n  # the second\n  b:\n    provider: postgres\n    # of b\n# end\n",
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\nx-y: &base\n  provider: redis\nknowledge:\n  a: *base\n  b:\n    <<: *base\n",
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\nknowledge:\n  a: &base\n    provider: redis\n  b: *base\n",
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\ninputs:\n  a:\n    name: A\n    datatype: string\n    default: |+\n      one\n\n\n",
    "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\ningestion:\n  j: {container: {image: \"y:1\"}, trigger: {type: schedule}}\n\
     dev:\n  schedules: {j: \"0 1 * * *\"}\n",
];

fn read(text: &str) -> Compilation {
    compile(Source::new("astropods.yml", text), |_| Facts::default(), &Options::default())
}

/// Every spec, as it is written, with other line breaks, and without the last one.
fn texts() -> Vec<String> {
    let files = mutation::specs().into_iter().map(|path| fs::read_to_string(path).unwrap());
    let all = files.chain(STYLES.map(str::to_owned));
    let ways = |text: String| {
        let plain = text.replace("\r\n", "\n");
        let open = plain.trim_end_matches('\n').to_owned();
        [plain.replace('\n', "\r\n"), open.replace('\n', "\r\n"), open, plain]
    };
    all.flat_map(ways).collect()
}

/// An entry of each kind, of a name that no spec has.
fn wishes() -> Vec<(Kind, &'static str, Wish)> {
    let image = || Wish { image: Some("y:1".to_owned()), ..Wish::default() };
    let owned = |text: &str| Some(text.to_owned());
    vec![
        (Kind::Entry(Section::Models), "added-model", Wish { provider: owned("openai"), ..Wish::default() }),
        (Kind::Entry(Section::Knowledge), "added-store", Wish { volume: owned("/data"), port: Some(7700), ..image() }),
        (Kind::Entry(Section::Integrations), "added-tool", Wish { build: owned("tool"), ..Wish::default() }),
        (Kind::Entry(Section::Ingestion), "added-job", Wish { schedule: owned("0 2 * * *"), ..image() }),
        (
            Kind::Provider,
            "added",
            Wish { scope: vec!["models".into()], secrets: vec!["TOKEN".into()], ..Wish::default() },
        ),
        (Kind::Input, "ADDED_INPUT", Wish { default: owned("yes: no"), ..Wish::default() }),
    ]
}

/// How many stretches of text have to be put into `less` to make `more`; none where that can't be.
fn insertions(less: &str, more: &str) -> Option<usize> {
    let (less, more) = (less.as_bytes(), more.as_bytes());
    let head = less.iter().zip(more).take_while(|(a, b)| a == b).count();
    let tail = less.iter().rev().zip(more.iter().rev()).take_while(|(a, b)| a == b).count();
    if head + tail >= less.len() {
        return Some(1);
    }
    // Two: what stands between them is found once.
    let (rest, middle) = (&less[head..less.len() - tail], &more[head..more.len() - tail]);
    middle.windows(rest.len()).any(|window| window == rest).then_some(2)
}

#[test]
fn what_is_added_validates_touches_no_other_byte_and_can_be_removed_again() {
    let (mut made, mut refused) = (0, 0);
    for text in texts() {
        let before = read(&text);
        let has_errors = before.report.has_errors();
        let declared = |key: &str| before.document.root.as_ref().and_then(|root| root.entry(key));
        for (kind, name, wish) in wishes() {
            let Ok(added) = add(&before, kind, name, wish.clone()) else {
                refused += 1;
                continue;
            };
            made += 1;
            let after = read(&added);
            assert!(has_errors || !after.report.has_errors(), "{:?}\n{added}", after.report);
            assert!(insertions(&text, &added).is_some_and(|count| count <= 2), "{text}\ninto\n{added}");
            assert!(text.contains("\r\n") || !added.contains('\r'));
            assert!(add(&after, kind, name, wish).is_err(), "twice");
            // A section that was there without an entry goes with its last one.
            let was_empty = declared(kind.key()).is_some_and(|section: &Entry| section.value.is_null());
            let removed = remove(&after.source, kind, name).unwrap();
            assert!(was_empty || removed == text, "{removed:?}\ninstead of\n{text:?}");
        }
    }
    assert!(made > 600 && refused * 10 < made, "{made} made, {refused} refused");
}

#[test]
fn what_is_removed_is_its_own_text_and_a_rename_back_gives_the_same_bytes() {
    let (mut removals, mut renames, mut refused) = (0, 0, 0);
    for text in texts() {
        let before = read(&text);
        for kind in Kind::ALL {
            let section = before.document.root.as_ref().and_then(|root| root.entry(kind.key()));
            for entry in section.iter().flat_map(|section| section.value.as_mapping().unwrap_or_default()) {
                let variable = entry.value.entry("name").and_then(|name| name.value.as_scalar());
                let name = variable.filter(|_| kind == Kind::Input).map_or(&entry.key, |variable| &variable.text);
                match remove(&before.source, kind, name) {
                    Ok(removed) => {
                        removals += 1;
                        assert!(insertions(&removed, &text).is_some(), "{text}\nwithout {name}\n{removed}");
                    }
                    Err(_) => refused += 1,
                }
                let other = if kind == Kind::Input { format!("{name}_X") } else { format!("{name}-x") };
                let Ok(renamed) = rename(&before, "", kind, name, &other) else { continue };
                renames += 1;
                let back = rename(&read(&renamed.spec), "", kind, &other, name).unwrap();
                assert_eq!(back.spec, text, "{name}");
            }
        }
    }
    assert!(removals > 200 && renames > 200 && refused * 10 < removals, "{removals} {renames} {refused}");
}

#[test]
fn an_input_of_the_agent_or_of_an_entry_is_called_by_its_variable() {
    let (a, b) = ("{name: A, datatype: string}", "    - name: B # of the agent\n      datatype: number\n");
    let text = format!(
        "spec: blueprint/v1\nname: my-agent\nagent:\n  image: x:1\n  inputs:\n    - {a}\n{b}integrations:\n  tool:\n    container: {{image: \"x:1\"}}\n    inputs:\n    - {{name: C, datatype: string}}\n"
    );
    let without = |name: &str| remove(&read(&text).source, Kind::Input, name);
    assert_eq!(without("B").unwrap(), text.replace(b, ""));
    assert_eq!(without("A").unwrap(), text.replace(&format!("    - {a}\n"), ""));
    assert_eq!(without("C").unwrap(), text.replace("    inputs:\n    - {name: C, datatype: string}\n", ""));
    assert!(without("D").unwrap_err().help.contains("A, B, C"), "{:?}", without("D"));
    let renamed = rename(&read(&text), "", Kind::Input, "B", "LIMIT").unwrap();
    assert_eq!(renamed.spec, text.replace("name: B", "name: LIMIT"));
    let two = text.replace("name: C", "name: A");
    let refusal = remove(&read(&two).source, Kind::Input, "A").unwrap_err();
    assert_eq!(refusal.message, "`A` is an input at line 6 and at line 13");
}

#[test]
fn an_anchor_that_something_else_refers_to_is_not_removed() {
    let text = STYLES[4];
    let refusal = remove(&read(text).source, Kind::Entry(Section::Knowledge), "a").unwrap_err();
    assert!(refusal.message.contains("line 6"), "{refusal:?}");
    assert!(remove(&read(text).source, Kind::Entry(Section::Knowledge), "b").is_ok());
}

fn spec(project: &Project) -> String {
    fs::read_to_string(project.path("astropods.yml")).unwrap()
}

#[test]
fn a_name_is_completed_from_the_catalogue_and_an_unknown_one_is_answered() {
    let project = Project::new().file("astropods.yml", GOOD);
    for (args, expected) in [
        ("add knowledge Postgres", "knowledge:\n  Postgres:\n    provider: postgres\n"),
        ("add knowledge cache --provider REDIS", "  cache:\n    provider: redis\n"),
        (
            "add model claude-sonnet-4-6",
            "models:\n  claude-sonnet-4-6:\n    provider: gateway\n    models: [claude-sonnet-4-6]\n",
        ),
        ("add integration github", "integrations:\n  github:\n    provider: github\n"),
        ("add ingestion nightly --image y:1 --cron 0-59/5", ""),
        ("add input LEVEL --option low --option high --default low", "    options: [low, high]\n    default: low\n"),
    ] {
        let outcome = project.run(args);
        let is_refused = expected.is_empty();
        assert_eq!(outcome.status, if is_refused { Status::Invalid } else { Status::Fine }, "{args}: {outcome:?}");
        assert!(spec(&project).ends_with(expected) || spec(&project).contains(expected), "{args}\n{}", spec(&project));
        assert!(!is_refused || !spec(&project).contains("nightly"));
    }
    assert_eq!(project.run("validate --deny warnings").status, Status::Fine);
    let before = spec(&project);
    for (args, said) in [
        ("add knowledge postgrse", "did you mean `postgres`?"),
        ("add knowledge Postgres", "already, at line 6"),
        ("add ingestion nightly", "say `--build nightly`"),
        ("remove model chat", "those of the spec are claude-sonnet-4-6"),
        ("remove provider x", "`ast add provider NAME` adds one"),
        ("rename knowledge cache Postgres", "is taken"),
        ("rename input LEVEL 1ST", "not the name of a variable"),
    ] {
        let outcome = project.run(args);
        assert_eq!(outcome.status, Status::Failed, "{args}: {outcome:?}");
        assert!(outcome.stderr.contains(said), "{args}: {outcome:?}");
    }
    assert_eq!(spec(&project), before);
    // An input that was given another name may keep the key that the new one would have.
    for args in ["rename input LEVEL DEPTH", "add input LEVEL"] {
        assert_eq!(project.run(args).status, Status::Fine, "{args}");
    }
    let kept = "  level:\n    name: DEPTH\n";
    let spec = spec(&project);
    assert!(spec.contains(kept) && spec.contains("  level-2:\n    name: LEVEL\n"), "{spec}");
}

#[test]
fn a_rename_follows_the_schedule_and_the_options_and_says_what_it_costs() {
    let text = format!(
        "{GOOD}knowledge:\n  db: {{provider: postgres}}\ningestion:\n  nightly:\n    container: {{image: \"y:1\"}}\n    \
         trigger: {{type: schedule}}\ndev:\n  schedules:\n    nightly: \"0 2 * * *\" # at two\n"
    );
    let options = "[schedules]\nnightly = \"0 3 * * *\"\n[components.\"knowledge.db\"]\nshm = \"1Gi\" # much\n";
    let project = Project::new().file("astropods.yml", &text).file("ast.toml", options);
    let outcome = project.run("rename knowledge db store --diff");
    assert_eq!(outcome.status, Status::Fine);
    assert!(outcome.stdout.contains("+[components.\"knowledge.store\"]"), "{outcome:?}");
    assert!(outcome.stderr.contains("loses data     `knowledge.db` is called `knowledge.store`"), "{outcome:?}");
    assert_eq!(
        (spec(&project), fs::read_to_string(project.path("ast.toml")).unwrap()),
        (text.clone(), options.to_owned())
    );
    assert_eq!(project.run("rename knowledge db store").status, Status::Fine);
    let outcome = project.run("rename ingestion nightly weekly");
    assert_eq!(outcome.stderr, "renamed ingestion.nightly to weekly in astropods.yml and ast.toml\n");
    let renamed = |text: &str| {
        text.replace("nightly", "weekly").replace("knowledge.db", "knowledge.store").replace("  db:", "  store:")
    };
    assert_eq!(
        (spec(&project), fs::read_to_string(project.path("ast.toml")).unwrap()),
        (renamed(&text), renamed(options))
    );
}

#[test]
fn an_input_that_options_give_a_value_is_renamed_in_them_and_told_of_where_others_share_them() {
    let text = format!("{GOOD}inputs:\n  region: {{name: SHOP_REGION, datatype: string}}\n");
    let own = "[values]\nSHOP_REGION = \"eu\"\n[environments.staging.values]\nSHOP_REGION = \"us\" # far\n\
               [cluster.secret-keys]\nSHOP_REGION = \"shop/region\"\n";
    let project = Project::new().file("astropods.yml", &text).file("ast.toml", own);
    let outcome = project.run("rename input SHOP_REGION STORE_REGION");
    let done = "renamed inputs.SHOP_REGION to STORE_REGION in astropods.yml and ast.toml\n";
    assert_eq!((outcome.status, outcome.stderr.as_str()), (Status::Fine, done), "{outcome:?}");
    let now = fs::read_to_string(project.path("ast.toml")).unwrap();
    assert_eq!((spec(&project), now), (text.replace("SHOP_", "STORE_"), own.replace("SHOP_", "STORE_")));
    // What others share is theirs, and said by the name of its own file.
    let project = Project::new()
        .file(".git/HEAD", "")
        .file("ast.toml", "[values]\nSHOP_REGION = \"eu\"\n")
        .file("a/astropods.yml", &text)
        .file("b/astropods.yml", &text)
        .file("b/ast.toml", "extend = \"../ast.toml\"\n[values]\nSHOP_REGION = \"us\"\n");
    for folder in ["a", "b"] {
        let outcome = project.run(&format!("rename input SHOP_REGION STORE_REGION {folder}"));
        assert_eq!(outcome.status, Status::Fine, "{outcome:?}");
        let told = "`ast.toml`, which other projects share, still names `SHOP_REGION`";
        assert!(outcome.stderr.replace("../", "").contains(told), "{outcome:?}");
    }
    let own = fs::read_to_string(project.path("b/ast.toml")).unwrap();
    assert!(own.contains("STORE_REGION") && !own.contains("SHOP_"), "{own}");
}

#[test]
fn a_rename_says_what_a_filled_value_is_called_now_and_that_generated_files_are_of_before() {
    let text = format!("{GOOD}models:\n  chat: {{provider: gateway, models: [claude-sonnet-4-6, claude-haiku-4-5]}}\n");
    let project = Project::new().file("astropods.yml", &text).file(".env", "MODEL_CHAT=claude-haiku-4-5\n");
    let before = project.run("rename model chat talk").stderr;
    assert!(!before.contains("ast generate"), "{before}");
    assert_eq!(project.run("rename model talk chat").status, Status::Fine);
    assert_eq!(project.run("generate kubernetes").status, Status::Fine);
    let values = project.path("deploy/kubernetes/overlays/production/values.properties");
    fs::write(&values, "ASTRO_GATEWAY_URL=https://g.example.com\nMODEL_CHAT=claude-haiku-4-5\n").unwrap();
    let outcome = project.run("rename model chat main");
    let told = outcome.stdout + &outcome.stderr;
    assert_eq!(told.matches("`MODEL_CHAT` is called `MODEL_MAIN` now; rename it there").count(), 2, "{told}");
    assert!(!told.contains("nothing reads `MODEL_CHAT`") && told.contains("next: `ast generate`"), "{told}");
}

#[test]
fn options_forget_what_is_removed_and_keep_every_other_byte() {
    let text = format!(
        "{GOOD}knowledge:\n  db: {{provider: redis}}\ningestion:\n  nightly:\n    container: {{image: \"y:1\"}}\n    \
         trigger: {{type: schedule}}\n"
    );
    let kept = "# of the project\n[components.agent]\nconnects = []\n";
    let options = "# of the project\n[components.agent]\nconnects = [\"knowledge.db\"]\n\n[schedules]\n\
                   nightly = \"0 3 * * *\" # at three\n\n[components.\"knowledge.db\"]\nshm = \"1Gi\"\n";
    for (text, options, kept) in [
        (text.clone(), options.to_owned(), kept.to_owned()),
        (text, options.replace('\n', "\r\n"), kept.replace('\n', "\r\n")),
    ] {
        let project = Project::new().file("astropods.yml", &text).file("ast.toml", &options);
        let outcome = project.run("remove knowledge db --diff");
        assert!(outcome.stdout.contains("-[components.\"knowledge.db\"]"), "{outcome:?}");
        assert_eq!(fs::read_to_string(project.path("ast.toml")).unwrap(), options);
        for args in ["remove knowledge db", "remove ingestion nightly", "validate --deny warnings"] {
            assert_eq!(project.run(args).status, Status::Fine, "{args}");
        }
        assert_eq!((spec(&project).as_str(), fs::read_to_string(project.path("ast.toml")).unwrap()), (GOOD, kept));
    }
}

#[test]
fn what_would_not_validate_is_refused_with_its_findings() {
    let text = format!(
        "{GOOD}models:\n  m: {{provider: mine}}\nproviders:\n  mine: {{scope: [models], variables: [{{name: K, datatype: string}}]}}\n"
    );
    let project = Project::new().file("astropods.yml", &text).file("ast.toml", "[components.agent]\nconnects = []\n");
    let outcome = project.run("remove provider mine");
    assert_eq!((outcome.status, spec(&project)), (Status::Invalid, text.clone()));
    assert!(
        outcome.stderr.contains("unknown-provider") && outcome.stderr.contains("nothing was changed"),
        "{outcome:?}"
    );
    let answer: Value = serde_json::from_str(&project.run("remove provider mine --format json").stdout).unwrap();
    assert_eq!((&answer["written"], &answer["diagnostics"][0]["code"]), (&false.into(), &"unknown-provider".into()));
    // What was wrong before is no reason against what cures it.
    let project = Project::new().file("astropods.yml", text.replace("mine}", "mien}"));
    assert_eq!(project.run("remove model m").status, Status::Fine);
    // The options would name what is gone, where they are written in a way that can't be followed.
    let project = Project::new()
        .file("astropods.yml", format!("{GOOD}knowledge:\n  db: {{provider: redis}}\n"))
        .file("ast.toml", "[components.\"knowledge.db\"]\nshm = \"1Gi\"\r\n");
    let outcome = project.run("remove knowledge db");
    assert!(outcome.status == Status::Invalid && outcome.stderr.contains("ast.toml:1:"), "{outcome:?}");
}

#[test]
fn no_secret_is_shown_and_no_link_is_written_through() {
    let text = format!("{GOOD}inputs:\n  k: {{name: K, datatype: string, secret: true, default: hunter2-hunter2}}\n");
    let project = Project::new().file("astropods.yml", &text);
    let outcome = project.run("add input L --diff");
    assert!(outcome.status == Status::Fine && !format!("{outcome:?}").contains("hunter2"), "{outcome:?}");
    let project = Project::new().file("real.yml", GOOD);
    symlink("real.yml", project.path("astropods.yml")).unwrap();
    let outcome = project.run("add input L");
    assert!(outcome.status == Status::Failed && outcome.stderr.contains("symbolic link"), "{outcome:?}");
    assert_eq!(fs::read_to_string(project.path("real.yml")).unwrap(), GOOD);
}
