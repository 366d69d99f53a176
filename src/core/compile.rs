//! The façade: from a source to its spec, its plan and everything there is to say of them.
//!
//! Projects, the command line and the tests go in here; what is made of a plan, once it is bound, is asked of
//! [`plan`] and the targets.

mod begun;
mod environments;
mod locked;
mod unfit;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::diagnostic::codes::CLIENT_NAME;
use crate::diagnostic::severity::Look;
use crate::diagnostic::{Applicability, Class, Code, Diagnostic, Edit, Report, Severity, severity};
use crate::document::{Document, NodeKind};
use crate::fix;
use crate::options::{Options, Values};
use crate::plan::{self, Binding, BoundPlan, For, Names, Plan};
use crate::rule;
use crate::source::{Pointer, Position, Source};
use crate::spec::Spec;
use crate::target::Target;
use crate::tree::FileTree;

pub use crate::rule::Facts;
pub use begun::Begun;
pub use environments::{Within, emit_environments, environments};
pub use locked::unlocked;
pub use unfit::{Unfit, unfit, unfit_for};

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
pub fn compile(source: Source, facts: impl FnOnce(&Spec) -> Facts, options: &Options) -> Compilation {
    let begun = Begun::read(source);
    let made = begun.make(facts, || begun.shape());
    begun.end(made, options)
}

/// The plan as a target prints it: without known values, so that files are the same for everybody.
pub fn bind(compilation: &Compilation, options: &Options, target: For) -> BoundPlan {
    plan::bind(
        &compilation.plan,
        &Binding { target, names: Names::Agent, settings: &options.settings, values: &Values::default() },
    )
}

/// The plan as a target prints it that leaves names and options to whoever installs what it makes; none for another.
pub fn open(compilation: &Compilation, options: &Options, target: &dyn Target) -> Option<BoundPlan> {
    let settings = target.opens(&options.settings)?;
    let binding =
        Binding { target: target.bound_to(), names: Names::Release, settings: &settings, values: &Values::default() };
    Some(plan::bind(&compilation.plan, &binding))
}

/// Adds what there is to say of a spec only where it goes to a cluster, if its plan is bound to one. Where there are
/// environments each of them is deployed, and what is said of none is said of nobody.
pub fn advise(compilation: &mut Compilation, options: &Options, plan: &BoundPlan) {
    if plan.target != For::Cluster {
        return;
    }
    let (target, values) = (plan.target, &Values::default());
    let found = |options: &Options, plan: &BoundPlan| {
        let binding = Binding { target, names: Names::Agent, settings: &options.settings, values };
        plan::findings(&compilation.plan, &binding, plan)
    };
    let within: Vec<Options> = options.environments().filter_map(|name| options.within(name)).collect();
    let mut report = if within.is_empty() { found(options, plan) } else { Report::default() };
    for options in &within {
        report.extend(found(options, &bind(compilation, options, target)));
    }
    report.sort();
    look_again(compilation, options, report, |code| plan::CODES.contains(&code));
}

/// Adds, as advice, which values of a spec lead nowhere in the cluster that it goes to; nothing where it has errors.
pub fn foresee(compilation: &mut Compilation, options: &Options) {
    if compilation.report.has_errors() {
        return;
    }
    let (target, names, values) = (For::Cluster, Names::Agent, &Values::default());
    let binding = Binding { target, names, settings: &options.settings, values };
    let mut report = plan::astray(&compilation.plan, &binding);
    report.iter_mut().for_each(|found| found.severity = Severity::Advice);
    look_again(compilation, options, report, |code| plan::ASTRAY.contains(&code));
}

/// What is found of a spec beside other files or other projects, as its comments and options have it. A comment that
/// silences it is idle only in their company.
pub fn beside(compilation: &Compilation, options: &Options, report: Report) -> Report {
    looked(compilation, options, report, |_| false)
}

