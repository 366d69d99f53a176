//! The façade: from a source to its spec, its plan and everything there is to say of them.
//!
//! The command line, the language server and the tests call this and nothing behind it.

use crate::diagnostic::codes::CLIENT_NAME;
use crate::diagnostic::{Code, Diagnostic, Report, severity};
use crate::document::{self, Document};
use crate::options::{Options, Values};
use crate::output::FileTree;
use crate::plan::{self, Binding, For, Plan};
use crate::rule::{self, Context};
use crate::schema;
use crate::source::{Pointer, Source};
use crate::spec::{self, Spec};
use crate::target::Target;

pub use crate::rule::Facts;

/// A source with all that was made of it.
#[derive(Debug)]
pub struct Compilation {
    /// The text.
    pub source: Source,
    /// The tree.
    pub document: Document,
    /// The spec; absent where the file has no mapping at its root.
    pub spec: Option<Spec>,
    /// The neutral plan of what could be read.
    pub plan: Plan,
    /// What there is to say of it, in source order.
    pub report: Report,
}

/// Compiles a source. `facts` is asked, once the spec is read, what the disk says of the paths in it.
pub fn compile(mut source: Source, facts: impl FnOnce(&Spec) -> Facts, options: &Options) -> Compilation {
    let (document, mut report) = document::parse(&source);
    source.hide(spec::secrets(&document));
    let (reading, read) = spec::read(&document);
    report.extend(schema::check(&source, &document));
    report.extend(read);
    let plan = reading.spec.as_ref().map(plan::resolve).unwrap_or_default();
    if let Some(spec) = &reading.spec {
        let facts = facts(spec);
        let context = Context {
            source: &source,
            document: &document,
            spec,
            plan: &plan,
            refused: &reading.refused,
            facts: &facts,
        };
        report.extend(rule::check(&context));
    }
    let codes: Vec<&'static Code> = rule::codes().collect();
    severity::adjust(&mut report, &source, &document.comments, &options.rules, &codes);
    report.sort();
    Compilation { source, document, spec: reading.spec, plan, report }
}

/// What keeps a target from being generated: names that it can't tell apart. Errors of that target alone.
pub fn check(compilation: &Compilation, options: &Options, project: &str, target: &dyn Target) -> Report {
    let plan = plan::bind(&compilation.plan, &Binding::new(For::Local, options, Values::default()));
    let mut report = Report::default();
    for clash in target.check(&plan, &options.layout(project)) {
        let span = |pointer: &str| {
            let pointer = Pointer::from(pointer);
            // An input is called by its variable.
            let named = compilation.document.at(&pointer.key("name"));
            let key = compilation.document.at(&pointer).map(|found| found.place.key);
            named.map(|found| found.place.span).or(key).unwrap_or_default()
        };
        let (first, later) = (span(&clash.first), span(&clash.later));
        let in_order = first.start <= later.start;
        let (pointer, first, later) =
            if in_order { (&clash.later, first, later) } else { (&clash.first, later, first) };
        let finding = Diagnostic::new(&CLIENT_NAME, Pointer::from(pointer.as_str()), later, clash.message);
        report.push(finding.help(clash.help).related(first, "the other is here"));
    }
    report.sort();
    report
}

/// Generates a target into a tree. Known values are no part of it, so that files are the same for everybody.
///
/// `project` is the spec's folder as seen from the output folder.
///
/// # Errors
/// A path that two targets want, or a fault of this program, in words.
pub fn emit(
    compilation: &Compilation,
    options: &Options,
    project: &str,
    target: &dyn Target,
    tree: &mut FileTree,
) -> Result<(), String> {
    let plan = plan::bind(&compilation.plan, &Binding::new(For::Local, options, Values::default()));
    for (path, file) in target.emit(&plan, &options.layout(project))? {
        tree.insert(path, file)?;
    }
    Ok(())
}
