//! The house: what the layout of the code promises.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from("src")];
    while let Some(folder) = open.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The modules in the order in which both crates list them, which is the order of the pipeline.
fn order() -> Vec<String> {
    ["src/core/lib.rs", "src/lib.rs"].into_iter().flat_map(modules).collect()
}

/// The modules of a crate, by its root.
fn modules(root: &str) -> Vec<String> {
    let text = fs::read_to_string(root).unwrap();
    let modules = text.lines().filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod ")));
    modules.filter_map(|line| Some(line.strip_suffix(';')?.to_owned())).collect()
}

fn module_of(path: &Path) -> String {
    let path = path.strip_prefix("src/core").or(path.strip_prefix("src")).unwrap();
    let part = path.iter().next().unwrap().to_str().unwrap();
    part.trim_end_matches(".rs").to_owned()
}

/// The modules that stand behind `crate::`: one, or each of a group.
fn names(used: &str) -> Vec<String> {
    let name = |part: &str| part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    match used.strip_prefix('{') {
        Some(group) => group.split(',').map(name).collect(),
        None => vec![name(used)],
    }
}

#[test]
fn the_modules_of_a_group_are_seen() {
    assert_eq!(names("rule::codes;"), ["rule"]);
    assert_eq!(names("{format, view::draw, rule};"), ["format", "view", "rule"]);
}

#[test]
fn the_compiler_touches_no_file_process_socket_clock_or_environment() {
    let compiler = modules("src/core/lib.rs");
    // An address of the network is a value; what speaks to one is not.
    let touched = [
        "std::fs",
        "std::process",
        "std::env",
        "std::os",
        "std::thread",
        "TcpStream",
        "UdpSocket",
        "SystemTime",
        "cfg(unix)",
    ];
    let is_pure = |path: &&PathBuf| compiler.contains(&module_of(path));
    for path in sources().iter().filter(is_pure) {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (line, text) in code.lines().enumerate().filter(|(_, text)| !text.trim_start().starts_with("//")) {
            let found = touched.iter().find(|name| text.contains(*name));
            assert!(found.is_none(), "{}:{}: {text}", path.display(), line + 1);
            let group = text.split_once("use std::{").map(|(_, group)| group.split([',', ' ', '}', ':']));
            let grouped = group.is_some_and(|mut group| group.any(|name| touched.contains(&&*format!("std::{name}"))));
            assert!(!grouped, "{}:{}: {text}", path.display(), line + 1);
        }
    }
}

#[test]
fn what_the_gateway_answers_is_decided_without_sockets_and_clocks() {
    // A URL is a value, which is read by the one that speaks.
    let outside = ["post.rs", "serve.rs", "sent.rs", "upstream.rs", "client.rs", "connection.rs", "address.rs"];
    let touched = ["tokio", "hyper", "std::net", "std::fs", "std::env", "std::process", "Instant", "SystemTime"];
    let mut files = 0;
    for path in sources().iter().filter(|path| module_of(path) == "gateway") {
        if outside.iter().any(|name| path.ends_with(Path::new("src/gateway").join(name))) {
            continue;
        }
        files += 1;
        let text = fs::read_to_string(path).unwrap();
        let found = touched.iter().find(|name| text.contains(*name));
        assert!(found.is_none(), "{}: {found:?}", path.display());
    }
    assert!(files > 10);
}

#[test]
fn the_local_loop_is_decided_without_processes_and_clocks() {
    let touched = ["tokio", "std::net", "std::fs", "std::env", "std::process", "Instant", "SystemTime"];
    let own: Vec<PathBuf> = sources().into_iter().filter(|path| module_of(path) == "dev").collect();
    assert!(own.len() > 10);
    for path in own {
        let text = fs::read_to_string(&path).unwrap();
        let found = touched.iter().find(|name| text.contains(*name));
        assert!(found.is_none(), "{}: {found:?}", path.display());
    }
}

#[test]
fn child_processes_have_one_home() {
    for path in sources().iter().filter(|path| module_of(path) != "drive") {
        // Git is asked, and never started for somebody.
        if path.ends_with("cli/git.rs") {
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        assert!(!text.contains("process::Command"), "{}", path.display());
    }
}

#[test]
fn a_module_imports_only_from_those_before_it() {
    let order = order();
    assert!(order.len() > 10, "{order:?}");
    let place = |module: &str| order.iter().position(|other| other == module);
    let mut wrong = Vec::new();
    let roots = ["build", "lib", "main"];
    for path in sources().iter().filter(|path| !roots.contains(&module_of(path).as_str())) {
        let own = place(&module_of(path)).unwrap_or_else(|| panic!("{} is in no module of a crate", path.display()));
        let text = fs::read_to_string(path).unwrap();
        // A module's own tests may look at what comes after it.
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (line, text) in code.lines().enumerate().filter(|(_, text)| !text.trim_start().starts_with("//")) {
            for used in text.split("crate::").skip(1).flat_map(names) {
                if place(&used).is_some_and(|used| used > own) {
                    wrong.push(format!("{}:{}: {used}", path.display(), line + 1));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn targets_see_neither_the_spec_nor_the_document() {
    for path in sources().iter().filter(|path| module_of(path) == "target") {
        let text = fs::read_to_string(path).unwrap();
        assert!(!text.contains("crate::spec") && !text.contains("crate::document"), "{}", path.display());
    }
}

#[test]
fn each_library_has_one_home() {
    let homes = BTreeMap::from([
        ("granit_parser", "document"),
        ("aho_corasick", "source audit"),
        ("jsonschema::", "schema"),
        ("minijinja", "template"),
        ("miette::", "diagnostic"),
        ("clap::", "cli"),
        ("pretty_yaml", "format"),
        ("clap_complete", "cli"),
        ("clap_mangen", "cli"),
        ("similar::", "output"),
        ("serde_yaml::", "tree"),
        ("toml::", "options"),
        ("toml_edit::", "revise"),
        ("ignore::", "project audit"),
        ("tree_sitter", "audit"),
        ("ra_ap_rustc_lexer", "audit"),
        ("unicode_width", "text"),
        ("gen_lsp_types", "lsp"),
        ("croner::", "assist"),
        // Schedules in words; and the end of a key, as servers write it.
        ("chrono::", "assist account"),
        ("cap_std", "disk"),
        ("cap_fs_ext", "disk"),
        ("base64", "gateway"),
        ("http_body_util", "gateway"),
        ("hyper", "gateway"),
        ("notify::", "watch"),
    ]);
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let uses = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for line in uses {
            for (library, home) in &homes {
                let used = line.contains(&format!("use {library}")) || line.contains(&format!("({library}"));
                assert!(!used || home.split(' ').any(|home| module_of(&path) == home), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn every_file_says_first_what_it_is() {
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{}", path.display());
        let length = text.split("#[cfg(test)]").next().unwrap().lines().count();
        assert!(length <= 350, "{} has {length} lines: two things live there", path.display());
        assert!(!text.contains("super::super::super"), "{}: name the place from the root", path.display());
    }
}
