//! What a stranger's spec may ask of a build, and what is shown of a URL that holds a password.

use std::fs;

use ast::cli::Status;

use crate::project::{GOOD, Project};

fn found(build: &str) -> String {
    let spec = format!("spec: blueprint/v1\nname: my-agent\nagent:\n  build: {build}\n");
    let project = Project::new().file("astropods.yml", spec).file("Dockerfile", "FROM scratch\n").file("app/x", "");
    project.run("validate --format short").stdout
}

#[test]
fn an_address_as_context_or_dockerfile_is_code_from_elsewhere_and_never_a_path() {
    for address in [
        "https://github.com/o/r.git#main",
        "git@github.com:o/r.git",
        "ssh://h/r",
        "git://h/r",
        "docker-image://alpine",
        "'target:base'",
        "'service:api'",
        "HTTPS://x/y.tar.gz",
    ] {
        let context = found(&format!("{{context: {address}, dockerfile: Dockerfile}}"));
        assert!(context.contains("error[remote-build]") && context.contains("the context is an address"), "{context}");
        let dockerfile = found(&format!("{{context: ., dockerfile: {address}}}"));
        assert!(dockerfile.contains("the Dockerfile is an address"), "{dockerfile}");
        for found in [context, dockerfile] {
            assert!(!found.contains("exist") && !found.contains("outside"), "{found}");
        }
    }
    // Nothing generated may rest on it, so that it can't be silenced.
    let spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: 'git@h:r', dockerfile: D} # ast: ignore[remote-build] mine\n";
    let project = Project::new().file("astropods.yml", spec);
    assert_eq!(project.run("generate compose --allow remote-build").status, Status::Failed);
    assert_eq!(project.run("generate compose").status, Status::Invalid);
    assert!(found("{context: /, dockerfile: Dockerfile}").contains("the whole disk"));
    assert!(found("{context: 'C:\\x', dockerfile: Dockerfile}").contains("outside of the project"));
    assert!(found("{context: app, dockerfile: ../Dockerfile}").is_empty(), "a path is one");
}

#[test]
fn a_build_that_takes_a_variable_of_the_host_says_which() {
    let taken =
        found("{context: ., dockerfile: Dockerfile, secrets: [{id: a, env: AWS_SECRET_ACCESS_KEY}, {id: npm-token}]}");
    assert!(taken.contains("takes `AWS_SECRET_ACCESS_KEY`") && taken.contains("takes `NPM_TOKEN`"), "{taken}");
    assert_eq!(taken.matches("warning[undeclared-build-secret]").count(), 2, "{taken}");
    let declared = "{context: ., dockerfile: Dockerfile, secrets: [{id: a, env: GITHUB_TOKEN}, {id: mine}]}\n\
        integrations: {code: {provider: github}}\ninputs: {mine: {name: MINE, datatype: string, secret: true}}";
    assert_eq!(found(declared), "");
}

#[test]
fn a_password_in_a_url_is_refused_and_never_shown() {
    let project = Project::new().file("astropods.yml", GOOD.replace("agent:\n", "agent:\n  astro_ai_gateway: true\n"));
    let mut shown = Vec::new();
    for url in ["https://u:hunter2@h", "https://u:hun/ter2@h", "u:hunter2@h", "ftp://hunter2@h", "https://hunter2@h/v1"]
    {
        for flag in ["--gateway-url", "--otel-endpoint"] {
            let outcome = project.run(&format!("plan {flag} {url}"));
            assert_eq!(outcome.status, Status::Failed);
            assert!(
                outcome.stderr.contains(&format!("invalid value for '{flag} <URL>': expected")),
                "{}",
                outcome.stderr
            );
            shown.push(outcome);
        }
        for options in [
            format!("otel-endpoint = \"{url}\"\n"),
            format!("[gateway]\nurl = '{url}' # mine\n"),
            format!("gateway = {{ url = \"{url}\" }}\n"),
            format!("gateway.url = \"{url}\"\n[ast\n"),
        ] {
            fs::write(project.path("ast.toml"), options).unwrap();
            for format in ["human", "json", "sarif"] {
                let outcome = project.run(&format!("validate --format {format}"));
                assert_ne!(outcome.status, Status::Fine, "{url}");
                shown.push(outcome);
            }
            shown.push(project.run("plan"));
        }
        fs::remove_file(project.path("ast.toml")).unwrap();
        shown.push(project.run(&format!("plan --format json --var ASTRO_GATEWAY_URL={url}")));
        fs::write(project.path(".env"), format!("ASTRO_GATEWAY_URL={url}\nASTRO_GATEWAY_API_KEY=x\n")).unwrap();
        shown.push(project.run("plan --env-file .env"));
        assert_eq!(shown.last().unwrap().status, Status::Failed);
        for command in ["env check", "env check --format json", "env sync"] {
            shown.push(project.run(command));
        }
        assert_eq!(project.run("env check").status, Status::Invalid, "{}", project.run("env check").stdout);
    }
    for outcome in shown {
        assert!(!format!("{outcome:?}").contains("ter2"), "{outcome:?}");
    }
}
