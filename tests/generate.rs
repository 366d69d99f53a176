//! `ast generate`: whole runs in a folder, as a user and as a pipeline see them.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use crate::project::{GOOD, Project};

/// An agent with a value of each kind: gateway, own key, store, inputs.
const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  astro_ai_gateway: true\n\
    models:\n  chat:\n    provider: openai\nknowledge:\n  cache:\n    provider: redis\ninputs:\n  limit:\n    name: LIMIT\n    \
    datatype: number\n    default: \"5\"\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn files(answer: &Value) -> Vec<(&str, &str)> {
    let files = answer["files"].as_array().unwrap();
    files.iter().map(|file| (file["path"].as_str().unwrap(), file["status"].as_str().unwrap())).collect()
}

#[test]
fn a_run_creates_the_next_one_changes_nothing_and_check_agrees() {
    let project = Project::new().file("astropods.yml", SPEC);
    assert_eq!(project.run("generate --check").status, Status::Invalid, "nothing was generated yet");
    let first = json(&project.run("generate env --format json").stdout);
    let expected = [
        (".env.example", "created"),
        ("env/agent.env", "created"),
        ("env/agent.host.env", "created"),
        ("env/knowledge-cache.env", "created"),
    ];
    assert_eq!((files(&first), &first["written"]), (expected.to_vec(), &Value::Bool(true)));
    let second = json(&project.run("generate env --format json").stdout);
    assert!(files(&second).iter().all(|(_, status)| *status == "unchanged"));
    assert_eq!(second["written"], Value::Bool(false));
    assert_eq!(project.run("generate --check").status, Status::Fine);

    fs::write(project.path("astropods.yml"), SPEC.replace("\"5\"", "\"6\"")).unwrap();
    let check = project.run("generate --check --diff");
    assert_eq!(check.status, Status::Invalid);
    assert!(check.stdout.contains("-# LIMIT=5\n+# LIMIT=6\n"), "{}", check.stdout);
}

#[test]
fn a_run_of_one_target_says_which_others_are_of_before() {
    let project = Project::new().file("astropods.yml", SPEC);
    project.run("generate env compose sdk-python");
    let said = |words: &str| project.run(words).stderr.contains("are out of date");
    assert!(!said("generate env") && !said("generate"), "nothing has changed");
    assert!(!said("generate env --otel-endpoint https://o.example.com:4318"), "it is no flag of the others");
    project.run("generate --fresh");
    fs::write(project.path("astropods.yml"), SPEC.replace("name: LIMIT", "name: MOST")).unwrap();
    assert!(!said("generate env --check") && !said("generate env --diff"), "nothing is written");
    let ran = project.run("generate env");
    let note = "note: the files of `compose`, `sdk-python` are out of date; `ast generate` makes them anew";
    assert!(ran.status == Status::Fine && ran.stderr.contains(note), "{}", ran.stderr);
    assert!(!said("generate env --format json"));
    fs::write(project.path("astropods.yml"), SPEC.replace("name: LIMIT", "name: MUCH")).unwrap();
    assert!(said("generate env --tag 1.0"), "flags of this run are none of the others'");
    assert!(!said("generate --fresh") && !said("generate compose"));
    assert_eq!(project.run("generate --check").status, Status::Fine);
    // What is there once and then the user's is never out of date.
    project.run("generate kubernetes");
    assert!(!said("generate env"));
}

#[test]
fn a_compose_file_whose_images_have_other_names_than_a_clusters_is_told_of() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n";
    let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "FROM x\n");
    project.run("generate kubernetes --registry r.example/team --tag 1.4");
    let told = project.run("generate compose").stderr;
    assert!(told.contains("other names here than by `--registry r.example/team` (kubernetes), `--tag 1.4`"), "{told}");
    fs::remove_file(project.path("compose.yaml")).unwrap();
    fs::write(project.path("ast.toml"), "[cluster]\nregistry = 'r.example/team'\ntag = '1.4'\n").unwrap();
    assert!(!project.run("generate compose").stderr.contains("other names"));
}

