//! Functions that read the variable that they are called with, and their calls.

use super::Look;
use super::call::{Given as Call, is_nothing};
use super::names::{Names, literal, parameters};
use super::need::ends;
use crate::audit::helper::{Helper, Helpers};
use crate::audit::key::Key;
use crate::audit::read::{Need, Read};
use crate::audit::syntax::{Node, Syntax};

/// A read of what a function is given.
pub(super) struct Given<'s> {
    pub(super) node: Node<'s>,
    pub(super) function: Node<'s>,
    /// Which parameter names the variable.
    pub(super) at: usize,
    pub(super) name: &'s str,
    pub(super) need: Need,
    pub(super) default: Option<Node<'s>>,
}

/// Adds what is read through functions: those of this file, and those of others that it imports.
pub(super) fn follow<'s>(syntax: &'s Syntax<'s>, look: &mut Look<'s>, outside: &Helpers) {
    for given in std::mem::take(&mut look.given) {
        look.seen.learn(named(&given), given.node.span());
    }
    if look.seen.helpers.is_empty() && outside.is_empty() {
        return;
    }
    for call in syntax.all().filter(|node| node.kind() == "call") {
        let Some(function) = call.field("function") else { continue };
        let name = match function.kind() {
            "identifier" => Some(function),
            "attribute" => function.field("attribute"),
            _ => None,
        };
        let Some(name) = name.map(Node::text) else { continue };
        let imported = || look.names.path(function);
        let Some(helper) = look.seen.helper(name, imported, outside) else { continue };
        let read = called(helper, Call::of(call), &look.names);
        look.seen.reads.extend(read);
    }
}

/// What is known of a function that reads what it is given; none without a name.
fn named<'s>(given: &Given<'s>) -> Option<(&'s str, Helper)> {
    let Given { function, at, name, .. } = *given;
    let called = match function.kind() {
        "function_definition" => function.field("name")?.text(),
        // `required = lambda name: os.environ[name]`
        _ => function.parent().filter(|holder| holder.kind() == "assignment")?.field("left")?.text(),
    };
    let all: Vec<_> = parameters(function).collect();
    let is_bound = usize::from(all.first().is_some_and(|first| matches!(first.name, "self" | "cls")));
    let falls_back = |parameter: &str| match given.default {
        Some(default) => default.text() == parameter,
        None => ["default", "fallback"].iter().any(|word| parameter.contains(word)),
    };
    let default = all.iter().position(|parameter| parameter.name != name && falls_back(parameter.name));
    let own = default.and_then(|at| all[at].default);
    // What is given for nothing in the call, or written in the function itself, holds.
    let has_default = match default {
        Some(_) => own.is_some_and(|own| !is_nothing(own)),
        None => given.default.is_some(),
    };
    let fails = given.need == Need::Required || (!has_default && function.field("body").is_some_and(ends));
    let helper = Helper {
        key: (at.saturating_sub(is_bound), name.to_owned()),
        default: default.map(|at| (at.saturating_sub(is_bound), all[at].name.to_owned())),
        need: if fails { Need::Required } else { Need::Optional },
        has_default,
    };
    Some((called, helper))
}

/// What a call of a helper reads.
fn called(helper: &Helper, call: Call<'_>, names: &Names<'_>) -> Vec<Read> {
    let Some(key) = call.at(helper.key.0, &helper.key.1) else { return Vec::new() };
    let default = helper.default.as_ref().and_then(|(at, name)| call.at(*at, name)).filter(|value| !is_nothing(*value));
    match names.key(key) {
        Key::Computed if literal(key).is_some() => Vec::new(),
        said => helper.read(said, key.span(), default.is_some()),
    }
}