/// Adds what another look at a spec found.
fn look_again(compilation: &mut Compilation, options: &Options, report: Report, is_sought: fn(&Code) -> bool) {
    let report = looked(compilation, options, report, is_sought);
    compilation.report.extend(report);
    compilation.report.sort();
}

/// What another look at a spec found, with the severities that were asked for.
fn looked(compilation: &Compilation, options: &Options, mut report: Report, is_sought: fn(&Code) -> bool) -> Report {
    let look = Look { known: rule::known(), is_sought, is_first: false };
    let Compilation { source, document, .. } = compilation;
    severity::adjust(&mut report, source, &document.comments, &options.settings.rules, look);
    report.redact(source);
    report
}

/// A compilation after fixes, and what was fixed.
#[derive(Debug)]
pub struct Correction {
    /// What became of it.
    pub compilation: Compilation,
    /// The fixes that were made, in their order.
    pub made: Vec<Made>,
    /// Whether there is nothing left to try. Where faults make room for others without end, another run goes on.
    pub is_complete: bool,
}

/// A fix that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Made {
    /// The code of the finding.
    #[schemars(regex(pattern = "^[a-z0-9-]+$"))]
    pub code: &'static str,
    /// What was done.
    pub title: String,
    /// Whether it was a guess.
    pub applicability: Applicability,
    /// Where the finding was in the text as it was given.
    pub at: Position,
}

/// How often fixes are looked for anew; a fix can make room for another.
const MOST_ROUNDS: usize = 64;

/// How many bytes are compiled in all while fixes are looked for. A megabyte with thousands of faults, of which a reader
/// names a few at a time, is left half mended; the next run goes on.
const MOST_COMPILED: usize = 12 << 20;