#[test]
fn every_run_repeats_the_targets_and_the_flags_of_the_last_until_told_otherwise() {
    let project = Project::new().file("astropods.yml", SPEC);
    let url = |text: &str| text.contains("otel.example");
    let run = |words: &str| {
        let outcome = project.run(words);
        assert_eq!(outcome.status, Status::Fine, "{words}: {}", outcome.stderr);
        assert_eq!(project.run("generate --check").status, Status::Fine, "after {words}");
        (outcome.stderr, url(&fs::read_to_string(project.path("env/agent.env")).unwrap()))
    };
    let first = run("generate env --otel-endpoint http://otel.example:4318 --host a.example");
    assert!(first.1 && !first.0.contains("as in the last run"), "{}", first.0);
    // A plain run makes what `--check` holds the project to, and no other target.
    let (told, said) = run("generate");
    let line = "note: as in the last run: `--otel-endpoint http://otel.example:4318`, `--host a.example`; \
                `--forget FLAG` drops one, `--fresh` all\n";
    assert!(said && told.starts_with(line) && !project.path("compose.yaml").exists(), "{told}");
    assert_eq!(project.run("generate env --diff").status, Status::Fine);
    // What is said again replaces, and stays so.
    run("generate env --host b.example");
    let told = run("generate").0;
    assert!(told.contains("`--otel-endpoint http://otel.example:4318`, `--host b.example`"), "{told}");
    // A second target has flags of its own, and those that are for one of several are told so.
    run("generate compose --gateway mock");
    let told = run("generate").0;
    assert!(told.contains("`--host b.example` (env), `--gateway mock` (compose)"), "{told}");
    // Forgotten by name, by no other, and all at once.
    let (told, said) = run("generate --forget otel-endpoint --forget tag");
    assert!(!said && told.contains("there is no `--tag` of an earlier run to forget"), "{told}");
    assert!(run("generate").0.contains("`--host b.example` (env)"));
    assert!(!run("generate --fresh").0.contains("as in the last run"));
    assert!(!run("generate").0.contains("as in the last run"));
    // A plan is of what is said now, and says what else files were made with.
    run("generate compose --gateway mock");
    let told = |words: &str| project.run(words).stderr;
    assert!(
        told("plan").contains("note: files were generated with `--gateway mock` (compose), which is not said here")
    );
    assert!(
        !told("plan --gateway mock").contains("generated with")
            && !told("env check").contains("generated with")
            && !told("plan --for cluster").contains("compose")
    );
    // What `ast.toml` says as the flag did is said; another value is not.
    for (mode, is_told) in [("mock", false), ("local", true)] {
        fs::write(project.path("ast.toml"), format!("[gateway]\nmode = \"{mode}\"\n")).unwrap();
        assert_eq!(told("plan").contains("generated with"), is_told, "{mode}");
    }
    let unknown = project.run("generate --forget gatewy");
    assert!(unknown.status == Status::Failed && unknown.stderr.contains("did you mean `gateway`?"));
}

/// Four projects below a folder without one: two that are fine, one with an error, one that can't be read.
fn workspace() -> Project {
    let project = Project::new().file("agents/a/astropods.yml", SPEC).file("agents/b/astropods.yml", SPEC);
    let project = project.file("agents/b/inner/astropods.yml", SPEC);
    project.file("agents/c/astropods.yml", SPEC.replace("redis", "redsi")).file("agents/d/astropods.yml", b"\xff")
}

