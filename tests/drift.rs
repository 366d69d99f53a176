//! What is generated from the code and committed is what the code generates.
//!
//! `UPDATE=1 cargo test drift` writes it all anew.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ast::diagnostic::{Class, Code};
use ast::rule::codes;
use ast::view;
use serde_json::Value;

fn schema(value: &serde_json::Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap())
}

/// The reference of all codes.
fn reference() -> String {
    let mut text = String::from(
        "# Codes\n\nEverything that `ast` finds in a spec: what it is, why, how it looks, and how it is corrected. \
         `ast explain CODE` says the same in the terminal, `ast explain --all --format json` lists them for programs. \
         Generated from the rules; edit those.\n",
    );
    let chapters = [
        (
            Class::Syntax,
            "Reading",
            "The file is not the YAML that a spec is written in. These can't be lowered or ignored.",
        ),
        (
            Class::Schema,
            "Shape",
            "A key or a value does not have the shape that the schema asks for. Errors among these can't be lowered or ignored.",
        ),
        (Class::Rule, "Rules", "The shape is right, but a rule of the language is broken."),
    ];
    for (class, title, about) in chapters {
        let _ = write!(text, "\n## {title}\n\n{about}\n");
        for code in codes().filter(|code| code.class == class) {
            chapter(code, &mut text);
        }
    }
    text
}

fn chapter(code: &'static Code, text: &mut String) {
    let lesson = view::code::lesson(code);
    let (severity, class) = (code.severity.as_str(), code.class.as_str());
    let (remedy, silence) = (view::code::remedy(lesson.as_ref()), view::code::silence(code));
    let _ = write!(
        text,
        "\n### {}\n\n{}.\n\n*{severity}* ({class}). {} {remedy} {silence}\n",
        code.id,
        capitalised(code.summary),
        code.explanation
    );
    // Long examples are about length; the reference says it in words.
    let is_short = |example: &str| !example.is_empty() && example.lines().all(|line| line.len() < 120);
    if is_short(code.bad) {
        let _ = write!(text, "\nNot so:\n\n```yaml\n{}```\n", code.bad.replace('\u{7}', "\\a"));
    }
    if let Some(lesson) = lesson {
        let help = lesson.help.map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let _ = write!(text, "\n```text\n{severity}: {}{help}\n```\n", lesson.message);
    }
    if is_short(code.bad) && is_short(code.good) {
        let _ = write!(text, "\nBut so:\n\n```yaml\n{}```\n", code.good);
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// What every provider and model gives and takes.
fn environment() -> String {
    let mut text = String::from(
        "# Environment\n\nWhat the agent gets of each built-in provider, and what runs for it. `ast plan` shows it for a \
         spec, `ast explain NAME` for one variable, `ast providers --format json` for programs. Generated from \
         `schema/providers`; edit that.\n\n\
         Where several entries use one provider, each has its own name in its variables \
         (`OPENAI_<ENTRY>_API_KEY`); the entry named as the provider keeps the bare ones. Of several stores of a \
         kind, the primary (the one named as the provider, else the first by its name) has the bare names as well. \
         Ingestion jobs get what the agent gets.\n",
    );
    for section in ["models", "knowledge", "integrations"] {
        let _ = write!(text, "\n## {section}\n\n| provider | what it is | the agent gets |\n| --- | --- | --- |\n");
        for provider in ast::provider::catalogue().of(section) {
            let names: Vec<_> = ast::view::variables(provider).iter().map(|name| format!("`{name}`")).collect();
            let _ = writeln!(text, "| `{}` | {} | {} |", provider.name, provider.summary, names.join(", "));
        }
    }
    text.push_str(
        "\n## Stores that run\n\n| store | image | ports | data | tried |\n| --- | --- | --- | --- | --- |\n",
    );
    for provider in ast::provider::catalogue().iter() {
        let Some(store) = &provider.store else { continue };
        let ports: Vec<_> = store.ports.iter().map(|port| format!("{} {}", port.port, port.name)).collect();
        let _ = writeln!(
            text,
            "| `{}` | `{}` | {} | `{}` | {} |",
            provider.name,
            store.image,
            ports.join(", "),
            store.data,
            store.proven
        );
    }
    text.push_str("\n## Models of the AI Gateway\n\n| model | kind | use | supported |\n| --- | --- | --- | --- |\n");
    for model in ast::provider::models() {
        let supported = if model.supported { "yes" } else { "known" };
        let _ = writeln!(text, "| `{}` | {} | {} | {supported} |", model.id, model.kind.as_str(), model.purpose);
    }
    text
}

/// Every key of `ast.toml`, and the flags that beat them.
fn options() -> String {
    let mut text = String::from(
        "# Options\n\nThe keys of `ast.toml`, which stands beside the spec or in a folder above, where it holds for all projects below that have none of their own, and the flags that beat them. Generated \
         from the code; edit that.\n\n## ast.toml\n",
    );
    let schema = ast::options::schema();
    let is_table = |value: &&serde_json::Value| value.get("properties").is_some();
    let top = schema["properties"].as_object().unwrap();
    keys(&[], top.iter().filter(|(_, value)| !is_table(value)), &mut text);
    tables(&[], top, &mut text);
    let help = crate::project::Project::new().run("generate --help").stdout;
    let (_, flags) = help.split_once("\nArguments:").unwrap();
    let _ = write!(
        text,
        "\n## Flags of `ast generate`\n\n`ast plan`, `ast explain` and `ast env` take those of the output too.\n\n```text\nArguments:{flags}```\n"
    );
    text
}

/// A table with its keys, and the tables in it; `ID` stands for what the user names.
fn table(path: &[&str], value: &serde_json::Value, text: &mut String) {
    let _ = write!(text, "\n### `[{}]`\n\n{}\n", path.join("."), value["description"].as_str().unwrap());
    let properties = value["properties"].as_object().unwrap();
    keys(path, properties.iter(), text);
    tables(path, properties, text);
}

fn tables(path: &[&str], properties: &serde_json::Map<String, serde_json::Value>, text: &mut String) {
    for (name, value) in properties {
        let path = [path, &[name]].concat();
        if value.get("properties").is_some() {
            table(&path, value, text);
        } else if value["additionalProperties"].get("properties").is_some() {
            table(&[&path[..], &["ID"]].concat(), &value["additionalProperties"], text);
        }
    }
}

fn keys<'a>(path: &[&str], keys: impl Iterator<Item = (&'a String, &'a serde_json::Value)>, text: &mut String) {
    text.push_str("\n| key | type | default | flag | what it says |\n| --- | --- | --- | --- | --- |\n");
    for (name, value) in keys {
        let about = value["description"].as_str().unwrap_or_default().replace('\n', " ");
        let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).chain([name.clone()]).collect();
        let row = ast::options::row(&path).unwrap();
        // An environment is built on the project's own, and no flag says what one has.
        let is_own = path[0] != "environments";
        let default = row.default_text().filter(|_| is_own).map(|default| format!("`{default}`")).unwrap_or_default();
        let flag = row.flag.filter(|_| is_own).map(|flag| format!("`--{}`", flag.name)).unwrap_or_default();
        let _ = writeln!(text, "| `{name}` | {} | {default} | {flag} | {about} |", kind(value));
    }
}

