//! The topology as a picture: what is drawn, that it can be read, and that nothing in a name becomes a part of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use ast::cli::{Status, Terminal};
use proptest::prelude::*;

use crate::project::{GOOD, Project};

const EXAMPLES: &[&str] = &[
    "custom-providers",
    "frontend-postgres",
    "gateway-choices",
    "gateway-quickstart",
    "gateway-with-byok",
    "ingestion",
    "support-desk",
];

/// Names that mean something to XML, Mermaid, Markdown, DOT or a terminal.
pub(crate) const HOSTILE: &[&str] = &[
    "end",
    "subgraph",
    "class x",
    "click n0 href",
    "]]>",
    "-->",
    "<!-- x",
    "<script>alert(1)</script>",
    "a\"b",
    "a'b",
    "x]y)z}",
    "1. list",
    "- item",
    "# head",
    "`tick` **bold** _x_",
    "a&amp;b #35; %% {{x}}",
    "\\N\\G\\l",
    "\u{202e}gnp.exe\u{2066}",
    "two\nlines\tand a tab",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd}",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字",
    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
];

#[derive(Debug, Clone, Copy)]
struct Rect {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Rect {
    /// Whether they share more than an edge.
    fn meets(self, other: Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    fn holds(self, (x, y): (f64, f64)) -> bool {
        let inner = |at: f64, from: f64, size: f64| at > from + 0.5 && at < from + size - 0.5;
        inner(x, self.x, self.width) && inner(y, self.y, self.height)
    }
}

/// What an SVG draws, by its coordinates.
#[derive(Debug, Default)]
struct Drawn {
    size: (f64, f64),
    boxes: Vec<Rect>,
    labels: Vec<Rect>,
    /// The points of each arrow.
    wires: Vec<Vec<(f64, f64)>>,
    texts: Vec<String>,
}

fn attribute(line: &str, name: &str) -> f64 {
    let (_, rest) = line.split_once(&format!(" {name}=\"")).unwrap();
    rest.split_once('"').unwrap().0.parse().unwrap()
}

fn text_of(line: &str) -> String {
    line.split_once('>').unwrap().1.split_once("</text>").unwrap().0.to_owned()
}

/// The place that lies a share of the way from one to another.
fn towards(from: (f64, f64), to: (f64, f64), share: f64) -> (f64, f64) {
    (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
}

/// Places on an arrow: its curves are Bézier's, whose places are found by dividing again and again.
fn points(line: &str) -> Vec<(f64, f64)> {
    let path = line.split_once(" d=\"").unwrap().1.split_once('"').unwrap().0;
    let mut found: Vec<(f64, f64)> = Vec::new();
    let kinds = path.chars().filter(|c| c.is_alphabetic());
    let numbers = path.split(|c: char| c.is_alphabetic()).skip(1);
    for (kind, text) in kinds.zip(numbers) {
        let numbers: Vec<f64> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
        let begin = found.last().copied().unwrap_or_default();
        let mut curve = match kind {
            'M' => vec![(numbers[0], numbers[1])],
            'H' => vec![begin, (numbers[0], begin.1)],
            _ => std::iter::once(begin).chain(numbers.chunks(2).map(|pair| (pair[0], pair[1]))).collect(),
        };
        assert!(matches!(curve.len(), 1 | 2 | 4), "{path}");
        let whole = curve.clone();
        for step in 0..=24 {
            curve.clone_from(&whole);
            while curve.len() > 1 {
                let divided = curve.windows(2).map(|pair| towards(pair[0], pair[1], f64::from(step) / 24.0));
                curve = divided.collect();
            }
            found.push(curve[0]);
        }
    }
    found
}

fn read(svg: &str) -> Drawn {
    let (picture, _) = svg.split_once("<g transform=").unwrap();
    let mut drawn = Drawn::default();
    for line in picture.lines() {
        if line.starts_with("<svg ") {
            drawn.size = (attribute(line, "width"), attribute(line, "height"));
        } else if line.starts_with("<rect class=\"card\"") {
            let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| attribute(line, name));
            drawn.boxes.push(Rect { x, y, width, height });
        } else if line.starts_with("<path class=\"wire") {
            drawn.wires.push(points(line));
        } else if line.starts_with("<text ") {
            let text = text_of(line);
            if line.contains("\"label ") {
                let (x, y) = (attribute(line, "x"), attribute(line, "y"));
                let shown = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                let width = 6.4 * f64::from(u32::try_from(ast::text::columns(&shown)).unwrap());
                let x = if line.contains("\"end\"") { x - width } else { x };
                drawn.labels.push(Rect { x, y: y - 8.0, width, height: 10.0 });
            }
            drawn.texts.push(text);
        }
    }
    drawn
}

/// What is wrong with a picture.
fn faults(svg: &str) -> Vec<String> {
    let drawn = read(svg);
    let mut faults = Vec::new();
    let whole = Rect { x: 0.0, y: 0.0, width: drawn.size.0, height: drawn.size.1 };
    let things: Vec<&Rect> = drawn.boxes.iter().chain(&drawn.labels).collect();
    for (at, thing) in things.iter().enumerate() {
        for other in &things[at + 1..] {
            if thing.meets(**other) {
                faults.push(format!("{thing:?} meets {other:?}"));
            }
        }
        if thing.x < 0.0
            || thing.y < 0.0
            || thing.x + thing.width > whole.width
            || thing.y + thing.height > whole.height
        {
            faults.push(format!("{thing:?} leaves the picture"));
        }
        for wire in &drawn.wires {
            if let Some(point) = wire.iter().find(|point| thing.holds(**point)) {
                faults.push(format!("an arrow passes {thing:?} at {point:?}"));
            }
        }
    }
    for point in drawn.wires.iter().flatten() {
        if point.0 < 0.0 || point.1 < 0.0 || point.0 > whole.width || point.1 > whole.height {
            faults.push(format!("an arrow leaves the picture at {point:?}"));
        }
    }
    faults
}

/// A quoted text of YAML.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn svg(project: &Project, args: &str) -> String {
    let ran = project.run(&format!("graph {args}"));
    assert!(ran.stdout.starts_with("<svg ") && ran.stdout.ends_with("</svg>\n"), "{ran:?}");
    ran.stdout
}

/// 150 stores and 50 jobs.
fn two_hundred() -> Project {
    let mut spec = format!("{GOOD}knowledge:\n");
    (0..150).for_each(|at| writeln!(spec, "  store-{at}: {{provider: redis}}").unwrap());
    spec.push_str("ingestion:\n");
    (0..50).for_each(|at| {
        writeln!(spec, "  job-{at}: {{container: {{image: 'job:{at}'}}, trigger: {{type: manual}}}}").unwrap();
    });
    Project::new().file("astropods.yml", spec)
}

fn hostile() -> Project {
    let mut spec =
        "spec: blueprint/v1\nname: end\nagent: {image: 'a:1'}\nmodels:\n  all: {provider: gateway, models: ["
            .to_owned();
    spec.push_str(&HOSTILE.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", "));
    spec.push_str("]}\nproviders:\n");
    for name in HOSTILE {
        writeln!(spec, "  {}: {{scope: [integrations], variables: [{{name: KEY, datatype: string}}]}}", quoted(name))
            .unwrap();
    }
    spec.push_str("integrations:\n");
    for (at, name) in HOSTILE.iter().enumerate() {
        let entry = quoted(&format!("{name} {at}"));
        writeln!(spec, "  {entry}: {{provider: {}}}", quoted(name)).unwrap();
    }
    spec.push_str("knowledge:\n");
    for (at, name) in HOSTILE.iter().enumerate() {
        writeln!(spec, "  {}: {{container: {{image: 'k:{at}', port: {}}}}}", quoted(name), 7000 + at).unwrap();
    }
    // Something else for each to reach, so that nothing folds.
    let mut options = String::new();
    for (at, name) in HOSTILE.iter().enumerate().filter(|(at, _)| at % 2 == 0) {
        let to = HOSTILE[(at + 1) % HOSTILE.len()];
        let (id, to) = (quoted(&format!("knowledge.{name}")), quoted(&format!("knowledge.{to}")));
        writeln!(options, "[components.{id}]\nconnects = [{to}]").unwrap();
    }
    Project::new().file("astropods.yml", spec).file("ast.toml", options)
}