#[test]
fn many_projects_are_each_a_run_of_its_own_and_one_report() {
    let project = workspace();
    let all = project.run("generate env agents");
    assert_eq!(all.status, Status::Invalid, "the worst of them: {}", all.stderr);
    let lines: Vec<_> =
        all.stderr.lines().filter(|line| line.starts_with("agents/") || line.contains("looked")).collect();
    let expected = [
        "agents/a: 4 created",
        "agents/b: 4 created",
        "agents/b/inner: 4 created",
        "agents/c: nothing was written: the spec has errors",
        "agents/d: nothing was written: the spec has errors",
        "5 projects looked at: 2 failed",
    ];
    assert_eq!(lines, expected, "{}", all.stderr);
    // Those that failed stand once more where one looks first.
    let end = "5 projects looked at: 2 failed\n  agents/c/astropods.yml\n  agents/d/astropods.yml\n";
    assert!(all.stderr.ends_with(end), "{}", all.stderr);
    assert!(!project.path("agents/c/.env.example").exists() && !project.path(".ast").exists());
    // A folder with a spec is that project, and the others only on request.
    let said = |words: &str| project.run(words).stderr;
    assert_eq!(said("generate agents/b"), "4 files are up to date\n");
    assert!(said("generate agents/b --recursive").ends_with("\n2 projects looked at\n"));
    assert!(said("generate agents/b agents/b/astropods.yml ./agents/b").ends_with("\n1 project looked at\n"));
    assert!(
        said("generate agents/a agents/b --verbose --force --fresh").contains("agents/a: 4 files are up to date\n")
    );
    // What each writes is what it writes alone.
    let alone = Project::new().file("astropods.yml", SPEC);
    alone.run("generate env");
    for file in [".env.example", "env/agent.env", ".ast/manifest.json"] {
        let [one, other] =
            [alone.path(file), project.path("agents/b/inner").join(file)].map(|path| fs::read(path).unwrap());
        assert_eq!(one, other, "{file}");
    }
    assert_eq!(project.run("generate env agents --print").status, Status::Failed);
    assert_eq!(project.run("generate env agents/a -").status, Status::Failed);
    let above = project.run("generate");
    assert!(
        above.status == Status::Failed
            && above
                .stderr
                .replace(['\n', '│', ' '], "")
                .contains("run `ast generate .` for all, or name it".replace(' ', "").as_str())
    );
}

#[test]
fn many_projects_answer_programs_with_a_list_and_go_into_a_folder_each() {
    let project = workspace();
    let answer = json(&project.run("generate env agents --out-dir out --format json").stdout);
    let of = |path: &str| {
        let all = answer["projects"].as_array().unwrap();
        all.iter().find(|one| one["path"] == path).unwrap_or_else(|| panic!("{path} is missing in {answer}"))
    };
    assert_eq!(answer["projects"].as_array().unwrap().len(), 5);
    assert_eq!(of("agents/a/astropods.yml")["written"], true);
    assert_eq!(files(of("agents/a/astropods.yml"))[0], (".env.example", "created"));
    assert_eq!(of("agents/c/astropods.yml")["diagnostics"][0]["code"], "unknown-provider");
    assert!(project.path("out/agents/b/inner/env/agent.env").exists() && !project.path("agents/a/.ast").exists());
}

#[test]
fn a_check_of_a_folder_leaves_out_what_nobody_generated_and_is_not_fooled_by_that() {
    let project = workspace();
    fs::remove_dir_all(project.path("agents/c")).unwrap();
    fs::remove_dir_all(project.path("agents/d")).unwrap();
    // With nothing to hold to, nothing holds.
    assert_eq!(project.run("generate --check agents").status, Status::Invalid);
    project.run("generate env agents/a");
    let check = project.run("generate --check agents");
    assert_eq!(check.status, Status::Fine, "{}", check.stderr);
    assert!(
        check.stderr.contains("2 projects left out, as nothing was generated there yet\n  agents/"),
        "{}",
        check.stderr
    );
    assert_eq!(json(&project.run("generate --check agents --format json").stdout)["skipped"], 2);
    // What is named, by a path, a target or the options, has to be there.
    assert_eq!(project.run("generate --check agents/a agents/b").status, Status::Invalid);
    assert_eq!(project.run("generate env --check agents").status, Status::Invalid);
    fs::write(project.path("agents/b/ast.toml"), "targets = ['env']").unwrap();
    assert_eq!(project.run("generate --check agents").status, Status::Invalid);
    project.run("generate agents");
    fs::write(project.path("agents/b/env/agent.env"), "edited").unwrap();
    let diff = project.run("generate --diff agents");
    assert!(
        diff.status == Status::Invalid && diff.stderr.contains("agents/b: refused env/agent.env"),
        "{}",
        diff.stderr
    );
    fs::remove_file(project.path("agents/b/env/agent.env")).unwrap();
    assert!(project.run("generate --diff agents").stdout.contains("+++ b/agents/b/env/agent.env\n"));
}

