//! What `ast docs` writes into a README: between its marks, true, and without a secret or anybody's markup.

use std::fmt::Write as _;
use std::fs;

use ast::cli::Status;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::graph::HOSTILE;
use crate::project::{GOOD, Project};

const MARKS: &str = "<!-- ast docs begin -->\n<!-- ast docs end -->\n";

fn readme(project: &Project) -> String {
    fs::read_to_string(project.path("README.md")).unwrap()
}

/// The cells of every row of every table, as a reader sees them.
fn rows(markdown: &str) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cell: Option<String> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableRow) => rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => {
                let text = cell.take().unwrap();
                if let Some(row) = rows.last_mut() {
                    row.push(text);
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(cell) = &mut cell {
                    cell.push_str(&text);
                }
            }
            _ => {}
        }
    }
    rows
}

#[test]
fn a_readme_says_what_runs_what_is_set_and_how_it_starts() {
    let project =
        Project::example("ingestion").file("README.md", format!("# Mine\n\nby hand\n\n{MARKS}\nmore by hand"));
    assert_eq!(project.run("docs").stdout, "changed README.md\n");
    let text = readme(&project);
    assert!(text.starts_with("# Mine\n\nby hand\n\n<!-- ast docs begin -->\n"), "{text}");
    assert!(text.ends_with("<!-- ast docs end -->\n\nmore by hand"), "{text}");
    let rows = rows(&text);
    let row = |name: &str| {
        rows.iter()
            .find(|row| row.first().is_some_and(|cell| cell == name))
            .unwrap_or_else(|| panic!("{name}: {rows:?}"))
    };
    assert_eq!(row("knowledge.pages")[1], "qdrant, qdrant/qdrant:v1.13.4-unprivileged, disk /qdrant/storage");
    assert_eq!(row("ingestion.nightly")[1], "built from . by ingest/Dockerfile, runs by the clock, 20 3 * * *");
    assert_eq!(row("models.embed")[1], "gateway: titan-embed-text-v2");
    assert_eq!(row("COLLECTION")[1..3], ["no", "handbook"]);
    assert_eq!(
        row("HOOK_TOKEN (secret)")[1..],
        ["yes", "", "Bearer token that the handbook's editor sends.", "ingestion.page-saved"]
    );
    for line in [
        "```mermaid",
        "## Components",
        "ast generate compose              # writes compose.yaml\ndocker compose up --build --wait",
        "<http://127.0.0.1:3200>",
        "docker compose run --rm ingestion-nightly",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    // Every value that somebody supplies is there.
    let plan: Value = serde_json::from_str(&project.run("plan --format json").stdout).unwrap();
    for supply in plan["supplies"].as_array().unwrap() {
        assert!(text.contains(&format!("| `{}`", supply["name"].as_str().unwrap())), "{supply}");
    }
    assert_eq!(project.run("docs").stdout, "README.md is up to date\n");
    assert_eq!(readme(&project), text);
}

#[test]
fn the_compose_file_that_a_readme_names_is_made_by_the_command_before_it() {
    // What is generated of a template is client code alone.
    let options = "targets = ['sdk-python']\n[compose]\nfile = 'deploy/stack.yaml'\n";
    let project = Project::example("ingestion").file("ast.toml", options).file("README.md", MARKS);
    project.run("docs");
    let text = readme(&project);
    let command = "ast generate compose              # writes deploy/stack.yaml\n";
    let run = "docker compose -f deploy/stack.yaml up --build --wait\n";
    assert!(text.contains(&format!("{command}{run}")), "{text}");
    assert!(text.contains("docker compose -f deploy/stack.yaml run --rm ingestion-nightly"), "{text}");
    project.run("generate compose");
    assert!(project.path("deploy/stack.yaml").is_file());
}

#[test]
fn a_check_fails_where_the_file_is_stale_and_writes_nothing() {
    let project = Project::new().file("astropods.yml", GOOD).file("README.md", MARKS);
    let stale = project.run("docs --check");
    assert_eq!(
        (stale.status, stale.stdout.as_str()),
        (Status::Invalid, "README.md is not up to date: run `ast docs`\n")
    );
    assert_eq!(readme(&project), MARKS);
    assert!(!project.path(".ast").exists(), "nothing at all");
    assert_eq!(project.run("docs").status, Status::Fine);
    assert_eq!(project.run("docs --check").status, Status::Fine);
    fs::write(project.path("astropods.yml"), format!("{GOOD}knowledge: {{db: {{provider: redis}}}}\n")).unwrap();
    let json: Value = serde_json::from_str(&project.run("docs --check --format json").stdout).unwrap();
    assert_eq!((json["status"].as_str(), json["written"].as_bool()), (Some("changed"), Some(false)));
    assert_eq!(project.run("docs --check").status, Status::Invalid);
    // A spec with errors is told, and the file stays.
    let before = readme(&project);
    fs::write(project.path("astropods.yml"), format!("{GOOD}knowledge: {{db: {{provider: redi}}}}\n")).unwrap();
    let broken = project.run("docs");
    assert!(broken.status == Status::Invalid && broken.stderr.contains("unknown-provider"), "{broken:?}");
    assert_eq!(readme(&project), before);
}

#[test]
fn a_file_without_marks_is_told_how_it_gets_them() {
    let project = Project::new().file("astropods.yml", GOOD).file("README.md", "# Mine\r\n");
    for (args, why) in [("docs", "`README.md` has no marks"), ("docs other.md", "`other.md` is not there")] {
        let refused = project.run(args);
        assert_eq!(refused.status, Status::Failed);
        assert!(refused.stderr.contains(why) && refused.stderr.contains("ast docs --append"), "{refused:?}");
    }
    assert_eq!(readme(&project), "# Mine\r\n");
    assert_eq!(project.run("docs --append").stdout, "changed README.md\n");
    let text = readme(&project);
    assert!(
        text.starts_with("# Mine\r\n\r\n<!-- ast docs begin -->\r\n") && text.contains("## Components\r\n"),
        "{text}"
    );
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "one kind of line end");
    assert_eq!(project.run("docs --append").stdout, "README.md is up to date\n");
    assert_eq!(project.run("docs other.md --append").stdout, "created other.md\n");
    fs::write(project.path("README.md"), "<!-- ast docs end -->\n").unwrap();
    assert!(project.run("docs --append").stderr.contains("expected one of each"));
    assert_eq!(project.run("docs astropods.yml").status, Status::Failed);
}