#[test]
fn no_box_meets_another_and_no_arrow_passes_a_box_or_a_label() {
    for name in EXAMPLES {
        let project = Project::example(name);
        for args in ["", "--for cluster", "--for cluster --host a.example.com --route ingress", "--gateway local"] {
            let svg = svg(&project, args);
            assert_eq!(faults(&svg), Vec::<String>::new(), "{name} {args}");
            assert!(!read(&svg).boxes.is_empty());
        }
    }
    for project in [two_hundred(), hostile()] {
        assert_eq!(faults(&svg(&project, "")), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    /// Whoever reaches whom, in circles too.
    #[test]
    fn any_topology_can_be_read(
        stores in 0..6_usize, tools in 1..14_usize, jobs in 0..5_usize,
        ways in proptest::collection::vec((0..20_usize, 0..20_usize), 0..30),
    ) {
        let mut spec = format!("{GOOD}  astro_ai_gateway: true\n  interfaces: {{frontend: true, messaging: true}}\n");
        spec.push_str("dev: {interfaces: {messaging: {adapters: [web, slack]}}}\nknowledge:\n  first: {provider: postgres}\n");
        (0..stores).for_each(|at| writeln!(spec, "  store-{at}: {{provider: redis}}").unwrap());
        spec.push_str("integrations:\n  git: {provider: github}\n");
        (0..tools).for_each(|at| writeln!(spec, "  tool-{at}: {{container: {{image: 't:1', port: {}}}}}", 7000 + at).unwrap());
        spec.push_str("ingestion:\n  hook: {container: {image: 'h:1', port: 9000}, trigger: {type: webhook}}\n");
        (0..jobs).for_each(|at| writeln!(spec, "  job-{at}: {{container: {{image: 'j:1'}}, trigger: {{type: manual}}}}").unwrap());
        let id = |at: usize| match at % 3 {
            0 if stores > 0 => format!("knowledge.store-{}", at % stores),
            1 if jobs > 0 => format!("ingestion.job-{}", at % jobs),
            _ => format!("integrations.tool-{}", at % tools),
        };
        let mut connects = std::collections::BTreeMap::<String, BTreeSet<String>>::new();
        for (from, to) in ways {
            if id(from) != id(to) && !id(to).starts_with("ingestion") {
                connects.entry(id(from)).or_default().insert(id(to));
            }
        }
        let mut options = String::new();
        for (from, to) in connects {
            let to: Vec<_> = to.into_iter().collect();
            writeln!(options, "[components.\"{from}\"]\nconnects = {to:?}").unwrap();
        }
        let project = Project::new().file("astropods.yml", spec).file("ast.toml", options);
        for args in ["", "--for cluster --host a.example.com --route httproute --route-gateway gw"] {
            let svg = svg(&project, args);
            prop_assert_eq!(faults(&svg), Vec::<String>::new());
        }
    }
}

#[test]
fn what_has_equal_neighbours_is_one_box() {
    let project = two_hundred();
    let drawn = read(&svg(&project, ""));
    for text in ["150 stores", "50 jobs", "redis 6379"] {
        assert!(drawn.texts.iter().any(|found| found == text), "{text}: {:?}", drawn.texts);
    }
    assert!(drawn.boxes.len() < 6);
    let ran = project.run("graph --format mermaid");
    assert!(ran.stdout.contains("150 stores") && ran.stderr.is_empty(), "{ran:?}");
    // Two are told apart.
    let spec = format!("{GOOD}knowledge:\n  a: {{provider: redis}}\n  b: {{provider: redis}}\n");
    let drawn = read(&svg(&Project::new().file("astropods.yml", spec), ""));
    assert_eq!(drawn.boxes.len(), 3);
}

#[test]
fn a_picture_that_is_too_large_folds_further_and_says_so() {
    let mut spec = format!("{GOOD}integrations:\n");
    (0..120).for_each(|at| writeln!(spec, "  t{at}: {{container: {{image: 't:1'}}}}").unwrap());
    let mut options = String::new();
    (0..120).for_each(|at| {
        writeln!(options, "[components.\"integrations.t{at}\"]\nconnects = [\"integrations.t{}\"]", (at + 1) % 120)
            .unwrap();
    });
    let project = Project::new().file("astropods.yml", spec).file("ast.toml", options);
    let ran = project.run("graph");
    assert!(
        ran.stderr.starts_with("note: 121 boxes and 240 connections are too many to be drawn, so what is of one"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("121 boxes and 240 connections"), "the picture says it too");
    assert_eq!(faults(&ran.stdout), Vec::<String>::new());
    for form in ["mermaid", "dot"] {
        assert!(project.run(&format!("graph --format {form}")).stdout.contains("121 boxes"), "{form}");
    }
}

#[test]
fn everything_of_an_example_is_in_its_picture() {
    let project = Project::example("support-desk");
    let drawn = read(&svg(&project, ""));
    for text in [
        "support-desk",
        "parts",
        "messaging",
        "AI Gateway",
        "github",
        "slack",
        "this machine",
        "http 127.0.0.1:3200",
        "web 127.0.0.1:3110",
        "http 7474, bolt 7687",
        "web 8080, grpc 9090",
        "https 443",
        "MANUALS_REPOSITORY",
        "SLACK_BOT_TOKEN",
    ] {
        assert!(drawn.texts.iter().any(|found| found == text), "{text}: {:#?}", drawn.texts);
    }
    assert_eq!((drawn.boxes.len(), drawn.wires.len()), (7, 7));
    let cluster = svg(&project, "--for cluster --host agent.example.com --route ingress");
    assert!(cluster.contains(">agent.example.com<") && cluster.contains(">namespace support-desk<"), "{cluster}");
    let local = svg(&Project::example("gateway-quickstart"), "--gateway local");
    assert!(local.contains(">model providers<") && !local.contains(">AI Gateway<"), "{local}");
}

#[test]
fn a_name_is_a_name_in_every_form() {
    let project = hostile();
    let svg = svg(&project, "");
    assert!(read(&svg).boxes.len() > HOSTILE.len());
    assert!(!svg.contains("<script") && !svg.contains("]]>") && !svg.contains("<!-- x"), "{svg}");
    assert_eq!(svg.matches("-->").count(), 1, "of the first line alone");
    assert_eq!(svg.matches("://").count(), 1, "the name space is the only address");
    let mermaid = project.run("graph --format mermaid").stdout;
    let (_, mermaid) = mermaid.split_once('\n').unwrap();
    assert!(mermaid.lines().filter(|line| line.contains("-->")).all(|line| line.starts_with("  n")), "{mermaid}");
    assert!(!mermaid.contains("<script") && !mermaid.contains("&amp;") && !mermaid.contains('`'), "{mermaid}");
    assert!(mermaid.chars().count() < 50_000 && mermaid.matches("-->").count() < 500);
    let dot = project.run("graph --format dot").stdout;
    for line in dot.lines().filter(|line| line.contains("label=")) {
        // Quotes are even, and nothing but our line breaks is an escape.
        let plain = line.replace("\\\\", "").replace("\\\"", "").replace("\\n", "");
        assert!(plain.matches('"').count() % 2 == 0 && !plain.contains('\\'), "{line}");
    }
    for text in [svg.as_str(), mermaid, &dot] {
        assert!(!ast::text::has_hidden(text));
    }
}

#[test]
fn a_picture_is_the_same_every_time_and_holds_no_value() {
    let spec = format!(
        "{GOOD}inputs:\n  a: {{name: A_KEY, datatype: string, secret: true, default: hunter2}}\n  b: {{name: B, datatype: string, default: sesame}}\n"
    );
    let project = Project::new().file("astropods.yml", spec);
    for form in ["svg", "mermaid", "dot"] {
        let ran = project.run(&format!("graph --format {form}"));
        assert!(
            ran.stdout.contains("A_KEY") && !ran.stdout.contains("hunter2") && !ran.stdout.contains("sesame"),
            "{ran:?}"
        );
        assert_eq!(ran.stdout, project.run(&format!("graph . --format {form}")).stdout);
    }
}

#[test]
fn a_file_of_somebody_else_is_left_alone() {
    let spec = format!("{GOOD}  astro_ai_gateway: true\n");
    let project = Project::new().file("astropods.yml", spec).file("mine.svg", "<svg>by hand</svg>\n");
    let refused = project.run("graph -o mine.svg");
    assert_eq!(refused.status, Status::Failed);
    assert!(refused.stderr.contains("`ast graph` did not write it"), "{refused:?}");
    assert_eq!(fs::read_to_string(project.path("mine.svg")).unwrap(), "<svg>by hand</svg>\n");
    for (file, begin) in [("a.svg", "<svg "), ("a.mmd", "%% "), ("a.gv", "// ")] {
        assert_eq!(project.run(&format!("graph -o {file}")).stdout, format!("created {file}\n"));
        assert!(fs::read_to_string(project.path(file)).unwrap().starts_with(begin));
        assert_eq!(project.run(&format!("graph -o {file}")).stdout, format!("unchanged {file}\n"));
        assert_eq!(project.run(&format!("graph -o {file} --gateway mock")).stdout, format!("changed {file}\n"));
    }
    assert_eq!(project.run("graph -o mine.svg --force").stdout, "changed mine.svg\n");
    // What can't be resolved is drawn, and not kept.
    fs::write(project.path("astropods.yml"), format!("{GOOD}knowledge:\n  db: {{provider: postgrs}}\n")).unwrap();
    let broken = project.run("graph -o a.svg");
    assert_eq!(broken.status, Status::Invalid);
    assert!(broken.stdout.is_empty(), "{broken:?}");
    assert_eq!(project.run("graph").status, Status::Invalid);
    assert!(project.run("graph").stdout.starts_with("<svg "));
}

#[test]
fn a_terminal_gets_text_that_can_be_read() {
    let project = Project::new().file("astropods.yml", GOOD);
    let terminal = Terminal { stdout: true, color: Some(false), ..Terminal::default() };
    let shown = project.run_with(vec!["graph".into()], terminal);
    assert!(shown.stdout.contains("flowchart LR") && shown.stderr.contains("ast graph -o graph.svg"), "{shown:?}");
    let asked = project.run_with(vec!["graph".into(), "--format".into(), "svg".into()], terminal);
    assert!(asked.stdout.starts_with("<svg ") && asked.stderr.is_empty(), "{asked:?}");
}