/// The type of a key in words; what is left out is never written as null.
fn kind(value: &serde_json::Value) -> String {
    let choices = value["anyOf"][0]["oneOf"].as_array().into_iter().flatten();
    let words: Vec<_> = choices.filter_map(|choice| Some(format!("`{}`", choice["const"].as_str()?))).collect();
    let name = value["type"].as_str().or(value["type"][0].as_str());
    match name {
        _ if !words.is_empty() => words.join(", "),
        Some("array") => "list".to_owned(),
        Some("object") => "table".to_owned(),
        name => name.unwrap().to_owned(),
    }
}

/// Which codes an editor finds that has the schema alone.
fn by_schema() -> String {
    let schema = jsonschema::draft202012::new(&ast::schema::derive()).unwrap();
    let mut text = String::from(
        "# What the schema finds alone\n\n`schema/astropods.schema.json` works in every editor that knows JSON Schema: it has every \
         type, word, pattern and requirement that a schema can say, with descriptions, defaults and snippets. What depends on \
         other places of the file, on the catalogue or on the disk only `ast` finds. This table is made by giving the bad \
         example of each code to both. What stops a YAML reader, an editor shows by itself.\n\n\
         | code | severity | found by |\n| --- | --- | --- |\n",
    );
    for code in codes().filter(|code| !code.bad.is_empty()) {
        let (document, report) = ast::document::parse(&ast::source::Source::new("astropods.yml", code.bad));
        let found = match document.root {
            _ if code.class == Class::Syntax || report.has_errors() => "the YAML reader and `ast`",
            Some(root) if !schema.is_valid(&root.to_json()) => "the schema and `ast`",
            _ => "`ast`",
        };
        let _ = writeln!(text, "| [`{0}`](codes.md#{0}) | {1} | {found} |", code.id, code.severity.as_str());
    }
    text
}

/// Every command with its help, as a terminal shows it.
fn commands() -> String {
    let mut text = String::from(
        "# Commands\n\nWhat `ast COMMAND --help` says, of every command. What `--format json` prints is described by \
         [a schema](../schema/output.schema.json), `#/$defs/<command>` for each command: `env-check` for \
         `ast env check`, `account-list` for `ast account list`, `codes` for `ast explain --all`, `generate-summary` \
         for `ast generate --summary`. `ast run` ends as its command does, `ast dev` as \
         [its page](dev.md#how-it-ends) says. Generated from the commands; edit those.\n",
    );
    let mut all = ast::cli::definition().disable_help_subcommand(true);
    all.build();
    help_of(&mut all, &mut text);
    text
}

