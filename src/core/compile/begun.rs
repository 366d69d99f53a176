//! A source that is read, on the way to what there is to say of it: in steps, of which the edge may take two at once.

use super::{Compilation, Facts};
use crate::diagnostic::codes::BESIDE;
use crate::diagnostic::severity::Look;
use crate::diagnostic::{Report, audited, severity};
use crate::document::{self, Document};
use crate::options::Options;
use crate::plan::{self, Plan};
use crate::rule::{self, Context};
use crate::schema;
use crate::source::{Source, Span};
use crate::spec::{self, Spec};

/// A source with its tree, and what may not be shown of it.
#[derive(Debug)]
pub struct Begun {
    source: Source,
    document: Document,
    report: Report,
    secrets: Vec<Span>,
}

/// What was made of the tree.
#[derive(Debug)]
pub struct Made {
    spec: Option<Spec>,
    plan: Plan,
    report: Report,
}

impl Begun {
    /// Reads a source.
    pub fn read(mut source: Source) -> Self {
        let (document, report) = document::parse(&source);
        let secrets = spec::secrets(&source, &document);
        source.hide(secrets.spans.clone(), secrets.texts);
        Self { source, document, report, secrets: secrets.spans }
    }

    /// What there is to say of its shape.
    pub fn shape(&self) -> Report {
        schema::check(&self.source, &self.document)
    }

    /// Makes what is made of the tree. `shape` gives [`Begun::shape`], and is called last.
    pub fn make(&self, facts: impl FnOnce(&Spec) -> Facts, shape: impl FnOnce() -> Report) -> Made {
        let Self { source, document, .. } = self;
        let (reading, read) = spec::read(document, self.secrets.clone());
        let mut plan = reading.spec.as_ref().map(plan::resolve).unwrap_or_default();
        let ruled = reading.spec.as_ref().map(|spec| {
            let mut facts = facts(spec);
            plan.lock = std::mem::take(&mut facts.lock);
            let clashes = plan.clashes();
            let refused = &reading.refused;
            rule::check(&Context { source, document, spec, plan: &plan, clashes: &clashes, refused, facts: &facts })
        });
        let mut report = shape();
        report.extend(read);
        report.extend(ruled.unwrap_or_default());
        Made { spec: reading.spec, plan, report }
    }

    /// All of it, with the findings as the options have them.
    pub fn end(self, made: Made, options: &Options) -> Compilation {
        let Self { source, document, mut report, .. } = self;
        report.extend(made.report);
        let look = Look {
            known: rule::known(),
            is_sought: |code| ![plan::CODES, BESIDE, audited::CODES].iter().any(|later| later.contains(&code)),
            is_first: true,
        };
        severity::adjust(&mut report, &source, &document.comments, &options.settings.rules, look);
        report.keep_secrets(&source);
        report.redact(&source);
        report.sort();
        Compilation { source, document, spec: made.spec, plan: made.plan, report }
    }
}