#[test]
fn a_flag_of_an_earlier_run_that_the_options_contradict_is_told() {
    let project = Project::new().file("astropods.yml", SPEC);
    project.run("generate env --host a.example");
    fs::write(project.path("ast.toml"), "targets = ['compose']\n[cluster]\nhost = 'b.example'\n").unwrap();
    let check = project.run("generate --check");
    assert_eq!(check.status, Status::Invalid);
    assert!(check.stderr.contains("`compose` was not generated here yet"), "{}", check.stderr);
    let both = project.run("generate");
    let warning = "warning: `--host a.example` of an earlier run beats `cluster.host` in `ast.toml`\n  \
                   help: `ast generate --forget host` drops the flag\n";
    assert!(both.stderr.contains(warning) && both.stderr.contains("created compose.yaml"), "{}", both.stderr);
    let told = project.run("generate --forget host").stderr;
    assert!(!told.contains("beats"), "{told}");
    // The flag of this run is nobody's surprise.
    assert!(!project.run("generate --host c.example").stderr.contains("beats"));
}

#[test]
fn a_stale_file_goes_and_a_moved_output_is_found() {
    let project = Project::new().file("astropods.yml", SPEC);
    project.run("generate env");
    fs::write(project.path("ast.toml"), "[env]\nexample = \"config/env.sample\"\n").unwrap();
    let moved = json(&project.run("generate env --format json").stdout);
    assert!(files(&moved).contains(&(".env.example", "removed")), "{moved}");
    assert!(files(&moved).contains(&("config/env.sample", "created")), "{moved}");
    assert!(!project.path(".env.example").exists() && project.path("config/env.sample").exists());
}

#[test]
fn a_file_of_the_users_stops_the_run_with_the_way_out() {
    let project = Project::new().file("astropods.yml", SPEC).file(".env.example", "MINE=1\n");
    let refused = project.run("generate env");
    assert_eq!(refused.status, Status::Invalid);
    assert!(refused.stderr.contains("refused .env.example: not made by ast") && refused.stderr.contains("--force"));
    assert_eq!(fs::read_to_string(project.path(".env.example")).unwrap(), "MINE=1\n");
    assert!(!project.path("env").exists() && !project.path(".ast/manifest.json").exists());
}

#[test]
fn known_values_reach_no_file_and_no_output() {
    let project = Project::new()
        .file("astropods.yml", SPEC)
        .file("given.env", "OPENAI_API_KEY=hunter2\nREDIS_PASSWORD=hunter2\n");
    let plain = project.run("generate env --print").stdout;
    let given = project.run("generate env --print --env-file given.env --var LIMIT=7 --var NOBODY=1");
    assert_eq!(given.stdout, plain);
    assert!(given.stderr.contains("nothing reads `NOBODY`"), "{}", given.stderr);
    for command in [
        "plan",
        "plan --format json",
        "explain OPENAI_API_KEY",
        "explain REDIS_URL",
        "env check given.env",
        "env check given.env --format json",
    ] {
        let given = if command.starts_with("env") { "" } else { " --env-file given.env" };
        let outcome = project.run(&format!("{command}{given}"));
        assert!(!outcome.stdout.contains("hunter2") && !outcome.stderr.contains("hunter2"), "{command}");
    }
}

