//! What a run says of a cluster that has the last base: what it refuses, what stays, what is left behind.

use ast::cli::Status;

use crate::project::{GOOD, Project};

const SPEC: &str = "knowledge:\n  db: {provider: postgres}\nintegrations:\n  worker: {container: {image: \"w:1\", port: 80}}\n\
    ingestion:\n  load: {container: {image: \"l:1\"}, trigger: {type: startup}}\n";

/// What the second run says, after a first one of `SPEC`.
fn said(spec: &str, flags: &str) -> String {
    let project = Project::new().file("astropods.yml", format!("{GOOD}{SPEC}"));
    assert_eq!(project.run("generate kubernetes").status, Status::Fine);
    let project = project.file("astropods.yml", format!("{GOOD}{spec}"));
    let outcome = project.run(&format!("generate kubernetes --diff {flags}"));
    assert_eq!(project.run(&format!("generate kubernetes {flags}")).status, Status::Fine);
    let told = |line: &&str| line.starts_with("warning: ") && !line.contains("ast.toml") && !line.contains("[cluster-");
    outcome.stderr.lines().filter(told).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_first_run_and_one_that_changes_nothing_say_nothing() {
    assert_eq!(said(SPEC, ""), "");
}

#[test]
fn what_a_cluster_refuses_or_keeps_is_told_before_anything_is_applied() {
    insta::assert_snapshot!(said(SPEC, "--set knowledge.db.storage=50Gi"), @"warning: StatefulSet `my-agent-knowledge-db` keeps a disk of `10Gi`, not `50Gi`: grow claim `data-my-agent-knowledge-db-0`, then `kubectl -n my-agent delete statefulset my-agent-knowledge-db --cascade=orphan` and apply");
    insta::assert_snapshot!(said(SPEC, "--set knowledge.db.storage-class=fast"), @"warning: StatefulSet `my-agent-knowledge-db` keeps its disk's class and access: move the data of claim `data-my-agent-knowledge-db-0`, then `kubectl -n my-agent delete statefulset my-agent-knowledge-db --cascade=orphan` and apply");
    insta::assert_snapshot!(said(SPEC, "--namespace other"), @"warning: the namespace was `my-agent` and becomes `other`: what runs in `my-agent`, its disks and secrets stay there");
    insta::assert_snapshot!(said(&SPEC.replace("  db:", "  main:"), ""), @"
    warning: the disk of StatefulSet `my-agent-knowledge-db` is left behind in claim `data-my-agent-knowledge-db-0`; what takes its place starts empty
    warning: no apply removes what is no longer generated: `kubectl -n my-agent delete configmap/my-agent-knowledge-db configmap/my-agent-knowledge-db--files networkpolicy/my-agent-knowledge-db service/my-agent-knowledge-db statefulset/my-agent-knowledge-db`
    ");
    insta::assert_snapshot!(said(&SPEC.replace("port: 80}", "port: 80, volume: /data}"), ""), @"warning: Deployment `my-agent-integration-worker` becomes a StatefulSet: `kubectl -n my-agent delete deployment my-agent-integration-worker`, or both run");
    insta::assert_snapshot!(said(SPEC.split_once("ingestion:").unwrap().0, ""), @"warning: no apply removes what is no longer generated: `kubectl -n my-agent delete configmap/my-agent-ingestion-load job/my-agent-ingestion-load-d354b1f174 networkpolicy/my-agent-ingestion-load`");
    // A Job is another one at every change.
    assert_eq!(said(&SPEC.replace("l:1", "l:2"), ""), "");
    assert_eq!(said(&SPEC.replace("w:1", "w:2"), "--set integrations.worker.replicas=2"), "");
}
