//! The variables that a service is given, and what they become.

use std::collections::{BTreeMap, BTreeSet};

use super::lost::Lost;
use super::words::{rehosted, resolved};
use crate::document::Cursor;
use crate::document::form::Form;
use crate::source::Span;
use crate::start::values::{Variable, is_secret};

/// The pairs of a mapping, or of a list of `NAME=VALUE`, each with its place; a name alone has no value.
pub(super) fn pairs(at: &Cursor<'_>) -> Vec<(String, Option<String>, Span)> {
    let of_entry = at.entries().map(|(entry, value)| {
        let text = value.node.as_scalar().filter(|_| !value.node.is_null()).map(|scalar| scalar.text.clone());
        (entry.key.clone(), text, entry.key_span)
    });
    let of_item = at.items().filter_map(|item| {
        let text = &item.node.as_scalar()?.text;
        let (name, value) = text.split_once('=').map_or((text.as_str(), None), |(name, value)| (name, Some(value)));
        Some((name.to_owned(), value.map(str::to_owned), item.place.span))
    });
    of_entry.chain(of_item).collect()
}

/// A variable of a service.
pub(super) struct Given {
    pub(super) name: String,
    pub(super) is_secret: bool,
    /// Its text, where it is no secret and all of it is known; hosts have their new names.
    pub(super) text: Option<String>,
    /// Whether whoever deploys says it, or may.
    pub(super) is_asked: bool,
    /// Whether it says itself that it may be empty.
    pub(super) is_optional: bool,
    /// Where it stands.
    pub(super) span: Span,
}

impl Given {
    /// The variables of a service in their order; what changes for their readers is noted.
    pub(super) fn all(
        service: &str,
        at: &Cursor<'_>,
        hosts: &BTreeMap<String, String>,
        lost: &mut Vec<Lost>,
    ) -> Vec<Self> {
        let Some(environment) = at.get("environment") else { return Vec::new() };
        let mut known = BTreeSet::new();
        // Of two with one name the last holds.
        let mut pairs = pairs(&environment);
        pairs.reverse();
        pairs.retain(|(name, ..)| known.insert(name.clone()));
        let pairs = pairs.into_iter().rev();
        pairs.filter_map(|(name, value, span)| Self::of(service, name, value.as_deref(), hosts, span, lost)).collect()
    }

    fn of(
        service: &str,
        name: String,
        value: Option<&str>,
        hosts: &BTreeMap<String, String>,
        span: Span,
        lost: &mut Vec<Lost>,
    ) -> Option<Self> {
        let what = || format!("{service}.environment.{name}");
        if !crate::dotenv::is_name(&name) {
            lost.push(Lost::at(span, what(), "it is not the name of a variable"));
            return None;
        }
        let found = resolved(value.unwrap_or_default());
        let is_secret = is_secret(&name, &found.text) || found.names.iter().any(|from| self::is_secret(from, ""));
        let is_asked = value.is_none() || !found.names.is_empty();
        let is_optional = value.is_some() && !found.is_open && found.text.is_empty();
        let is_known = value.is_some() && !found.is_open && !found.text.is_empty();
        if is_secret && is_known {
            lost.push(Lost::at(
                span,
                what(),
                format!("it may be a secret, which a spec does not hold: set `{name}` in `.env`"),
            ));
        } else if !found.is_one && !found.names.is_empty() {
            let parts = found.names.join("`, `");
            lost.push(Lost::at(
                span,
                what(),
                format!("it was made of `{parts}`; it is a value of its own now, set in `.env`"),
            ));
        } else if let Some(from) = found.names.first().filter(|from| **from != name) {
            lost.push(Lost::at(span, what(), format!("in `.env` it is called `{name}` now, not `{from}`")));
        }
        let mut text = Some(found.text).filter(|_| is_known && !is_secret);
        let says_host =
            ["HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "ENDPOINT"].iter().any(|end| name.ends_with(end));
        if let Some((renamed, old)) = text.as_deref().and_then(|text| rehosted(text, hosts, says_host)) {
            let new = hosts.get(&old).map(String::as_str).unwrap_or_default();
            let reason = format!(
                "`{old}` is called `{new}` on this machine, and otherwise in a cluster: read what the entry gives instead"
            );
            lost.push(Lost::at(span, what(), reason));
            text = Some(renamed);
        }
        Some(Self { name, is_secret, text, is_asked, is_optional, span })
    }

    /// The same as an input of a service.
    pub(super) fn input(&self, service: &str, lost: &mut Vec<Lost>) -> Form {
        if self.is_optional {
            let what = format!("{service}.environment.{}", self.name);
            lost.push(Lost::at(
                self.span,
                what,
                "it is empty there; here it is not given at all, unless it is set in `.env`",
            ));
        }
        let default = self.text.clone().filter(|text| !text.contains('\0'));
        let variable = Variable { name: self.name.clone(), default, is_optional: self.is_optional, description: None };
        variable.input(self.is_secret).1
    }
}
