//! From text to tree: reads what is well-formed, and goes around what isn't.
//!
//! A syntax error ends the parser. The section that it stands in is then blanked out, so that every
//! other offset stays what it was, and the rest is read again. The section's key stays in the tree as
//! [`NodeKind::Broken`], so that nothing says that it is missing.

use super::fault::Fault;
use super::raw::{self, Tree};
use super::resolve::{Gaps, Resolver};
use super::{Document, Entry, Mapping, Node, NodeKind, codes, conflict, encoding, section, tab};
use crate::diagnostic::{Applicability, Diagnostic, Report};
use crate::source::{Pointer, Source, Span};

/// How often a text is read again, to find one mistake more each time.
const MOST_PASSES: usize = 256;
/// How many bytes are read in all passes together: what bounds the time for large texts.
const MOST_WORK: usize = 4 * encoding::LARGEST_FILE;
/// How a file begins, for those that have nothing of a spec.
const BEGINNING: &str = "start with `spec: blueprint/v1`, `name:` and `agent:`";

/// Reads a source. The findings are sorted.
pub fn parse(source: &Source) -> (Document, Report) {
    let unread = || Document { unread: vec![Span::new(0, source.text().len())], ..Document::default() };
    if let Some(refusal) = encoding::refuse(source) {
        let mut report = Report::default();
        report.push(refusal);
        return (unread(), report);
    }
    let mut recovery = Recovery {
        source,
        text: source.text().to_owned(),
        gaps: Gaps::default(),
        entries: Vec::new(),
        report: Report::default(),
    };
    let tree = recovery.read();
    let Recovery { gaps, entries, mut report, .. } = recovery;
    let conflicts = if report.has_errors() { conflict::left_in(source.text()) } else { Vec::new() };
    if !conflicts.is_empty() {
        // What is wrong besides is wrong with two files at once.
        let mut report = Report::default();
        for conflict in conflicts {
            report.push(conflict);
        }
        return (unread(), report);
    }
    let mut document = unread();
    if let Some(mut tree) = tree {
        let mut resolver = Resolver::new(&mut tree, source.text(), &gaps);
        document.root = resolver.root();
        let Resolver { unread, report: resolved, .. } = resolver;
        document.unread = unread;
        document.unread.extend(&gaps.blanked);
        document.unread.extend(tree.second.map(|second| Span::new(second.start, source.text().len())));
        document.unread.sort();
        report.extend(resolved);
        for span in &tree.tabs {
            report.push(tab::finding(source.text(), *span));
        }
        finish(source.text(), &mut document, entries, &tree, &mut report);
        document.comments = tree.comments;
    }
    report.sort();
    // Each pass meets only one line.
    if let Some(tab) = report.iter_mut().find(|finding| finding.code == &codes::TAB_INDENTATION) {
        tab::indent_by_spaces(source.text(), tab);
    }
    (document, report)
}

struct Recovery<'a> {
    source: &'a Source,
    /// The text without what could not be read, of the same length.
    text: String,
    gaps: Gaps,
    /// What stands for the sections that were left out.
    entries: Vec<Entry>,
    report: Report,
}