/// Applies fixes until there is nothing left to fix, so that doing it again changes nothing: or until so much was tried
/// that it has to end ([`Correction::is_complete`]).
///
/// Fixes that only together do harm (two removals that leave nothing) are made one after the other, and
/// one that would break what was sound is left to a person.
pub fn correct(
    compilation: Compilation,
    facts: impl Fn(&Spec) -> Facts,
    options: &Options,
    with_unsafe: bool,
) -> Correction {
    if fix::choose(&compilation.report, with_unsafe).is_empty() {
        return Correction { compilation, made: Vec::new(), is_complete: true };
    }
    let given = compilation.source.clone();
    let mut made = Vec::new();
    let mut rounds: Vec<Vec<Edit>> = Vec::new();
    // Known by their hashes: a text can have megabytes.
    let mut seen = vec![digest(given.text())];
    let mut refused: Vec<(&'static str, Pointer, String)> = Vec::new();
    // What did harm to a text may do none to what has become of it.
    let mut is_stale = false;
    // Kept apart from the report, whose pointers lose what is hidden.
    let mut blamed = blamed_by(&compilation.report);
    let mut current = compilation;
    let (mut compiled, mut is_complete) = (0, false);
    for _ in 0..MOST_ROUNDS {
        if compiled > MOST_COMPILED {
            break;
        }
        let mut chosen = fix::choose(&current.report, with_unsafe);
        chosen.retain(|choice| !refused.contains(&identity(choice)));
        // A half each time: what does harm is found soon, however much is sound.
        let accepted = loop {
            let Some(first) = chosen.first() else { break None };
            let edits = fix::edits(chosen.iter().map(|choice| choice.fix));
            let text = fix::edited(current.source.text(), &edits);
            if !seen.contains(&digest(&text)) {
                compiled += text.len();
                let next = compile(Source::new(given.name(), text), &facts, options);
                if is_no_worse(&current, &blamed, &next) {
                    break Some((next, edits));
                }
            }
            if chosen.len() == 1 {
                refused.push(identity(first));
            }
            chosen.truncate(chosen.len() / 2);
        };
        let Some((next, edits)) = accepted else {
            if fix::choose(&current.report, with_unsafe).iter().all(|choice| refused.contains(&identity(choice))) {
                if !std::mem::take(&mut is_stale) {
                    is_complete = true;
                    break;
                }
                refused.clear();
            }
            continue;
        };
        is_stale = !refused.is_empty();
        made.extend(chosen.iter().map(|choice| told(choice, &given, &rounds)));
        seen.push(digest(next.source.text()));
        blamed = blamed_by(&next.report);
        let before = std::mem::replace(&mut current, next);
        // A guess may make something else of what could be a secret: that is no reason to show it.
        current.source.go_on_hiding(&before.source, fix::moved(&edits, before.source.hidden_spans()));
        current.report.redact(&current.source);
        rounds.push(edits);
    }
    Correction { compilation: current, made, is_complete }
}

/// A fix that was made, told where its finding began in the text as it was given.
fn told(choice: &fix::Choice<'_>, given: &Source, rounds: &[Vec<Edit>]) -> Made {
    let start = choice.finding.span.start;
    Made {
        code: choice.finding.code.id,
        title: choice.fix.title.clone(),
        applicability: choice.fix.applicability,
        at: given.position(rounds.iter().rev().fold(start, |offset, edits| fix::origin(edits, offset))),
    }
}

fn digest(text: &str) -> impl PartialEq + use<> {
    Sha256::digest(text)
}

fn identity(choice: &fix::Choice<'_>) -> (&'static str, Pointer, String) {
    (choice.finding.code.id, choice.finding.pointer.clone(), choice.fix.title.clone())
}

fn blamed_by(report: &Report) -> BTreeSet<Pointer> {
    report.iter().filter(|found| found.severity == Severity::Error).map(|found| found.pointer.clone()).collect()
}

/// Whether every error stands where there was one, or where nothing could be seen before.
fn is_no_worse(before: &Compilation, blamed: &BTreeSet<Pointer>, after: &Compilation) -> bool {
    let syntax = |of: &Compilation| of.report.iter().filter(|found| found.code.class == Class::Syntax).count();
    let was_sound = |pointer: &Pointer| {
        let at = before.document.at(pointer).filter(|at| !matches!(at.node.kind, NodeKind::Broken));
        at.is_some() && !blamed.contains(pointer)
    };
    let errors = after.report.iter().filter(|found| found.severity == Severity::Error);
    let mut errors = errors.filter(|found| found.code.class != Class::Syntax);
    syntax(after) <= syntax(before) && !errors.any(|found| was_sound(&found.pointer))
}

/// What keeps a target from being generated: names that it can't tell apart. Errors of that target alone.
///
/// The plan is bound to what the target prints, without known values.
pub fn check(
    compilation: &Compilation,
    plan: &BoundPlan,
    options: &Options,
    project: &str,
    target: &dyn Target,
) -> Report {
    let mut report = Report::default();
    for clash in target.check(plan, &options.layout(project)) {
        let span = |pointer: &Pointer| {
            // An input is called by its variable.
            let named = compilation.document.at(&pointer.key("name"));
            let key = compilation.document.at(pointer).map(|found| found.place.key);
            named.map(|found| found.place.span).or(key).unwrap_or_default()
        };
        let (first, later) = (span(&clash.first), span(&clash.later));
        let in_order = first.start <= later.start;
        let (pointer, first, later) = if in_order { (clash.later, first, later) } else { (clash.first, later, first) };
        let finding = Diagnostic::new(&CLIENT_NAME, pointer, later, clash.message);
        report.push(finding.help(clash.help).related(first, "the other is here"));
    }
    report.sort();
    report
}

/// Generates a target into a tree, from a plan that is bound to what it prints: see [`bind`].
///
/// `project` is the spec's folder as seen from the output folder.
///
/// # Errors
/// A path that two targets want, or a fault of this program, in words.
pub fn emit(
    plan: &BoundPlan,
    options: &Options,
    project: &str,
    target: &dyn Target,
    tree: &mut FileTree,
) -> Result<(), String> {
    for (path, file) in target.emit(plan, &options.layout(project))? {
        tree.insert(path.as_str(), file)?;
    }
    Ok(())
}
