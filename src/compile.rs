//! The façade: from a source to its spec, its plan and everything there is to say of them.
//!
//! The command line, the language server and the tests call this and nothing behind it.

use crate::diagnostic::{Code, Report, severity};
use crate::document::{self, Document};
use crate::options::{Options, Values};
use crate::output::FileTree;
use crate::plan::{self, Binding, BoundPlan, For, Plan};
use crate::rule::{self, Context};
use crate::schema;
use crate::source::Source;
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

/// The plan as a target prints it: without known values, so that files are the same for everybody.
pub fn bind(compilation: &Compilation, options: &Options, target: For) -> BoundPlan {
    plan::bind(&compilation.plan, &Binding::new(target, options, Values::default()))
}

/// Adds what there is to say of a spec only where it goes to a cluster, or to this machine.
pub fn advise(compilation: &mut Compilation, options: &Options, target: For) {
    let mut report = plan::findings(&compilation.plan, &Binding::new(target, options, Values::default()));
    let codes: Vec<&'static Code> = rule::codes().collect();
    severity::adjust(&mut report, &compilation.source, &compilation.document.comments, &options.rules, &codes);
    compilation.report.extend(report);
    compilation.report.sort();
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
    let plan = bind(compilation, options, target.bound_to());
    for (path, file) in target.emit(&plan, &options.layout(project))? {
        tree.insert(path, file)?;
    }
    Ok(())
}
