//! The variables that a service is given, and what they become.

use std::collections::BTreeSet;

use super::address::{Address, addresses, is_host, renamed};
use super::lost::Lost;
use super::net::Net;
use super::peer::Peer;
use super::service::{Role, Service};
use super::words::resolved;
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
    /// The variables of a service in their order, but for those that it is given anyway; what changes for their readers
    /// is noted.
    pub(super) fn all(service: &Service<'_>, net: &Net, lost: &mut Vec<Lost>) -> Vec<Self> {
        let Some(environment) = service.at.get("environment") else { return Vec::new() };
        let mut known = BTreeSet::new();
        // Of two with one name the last holds.
        let mut pairs = pairs(&environment);
        pairs.reverse();
        pairs.retain(|(name, ..)| known.insert(name.clone()));
        let pairs = pairs.into_iter().rev();
        pairs.filter_map(|(name, value, span)| Self::of(service, name, value.as_deref(), net, span, lost)).collect()
    }

    fn of(
        service: &Service<'_>,
        name: String,
        value: Option<&str>,
        net: &Net,
        span: Span,
        lost: &mut Vec<Lost>,
    ) -> Option<Self> {
        let mut note =
            |reason: String| lost.push(Lost::at(span, format!("{}.environment.{name}", service.name), reason));
        if !crate::dotenv::is_name(&name) {
            note("it is not the name of a variable".to_owned());
            return None;
        }
        if let Some(giver) = net.giver(&name, service.role) {
            let reader = if service.role == Role::Agent { "agent" } else { "job" };
            note(format!("{giver} gives it to the {reader}"));
            return None;
        }
        let found = resolved(value.unwrap_or_default());
        if let Some(own) = name.strip_suffix("_FILE").filter(|_| found.text.starts_with("/run/secrets/")) {
            note(format!(
                "it names a file that does not come along: let code read `{own}`, and `ast add input {own} --secret`"
            ));
            return None;
        }
        let mut is_secret = is_secret(&name, &found.text) || found.names.iter().any(|from| self::is_secret(from, ""));
        let mut is_asked = value.is_none() || !found.names.is_empty();
        let is_optional = value.is_some() && !found.is_open && found.text.is_empty();
        let is_known = value.is_some() && !found.is_open && !found.text.is_empty();
        let said = addresses(&found.text, is_host(&name));
        let (text, peers) = renamed(&found.text, &said, net);
        if is_secret && is_known {
            let reason = format!("it may be a secret, which a spec does not hold: set `{name}` in `.env`");
            note(reason + &with(&found.text, &peers));
        } else if !found.is_one && !found.names.is_empty() {
            let parts = found.names.join("`, `");
            let reason = format!("it was made of `{parts}`; it is a value of its own now, set in `.env`");
            note(reason + &with(&found.text, &peers));
        } else if let Some(from) = found.names.first().filter(|from| **from != name) {
            note(format!("in `.env` it is called `{name}` now, not `{from}`"));
        }
        let mut text = Some(text).filter(|_| is_known && !is_secret);
        if let Some((old, peer)) = peers.first().filter(|_| text.is_some()) {
            let gives = peer.gives(service.role);
            if let Some(open) = open(&found.text, &said, net) {
                let instead = if gives { ", or read what the entry gives instead" } else { "" };
                note(format!(
                    "`{old}` has a password here, which is that of `{}`: set `{name}` in `.env` to `{open}`{instead}",
                    peer.id
                ));
                (is_secret, is_asked, text) = (true, true, None);
            } else {
                let instead = match (gives, is_asked) {
                    (true, _) => "read what the entry gives instead".to_owned(),
                    (false, true) => format!("supply `{name}` there"),
                    (false, false) => format!("make `{name}` an input, which is supplied there"),
                };
                note(format!("{}: {instead}", peer.is_called(old)));
                if peer.is_locked {
                    let way =
                        if gives { "the entry gives too" } else { "the container has to be given by a secret input" };
                    note(format!("`{old}` has a password here, which {way}"));
                }
            }
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

/// What a value that somebody sets has to say instead of what a file had.
fn with(text: &str, peers: &[(String, &Peer)]) -> String {
    let names = peers.iter().map(|(old, peer)| {
        let logs_in = matches!(peer.role, Role::Store(_)) && text.contains('@');
        let login = if logs_in { format!(" and the login of `{}`", peer.id) } else { String::new() };
        format!(", with `{}` for `{old}`{login}", peer.host)
    });
    names.collect()
}

/// A text with a place for a password, where it has the URL of a store that gets one and says none.
fn open(text: &str, said: &[Address], net: &Net) -> Option<String> {
    let is_open = |address: &&Address| {
        address.is_open && net.peer(&text[address.host.clone()]).is_some_and(|peer| peer.is_locked)
    };
    let start = said.iter().find(is_open)?.host.start;
    let (before, after) = text.split_at(start);
    let after = renamed(after, &addresses_from(said, start), net).0;
    Some(format!("{before}:PASSWORD@{after}"))
}

/// Addresses from a place on, counted from there.
fn addresses_from(said: &[Address], start: usize) -> Vec<Address> {
    let later = said.iter().filter(|address| address.host.start >= start).cloned();
    later.map(|address| Address { host: address.host.start - start..address.host.end - start, ..address }).collect()
}