fn help_of(command: &mut clap::Command, text: &mut String) {
    let name = command.get_bin_name().unwrap_or("ast").to_owned();
    let _ = write!(text, "\n## {name}\n\n```text\n{}```\n", command.render_long_help().to_string().trim_start());
    for inner in command.get_subcommands_mut().filter(|inner| !inner.is_hide_set()) {
        help_of(inner, text);
    }
}

/// What the language server can do, in the page on editors.
fn editor() -> String {
    let page = fs::read_to_string("docs/editor.md").unwrap();
    let (begin, end) = ("<!-- capabilities: begin -->\n", "<!-- capabilities: end -->");
    let (head, rest) = page.split_once(begin).unwrap();
    let (_, tail) = rest.split_once(end).unwrap();
    let mut table = String::from("| | what it does | methods |\n| --- | --- | --- |\n");
    for row in ast::lsp::CAPABILITIES {
        let methods: Vec<_> = row.methods.iter().map(|method| format!("`{method}`")).collect();
        let _ = writeln!(table, "| {} | {} | {} |", row.name, row.about, methods.join(", "));
    }
    format!("{head}{begin}{table}{end}{tail}")
}

/// The idioms that are tried, in the page on the audit.
fn audit() -> String {
    let page = fs::read_to_string("docs/audit.md").unwrap();
    let (begin, end) = ("<!-- idioms: begin -->\n", "<!-- idioms: end -->");
    let (head, rest) = page.split_once(begin).unwrap();
    let (_, tail) = rest.split_once(end).unwrap();
    format!("{head}{begin}{}{end}{tail}", crate::audit::table())
}

/// What is embedded of the files that people edit, which are read as a user's are: all of it, and what clients are
/// written with.
fn catalogue() -> [String; 2] {
    let read = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        let (document, report) = ast::document::parse(&ast::source::Source::new(path.to_string_lossy(), text));
        assert_eq!(report.iter().count(), 0, "{}", path.display());
        document.root.unwrap().to_json()
    };
    let folder = fs::read_dir("schema/providers").unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        folder.filter(|path| path.extension().is_some_and(|ending| ending == "yaml")).collect();
    paths.sort();
    let provider = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let mut facts = read(path).as_object().unwrap().clone();
        let clients = facts.shift_remove("clients").unwrap_or_default();
        (name.to_owned(), std::iter::once(("name".to_owned(), name.into())).chain(facts).collect::<Value>(), clients)
    };
    let providers: Vec<_> = paths.iter().map(provider).collect();
    let clients: Value = providers.iter().map(|(name, _, clients)| (name.clone(), clients.clone())).collect();
    let mut facts = String::new();
    for (name, of_provider, _) in &providers {
        let _ = writeln!(facts, "{}/{name} {of_provider}", of_provider["section"].as_str().unwrap());
    }
    let _ = writeln!(facts, "models {}", read(Path::new("schema/models.yaml"))["models"]);
    for of in ["images", "platform"] {
        let mut found = read(&Path::new("schema").join(of).with_extension("yaml"));
        // Where people log in is read by the commands that ask for it, and by no other.
        let hosted = found.as_object_mut().and_then(|found| found.shift_remove("hosted"));
        let _ = writeln!(facts, "{of} {found}");
        if let Some(hosted) = hosted {
            let _ = writeln!(facts, "hosted {hosted}");
        }
    }
    [facts, serde_json::to_string_pretty(&clients).unwrap() + "\n"]
}

#[test]
fn drift_of_generated_files() {
    let [facts, clients] = catalogue();
    // The others are made of what is embedded: where that changes, they follow in a second run.
    held(&[("schema/catalogue.txt", facts), ("schema/clients.json", clients)]);
    let embedded = include_str!("../schema/catalogue.txt");
    assert!(
        fs::read_to_string("schema/catalogue.txt").unwrap() == embedded,
        "the catalogue has changed: run `UPDATE=1 cargo test drift` once more, and what is made of it follows"
    );
    held(&[
        ("schema/astropods.schema.json", schema(&ast::schema::derive())),
        ("schema/shape.schema.json", schema(&ast::schema::shape())),
        ("schema/ast.schema.json", schema(&ast::options::schema())),
        ("schema/output.schema.json", schema(&ast::cli::answers())),
        ("docs/codes.md", reference()),
        ("docs/language.md", view::reference()),
        ("docs/schema.md", by_schema()),
        ("docs/environment.md", environment()),
        ("docs/options.md", options()),
        ("docs/commands.md", commands()),
        ("docs/editor.md", editor()),
        ("docs/audit.md", audit()),
        ("docs/support-desk.svg", crate::project::Project::example("support-desk").run("graph").stdout),
    ]);
}

/// Compares files with what they are made of, or writes them.
fn held(files: &[(&str, String)]) {
    for (path, content) in files {
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all("docs").unwrap();
            fs::write(path, content).unwrap();
        }
        let committed = fs::read_to_string(path).unwrap_or_default();
        assert!(committed == *content, "{path} is out of date: run `UPDATE=1 cargo test drift`");
    }
}
