//! Images in specs and options: what engines read is taken, and what they don't is refused where it stands.

use std::fs;

use ast::cli::Status;
use ast::diagnostic::Applicability;
use ast::image::ImageRef;
use serde_json::Value;

use crate::project::Project;

/// The references of `tests/images`, which `tests/acceptance/image-references.py` holds against an engine.
fn references(kind: &str) -> Vec<String> {
    let table: Value = serde_json::from_str(&fs::read_to_string("tests/images/references.json").unwrap()).unwrap();
    table[kind].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn refused() -> Vec<String> {
    [references("refused"), references("stricter")].concat()
}

#[test]
fn what_an_engine_reads_is_an_image_and_nothing_else() {
    let (pulled, refused) = (references("pulled"), refused());
    assert!(pulled.len() >= 30 && refused.len() >= 30);
    for text in &pulled {
        assert!(ImageRef::parse(text).is_ok(), "{text:?}: {:?}", ImageRef::parse(text));
    }
    for text in &refused {
        assert!(ImageRef::parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn every_repair_is_an_image_and_every_refusal_says_what_to_do() {
    for text in refused() {
        let fault = ImageRef::parse(&text).unwrap_err();
        assert!(!fault.help.is_empty() && !fault.reason.ends_with('.'), "{text:?}");
        if let Some((repaired, _)) = &fault.repair {
            assert!(ImageRef::parse(repaired).is_ok(), "{text:?} -> {repaired:?}");
        }
    }
    let repaired = |text: &str| ImageRef::parse(text).unwrap_err().repair;
    let safe = |text: &str| Some((text.to_owned(), Applicability::Safe));
    let guess = |text: &str| Some((text.to_owned(), Applicability::Unsafe));
    assert_eq!(repaired("GHCR.io/MyOrg/Agent:V1"), safe("GHCR.io/myorg/agent:V1"));
    assert_eq!(repaired("https://ghcr.io/MyOrg/agent"), safe("ghcr.io/myorg/agent"));
    assert_eq!(repaired(" nginx:1\n"), safe("nginx:1"));
    assert_eq!(repaired("https://hub.docker.com/r/grafana/grafana"), guess("grafana/grafana"));
    assert_eq!(repaired("nginx@latest"), guess("nginx:latest"));
    assert_eq!(repaired("nginx:"), guess("nginx"));
    for text in ["${IMAGE}", "my image:1", "repo:a:b", "", &"a://".repeat(100_000), &"A@".repeat(100_000)] {
        assert_eq!(repaired(text), None);
    }
}

/// A text in YAML, quoted.
fn spec(image: &str) -> String {
    let image = serde_json::to_string(image).unwrap();
    format!("spec: blueprint/v1\nname: my-agent\nagent:\n  image: {image}\n")
}

#[test]
fn a_wrong_image_of_a_spec_is_one_error_at_its_place() {
    for text in refused().into_iter().filter(|text| !text.trim().is_empty()) {
        let project = Project::new().file("astropods.yml", spec(&text));
        let found = project.run("validate --format json");
        let found: Value = serde_json::from_str(&found.stdout).unwrap();
        let found = found["files"][0]["diagnostics"].as_array().unwrap();
        assert_eq!(found.len(), 1, "{text:?}: {found:#?}");
        assert_eq!((&found[0]["code"], &found[0]["pointer"]), (&"image-reference".into(), &"/agent/image".into()));
    }
    let rest = "models:\n  m:\n    container:\n      image: Aa:1\nknowledge:\n  k:\n    container:\n      image: Bb:1\n\
        integrations:\n  i:\n    container:\n      image: Cc:1\ningestion:\n  j:\n    container:\n      image: Dd:1\n    \
        trigger:\n      type: startup\ndev:\n  overrides:\n    messagingImage: Ee:1\n";
    let project = Project::new().file("astropods.yml", spec("x:1") + rest);
    assert_eq!(project.run("validate --format short").stdout.matches("image-reference").count(), 5);
    let fixed = project.run("fix");
    assert_eq!(fixed.status, Status::Fine, "{}", fixed.stderr);
    let text = fs::read_to_string(project.path("astropods.yml")).unwrap();
    for image in ["image: aa:1", "image: bb:1", "image: cc:1", "image: dd:1", "messagingImage: ee:1"] {
        assert!(text.contains(image), "{text}");
    }
}

#[test]
fn a_repair_keeps_quotes_and_takes_some_where_yaml_needs_them() {
    let spec = |image: &str| format!("spec: blueprint/v1\nname: my-agent\nagent:\n  image: {image} # pinned\n");
    for (before, after) in [
        ("https://x/y:1", "x/y:1"),
        ("'Aa:1'", "\"aa:1\""),
        ("\"Aa\"", "\"aa\""),
        ("https://[::1]:5000/x", "\"[::1]:5000/x\""),
        ("docker://22:22", "\"22:22\""),
    ] {
        let project = Project::new().file("astropods.yml", spec(before));
        project.run("fix");
        assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), spec(after));
    }
}

#[test]
fn an_option_of_another_form_is_pointed_at_in_its_file_by_every_command() {
    let wrong = [
        ("[cluster]\nhost = 'bad host!'", "expected a host name", "write letters"),
        ("[cluster]\nhost = 'https://A.example/x'", "expected a host name", "write `a.example`, the name alone"),
        ("[cluster]\ntag = 'a:b'", "expected a tag", "-"),
        ("[cluster]\nregistry = 'ghcr.io/MyOrg'", "expected a host and a path", "write `ghcr.io/myorg`"),
        ("[cluster]\nregistry = 'https://ghcr.io'", "expected a host and a path", "write `ghcr.io`"),
        ("[cluster]\nregistry = 'ghcr.io/x:1'", "expected a host and a path", "leave the tag to the option `tag`"),
        ("[cluster]\nregistry = '${REGISTRY}'", "expected a host and a path", "write it out"),
        ("[messaging]\nimage = 'Aa:1'", "expected an image", "write `aa:1`"),
        ("[compose]\nhelper-image = 'busybox:'", "expected an image", "write a tag after the `:`"),
    ];
    for (options, message, help) in wrong {
        let project = Project::new().file("astropods.yml", spec("x:1")).file("ast.toml", options);
        for command in ["validate --format json", "plan --format json", "generate compose --format json"] {
            let ran = project.run(command);
            assert_ne!(ran.status, Status::Fine, "{command}: {options}");
            let said = format!("{}{}", ran.stdout, ran.stderr);
            assert!(said.contains(message), "{command}: {options}: {said}");
        }
        let said = project.run("validate").stdout;
        assert!(said.contains("ast.toml") && said.contains("invalid-options") && said.contains(help), "{said}");
    }
}

#[test]
fn a_flag_of_another_form_is_blamed_on_the_flag() {
    let project = Project::new().file("astropods.yml", spec("x:1"));
    for (flag, value, help) in [
        ("--host", "bad_host", "write letters"),
        ("--tag", "a/b", "at most 128"),
        ("--registry", "ghcr.io/MyOrg", "write `ghcr.io/myorg`"),
        ("--messaging-image", "x:a:b", "keep one of them"),
    ] {
        let ran = project.run(&format!("plan {flag} {value}"));
        assert_eq!(ran.status, Status::Failed, "{flag}");
        assert!(ran.stderr.contains(flag) && ran.stderr.contains(help), "{}", ran.stderr);
    }
}

#[test]
fn what_registry_and_tag_make_of_any_name_is_an_image() {
    let entry = "a_.B--c ".repeat(40);
    let text = format!(
        "spec: blueprint/v1\nname: {}\nagent:\n  build: {{context: ., dockerfile: D}}\nintegrations:\n  \"{entry}\":\n    \
         container:\n      build: {{context: ., dockerfile: D}}\n",
        "a".repeat(63)
    );
    let project = Project::new().file("astropods.yml", text);
    let registry = format!("localhost:5000/{}", "r".repeat(126 - 15));
    let ran = project.run(&format!("plan --format json --registry {registry} --tag {}", "t".repeat(128)));
    let plan: Value = serde_json::from_str(&ran.stdout).unwrap();
    let images = plan["containers"].as_array().unwrap().iter().filter(|container| !container["build"].is_null());
    let images: Vec<_> = images.map(|container| container["image"].as_str().unwrap()).collect();
    assert_eq!(images.len(), 2);
    for image in images {
        assert!(ImageRef::parse(image).is_ok(), "{image}");
    }
    assert_eq!(project.run(&format!("plan --registry {registry}r")).status, Status::Failed);
}