#[test]
fn no_secret_and_no_markup_of_a_name_is_in_it() {
    let mut spec = format!("{GOOD}inputs:\n");
    for (at, name) in
        HOSTILE.iter().chain(&["a|b", "| x |", "<!-- ast docs end -->", "![x](https://e.example)"]).enumerate()
    {
        let text = serde_json::to_string(name).unwrap();
        writeln!(
            spec,
            "  i{at}: {{name: V{at}, datatype: string, default: {text}, description: {text}, secret: {}}}",
            at % 5 == 0
        )
        .unwrap();
    }
    let project = Project::new().file("astropods.yml", spec).file("README.md", MARKS);
    project.run("docs");
    let text = readme(&project);
    let rows = rows(&text);
    for (at, name) in HOSTILE.iter().chain(&["a|b", "| x |", "<!-- ast docs end -->"]).enumerate() {
        let row = rows
            .iter()
            .find(|row| row[0].split(' ').next() == Some(&format!("V{at}")))
            .unwrap_or_else(|| panic!("{name}: {text}"));
        assert_eq!(row.len(), 5, "{row:?}");
        if at % 5 == 0 {
            assert!(!row[2].contains(*name), "{row:?}");
        } else if !ast::text::has_hidden(name) && !name.contains(['\n', '\t']) {
            assert_eq!(row[2].trim(), name.trim(), "{row:?}");
        }
    }
    let live = Parser::new_ext(&text, Options::all()).any(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => !html.starts_with("<!-- "),
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => !dest_url.starts_with("http://127."),
        _ => false,
    });
    assert!(!live, "{text}");
    assert_eq!(project.run("docs --check").status, Status::Fine, "a name that is a mark ends nothing");
}
