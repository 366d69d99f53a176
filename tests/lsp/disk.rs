//! What the server asks the disk, and when it asks again.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ast::disk::{Disk, EntryKind, ReadError, RealDisk};
use serde_json::{Value, json};

use super::{Client, Options};
use crate::project::{GOOD, Project};

/// The disk of this machine, with a count of the files that were opened.
#[derive(Debug)]
struct Counted(RealDisk, Arc<AtomicUsize>);

impl Disk for Counted {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.read(path)
    }

    fn kind(&self, path: &Path) -> Result<EntryKind, ReadError> {
        self.0.kind(path)
    }

    fn list(&self, path: &Path) -> Result<Vec<(OsString, EntryKind)>, ReadError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.list(path)
    }
}

/// An editor over the disk of this machine, which counts what is opened.
pub(super) struct Editor {
    pub(super) client: Client,
    opened: Arc<AtomicUsize>,
}

impl Editor {
    pub(super) fn new(options: &Options) -> Self {
        let opened = Arc::new(AtomicUsize::new(0));
        let count = opened.clone();
        // What is read of code is counted elsewhere.
        let options = Options { settings: json!({ "audit": false }), ..options.clone() };
        let client = Client::on(Arc::new(Counted(RealDisk::default(), count)), &options);
        Self { client, opened }
    }

    /// Opens a spec as it is on the disk.
    pub(super) fn open(&self, path: &Path) -> String {
        let uri = uri(path);
        self.client.open(&uri, &fs::read_to_string(path).unwrap());
        uri
    }

    /// The codes of what is found in a file.
    pub(super) fn codes(&mut self, uri: &str) -> Vec<String> {
        codes(&self.client.pull(uri))
    }

    /// How many files were opened since this was asked last.
    pub(super) fn opened(&self) -> usize {
        self.opened.swap(0, Ordering::SeqCst)
    }

