//! Env files that we write, sourced by real shells: nothing of them runs.

use std::fs;
use std::path::Path;
use std::process::Command;

use ast::dotenv::encode;
use proptest::prelude::*;

use crate::project::Project;

/// What shells, and Compose, obey in some place or other; a command among it leaves a file.
const HOSTILE: [&str; 26] = [
    "`touch ran`",
    "$(touch ran)",
    "${X:=$(touch ran)}",
    "<(touch ran)",
    "'",
    "\"",
    "\\",
    "$",
    "${",
    "}",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ";touch ran",
    "&touch ran",
    "|touch ran",
    "\ntouch ran\n",
    "#",
    "!",
    "~",
    "*",
    "\u{1b}]0;x\u{7}",
    "\u{85}",
    "\u{202e}é🦀",
];

/// Sources a file in a folder as people do, and gives the value of each name.
fn source(shell: &str, folder: &Path, file: &str, names: &[String]) -> Vec<String> {
    let show: String = names.iter().map(|name| format!("printf '%s\\0' \"${name}\"; ")).collect();
    let before = fs::read_dir(folder).unwrap().count();
    let script = format!("set -a; . ./{file}; {show} printf end");
    let output = Command::new(shell).args(["-c", &script]).current_dir(folder).env_clear().output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(
        output.status.success() && output.stderr.is_empty() && shown.ends_with("end"),
        "{shell}: {output:?}\n{text}"
    );
    assert_eq!(fs::read_dir(folder).unwrap().count(), before, "{shell} ran something of\n{text}");
    shown.split('\0').take(names.len()).map(str::to_owned).collect()
}

/// The same file with every assignment that is a comment made one that counts.
fn uncommented(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let bare = line.strip_prefix("# ").unwrap_or(line);
        let name = bare.split_once('=').map_or("", |(name, _)| name);
        if ast::dotenv::is_name(name) { bare } else { line }
    });
    lines.map(|line| format!("{line}\n")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_shell_runs_anything_of_a_value_and_what_is_not_escaped_arrives(
        values in prop::collection::vec(
            prop::collection::vec(prop_oneof![prop::sample::select(HOSTILE.as_slice()).prop_map(str::to_owned), "[ -~]{0,4}"], 0..5),
            24,
        ),
    ) {
        let values: Vec<String> = values.into_iter().map(|parts| parts.concat()).collect();
        let names: Vec<String> = (0..values.len()).map(|at| format!("V{at}")).collect();
        let text: String = names.iter().zip(&values).map(|(name, value)| format!("{name}={}\n", encode(value))).collect();
        let project = Project::new().file("values.env", text);
        for shell in ["sh", "bash"] {
            for (value, arrived) in values.iter().zip(source(shell, &project.path(""), "values.env", &names)) {
                assert!(*value == arrived || encode(value).starts_with('"'), "{shell}: {value:?} arrived as {arrived:?}");
            }
        }
    }
}

#[test]
fn no_shell_runs_anything_of_what_a_spec_brings_into_an_env_file() {
    let mut spec = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n  inputs:\n".to_owned();
    for (at, text) in HOSTILE.iter().enumerate() {
        let quoted = serde_json::to_string(&format!("it's {text} b")).unwrap();
        spec.push_str(&format!("    - {{name: V{at}, datatype: string, default: {quoted}, description: {quoted}}}\n"));
        spec.push_str(&format!(
            "    - {{name: S{at}, datatype: string, display-as: select, options: [{quoted}], secret: true}}\n"
        ));
    }
    spec.push_str("knowledge:\n  db: {provider: postgres}\n  cache: {provider: redis}\n");
    let project = Project::new().file("astropods.yml", spec);
    for command in ["generate env", "env sync"] {
        assert_eq!(project.run(command).status, ast::cli::Status::Fine, "{}", project.run(command).stderr);
    }
    for path in [".env", ".env.example", "env/agent.host.env"] {
        let text = fs::read_to_string(project.path(path)).unwrap();
        let sourced = Project::new().file("as-it-is.env", &text).file("uncommented.env", uncommented(&text));
        assert_ne!(text, uncommented(&text), "{path} has comments that set something");
        for shell in ["sh", "bash"] {
            source(shell, &sourced.path(""), "as-it-is.env", &[]);
            source(shell, &sourced.path(""), "uncommented.env", &[]);
        }
    }
}
