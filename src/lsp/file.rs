//! An open file: its text, what the compiler makes of it, and what it made of it when it could last be read.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use gen_lsp_types::{Position, Range, TextDocumentContentChangeEvent, Uri};

use super::text::{Encoding, Text};
use super::uri;
use crate::assist::Known;
use crate::compile::{Compilation, bind, unfit};
use crate::diagnostic::{Class, Report};
use crate::disk::Disk;
use crate::document::LARGEST_FILE;
use crate::options::{Options, Settings};
use crate::plan::{BoundPlan, For};
use crate::project::{Memory, NAMES, OPTIONS_FILE, OptionsFile, Project, Workspace, options_file};
use crate::source::{Source, Span};

/// The file of values beside a spec, which Compose reads.
pub(super) const ENVIRONMENT_FILE: &str = ".env";

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A spec.
    Spec,
    /// The options beside one.
    Options,
    /// The values beside one, `.env`.
    Environment,
    /// Something else, which nothing is said of.
    Other,
}

/// A project, with what is made of it where somebody asks.
#[derive(Debug)]
struct Compiled {
    project: Project,
    /// Its plan for this machine, once somebody asks for it.
    plan: OnceCell<BoundPlan>,
}

/// An open file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: Text,
    path: Option<PathBuf>,
    workspace: Rc<Workspace<Memory>>,
    compiled: OnceCell<Compiled>,
    /// What it was before it became unreadable.
    good: Option<Compiled>,
    /// What is of no use any more: to let go of a long one takes a while, in which nobody is to wait.
    spent: Option<Compiled>,
}

impl File {
    pub(super) fn new(
        uri: Uri,
        version: i32,
        content: String,
        encoding: Encoding,
        workspace: Rc<Workspace<Memory>>,
    ) -> Self {
        let (path, text) = (uri::path(&uri), Text::new(content, encoding));
        Self { uri, version, text, path, workspace, compiled: OnceCell::new(), good: None, spent: None }
    }

    /// A file that is not open.
    pub(super) fn on_disk(uri: Uri, encoding: Encoding, workspace: Rc<Workspace<Memory>>) -> Option<Self> {
        let bytes = workspace.disk().read(&uri::path(&uri)?).ok()?;
        let text = String::from_utf8(bytes).ok().filter(|text| text.len() <= LARGEST_FILE)?;
        Some(Self::new(uri, 0, text, encoding, workspace))
    }

