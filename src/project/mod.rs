//! From what lies on a disk to projects: a spec with its options, what the disk says of the paths in it, and what it
//! depends on.
//!
//! The edges, the command line and the language server, get their projects here and nowhere else, so that both see the
//! same. A [`Workspace`] is where they come from: many over one [`Disk`](crate::disk::Disk), which an editor's server
//! reads through a [`Memory`]. Whatever a project asks of the disk is noted, and so a change is seen to touch it.

mod above;
mod asked;
mod beside;
mod discover;
mod draft;
mod host;
mod memory;
mod name;
mod neighbours;
mod two;
mod walk;
mod workspace;

use std::path::{Path, PathBuf};

pub(crate) use beside::{options_file, unreadable};
pub(crate) use discover::{Found, Meant, Wanted, shown};
pub(crate) use draft::Draft;
pub(crate) use host::Hosts;
pub(crate) use memory::Memory;
pub(crate) use name::{Name, Names};
pub(crate) use neighbours::Neighbours;
pub(crate) use walk::files;
pub(crate) use workspace::Workspace;

use crate::compile::{Compilation, Facts, compile, unfit};
use crate::diagnostic::Report;
use crate::diagnostic::render::FileFindings;
use crate::options::Options;
use crate::plan::Misfit;
use crate::source::Source;
use asked::Asked;

/// The names of a spec; the first wins.
pub(crate) const NAMES: [&str; 2] = ["astropods.yml", "astropods.yaml"];

/// The name of the options file.
pub(crate) const OPTIONS_FILE: &str = "ast.toml";

/// A spec with all that holds for it.
#[derive(Debug)]
pub(crate) struct Project {
    /// The folder that it stands in; an empty path for a text that is on no disk.
    pub(crate) folder: PathBuf,
    /// What flags and the options file say.
    pub(crate) options: Options,
    /// The options file, without a text where there is none.
    pub(crate) options_file: OptionsFile,
    /// What was made of the spec.
    pub(crate) compilation: Compilation,
    /// What flags say that does not fit it, once [`Project::fit`] looked.
    pub(crate) unfit: Vec<(&'static str, Misfit)>,
    asked: Asked,
}

/// A file of options, with what there is to say of it.
#[derive(Debug)]
pub(crate) struct OptionsFile {
    /// The path as messages show it.
    pub(crate) path: String,
    /// The text.
    pub(crate) source: Source,
    /// What is wrong with it.
    pub(crate) report: Report,
    /// Whether it is not the nearest one, but one that this is to be laid over and that can't be used.
    pub(crate) is_base: bool,
}

impl Project {
    /// A text that is on no disk.
    pub(crate) fn alone(source: Source) -> Self {
        let options = Options::default();
        let compilation = compile(source, |_| Facts::default(), &options);
        Self {
            folder: PathBuf::new(),
            options,
            options_file: OptionsFile::absent(OPTIONS_FILE.to_owned()),
            compilation,
            unfit: Vec::new(),
            asked: Asked::default(),
        }
    }

    /// The path of the spec as messages show it.
    pub(crate) fn path(&self) -> &str {
        self.compilation.source.name()
    }

    /// The file of options that other projects have too, as messages show it: one above it, or the one that its own is
    /// laid over.
    pub(crate) fn shared_options(&self) -> Option<String> {
        let nearest = &self.options_file.path;
        let base = self.options.settings.extend.as_ref();
        let base = base.map(|name| shown(&above::named(nearest, name.as_str())));
        if self.options.is_above() { Some(nearest.clone()) } else { base }
    }

    /// Looks what of its options does not fit it: adds to the findings of the options file, and keeps what flags say.
    pub(crate) fn fit(&mut self) {
        let unfit = unfit(&self.compilation, &self.options);
        if !self.options_file.is_base {
            self.options_file.report.extend(unfit.file);
            self.options_file.report.sort();
        }
        self.unfit = unfit.flags;
    }

    /// The paths that it depends on, each with whether what is put below it counts too.
    pub(crate) fn asked(&self) -> impl Iterator<Item = (&Path, bool)> {
        self.asked.iter()
    }

    /// What it is called, for finding another of its name; none where that can't be read.
    pub(crate) fn name(&self) -> Option<Name> {
        Name::of(self)
    }

    /// The hosts that it is reached by from outside of a cluster.
    pub(crate) fn hosts(&self) -> Hosts {
        host::of(self)
    }

    /// Whether a change of a path on the disk may make something else of it.
    pub(crate) fn is_touched_by(&self, changed: &Path) -> bool {
        self.asked.is_touched_by(changed)
    }
}

impl OptionsFile {
    fn absent(path: String) -> Self {
        Self { source: Source::new(path.as_str(), ""), path, report: Report::default(), is_base: false }
    }

    /// Whether there is something to say of it.
    pub(crate) fn is_told(&self) -> bool {
        self.report.iter().next().is_some()
    }

    /// As renderers take it.
    pub(crate) fn findings(&self) -> FileFindings<'_> {
        FileFindings { path: &self.path, source: &self.source, report: &self.report }
    }
}
