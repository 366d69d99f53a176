//! An open file: its text, what the compiler makes of it, and what it made of it when it could last be read.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::SystemTime;

use gen_lsp_types::{Position, Range, TextDocumentContentChangeEvent, Uri};

use super::text::{Encoding, Text};
use super::uri;
use crate::assist::Known;
use crate::compile::{Compilation, Facts, bind, compile, unfit};
use crate::diagnostic::{Class, Report};
use crate::disk::Disk;
use crate::document::LARGEST_FILE;
use crate::folder::{NAMES, OPTIONS_FILE, OptionsFile, facts, foresee_cluster, options_file, shadow, shadowed_by};
use crate::options::{self, Options, Settings};
use crate::plan::{BoundPlan, For};
use crate::rule;
use crate::source::{Source, Span};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A spec.
    Spec,
    /// The options beside one.
    Options,
    /// Something else, which nothing is said of.
    Other,
}

/// What a spec compiles to, with the options beside it.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) compilation: Compilation,
    pub(super) options: Options,
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
    disk: Rc<dyn Disk>,
    compiled: OnceCell<Compiled>,
    /// What it was before it became unreadable.
    good: Option<Compiled>,
}

impl File {
    pub(super) fn new(uri: Uri, version: i32, content: String, encoding: Encoding, disk: Rc<dyn Disk>) -> Self {
        let path = uri::path(&uri);
        Self { uri, version, text: Text::new(content, encoding), path, disk, compiled: OnceCell::new(), good: None }
    }

    /// A file that is not open.
    pub(super) fn on_disk(uri: Uri, encoding: Encoding, disk: Rc<dyn Disk>) -> Option<Self> {
        let bytes = disk.read(&uri::path(&uri)?).ok()?;
        let text = String::from_utf8(bytes).ok().filter(|text| text.len() <= LARGEST_FILE)?;
        Some(Self::new(uri, 0, text, encoding, disk))
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
        if let Some(compiled) = self.compiled.take().filter(is_readable) {
            self.good = Some(compiled);
        }
    }

    /// What it is: by its name, or by the schema that a comment at its top names.
    pub(super) fn role(&self) -> Role {
        let name = uri::name(&self.uri);
        if NAMES.contains(&name.as_str()) || names_schema(self.text.as_str()) {
            Role::Spec
        } else if name == OPTIONS_FILE {
            Role::Options
        } else {
            Role::Other
        }
    }

    /// What the compiler makes of the text as it is.
    pub(super) fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| self.compile())
    }

    /// What there is to know: of the text as it is, or while that can't be read of what it was before.
    pub(super) fn known(&self) -> &Compiled {
        let now = self.compiled();
        if is_readable(now) { now } else { self.good.as_ref().unwrap_or(now) }
    }

    /// The plan for a cluster of what there is to know.
    pub(super) fn for_cluster(&self) -> BoundPlan {
        let Compiled { compilation, options, .. } = self.known();
        bind(compilation, options, For::Cluster)
    }

    /// Whether all of the text can be read.
    pub(super) fn is_readable(&self) -> bool {
        is_readable(self.compiled())
    }

    /// What there is to know for what is being written.
    pub(super) fn with_known<T>(&self, now: SystemTime, look: impl FnOnce(&Known<'_>) -> T) -> T {
        with(self.known(), now, look)
    }

    /// What there is to know of the text as it is, which places are those of.
    pub(super) fn with_current<T>(&self, now: SystemTime, look: impl FnOnce(&Known<'_>) -> T) -> T {
        with(self.compiled(), now, look)
    }

    fn compile(&self) -> Compiled {
        let name = uri::name(&self.uri);
        let beside = self.path.as_deref().map(|spec| options_beside(spec, self.disk.as_ref()));
        let options = Options::new(beside.unwrap_or_default(), Settings::default());
        let source = Source::new(name, self.text.as_str());
        let folder = self.folder();
        let facts = |spec: &crate::spec::Spec| {
            folder.map_or_else(Facts::default, |folder| facts(spec, folder, self.disk.as_ref()))
        };
        let mut compilation = compile(source, facts, &options);
        if let Some(other) = self.path.as_deref().and_then(|path| shadowed_by(path, self.disk.as_ref())) {
            shadow(&mut compilation, other, &options);
        }
        if let Some(folder) = folder {
            foresee_cluster(&mut compilation, &options, folder, self.disk.as_ref());
        }
        Compiled { compilation, options, plan: OnceCell::new() }
    }

    /// Whether something is there, as far as this file may know.
    pub(super) fn exists(&self, path: &Path) -> bool {
        self.disk.exists(path)
    }

    /// What is wrong with a file of options, which stands beside a spec if there is one.
    pub(super) fn options_report(&self, spec: Option<&Compilation>) -> Report {
        let known: Vec<_> = rule::codes().collect();
        let (file, mut report) = options::read(&Source::new(OPTIONS_FILE, self.text.as_str()), &known);
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
    let Compiled { compilation, options, plan } = compiled;
    look(&Known { compilation, plan: plan.get_or_init(|| bind(compilation, options, For::Local)), now })
}

fn is_readable(compiled: &Compiled) -> bool {
    compiled.compilation.report.iter().all(|found| found.code.class != Class::Syntax)
}

/// What the options beside a spec say; those that can't be read say nothing, as on the command line.
fn options_beside(spec: &Path, disk: &dyn Disk) -> options::File {
    match options_file(disk.read(&spec.with_file_name(OPTIONS_FILE)), OPTIONS_FILE) {
        OptionsFile::Read { file, .. } => *file,
        OptionsFile::Absent | OptionsFile::Unreadable(_) => options::File::default(),
    }
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
        File::new(Uri(uri.into()), 0, text.into(), Encoding::Utf16, Rc::new(RealDisk::default())).role()
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