    /// Takes edits over, in their order.
    pub(super) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        self.version = version;
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(change) => {
                    self.text.edit(Some(change.range), &change.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(change) => {
                    self.text.edit(None, &change.text);
                }
            }
        }
        self.forget();
    }

    /// Compiles anew when it is asked next: the text changed, or the disk.
    pub(super) fn forget(&mut self) {
        let Some(compiled) = self.compiled.take() else { return };
        self.spent = if is_readable(&compiled) { self.good.replace(compiled) } else { Some(compiled) };
    }

    /// Lets go of what is of no use any more, as nobody waits.
    pub(super) fn rest(&mut self) {
        self.spent = None;
    }

    /// What it is: by its name, or by the schema that a comment at its top names.
    pub(super) fn role(&self) -> Role {
        let name = uri::name(&self.uri);
        if NAMES.contains(&name.as_str()) || names_schema(self.text.as_str()) {
            Role::Spec
        } else if name == OPTIONS_FILE {
            Role::Options
        } else if name == ENVIRONMENT_FILE {
            Role::Environment
        } else {
            Role::Other
        }
    }

    /// Whether a change of a path on the disk may make something else of what was compiled.
    pub(super) fn is_touched_by(&self, changed: &Path) -> bool {
        match self.role() {
            Role::Spec => self.compiled.get().is_some_and(|compiled| compiled.project.is_touched_by(changed)),
            // They are held to the spec beside them, and what that depends on is in their folder.
            Role::Options | Role::Environment => self.folder().is_some_and(|folder| changed.starts_with(folder)),
            Role::Other => false,
        }
    }

    /// What the compiler makes of the text as it is.
    pub(super) fn project(&self) -> &Project {
        &self.compiled().project
    }

    /// What there is to know: of the text as it is, or while that can't be read of what it was before.
    pub(super) fn known(&self) -> &Project {
        &self.known_compiled().project
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| self.compile())
    }

    fn known_compiled(&self) -> &Compiled {
        let now = self.compiled();
        if is_readable(now) { now } else { self.good.as_ref().unwrap_or(now) }
    }

    /// The plan for a cluster of what there is to know.
    pub(super) fn for_cluster(&self) -> BoundPlan {
        let Project { compilation, options, .. } = self.known();
        bind(compilation, options, For::Cluster)
    }

    /// Whether all of the text can be read.
    pub(super) fn is_readable(&self) -> bool {
        is_readable(self.compiled())
    }

    /// What there is to know for what is being written.
    pub(super) fn with_known<T>(&self, now: SystemTime, look: impl FnOnce(&Known<'_>) -> T) -> T {
        with(self.known_compiled(), now, look)
    }

    /// What there is to know of the text as it is, which places are those of.
    pub(super) fn with_current<T>(&self, now: SystemTime, look: impl FnOnce(&Known<'_>) -> T) -> T {
        with(self.compiled(), now, look)
    }

    fn compile(&self) -> Compiled {
        let source = Source::new(uri::name(&self.uri), self.text.as_str());
        let project = match &self.path {
            Some(path) => {
                let shadowed = self.workspace.shadowed_by(path);
                let mut project = self.workspace.project(path, source, shadowed, &Settings::default());
                self.workspace.foresee(&mut project);
                project
            }
            None => Project::alone(source),
        };
        Compiled { project, plan: OnceCell::new() }
    }

    /// Whether something is there, as far as this file may know.
    pub(super) fn exists(&self, path: &Path) -> bool {
        self.workspace.disk().exists(path)
    }

    /// What is wrong with a file of options, which stands beside a spec if there is one.
    pub(super) fn options_report(&self, spec: Option<&Compilation>) -> Report {
        let text = self.text.as_str().as_bytes().to_vec();
        let (file, OptionsFile { mut report, .. }) = options_file(OPTIONS_FILE.to_owned(), Ok(text));
        if let Some(spec) = spec {
            report.extend(unfit(spec, &Options::new(file, Settings::default())).file);
            report.sort();
        }
        report
    }

    /// The folder that it stands in, where it is on the disk.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.path.as_deref().and_then(Path::parent)
    }

    pub(super) fn offset(&self, position: Position) -> usize {
        self.text.offset(position)
    }

    pub(super) fn range(&self, span: Span) -> Range {
        self.text.range(span)
    }
}

fn with<T>(compiled: &Compiled, now: SystemTime, look: impl FnOnce(&Known<'_>) -> T) -> T {
    let Compiled { project: Project { compilation, options, .. }, plan } = compiled;
    look(&Known { compilation, plan: plan.get_or_init(|| bind(compilation, options, For::Local)), now })
}

fn is_readable(compiled: &Compiled) -> bool {
    compiled.project.compilation.report.iter().all(|found| found.code.class != Class::Syntax)
}

/// Whether a comment above everything else names the schema of specs.
fn names_schema(text: &str) -> bool {
    let head = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let mut comments = head.take_while(|line| line.is_empty() || line.starts_with('#') || *line == "---");
    comments.any(|line| line.contains("$schema") && line.contains("astropods") && line.contains(".schema.json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;

    fn role(uri: &str, text: &str) -> Role {
        let workspace = Workspace::new(Memory::of(Box::new(RealDisk::default())), PathBuf::new(), None);
        File::new(Uri(uri.into()), 0, text.into(), Encoding::Utf16, Rc::new(workspace)).role()
    }

    #[test]
    fn a_file_is_known_by_its_name_or_by_its_first_comment() {
        assert_eq!(role("file:///a/astropods.yml", ""), Role::Spec);
        assert_eq!(role("file:///a/astropods.yaml", ""), Role::Spec);
        assert_eq!(role("untitled:astropods.yml", ""), Role::Spec);
        assert_eq!(role("file:///a/ast.toml", ""), Role::Options);
        assert_eq!(role("file:///a/other.yml", "spec: blueprint/v1\n"), Role::Other);
        let modeline = "# mine\n\n# yaml-language-server: $schema=../schema/astropods.schema.json\nspec: x\n";
        assert_eq!(role("file:///a/other.yml", modeline), Role::Spec);
        assert_eq!(role("file:///a/other.yml", &format!("a: 1\n{modeline}")), Role::Other);
    }
}