#[test]
fn a_wrong_word_and_a_broken_spec_have_the_status_they_should() {
    let project = Project::new().file("astropods.yml", SPEC).file("bad/astropods.yml", SPEC.replace("redis", "redsi"));
    let unknown = project.run("generate evn");
    assert_eq!(unknown.status, Status::Failed);
    assert!(unknown.stderr.contains("did you mean `env`?"), "{}", unknown.stderr);
    assert_eq!(project.run("generate env bad").status, Status::Invalid);
    assert!(!project.path("bad/.env.example").exists());
    assert_eq!(project.run("generate env missing").status, Status::Failed);
    let answer = json(&project.run("generate bad --format json").stdout);
    assert_eq!((&answer["written"], answer["files"].as_array().unwrap().len()), (&Value::Bool(false), 0));
    assert_eq!(answer["diagnostics"][0]["code"], "unknown-provider");
}

#[test]
fn the_same_spec_gives_the_same_bytes_wherever_it_lies() {
    let here = Project::new().file("astropods.yml", SPEC);
    let there = Project::new().file("deep/er/astropods.yml", SPEC);
    here.run("generate env");
    there.run("generate env deep/er");
    for file in [".env.example", "env/agent.env", "env/agent.host.env", "env/knowledge-cache.env", ".ast/manifest.json"]
    {
        let read = |path| fs::read(path).unwrap();
        assert_eq!(read(here.path(file)), read(there.path(&format!("deep/er/{file}"))), "{file}");
    }
}

#[test]
fn the_plan_has_every_field_of_its_contract() {
    let project = Project::new().file("astropods.yml", SPEC);
    for target in ["local", "cluster"] {
        let plan = json(&project.run(&format!("plan --format json --for {target}")).stdout);
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            keys(&plan),
            [
                "version",
                "path",
                "for",
                "name",
                "scope",
                "diagnostics",
                "gateway",
                "components",
                "containers",
                "edges",
                "supplies",
                "credentials",
                "platform"
            ]
        );
        assert_eq!(plan["for"], target);
        assert_eq!(
            keys(&plan["containers"][0]),
            [
                "id",
                "kind",
                "service",
                "image",
                "build",
                "entrypoint",
                "command",
                "user",
                "group",
                "writable",
                "annotations",
                "ports",
                "volumes",
                "health",
                "gpu",
                "trigger",
                "schedule",
                "depends_on",
                "env"
            ]
        );
        assert_eq!(
            keys(&plan["containers"][0]["env"][0]),
            [
                "name",
                "kind",
                "component",
                "datatype",
                "options",
                "secret",
                "required",
                "value",
                "default",
                "ref",
                "template",
                "declared_by",
                "provider",
                "description"
            ]
        );
        assert_eq!(
            keys(&plan["supplies"][0]),
            ["name", "secret", "required", "default", "generated", "owner", "read_by"]
        );
        assert_eq!(
            keys(&plan["credentials"][0]),
            ["name", "provider", "section", "optional", "description", "declared_by"]
        );
        assert_eq!(
            keys(&plan["components"][0]),
            ["id", "section", "entry", "provider", "container", "models", "default", "variables"]
        );
        assert_eq!(keys(&plan["edges"][0]), ["from", "to", "port"]);
        assert_eq!(keys(&plan["platform"]), ["sandbox", "connections", "skills", "interfaces", "distributed"]);
    }
}

#[test]
fn a_broken_spec_still_gives_the_plan_of_what_could_be_read() {
    let project = Project::new().file("astropods.yml", SPEC.replace("provider: openai", "provider: opnai"));
    let outcome = project.run("plan --format json");
    assert_eq!(outcome.status, Status::Invalid);
    let plan = json(&outcome.stdout);
    assert_eq!(plan["diagnostics"][0]["code"], "unknown-provider");
    assert!(plan["containers"].as_array().unwrap().iter().any(|container| container["id"] == "knowledge.cache"));
}