    /// Whether the server has asked to be asked again.
    fn refreshed(&mut self) -> bool {
        // What comes before an answer was said before it.
        let _ = self.client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": "file:///nowhere" } }));
        let before = self.client.heard.len();
        self.client.heard.retain(|message| message["method"] != "workspace/diagnostic/refresh");
        self.client.heard.len() < before
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn codes(found: &[Value]) -> Vec<String> {
    found.iter().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

/// A spec that is built in its folder.
fn built() -> String {
    GOOD.replace("image: my-agent:1", "build: {context: ., dockerfile: Dockerfile}")
}

const ALLOWED: &str = "[rules]\nmissing-build-path = \"allow\"\n";

#[test]
fn no_file_is_opened_at_a_keystroke_and_a_change_on_the_disk_is_seen() {
    let project = Project::new().file("astropods.yml", built()).file("ast.toml", "[rules]\n");
    let mut editor = Editor::new(&Options::default());
    let uri = editor.open(&project.path("astropods.yml"));
    assert_eq!(editor.codes(&uri), ["missing-build-path"]);
    assert_eq!(editor.opened(), 2, "the options, and the manifest that is not there");
    for number in 0..20 {
        editor.client.change(&uri, number + 2, json!([{ "text": format!("{}# {number}\n", built()) }]));
        assert_eq!(editor.codes(&uri), ["missing-build-path"]);
    }
    assert_eq!(editor.opened(), 0, "files were opened while somebody typed");

    fs::write(project.path("ast.toml"), ALLOWED).unwrap();
    editor.client.watched(&project.path("ast.toml"));
    assert_eq!(editor.codes(&uri), Vec::<String>::new());
    assert_eq!(editor.opened(), 1, "what did not change is still known");
    fs::remove_file(project.path("ast.toml")).unwrap();
    editor.client.watched(&project.path("ast.toml"));
    assert_eq!(editor.codes(&uri), ["missing-build-path"]);
    fs::write(project.path("Dockerfile"), "FROM scratch\n").unwrap();
    editor.opened();
    editor.client.watched(&project.path("Dockerfile"));
    assert_eq!(editor.codes(&uri), Vec::<String>::new());
    assert_eq!(editor.opened(), 0);
    editor.client.leave();
}

#[test]
fn a_change_is_seen_by_the_projects_that_depend_on_it_and_by_no_other() {
    let project = Project::new().file("a/astropods.yml", built()).file("b/astropods.yml", built());
    let mut editor = Editor::new(&Options::default());
    let (a, b) = (editor.open(&project.path("a/astropods.yml")), editor.open(&project.path("b/astropods.yml")));
    assert_eq!((editor.codes(&a), editor.codes(&b)), (editor.codes(&b), vec!["missing-build-path".to_owned()]));
    assert!(!editor.refreshed());
    editor.opened();
    let project = project.file("b/ast.toml", ALLOWED).file("c/ast.toml", ALLOWED).file("a/x/ast.toml", ALLOWED);
    for other in ["c/ast.toml", "a/x/ast.toml", "a/x", "a/Dockerfile.other", "astropods.yml"] {
        editor.client.watched(&project.path(other));
        assert!(!editor.refreshed(), "nothing depends on {other}");
    }
    editor.client.watched(&project.path("b/ast.toml"));
    assert!(editor.refreshed());
    assert_eq!(editor.codes(&a), ["missing-build-path"]);
    assert_eq!(editor.opened(), 0, "a depends on nothing of b");
    assert_eq!(editor.codes(&b), Vec::<String>::new());
    assert_eq!(editor.opened(), 1);
    // A folder that both are in was moved, or came back.
    editor.client.watched(&project.path("."));
    assert!(editor.refreshed());
    assert_eq!((editor.codes(&a).len(), editor.codes(&b).len()), (1, 0));
    assert_eq!(editor.opened(), 4);
    editor.client.leave();
}

#[test]
fn what_appears_is_told_of_its_own_accord() {
    let spec = GOOD.replace("image: my-agent:1", "build: {context: ./agent, dockerfile: Dockerfile}");
    let astray = "knowledge: {db: {provider: postgres}}\n\
        inputs: {host: {name: DATABASE_HOST, datatype: string, default: knowledge-db}}\n";
    let project = Project::new().file("astropods.yml", spec + astray);
    let mut editor = Editor::new(&Options { pulls: false, ..Options::default() });
    editor.open(&project.path("astropods.yml"));
    let told = |editor: &mut Editor| {
        let sent = editor.client.hear("textDocument/publishDiagnostics");
        codes(sent["diagnostics"].as_array().unwrap())
    };
    assert_eq!(told(&mut editor), ["missing-build-path"]);
    // Of a folder that was made an editor says nothing, and of what is in it only what was asked for.
    let project = project.file("agent/Dockerfile", "FROM scratch\n");
    editor.client.watched(&project.path("agent/Dockerfile"));
    assert_eq!(told(&mut editor), Vec::<String>::new());
    project.run("generate kubernetes");
    editor.client.watched(&project.path(".ast/manifest.json"));
    assert_eq!(told(&mut editor), ["cluster-host"]);
    let project = project.file("astropods.yaml", GOOD);
    editor.client.watched(&project.path("astropods.yaml"));
    assert_eq!(told(&mut editor), ["ambiguous-spec", "cluster-host"]);
    editor.client.leave();
}

#[test]
fn what_is_saved_is_looked_at_with_all_that_it_asks_of_the_disk() {
    for watches in [true, false] {
        let spec = GOOD.replace("image: my-agent:1", "build: {context: ./agent, dockerfile: agent.build}");
        let project = Project::new().file("astropods.yml", spec).file("ast.toml", "[rules]\n");
        let mut editor = Editor::new(&Options { watches, ..Options::default() });
        let uri = editor.open(&project.path("astropods.yml"));
        assert_eq!(editor.codes(&uri), ["missing-build-path"]);
        // Nobody watches for a Dockerfile of that name.
        let _project = project.file("agent/agent.build", "FROM scratch\n");
        let save = |editor: &Editor, uri: &str| {
            editor.client.tell("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
        };
        save(&editor, "file:///nowhere/astropods.yml");
        assert_eq!(editor.refreshed(), !watches, "who tells of nothing but saves may have changed anything");
        save(&editor, &uri);
        assert!(editor.refreshed());
        assert_eq!(editor.codes(&uri), Vec::<String>::new());
        // Without a word of other files, they are read each time.
        assert_eq!(editor.opened(), if watches { 2 } else { 4 });
        editor.client.leave();
    }
}

#[test]
fn a_linked_file_is_the_file_that_it_leads_to() {
    let project = Project::new().file(".git/HEAD", "").file("ast.toml", "").file("a/astropods.yml", built());
    symlink("../ast.toml", project.path("a/ast.toml")).unwrap();
    let mut editor = Editor::new(&Options::default());
    let uri = editor.open(&project.path("a/astropods.yml"));
    assert_eq!(editor.codes(&uri), ["missing-build-path"]);
    let project = project.file("ast.toml", ALLOWED);
    editor.client.watched(&project.path("ast.toml"));
    assert!(editor.refreshed());
    assert_eq!(editor.codes(&uri), Vec::<String>::new());
    editor.client.leave();
}
