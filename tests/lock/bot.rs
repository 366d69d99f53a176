//! `docs/renovate.json`, the preset for Renovate: what its regular expressions find in a lock, in options and in a spec.

use std::fs;

use ast::cli::Status;
use ast::image::{ImageRef, Lock};
use regex::Regex;
use serde_json::Value;

use super::registry::digest;
use crate::project::{GOOD, Project};

/// The images that are found in a text of a file, as the preset's strategy says: every expression looks into what the one
/// before it found, and the last one tells name, tag and digest.
fn found(file: &str, text: &str) -> Vec<String> {
    let preset: Value = serde_json::from_str(&fs::read_to_string("docs/renovate.json").unwrap()).unwrap();
    let managers = preset["customManagers"].as_array().unwrap();
    let is_for =
        |manager: &&Value| manager["managerFilePatterns"][0].as_str().unwrap().starts_with(&format!("**/{file}"));
    let manager = managers.iter().find(is_for).unwrap();
    assert_eq!(manager["matchStringsStrategy"], "recursive");
    let expressions = manager["matchStrings"].as_array().unwrap();
    let expressions: Vec<_> = expressions.iter().map(|text| Regex::new(text.as_str().unwrap()).unwrap()).collect();
    let (last, others) = expressions.split_last().unwrap();
    let mut parts = vec![text.to_owned()];
    for expression in others {
        let within = |part: &String| -> Vec<String> {
            expression.find_iter(part).map(|found| found.as_str().to_owned()).collect()
        };
        parts = parts.iter().flat_map(within).collect();
    }
    let mut images = Vec::new();
    for part in &parts {
        for groups in last.captures_iter(part) {
            let digest = groups.name("currentDigest").map(|digest| format!("@{}", digest.as_str())).unwrap_or_default();
            images.push(format!("{}|{}{digest}", &groups["depName"], &groups["currentValue"]));
        }
    }
    images
}

/// The references that engines read, of `tests/images`.
fn pulled() -> Vec<ImageRef> {
    let table: Value = serde_json::from_str(&fs::read_to_string("tests/images/references.json").unwrap()).unwrap();
    let texts = table["pulled"].as_array().unwrap();
    texts.iter().map(|text| ImageRef::parse(text.as_str().unwrap()).unwrap()).collect()
}

/// How one is found: with a tag, and no digest of another kind than registries give; no bot reads an IPv6 address.
fn raised(image: &ImageRef) -> Vec<String> {
    let is_known = image.digest().is_none_or(|digest| digest.starts_with("sha256:")) && !image.name().starts_with('[');
    let digest = image.digest().map(|digest| format!("@{digest}")).unwrap_or_default();
    image.tag().filter(|_| is_known).map(|tag| format!("{}|{tag}{digest}", image.name())).into_iter().collect()
}

#[test]
fn every_line_of_a_lock_with_a_tag_can_be_raised() {
    let pinned = |image: &ImageRef| ImageRef::parse(&format!("{}@{}", image.as_str(), digest(image.as_str()))).unwrap();
    let mut images: Vec<_> = pulled().iter().filter(|image| image.digest().is_none()).map(pinned).collect();
    images.extend(pulled().into_iter().filter(|image| image.digest().is_some()));
    let mut expected: Vec<_> = images.iter().flat_map(raised).collect();
    let mut found = found("ast.lock", &Lock::of(images).to_string());
    assert!(found.len() >= 12, "{found:?}");
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn an_image_of_an_option_can_be_raised_in_every_form() {
    for image in pulled() {
        assert_eq!(found("ast.toml", &format!("image = \"{}\"", image.as_str())), raised(&image), "{image:?}");
    }
    let spec = format!("{GOOD}knowledge:\n  a: {{provider: redis}}\n  b: {{provider: redis}}\n");
    for (text, count) in [
        ("[gateway]\nimage = \"redis:7\"", 1),
        ("[messaging]\r\nimage='redis:7'\r\n", 1),
        ("[compose]\n\thelper-image = \"\"\"redis:7\"\"\" # it needs a shell", 1),
        ("gateway . \"image\" = '''redis:7'''", 1),
        ("gateway = { mode = \"mock\", image = \"redis:7\" }", 1),
        ("[components.\"knowledge.a\"]\nimage = \"redis:7\"\n[components.\"knowledge.b\"]\nimage = \"redis:7\"", 2),
        ("components.\"knowledge.a\".image = \"redis:7\"", 1),
        ("components = {\"knowledge.a\" = {image = \"redis:7\"}, \"knowledge.b\" = {image=\"redis:7\"}}", 2),
        ("# image = \"redis:7\"\n[gateway] # image = \"redis:7\"\nurl = \"https://a.example\"", 0),
        ("rules.unlocked-image = \"deny\"", 0),
    ] {
        let project = Project::new().file("astropods.yml", spec.as_str()).file("ast.toml", text);
        assert_eq!(project.run("validate").status, Status::Fine, "{text}");
        assert_eq!(found("ast.toml", text), vec!["redis|7"; count], "{text}");
    }
}

#[test]
fn an_image_of_a_spec_can_be_raised_in_every_form() {
    for image in pulled() {
        assert_eq!(
            found("astropods", &format!("agent:\n  image: \"{}\"\n", image.as_str())),
            raised(&image),
            "{image:?}"
        );
    }
    for (text, count) in [
        ("agent:\n  image: redis:7 # the agent's\n", 1),
        ("agent: {image: redis:7}\r\n", 1),
        ("{\"agent\":{\"image\":\"redis:7\"}}", 1),
        ("models:\n  a: {container: {port: 80, image: 'redis:7'}}\n  b: {container: {image: redis:7, port: 80}}\n", 2),
        ("dev:\n  overrides:\n    messagingImage: redis:7\n", 1),
        ("# image: redis:7\nagent: # image: redis:7\n  description: \"the image: redis:7\"\n", 0),
    ] {
        assert_eq!(found("astropods", text), vec!["redis|7"; count], "{text}");
    }
}
