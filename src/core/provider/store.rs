//! Stores: the facts that a data store needs to run and to be reached, whatever runs it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How a store runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// The image, pinned to a release.
    pub image: String,
    /// How far the image was tried, in words.
    pub proven: String,
    /// The major version of what serves, with which it was tried.
    pub major: u32,
    /// Every port that it listens on.
    pub ports: Vec<StorePort>,
    /// Where its data lies.
    pub data: String,
    /// The user that it runs as; 1000 where none is given.
    #[serde(default = "unprivileged")]
    pub user: u32,
    /// The group that it runs as; 1000 where none is given.
    #[serde(default = "unprivileged")]
    pub group: u32,
    /// Folders that it writes to and that need not be kept.
    #[serde(default)]
    pub scratch: Vec<String>,
    /// Whether its root file system can't be read-only.
    #[serde(default)]
    pub writable_root: bool,
    /// Variables of its own container that never change.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// The URL that clients get, where they get one.
    pub url: Option<StoreUrl>,
    /// Values that server and clients share.
    #[serde(default)]
    pub credentials: Vec<StoreCredential>,
    /// How to tell that it is ready.
    pub health: StoreHealth,
    /// The command, where the image's own does not do.
    #[serde(default)]
    pub command: Vec<String>,
    /// A file that the first start runs.
    pub init: Option<InitFile>,
    /// What it is given to run with in a small installation.
    pub resources: StoreResources,
    /// What of root's powers its image needs where it starts as root: it gives its disk to another user and becomes that.
    #[serde(default = "becoming")]
    pub capabilities: Vec<String>,
    /// The memory that its processes share, where engines give too little.
    pub shared_memory: Option<String>,
    /// A command of its image that succeeds once the server at `{host}` and `{port}` accepts connections, without credentials.
    pub wait: Vec<String>,
}

fn becoming() -> Vec<String> {
    ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"].map(str::to_owned).into()
}

fn unprivileged() -> u32 {
    1000
}

/// What a store is given to run with, as Kubernetes writes amounts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreResources {
    /// CPU.
    pub cpu: String,
    /// Memory.
    pub memory: String,
}

/// A port of a store.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorePort {
    /// Its name.
    pub name: String,
    /// Its number.
    pub port: u16,
    /// Whether it is the one that clients are given.
    #[serde(default)]
    pub client: bool,
}

/// The URL of a store.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreUrl {
    /// Its scheme.
    pub scheme: String,
    /// The suffix of the credential that it carries as password.
    pub password: Option<String>,
}

/// A value that a store and its clients share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreCredential {
    /// What follows the store's prefix on the agent's side.
    pub suffix: String,
    /// The variable in the store's own container.
    pub own: String,
    /// Whether it must never be shown.
    #[serde(default)]
    pub secret: bool,
    /// Whether the store runs without it.
    #[serde(default)]
    pub optional: bool,
    /// The value where none is given, everywhere; `{database}` stands for the agent's name as a database's.
    pub default: Option<String>,
    /// The published constant for local runs.
    pub local: Option<String>,
    /// Whether only the store itself gets it.
    #[serde(default)]
    pub private: bool,
    /// Whether it becomes part of a URL, and so may hold unreserved characters only.
    #[serde(default)]
    pub url_safe: bool,
    /// Values that the image does not start with.
    #[serde(default)]
    pub refused: Vec<String>,
    /// What the image wants a value to look like.
    pub shape: Option<Shape>,
    /// What it is.
    pub description: String,
}

/// A value that is one of some words, or a text after a prefix.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Whole values.
    pub words: Vec<String>,
    /// What everything else begins with.
    pub prefix: String,
    /// How many characters follow the prefix at least.
    pub least: usize,
}

impl StoreCredential {
    /// What to write instead of a value that the image does not start with.
    pub fn refuses(&self, value: &str) -> Option<String> {
        if self.refused.iter().any(|refused| refused == value) {
            return Some(format!("write another value than `{}`", self.refused.join("`, `")));
        }
        let shape = self.shape.as_ref()?;
        let fits = |rest: &str| rest.chars().count() >= shape.least;
        let is_fine =
            shape.words.iter().any(|word| word == value) || value.strip_prefix(&shape.prefix).is_some_and(fits);
        let words = shape.words.join("`, `");
        (!is_fine).then(|| format!("write `{words}`, or `{}` and {} characters or more", shape.prefix, shape.least))
    }
}

/// How to tell that a store is ready.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreHealth {
    /// A command for the image, in Docker's notation.
    #[serde(default)]
    pub test: Vec<String>,
    /// A path that answers HTTP GET.
    pub path: Option<String>,
    /// The port for `path`.
    pub port: Option<u16>,
}

/// A file that a store runs when it starts on an empty disk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InitFile {
    /// Where the server looks for it.
    pub path: String,
    /// Its text.
    pub content: String,
}

impl Store {
    /// The number of the port that clients are given.
    pub fn client_port(&self) -> u16 {
        self.ports.iter().find(|port| port.client).map_or(0, |port| port.port)
    }
}
