//! Paths in the file: relative to its own folder, wherever that is.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::options::Layout;
use crate::plan::Build;

/// A label that tells which version of its files a container was started with.
const LABEL: &str = "ast.files";

/// A generated file that a container reads.
#[derive(Debug)]
pub(super) struct Mounted {
    /// Its name in the compose file.
    pub(super) name: String,
    /// Its path below the output folder.
    pub(super) path: String,
    /// Where the container finds it.
    pub(super) target: String,
    /// Its text.
    pub(super) content: String,
}

/// The folders, and the files by service.
#[derive(Debug)]
pub(super) struct Paths<'a> {
    layout: &'a Layout<'a>,
    files: BTreeMap<String, Vec<Mounted>>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(layout: &'a Layout<'a>) -> Self {
        Self { layout, files: BTreeMap::new() }
    }

    /// Adds a file that a service reads at `target`.
    pub(super) fn mount(&mut self, service: &str, target: &str, content: String) {
        let file = target.rsplit('/').next().unwrap_or(target);
        let path = format!("{}/{service}/{file}", self.layout.settings.compose.dir());
        let name = format!("{service}-{}", file.replace('.', "-"));
        let target = target.to_owned();
        self.files.entry(service.to_owned()).or_default().push(Mounted { name, path, target, content });
    }

    /// The files of a service.
    pub(super) fn of(&self, service: &str) -> impl Iterator<Item = &Mounted> {
        self.files.get(service).into_iter().flatten()
    }

    /// Every file.
    pub(super) fn files(&self) -> impl Iterator<Item = &Mounted> {
        self.files.values().flatten()
    }

    /// The label of a service that reads files: a hash of all of them.
    pub(super) fn label(&self, service: &str) -> Option<(String, String)> {
        let files = self.files.get(service)?;
        let mut hash = Sha256::new();
        for file in files {
            hash.update(format!("{} {}\n{}", file.target, file.content.len(), file.content));
        }
        let hash: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Some((LABEL.to_owned(), hash))
    }

    /// A path below the output folder as the compose file says it.
    pub(super) fn beside_file(&self, path: &str) -> String {
        from(self.layout.settings.compose.file().as_str(), path)
    }

    /// What is in the folder of a build and is not part of its code, as that folder says it: what is generated beside, the
    /// user's values, and what Git keeps.
    pub(super) fn generated(&self, build: &Build) -> Vec<String> {
        let settings = self.layout.settings;
        let project = self.layout.project;
        let of_project = [".git", ".env", ".ast"].map(|name| format!("{project}/{name}"));
        let of_output = [
            settings.compose.file().as_str(),
            settings.compose.dir().as_str(),
            settings.env.example().as_str(),
            settings.env.dir().as_str(),
            settings.cluster.dir().as_str(),
        ]
        .map(str::to_owned);
        let context = format!("{project}/{}", build.context);
        let all = of_project.into_iter().chain([".env".to_owned(), ".ast".to_owned()]).chain(of_output);
        let inside: BTreeSet<String> = all.filter_map(|path| within(&context, &path)).collect();
        if build.context.starts_with('/') { Vec::new() } else { inside.into_iter().collect() }
    }

    /// The folder of a build as the compose file says it.
    pub(super) fn context(&self, build: &Build) -> String {
        if build.context.starts_with('/') {
            return build.context.clone();
        }
        from(self.layout.settings.compose.file().as_str(), &format!("{}/{}", self.layout.project, build.context))
    }
}

/// A path as a file beside it says it; both are relative to one folder. It starts with `.`, so that nothing
/// takes it for a name or an address.
fn from(file: &str, path: &str) -> String {
    let base: Vec<&str> = file.split('/').collect();
    let mut parts: Vec<&str> = base[..base.len() - 1].iter().map(|_| "..").collect();
    let (up, mut below) = steps(path);
    parts.extend(std::iter::repeat_n("..", up));
    // Steps up to a folder that the path goes down to again cancel out.
    let shared = if parts.iter().all(|part| *part == "..") && parts.len() == base.len() - 1 {
        below.iter().zip(&base[..base.len() - 1]).take_while(|(a, b)| a == b).count()
    } else {
        0
    };
    parts.drain(..shared);
    parts.extend(below.drain(shared..));
    if parts.first() != Some(&"..") {
        parts.insert(0, ".");
    }
    parts.join("/")
}

/// A path as a folder says it that it lies in; both are relative to one folder.
fn within(folder: &str, path: &str) -> Option<String> {
    let ((up, folder), (path_up, path)) = (steps(folder), steps(path));
    let rest = (up == path_up).then(|| path.strip_prefix(folder.as_slice()))??;
    (!rest.is_empty()).then(|| rest.join("/"))
}

/// The steps up and down that a relative path takes.
fn steps(path: &str) -> (usize, Vec<&str>) {
    let (mut up, mut down) = (0, Vec::new());
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if down.pop().is_none() => up += 1,
            ".." => {}
            part => down.push(part),
        }
    }
    (up, down)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_a_folder_is_said_from_it() {
        assert_eq!(within("./.", ".env").as_deref(), Some(".env"));
        assert_eq!(within(".", "./compose/x").as_deref(), Some("compose/x"));
        assert_eq!(within("../src/./a", "../src/a/env").as_deref(), Some("env"));
        for (folder, path) in [("src", ".env"), ("src", "src"), ("../src", "src/a"), (".", "../a")] {
            assert_eq!(within(folder, path), None, "{folder} {path}");
        }
    }

    #[test]
    fn a_path_is_said_from_the_file_s_own_folder() {
        assert_eq!(from("compose.yaml", "./."), ".");
        assert_eq!(from("compose.yaml", "./src"), "./src");
        assert_eq!(from("compose.yaml", "../src/./x"), "../src/x");
        assert_eq!(from("compose.yaml", "./a/../b"), "./b");
        assert_eq!(from("deploy/compose.yaml", "src"), "../src");
        assert_eq!(from("deploy/compose.yaml", "deploy/x/y"), "./x/y");
        assert_eq!(from("deploy/compose.yaml", "../src"), "../../src");
    }
}
