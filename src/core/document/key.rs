//! Keys of mappings: a string each; what else is written there is refused, with the way out.

use super::raw::RawKind;
use super::resolve::{Key, Resolver, Trail, shown};
use super::{ScalarType, Style, codes, quote};
use crate::diagnostic::Applicability;
use crate::source::Span;

impl Resolver<'_> {
    pub(super) fn key(&mut self, index: usize, trail: &Trail<'_>) -> Key {
        let raw = &self.tree.nodes[index];
        if raw.problem.is_some() || self.gaps.masked.contains(&raw.span.start) {
            drop(self.node(index, trail));
            return Key::Refused;
        }
        let span = raw.span;
        let at = if let RawKind::Alias(target) = raw.kind { target } else { index };
        let target = &mut self.tree.nodes[at];
        let is_shared = self.shared > 0 || target.is_shared;
        if target.problem.is_some() {
            return Key::Refused;
        }
        if let RawKind::Scalar(scalar) = &mut target.kind
            && scalar.kind == ScalarType::String
        {
            if scalar.text == "<<" && scalar.style == Style::Plain {
                return Key::Merge;
            }
            return Key::Named(if is_shared { scalar.text.clone() } else { std::mem::take(&mut scalar.text) });
        }
        let target = target.kind.clone();
        self.refuse_key(span, &target, trail);
        Key::Refused
    }

    fn refuse_key(&mut self, span: Span, target: &RawKind, trail: &Trail<'_>) {
        let written = self.text.get(span.start..span.end).unwrap_or_default();
        let RawKind::Scalar(scalar) = target else {
            let kind = if matches!(target, RawKind::Mapping(_)) { "mapping" } else { "list" };
            let help = if written.starts_with('{') { "put text with braces in quotes" } else { "write a string" };
            let message = format!("a key has to be a string, found a {kind}");
            self.say(trail, "", &codes::NON_STRING_KEY, span, message, |finding| finding.help(help));
            return;
        };
        if written.is_empty() {
            let message = "expected a key before `:`".to_owned();
            let colon = Span::new(span.start, (span.start + 1).min(self.text.len()));
            let span = if self.text.get(colon.start..colon.end) == Some(":") { colon } else { span };
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
        self.say(trail, written, &codes::NON_STRING_KEY, span, message, |finding| {
            if as_written {
                let quoted = quote(written);
                let help = format!("quote it: `{quoted}`");
                finding.help(help).fix("quote the key as it is written", Applicability::Safe, span, quoted)
            } else {
                finding.help("write a string")
            }
        });
    }
}