#[test]
fn an_env_file_is_made_private_and_then_has_everything() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new().file("astropods.yml", SPEC);
    let synced = project.run("env sync --gateway mock");
    assert_eq!(synced.status, Status::Fine);
    assert!(synced.stdout.contains("generated: ASTRO_GATEWAY_API_KEY"), "{}", synced.stdout);
    let mode = fs::metadata(project.path(".env")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(project.run("env check --gateway mock").status, Status::Invalid, "the own key is missing");
    let text = fs::read_to_string(project.path(".env")).unwrap().replace("OPENAI_API_KEY=\n", "OPENAI_API_KEY=x\n");
    fs::write(project.path(".env"), text).unwrap();
    let check = project.run("env check --gateway mock");
    assert_eq!((check.status, check.stdout.as_str()), (Status::Fine, ".env has everything\n"));
}

#[test]
fn explaining_needs_no_spec_and_a_slip_finds_its_word() {
    let nowhere = Project::new();
    assert!(nowhere.run("explain redis").stdout.contains("built-in provider for `knowledge`"));
    assert!(nowhere.run("explain unknown-model").stdout.contains("claude-sonnet-4-6"));
    let project = Project::new().file("astropods.yml", GOOD);
    // A key that ends in a number is not an item of a list.
    let numbered = Project::new().file("astropods.yml", format!("{GOOD}knowledge:\n  db2:\n    provider: redis\n"));
    let line = numbered.run("explain REDIS_URL").stdout;
    assert!(line.contains("knowledge.db2 (astropods.yml:6)"), "{line}");
    let slip = project.run("explain ASTRO_AGENT_NAM");
    assert_eq!(slip.status, Status::Failed);
    assert!(slip.stderr.contains("did you mean `ASTRO_AGENT_NAME`?"), "{}", slip.stderr);
    // What is asked for may be what is wrong.
    let project = project.file("ast.toml", "[images]\nregistry = 'ghcr.io/acme'\n");
    let asked = project.run("explain registry");
    assert_eq!(asked.status, Status::Fine);
    assert!(asked.stdout.contains("under `[cluster]`"), "{}", asked.stdout);
    assert!(asked.stderr.contains("`registry` stands under `[cluster]`"), "{}", asked.stderr);
    assert_eq!(project.run("explain ASTRO_AGENT_NAME").status, Status::Failed);
}

#[test]
fn what_the_examples_give_is_what_reviewers_saw() {
    for name in ["gateway-quickstart", "support-desk"] {
        let spec = fs::read_to_string(format!("examples/{name}/astropods.yml")).unwrap();
        let project = Project::new().file("astropods.yml", spec);
        project.run("generate env");
        for file in [".env.example", "env/agent.env", "env/agent.host.env"] {
            let text = fs::read_to_string(project.path(file)).unwrap();
            insta::with_settings!({ snapshot_path => "golden", prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(format!("{name}__{}", file.replace('/', "__")), text);
            });
        }
    }
}

#[test]
fn no_text_of_the_spec_leaves_a_comment_of_an_env_file() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent: {image: a:1}\n\
        models: {\"m\\nEVIL=1\": {container: {image: m:1}}}\n\
        integrations: {\"i\\nEVIL=2\": {provider: \"p\\nEVIL=3\"}}\n\
        providers: {\"p\\nEVIL=3\": {scope: [integrations], variables: [{name: TOKEN, datatype: string}]}}\n\
        inputs:\n  a: {name: A, datatype: string, description: \"x\\rEVIL=4\\nEVIL=5\"}\n  \
        b: {name: B, datatype: string, display-as: select, options: [\"x\\nEVIL=6\", z], default: z}\n  \
        c: {name: C, datatype: string, default: \"x\\nEVIL=7\"}\n";
    let project = Project::new().file("astropods.yml", spec);
    assert_eq!(project.run("generate env").status, Status::Fine);
    assert_eq!(project.run("env sync").status, Status::Fine);
    let mut files: Vec<_> = fs::read_dir(project.path("env")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    files.extend([project.path(".env"), project.path(".env.example")]);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let evil: Vec<_> = text.split(['\n', '\r']).filter(|line| line.trim_start().starts_with("EVIL")).collect();
        assert!(evil.is_empty(), "{}: {evil:?}", file.display());
    }
}

