//! What is generated for environments: overlays on the one base, and values of the one chart.

use std::fs;

use ast::cli::Status;
use serde_json::Value;

use super::{fine, project};
use crate::project::Project;

const OPTIONS: &str = "[values]\nREGION = \"own\"\n[cluster]\nregistry = \"r.example\"\ntag = \"1\"\n\
    [environments.alike]\n[environments.staging.values]\nREGION = \"eu\"\n[environments.staging.cluster]\nnamespace = \"s\"\n";

/// The generated files, below the folder of their target.
fn files(project: &Project, below: &str) -> Vec<String> {
    let manifest: Value = serde_json::from_slice(&fs::read(project.path(".ast/manifest.json")).unwrap()).unwrap();
    let all = manifest["files"].as_object().unwrap().keys();
    all.filter_map(|path| path.strip_prefix(below).map(str::to_owned)).collect()
}

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path(path)).unwrap()
}

#[test]
fn an_environment_has_patches_for_what_differs_alone_and_the_base_stays_as_it_is() {
    let with = project(OPTIONS);
    fine(&with, "generate kubernetes helm");
    let overlays = files(&with, "deploy/kubernetes/overlays/");
    let expected = [
        "alike/kustomization.yaml",
        "alike/namespace/kustomization.yaml",
        "alike/namespace/namespace.yaml",
        "alike/secrets/.gitignore",
        "alike/secrets/kustomization.yaml",
        "alike/secrets/my-agent.env.example",
        "staging/configmap-my-agent.yaml",
        "staging/kustomization.yaml",
        "staging/namespace/kustomization.yaml",
        "staging/namespace/namespace.yaml",
        "staging/secrets/.gitignore",
        "staging/secrets/kustomization.yaml",
        "staging/secrets/my-agent.env.example",
        "staging/statefulset-my-agent.yaml",
    ];
    assert_eq!(overlays, expected);
    let patch = read(&with, "deploy/kubernetes/overlays/staging/configmap-my-agent.yaml");
    assert!(patch.ends_with("- op: replace\n  path: /data/REGION\n  value: eu\n"), "{patch}");
    let kustomization = read(&with, "deploy/kubernetes/overlays/staging/kustomization.yaml");
    assert!(kustomization.contains("namespace: s\nresources:\n  - ../../base\npatches:\n"), "{kustomization}");
    assert!(read(&with, "deploy/helm/my-agent/values.staging.yaml").ends_with("\n\nvalues:\n  REGION: eu\n"));
    assert!(read(&with, "deploy/helm/my-agent/values.alike.yaml").ends_with("values.yaml.\n{}\n"));
    // The same project without environments.
    let (own, _) = OPTIONS.split_once("[environments").unwrap();
    let without = project(own);
    fine(&without, "generate kubernetes helm");
    for path in files(&without, "deploy/").iter().filter(|path| !path.starts_with("kubernetes/overlays/")) {
        let path = format!("deploy/{path}");
        assert_eq!(read(&with, &path), read(&without, &path), "{path}");
    }
}

#[test]
fn an_environment_that_is_taken_out_goes_and_what_is_the_user_s_stays() {
    let project = project(OPTIONS);
    fine(&project, "generate kubernetes helm");
    let project = project.file("deploy/kubernetes/overlays/mine/kustomization.yaml", "resources: [../alike]\n");
    fine(&project, "generate --check");
    let (own, _) = OPTIONS.split_once("[environments.staging").unwrap();
    let project = project.file("ast.toml", own);
    let stale = project.run("generate --check");
    assert_eq!(stale.status, Status::Invalid);
    assert!(stale.stderr.contains("left over deploy/helm/my-agent/values.staging.yaml"), "{}", stale.stderr);
    fine(&project, "generate");
    assert!(files(&project, "deploy/").iter().all(|path| !path.contains("staging")));
    assert!(project.path("deploy/kubernetes/overlays/mine/kustomization.yaml").exists());
}

#[test]
fn an_overlay_of_the_user_s_is_not_taken_for_an_environment_s() {
    let own = OPTIONS.replace("environments.staging", "environments.production");
    let project = project("[cluster]\ntag = \"1\"\nregistry = \"r.example\"\n");
    fine(&project, "generate kubernetes");
    let mine = read(&project, "deploy/kubernetes/overlays/production/kustomization.yaml");
    let project = project.file("ast.toml", own);
    let refused = project.run("generate");
    assert_eq!(refused.status, Status::Invalid);
    let file = "deploy/kubernetes/overlays/production/kustomization.yaml";
    assert!(refused.stderr.contains(&format!("refused {file}")), "{}", refused.stderr);
    assert_eq!(read(&project, file), mine);
}

#[test]
fn what_environments_lack_is_told_and_a_route_may_get_its_host_there() {
    let route = "[cluster]\ntag = \"1\"\nregistry = \"r.example\"\n[cluster.route]\nkind = \"ingress\"\n";
    let with = project(&format!("{route}[environments.a.cluster]\nhost = \"a.example.com\"\n"));
    let told = fine(&with, "generate kubernetes").stderr;
    assert!(told.contains("warning: `a` lacks `REGION`\n"), "{told}");
    assert!(read(&with, "deploy/kubernetes/overlays/a/added.yaml").contains("host: a.example.com"));
    let lacking = project(&format!("{route}[environments.a]\n[environments.b.cluster]\nhost = \"b.example.com\"\n"));
    let refused = lacking.run("generate kubernetes");
    assert_eq!(refused.status, Status::Failed);
    assert!(refused.stderr.contains("in `a`: a route needs a host name") && !refused.stderr.contains("in `b`"));
}

#[test]
fn a_warning_of_a_deployment_is_of_what_environments_deploy() {
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n";
    let told = |options: &str| {
        let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "").file("ast.toml", options);
        fine(&project, "generate kubernetes").stderr
    };
    let tagged = "[environments.a.cluster]\ntag = \"1\"\nregistry = \"r.example\"\n";
    assert!(!told(tagged).contains("no cluster"), "{}", told(tagged));
    for options in ["", "[environments.b]\n", &format!("{tagged}[environments.b]\n")] {
        assert_eq!(told(options).matches("no cluster").count(), 1, "{options}");
    }
}

#[test]
fn the_files_of_an_environment_hold_no_secret_and_an_overlay_is_begun_only_where_one_is_asked_for() {
    let project = project(&format!("{OPTIONS}[environments.staging.cluster.components.agent]\nmemory = \"3Gi\"\n"));
    fine(&project, "generate kubernetes");
    assert!(!project.path("deploy/kubernetes/overlays/production").exists());
    fine(&project, "generate kubernetes --overlay mine");
    assert!(project.path("deploy/kubernetes/overlays/mine/values.properties").exists());
    fine(&project, "generate kubernetes --overlay staging");
    assert!(!project.path("deploy/kubernetes/overlays/staging/values.properties").exists());
    fine(&project, "generate --check");
}
