//! What a word of the command line means that is none of ours: said in place of one that only looks alike.

use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};

/// Commands of other tools.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["check", "lint", "test", "verify"], "`ast validate` checks the spec, `ast doctor` this machine"),
    (&["new", "create", "start-project", "scaffold"], "`ast init` makes a folder a project"),
    (&["up", "start", "serve", "watch"], "`ast dev` runs the whole project on this machine"),
    (&["down", "stop"], "`ast dev stop` ends what runs on this machine"),
    (&["logs", "ps", "status", "restart", "trigger"], "`ast dev` has it: `logs`, `status`, `restart` and `run JOB`"),
    (&["ask", "chat"], "`ast dev ask TEXT` asks an agent that runs on this machine"),
    (&["build"], "`ast dev` builds and runs it here; `ast generate kubernetes` says which images a cluster wants"),
    (
        &["deploy", "apply", "install", "push", "publish"],
        "`ast generate kubernetes` or `ast generate helm` makes what is deployed",
    ),
    (&["render", "compile", "convert", "export", "template"], "`ast generate` makes the files"),
    (&["import"], "`ast init --from compose.yaml` takes a compose file over"),
    (&["format"], "`ast fmt` lays specs out"),
    (&["delete", "rm"], "`ast remove KIND NAME` takes an entry out of the spec"),
    (&["mv"], "`ast rename KIND OLD NEW` gives an entry another name"),
    (&["show", "describe", "inspect"], "`ast plan` shows what a spec compiles to, `ast explain NAME` what a name is"),
    (&["auth"], "`ast login` logs in"),
];

/// Kinds of entries by the names of other tools.
const KINDS: &[(&[&str], &str)] = &[
    (
        &["interface", "interfaces", "adapter", "frontend", "messaging", "slack", "web"],
        "it is a switch in the spec: `interfaces` under `agent`, and the adapters under `dev.interfaces.messaging`, as in \
         `adapters: [web, slack]`; \
         `ast explain interfaces` says more",
    ),
    (&["store", "database", "db", "cache", "volume"], "a store is an entry of `knowledge`"),
    (&["job", "cron", "cronjob", "worker", "schedule"], "a job is an entry of `ingestion`"),
    (&["secret", "key", "env", "variable", "var"], "it is an `input`; `ast add input NAME --secret` adds a secret one"),
    (&["tool", "mcp", "service", "container"], "it is an entry of `integrations`, with an image of its own"),
];

/// How a spec is named.
const SPEC: &str = "name the spec, or the folder that it is in, without a flag, after everything else";

/// Flags of other tools, and the commands that they are meant with; none stands for every one.
const FLAGS: &[(&str, Option<&str>, &str)] = &[
    ("--json", None, "say `--format json`"),
    ("--yaml", None, "say `--format json`; specs and manifests are YAML already"),
    ("--output", None, "say `--format json` for programs"),
    (
        "--for",
        Some("generate"),
        "name the target: `ast generate kubernetes` or `ast generate helm` for a cluster, `ast generate compose` for this machine",
    ),
    ("--target", Some("generate"), "name the target alone, as in `ast generate kubernetes`"),
    ("--all", Some("generate"), "without a target it makes all that was generated before; others are named once"),
    ("--spec", None, SPEC),
    ("--file", None, SPEC),
    ("--path", None, SPEC),
    ("--trigger", Some("add"), "say `--on schedule`, `startup`, `manual` or `webhook`; `--cron` is a schedule too"),
    (
        "--for",
        Some("validate"),
        "it checks what holds everywhere; `ast plan --for cluster` says what is amiss in a cluster",
    ),
    ("--dry-run", None, "say `--diff`, where a command writes"),
    ("--fix", Some("validate"), "`ast fix` corrects what can be corrected"),
    ("--write", Some("fmt"), "it writes unless it is told to `--check`"),
    ("--strict", Some("validate"), "say `--deny warnings`"),
    ("--force", Some("init"), "nothing that is there is written over: move it away first"),
];

/// Says in an error what the word that it is about means.
pub(super) fn explain(error: &mut clap::Error, args: &[OsString]) {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.clone()),
        _ => None,
    };
    let command = args.get(1).and_then(|word| word.to_str()).unwrap_or_default();
    let help = if let Some(word) = word(ContextKind::InvalidSubcommand) {
        let of = if ["add", "remove", "rename"].contains(&command) { KINDS } else { COMMANDS };
        of.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, help)| *help)
    } else if let Some(word) = word(ContextKind::InvalidArg) {
        let fits = |with: Option<&str>| with.is_none_or(|with| with == command);
        FLAGS.iter().find(|(flag, with, _)| *flag == word && fits(*with)).map(|(.., help)| *help)
    } else {
        None
    };
    let Some(help) = help else { return };
    for kind in [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedCommand,
        ContextKind::TrailingArg,
        // It shows how what only looks alike is used.
        ContextKind::Usage,
    ] {
        error.remove(kind);
    }
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(help)]));
}

/// Shows a command that lacks a word by the first example of its help, or of that above it.
pub(super) fn show(error: &mut clap::Error, program: &clap::Command, args: &[OsString]) {
    let words = args.iter().skip(1).filter_map(|word| word.to_str());
    let below = |command: &mut &clap::Command, word: &str| {
        *command = command.find_subcommand(word).unwrap_or(command);
        Some(command.get_after_help().map(ToString::to_string))
    };
    let Some(help) = words.scan(program, below).flatten().last() else { return };
    let Some(line) = help.lines().find_map(|line| line.trim_start().strip_prefix("ast ")) else { return };
    // What it is for stands behind it, in a column of its own.
    let example = line.split("  ").next().unwrap_or(line);
    let tip = StyledStr::from(format!("as in `ast {example}`"));
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
}
