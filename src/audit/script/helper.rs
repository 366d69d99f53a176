//! Functions of a script that read the variable that they are called with, and their calls.

use super::names::{Names, bare, literal, parameters};
use super::need::ends;
use super::{Look, need};
use crate::audit::helper::{Helper, Helpers};
use crate::audit::read::{Need, Read};
use crate::audit::syntax::{Node, Syntax};

/// A read of what a function is given.
pub(super) struct Given<'s> {
    pub(super) node: Node<'s>,
    pub(super) function: Node<'s>,
    /// Which parameter names the variable.
    pub(super) at: usize,
    pub(super) name: &'s str,
}

/// Adds what is read through functions: those of this file, and those of others that it imports.
pub(super) fn follow<'s>(syntax: &'s Syntax<'s>, look: &mut Look<'s>, outside: &Helpers) {
    for given in std::mem::take(&mut look.given) {
        look.seen.learn(named(&given), given.node.span());
    }
    if look.seen.helpers.is_empty() && outside.is_empty() {
        return;
    }
    for call in syntax.all().filter(|node| node.kind() == "call_expression") {
        let Some(function) = call.field("function").map(bare) else { continue };
        let name = match function.kind() {
            "identifier" => Some(function),
            "member_expression" => function.field("property"),
            _ => None,
        };
        let Some(name) = name.map(Node::text) else { continue };
        let imported = || look.names.path(function);
        let Some(helper) = look.seen.helper(name, imported, outside) else { continue };
        let reads = called(helper, call, &look.names);
        look.seen.reads.extend(reads);
    }
}

/// What is known of a function that reads what it is given; none without a name.
fn named<'s>(given: &Given<'s>) -> Option<(&'s str, Helper)> {
    let Given { node, function, at, name } = *given;
    let called = match function.field("name") {
        Some(name) => name.text(),
        // `const required = (name) => …`
        None => {
            let holder = function.parent()?;
            match holder.kind() {
                "variable_declarator" => holder.field("name")?.text(),
                "pair" => holder.field("key")?.text(),
                _ => return None,
            }
        }
    };
    let all: Vec<_> = parameters(function).collect();
    let body = function.field("body");
    let (needed, own_default) = need::of(node);
    let right = node.parent().filter(|at| at.kind() == "binary_expression").and_then(|at| at.field("right"));
    let falls_back = |parameter: &str| {
        right.is_some_and(|right| right.text() == parameter)
            || ["default", "fallback"].iter().any(|word| parameter.to_ascii_lowercase().contains(word))
    };
    let default = all.iter().position(|parameter| parameter.name != name && falls_back(parameter.name));
    let own = default.and_then(|at| all[at].default);
    let has_default = match default {
        Some(_) => own.is_some_and(|own| literal(own).is_none_or(|text| !text.is_empty())),
        None => own_default,
    };
    let fails = !has_default && (needed == Need::Required || body.is_some_and(ends));
    let need = if fails { Need::Required } else { Need::Optional };
    let default = default.map(|at| (at, all[at].name.to_owned()));
    Some((called, Helper { key: (at, name.to_owned()), default, need, has_default }))
}

/// What a call of a helper reads.
fn called(helper: &Helper, call: Node<'_>, names: &Names<'_>) -> Vec<Read> {
    let given = || call.field("arguments").into_iter().flat_map(Node::named);
    let Some(key) = given().nth(helper.key.0) else { return Vec::new() };
    let default = helper.default.as_ref().and_then(|(at, _)| given().nth(*at));
    let has_default = default.is_some_and(|value| value.kind() != "undefined");
    helper.read(names.key(key), key.span(), has_default)
}
