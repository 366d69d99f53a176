//! Keys of mappings: a string each; what else is written there is refused, with the way out.

use super::raw::{Raw, RawKind};
use super::resolve::{Key, Resolver, Trail, shown};
use super::{ScalarType, Style, codes, quote};
use crate::diagnostic::Applicability;
use crate::source::Span;

impl Resolver<'_> {
    pub(super) fn key(&mut self, index: usize, trail: &Trail<'_>) -> Key {
        let tree = self.tree;
        let raw = &tree.nodes[index];
        if raw.problem.is_some() || self.gaps.masked.contains(&raw.span.start) {
            drop(self.node(index, trail));
            return Key::Refused;
        }
        let target = match raw.kind {
            RawKind::Alias(target) => &tree.nodes[target],
            _ => raw,
        };
        if let RawKind::Scalar(scalar) = &target.kind
            && target.problem.is_none()
            && scalar.kind == ScalarType::String
        {
            let is_merge = scalar.text == "<<" && scalar.style == Style::Plain;
            return if is_merge { Key::Merge } else { Key::Named(scalar.text.clone()) };
        }
        if target.problem.is_none() {
            self.refuse_key(raw, target, trail);
        }
        Key::Refused
    }

    fn refuse_key(&mut self, raw: &Raw, target: &Raw, trail: &Trail<'_>) {
        let written = self.text.get(raw.span.start..raw.span.end).unwrap_or_default();
        let RawKind::Scalar(scalar) = &target.kind else {
            let kind = if matches!(target.kind, RawKind::Mapping(_)) { "mapping" } else { "list" };
            let help = if written.starts_with('{') { "put text with braces in quotes" } else { "write a string" };
            let message = format!("a key has to be a string, found a {kind}");
            self.say(trail, "", &codes::NON_STRING_KEY, raw.span, message, |finding| finding.help(help));
            return;
        };
        if written.is_empty() {
            let message = "expected a key before `:`".to_owned();
            let colon = Span::new(raw.span.start, (raw.span.start + 1).min(self.text.len()));
            let span = if self.text.get(colon.start..colon.end) == Some(":") { colon } else { raw.span };
            self.say(trail, "", &codes::NON_STRING_KEY, span, message, |finding| finding.help("write a key before it"));
            return;
        }
        let kind = match scalar.kind {
            ScalarType::Null => "null",
            ScalarType::Bool => "a boolean",
            ScalarType::Integer | ScalarType::Float | ScalarType::String => "a number",
        };
        let message = format!("a key has to be a string, found {kind}: {}", shown(written));
        let as_written = scalar.style == Style::Plain && written == scalar.text;
        self.say(trail, written, &codes::NON_STRING_KEY, raw.span, message, |finding| {
            if as_written {
                let quoted = quote(written);
                let help = format!("quote it: `{quoted}`");
                finding.help(help).fix("quote the key as it is written", Applicability::Safe, raw.span, quoted)
            } else {
                finding.help("write a string")
            }
        });
    }
}
