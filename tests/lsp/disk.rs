//! What the server asks the disk, and when it asks again.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ast::disk::{Disk, Kind, ReadError, RealDisk};
use serde_json::json;

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

    fn kind(&self, path: &Path) -> Result<Kind, ReadError> {
        self.0.kind(path)
    }

    fn list(&self, path: &Path) -> Result<Vec<(OsString, Kind)>, ReadError> {
        self.1.fetch_add(1, Ordering::SeqCst);
        self.0.list(path)
    }
}

#[test]
fn no_file_is_opened_at_a_keystroke_and_a_change_on_the_disk_is_seen() {
    let built = GOOD.replace("image: my-agent:1", "build: {context: ., dockerfile: agent.Dockerfile}");
    let project = Project::new().file("astropods.yml", &built).file("ast.toml", "[rules]\n");
    let path: PathBuf = project.path("astropods.yml");
    let uri = format!("file://{}", path.display());
    let opened = Arc::new(AtomicUsize::new(0));
    let count = opened.clone();
    let mut client = Client::on(move || Box::new(Counted(RealDisk::default(), count)), &Options::default());
    client.open(&uri, &built);
    let codes = |client: &mut Client| -> Vec<String> {
        let answer = client.ask("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } })).unwrap();
        let items = answer["items"].as_array().unwrap().iter();
        items.map(|item| item["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes(&mut client), ["missing-build-path"]);
    let before = opened.load(Ordering::SeqCst);
    assert!(before > 0, "the options were read");
    for number in 0..20 {
        let text = format!("{built}# {number}\n");
        client.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": number + 2 }, "contentChanges": [{ "text": text }] }),
        );
        assert_eq!(codes(&mut client), ["missing-build-path"]);
    }
    assert_eq!(opened.load(Ordering::SeqCst), before, "files were opened while somebody typed");

    fs::write(project.path("ast.toml"), "[rules]\nmissing-build-path = \"allow\"\n").unwrap();
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(codes(&mut client), Vec::<String>::new());
    fs::write(project.path("ast.toml"), "").unwrap();
    fs::write(project.path("agent.Dockerfile"), "FROM scratch\n").unwrap();
    client.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    assert_eq!(codes(&mut client), Vec::<String>::new());
    client.leave();
}