#[test]
fn a_name_with_line_breaks_stays_on_its_line() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent: {image: a:1}\n\
        models: {\"m\\nEVIL\\e[2J\": {container: {image: m:1}}}\n\
        integrations: {\"i\\nEVIL\": {provider: \"p\\nEVIL\"}}\n\
        providers: {\"p\\nEVIL\": {scope: [integrations], variables: [{name: TOKEN, datatype: string}]}}\n\
        inputs: {a: {name: A, datatype: string, description: \"\\e[2J\"}}\n";
    let project = Project::new().file("astropods.yml", spec);
    let runs = ["plan", "plan --for cluster", "explain A", "explain PEVIL_TOKEN", "generate kubernetes --summary"];
    for args in runs {
        let outcome = project.run(args);
        assert_eq!(outcome.status, Status::Fine, "{args}: {}", outcome.stderr);
        let shown = outcome.stdout + &outcome.stderr;
        assert!(!shown.contains('\u{1b}') && !shown.lines().any(|line| line.starts_with("EVIL")), "{args}: {shown}");
    }
}

#[test]
fn denied_findings_write_nothing_and_allowed_ones_are_not_told() {
    let spec = GOOD.replace("blueprint", "package");
    let project = Project::new().file("astropods.yml", spec);
    for args in ["plan --deny warnings", "plan --deny deprecated-spec-version", "generate env --deny warnings"] {
        let outcome = project.run(args);
        assert_eq!(outcome.status, Status::Invalid, "{args}");
        assert!(outcome.stderr.contains("[deprecated-spec-version]"), "{args}: {}", outcome.stderr);
    }
    assert!(!project.path("env").exists());
    assert!(project.run("generate env --deny warnings").stderr.ends_with("`--deny warnings` refuses its warnings\n"));
    let outcome = project.run("generate env --deny warnings --allow deprecated-spec-version");
    assert_eq!((outcome.status, project.path("env").exists()), (Status::Fine, true), "{}", outcome.stderr);
    // Severities decide what is told, and are no option of the files.
    assert_eq!(project.run("generate --check").status, Status::Fine);
    assert_eq!(project.run("plan --deny no-such-code").status, Status::Failed);
}

#[test]
fn the_file_of_the_values_is_never_generated() {
    let options = "[env]\nexample = \".env\"\n";
    let project = Project::new().file("astropods.yml", GOOD).file("ast.toml", options);
    let outcome = project.run("generate env");
    assert_eq!((outcome.status, project.path(".env").exists()), (Status::Failed, false), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("expected a path other than `.env`"), "{}", outcome.stderr);
}

#[test]
fn no_generated_file_is_a_device_of_windows() {
    let spec = "spec: blueprint/v1\nname: aux\nagent: {image: a:1, inputs: [{name: TOKEN, datatype: string, secret: true}]}\n\
        models: {con: {container: {image: m:1}}}\nknowledge: {nul: {provider: redis}}\n\
        ingestion: {con: {container: {image: c:1}, trigger: {type: manual}}, com1: {container: {image: c:1}, trigger: {type: manual}}}\n";
    let project = Project::new().file("astropods.yml", spec);
    let targets = "env compose kubernetes helm sdk-python sdk-mastra sdk-rust";
    let made = project.run(&format!("generate {targets} --format json"));
    assert_eq!(made.status, Status::Fine, "{}", made.stderr);
    let made = json(&made.stdout);
    let paths = made["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap());
    let stems: Vec<_> = paths.flat_map(|path| path.split('/')).map(|part| part.split('.').next().unwrap()).collect();
    let devices: Vec<_> = stems.iter().filter(|stem| ["con", "aux", "nul", "com1"].contains(stem)).collect();
    assert!(devices.is_empty() && stems.contains(&"con_") && stems.contains(&"aux_"), "{stems:?}");
}
