//! A registry on this machine, which says what a test wants it to say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Barrier, Mutex};

use sha2::{Digest as _, Sha256};

/// What it has and says.
#[derive(Default)]
pub(crate) struct State {
    /// What is there, by `repository:tag` and `repository@digest`.
    pub(crate) manifests: BTreeMap<String, String>,
    /// A whole head of an answer in the place of the usual one, by repository.
    pub(crate) heads: BTreeMap<String, String>,
    /// Repositories of which the answer does not say its digest.
    pub(crate) silent: BTreeSet<String>,
    /// Repositories that take a token alone.
    pub(crate) guarded: BTreeSet<String>,
    /// Everything that was asked.
    pub(crate) asked: Vec<String>,
    /// How many have to ask before one is answered.
    pub(crate) together: Option<Arc<Barrier>>,
}

/// A registry that ends with the test's process.
pub(crate) struct Registry {
    pub(crate) host: String,
    pub(crate) state: Arc<Mutex<State>>,
}

pub(crate) fn digest(text: &str) -> String {
    format!("sha256:{}", Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

impl Registry {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let state = Arc::new(Mutex::new(State::default()));
        let (shared, origin) = (state.clone(), format!("http://{host}"));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (shared, origin) = (shared.clone(), origin.clone());
                std::thread::spawn(move || serve(&stream, &shared, &origin));
            }
        });
        Self { host, state }
    }

    /// Puts something under a name and a tag; gives its digest.
    pub(crate) fn push(&self, image: &str, text: &str) -> String {
        let digest = digest(text);
        let name = image.rsplit_once(':').unwrap().0;
        let mut state = self.state.lock().unwrap();
        state.manifests.insert(image.to_owned(), text.to_owned());
        state.manifests.insert(format!("{name}@{digest}"), text.to_owned());
        digest
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }
}

/// Answers requests until the other side goes.
fn serve(stream: &TcpStream, state: &Mutex<State>, origin: &str) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if line.trim().is_empty() {
                break;
            }
            lines.push(line.trim().to_owned());
        }
        let together = state.lock().unwrap().together.clone();
        if let Some(barrier) = together {
            barrier.wait();
        }
        let (head, body) = answer(&lines, &mut state.lock().unwrap(), origin);
        let is_head = lines[0].starts_with("HEAD ");
        let text =
            format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{}", body.len(), if is_head { "" } else { &body });
        if (&*stream).write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

fn answer(lines: &[String], state: &mut State, origin: &str) -> (String, String) {
    let path = lines[0].split(' ').nth(1).unwrap().to_owned();
    state.asked.push(lines[0].trim_end_matches(" HTTP/1.1").to_owned());
    let header = |name: &str| lines.iter().find(|line| line.to_ascii_lowercase().starts_with(name)).cloned();
    if path.starts_with("/token?scope=repository%3A") {
        return ("200 OK".to_owned(), "{\"token\": \"t-1\"}".to_owned());
    }
    let Some((name, of)) = path.trim_start_matches("/v2/").split_once("/manifests/") else {
        return ("404 Not Found".to_owned(), String::new());
    };
    if let Some(head) = state.heads.get(name) {
        return (head.clone(), String::new());
    }
    // Without the forms of an index, a registry gives one platform's.
    assert!(header("accept:").unwrap().contains("application/vnd.oci.image.index.v1+json"));
    let shows = header("authorization:").is_some_and(|line| line.ends_with("Bearer t-1"));
    if state.guarded.contains(name) && !shows {
        let wants = format!("401 Unauthorized\r\nwww-authenticate: Bearer realm=\"{origin}/token\",service=\"r\"");
        return (wants, String::new());
    }
    let sign = if of.starts_with("sha256:") { '@' } else { ':' };
    match state.manifests.get(&format!("{name}{sign}{of}")) {
        Some(text) if state.silent.contains(name) => ("200 OK".to_owned(), text.clone()),
        Some(text) => (format!("200 OK\r\ndocker-content-digest: {}", digest(text)), text.clone()),
        None => ("404 Not Found".to_owned(), String::new()),
    }
}