impl Recovery<'_> {
    /// Reads until nothing stops the parser; none where nothing can be read.
    fn read(&mut self) -> Option<Tree> {
        let mut control = encoding::control_character(&self.text, 0);
        let mut work = 0;
        for _ in 0..MOST_PASSES {
            work += self.text.len();
            if work > MOST_WORK {
                return None;
            }
            let fault = match control {
                Some(span) => Box::new(encoding::forbidden(self.source.text(), span)),
                None => match raw::read(&self.text) {
                    Ok(tree) => return Some(tree),
                    Err(fault) => fault,
                },
            };
            if !self.leave_out(*fault) {
                return None;
            }
            control = control.and_then(|span| encoding::control_character(&self.text, span.start));
        }
        None
    }

    /// Reports a fault and takes what it stands in out of the text; false where that can't help.
    fn leave_out(&mut self, fault: Fault) -> bool {
        let section = section::section_at(&self.text, fault.cause);
        // A masked character can upset what follows it on its line; that was said already.
        let start = section.start.max(self.source.line(self.source.position(fault.cause).line).start);
        let is_known = fault.mask.is_none() && self.gaps.masked.range(start..=fault.cause).next().is_some();
        if !is_known {
            self.report.push(fault.diagnostic);
        }
        if fault.fatal || section::is_bracketed(&self.text) {
            return false;
        }
        if let Some(at) = fault.mask {
            self.gaps.masked.insert(at);
            self.text.replace_range(at..=at, "x");
            return true;
        }
        if self.text[section.start..section.end].trim().is_empty() {
            return false;
        }
        let original = self.source.text();
        self.gaps.anchors.extend(section::anchors(original, section));
        self.entries.extend(section::entries(original, section));
        section::blank(&mut self.text, section);
        self.gaps.blanked.push(section);
        true
    }
}

/// Puts the broken sections into the root, and says what the root has to be.
fn finish(text: &str, document: &mut Document, broken: Vec<Entry>, tree: &Tree, report: &mut Report) {
    if let Some(span) = tree.second {
        let message = "a second document begins here";
        let finding = Diagnostic::new(&codes::MULTIPLE_DOCUMENTS, Pointer::root(), span, message);
        let finding = finding.help("keep one document in the file");
        let rest = text.get(span.start..).unwrap_or_default();
        let is_mark = rest.starts_with("---") && rest[3..].trim().is_empty();
        report.push(if is_mark {
            let mark = Span::new(span.start, span.start + 3);
            finding.fix("remove the `---`", Applicability::Safe, mark, "")
        } else {
            finding
        });
    }
    let is_left_out = |node: &Node| node.is_null() && node.as_scalar().is_some_and(|scalar| scalar.text.is_empty());
    let is_empty = document.root.as_ref().is_none_or(is_left_out);
    if is_empty && !broken.is_empty() {
        document.root = Some(Node { span: broken[0].key_span, kind: NodeKind::Mapping(Mapping::default()) });
    }
    match document.root.as_mut() {
        Some(Node { kind: NodeKind::Mapping(entries), span }) => {
            for entry in broken {
                span.start = span.start.min(entry.key_span.start);
                span.end = span.end.max(entry.value.span.end);
                if !entries.iter().any(|other| other.key == entry.key) {
                    // Merged entries stand last, wherever they were written.
                    let place = entries.iter().position(|other| other.key_span.start > entry.key_span.start);
                    entries.insert(place.unwrap_or(entries.len()), entry);
                }
            }
        }
        root => {
            let span = root.map_or(Span::default(), |root| root.span);
            document.root = None;
            if report.has_errors() {
                return;
            }
            let finding = if is_empty {
                Diagnostic::new(&codes::EMPTY_FILE, Pointer::root(), Span::default(), "the file is empty")
            } else {
                Diagnostic::new(&codes::ROOT_NOT_MAPPING, Pointer::root(), span, "the file is not a mapping")
            };
            let finding = finding.help(BEGINNING);
            report.push(if is_empty { begun(text, finding) } else { finding });
        }
    }
}

/// The least that a spec has, after the comments of an empty file.
fn begun(text: &str, finding: Diagnostic) -> Diagnostic {
    let is_blank = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
    if !is_blank {
        return finding;
    }
    let end = if text.is_empty() || text.ends_with(['\n', '\u{feff}']) { "" } else { "\n" };
    let lines = "spec: blueprint/v1\nname: my-agent\nagent:\n  build:\n    context: .\n    dockerfile: Dockerfile\n";
    let written = format!("{end}{lines}");
    let written = if text.contains("\r\n") { written.replace('\n', "\r\n") } else { written };
    finding.fix("begin a spec", Applicability::Unsafe, Span::new(text.len(), text.len()), written)
}
