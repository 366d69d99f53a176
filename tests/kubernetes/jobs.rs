//! A Job's template can't be changed, so its name changes whenever that does, and never otherwise.

use super::Built;

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\nknowledge:\n  cache:\n    provider: redis\n\
     inputs:\n  limit: {name: LIMIT, datatype: string, default: \"5\"}\n  key: {name: KEY, datatype: string, secret: true}\n\
     ingestion:\n  seed:\n    container:\n      build: {context: ., dockerfile: Dockerfile}\n      environment: {MODE: seed}\n    \
     trigger: {type: startup}\n";

fn name(spec: &str, flags: &str) -> String {
    let built = Built::of(spec, flags);
    let name = built.kind("Job").next().unwrap()["metadata"]["name"].as_str().unwrap().to_owned();
    assert!(
        name.starts_with("my-agent-ingestion-seed-") && name.len() == "my-agent-ingestion-seed-".len() + 10,
        "{name}"
    );
    name
}

#[test]
fn a_job_is_named_anew_whenever_its_template_changes() {
    let first = name(SPEC, "");
    assert_eq!(name(SPEC, ""), first);
    let changed = [
        name(SPEC, "--tag 1"),
        name(SPEC, "--tag 2"),
        name(&SPEC.replace("MODE: seed", "MODE: full"), ""),
        name(&SPEC.replace("\"5\"", "\"6\""), ""),
        name(SPEC, "--set ingestion.seed.memory=2Gi"),
        name(SPEC, "--secret-key KEY=other/key"),
    ];
    let mut all = vec![first];
    all.extend(changed);
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "two templates share a name");
}

#[test]
fn a_value_that_is_supplied_changes_no_manifest() {
    let first = name(SPEC, "");
    assert_eq!(name(SPEC, "--var KEY=hunter2 --var REDIS_PASSWORD=hunter2 --var LIMIT=9"), first);
    // Something else of the project does not run the job again.
    assert_eq!(name(SPEC, "--set agent.memory=3Gi"), first);
    assert_eq!(name(&SPEC.replace("image: a:1", "image: a:2"), ""), first);
}

#[test]
fn changed_plain_values_roll_what_reads_them() {
    let hash = |spec: &str| {
        let built = Built::of(spec, "");
        let set = built.kind("StatefulSet").find(|set| set["metadata"]["name"] == "my-agent").unwrap();
        let annotations = &set["spec"]["template"]["metadata"]["annotations"];
        (annotations["astropods/values-hash"].clone(), set["metadata"]["name"].clone())
    };
    assert_eq!(hash(SPEC), hash(&SPEC.replace("MODE: seed", "MODE: full")));
    assert_ne!(hash(SPEC).0, hash(&SPEC.replace("\"5\"", "\"6\"")).0);
}

#[test]
fn triggers_are_what_runs_them() {
    let spec = SPEC.replace("type: startup", "type: schedule");
    let cron = |flags: &str| {
        let built = Built::of(&spec, flags);
        built.kind("CronJob").next().unwrap()["spec"].clone()
    };
    let suspended = cron("");
    assert_eq!((&suspended["suspend"], &suspended["concurrencyPolicy"]), (&true.into(), &"Forbid".into()));
    let flags: Vec<std::ffi::OsString> =
        ["generate", "kubernetes", "--schedule", "seed=0 2 * * *", "--time-zone", "Europe/Berlin"]
            .map(Into::into)
            .into();
    let project = crate::project::Project::new().file("astropods.yml", &spec);
    assert_eq!(project.run_with(flags, ast::cli::Terminal::default()).status, ast::cli::Status::Fine);
    let text = std::fs::read_to_string(project.path("deploy/kubernetes/base/ingestion-seed.yaml")).unwrap();
    assert!(
        text.contains("schedule: 0 2 * * *") && text.contains("timeZone: Europe/Berlin") && !text.contains("suspend"),
        "{text}"
    );
    let wait = &suspended["jobTemplate"]["spec"]["template"]["spec"]["initContainers"][0];
    assert_eq!(wait["image"], "redis:7.4.2-alpine");
}
