//! Classes of pydantic-settings: each field is a variable.

use std::collections::{BTreeMap, BTreeSet};

use super::call::{Given, is_nothing};
use super::names::{Names, literal};
use crate::audit::read::{Read, is_name};
use crate::audit::syntax::{Node, Syntax};

/// What a class of settings is a kind of.
const BASES: [&str; 3] = ["pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings"];

/// How all fields of a class are read.
#[derive(Debug, Clone, Default)]
struct Manner {
    prefix: String,
    /// Fields may be given in parts, by more than one variable.
    is_nested: bool,
}

/// What the settings of a file read, and names of which one is enough.
pub(super) fn reads<'s>(syntax: &'s Syntax<'s>, names: &Names<'s>) -> (Vec<Read>, Vec<BTreeSet<String>>) {
    let mut choices = Vec::new();
    let mut known: BTreeMap<&str, Manner> = BTreeMap::new();
    let mut reads = Vec::new();
    let passed = passed(syntax);
    for class in syntax.all().filter(|node| node.kind() == "class_definition") {
        let (Some(name), Some(body)) = (class.field("name"), class.field("body")) else { continue };
        let bases = class.field("superclasses").into_iter().flat_map(Node::named);
        let of_base = bases.into_iter().find_map(|base| match known.get(base.text()) {
            Some(manner) => Some(manner.clone()),
            None => names.path(base).filter(|path| BASES.contains(&path.as_str())).map(|_| Manner::default()),
        });
        let Some(manner) = of_base else { continue };
        let manner = own(class, body, manner);
        let given = passed.get(name.text());
        for field in body.named() {
            let field = if field.kind() == "expression_statement" { field.named().next() } else { None };
            let Some(field) = field.filter(|field| field.kind() == "assignment") else { continue };
            let is_given = field.field("left").is_some_and(|left| given.is_some_and(|all| all.contains(left.text())));
            if is_made(field, &known) {
                continue;
            }
            let of_field = of_field(field, &manner, names, is_given);
            choices.push(of_field.iter().filter_map(|read| read.name.clone()).collect::<BTreeSet<_>>());
            reads.extend(of_field);
        }
        known.insert(name.text(), manner);
    }
    choices.retain(|names| names.len() > 1);
    (reads, choices)
}

/// Whether a field is of another class of settings, which reads its own: made by that, or of its type.
fn is_made(field: Node<'_>, known: &BTreeMap<&str, Manner>) -> bool {
    let is_settings = |name: &str| known.contains_key(name) || name.ends_with("Settings") || name.ends_with("Config");
    let is_maker = |node: Node<'_>| {
        let made = if node.kind() == "keyword_argument"
            && node.field("name").is_some_and(|name| name.text() == "default_factory")
        {
            node.field("value")
        } else if node.kind() == "call" {
            node.field("function")
        } else {
            None
        };
        made.is_some_and(|made| made.kind() == "identifier" && is_settings(made.text()))
    };
    let kind = field.field("type").map(Node::text).unwrap_or_default();
    known.contains_key(kind) || field.field("right").is_some_and(|right| right.within().any(is_maker))
}

/// The fields that are given where a class is called.
fn passed<'s>(syntax: &'s Syntax<'s>) -> BTreeMap<&'s str, BTreeSet<&'s str>> {
    let mut passed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for call in syntax.all().filter(|node| node.kind() == "call") {
        let function = call.field("function").filter(|function| function.kind() == "identifier");
        if let Some(function) = function {
            let names = Given::of(call).names().map(Node::text);
            passed.entry(function.text()).or_default().extend(names);
        }
    }
    passed
}

/// What a class says itself: `model_config = SettingsConfigDict(env_prefix="APP_")`, or a class `Config` in it.
fn own<'s>(class: Node<'s>, body: Node<'s>, mut manner: Manner) -> Manner {
    let said = |key: &str| {
        let by_call = class.field("superclasses").and_then(|all| keyword(all, key));
        let configs = body.named().filter(|node| {
            let starts = |word: &str| node.text().starts_with(word);
            starts("model_config") || starts("class Config")
        });
        configs
            .into_iter()
            .flat_map(Node::within)
            .find_map(|node| match node.kind() {
                "assignment" if node.field("left")?.text() == key => node.field("right"),
                "pair" if literal(node.field("key")?)? == key => node.field("value"),
                "keyword_argument" if node.field("name")?.text() == key => node.field("value"),
                _ => None,
            })
            .or(by_call)
    };
    if let Some(prefix) = said("env_prefix").and_then(literal) {
        manner.prefix = prefix;
    }
    manner.is_nested |= said("env_nested_delimiter").is_some();
    manner
}

fn keyword<'s>(all: Node<'s>, key: &str) -> Option<Node<'s>> {
    let given = all
        .named()
        .find(|node| node.kind() == "keyword_argument" && node.field("name").is_some_and(|name| name.text() == key));
    given.and_then(|given| given.field("value"))
}

/// What one field reads: any one of its names.
fn of_field<'s>(field: Node<'s>, manner: &Manner, names: &Names<'s>, is_given: bool) -> Vec<Read> {
    let Some(left) = field.field("left").filter(|left| left.kind() == "identifier") else { return Vec::new() };
    let kind = field.field("type").map(Node::text).unwrap_or_default();
    let own = left.text();
    if field.field("type").is_none() || own.starts_with('_') || own == "model_config" || kind.contains("ClassVar") {
        return Vec::new();
    }
    // `Annotated[str, Field(alias="NAME")]` says it in the type.
    let calls = field.within().filter(|node| node.kind() == "call");
    let is_field = |call: &Node<'s>| {
        let function = call.field("function").map(Node::text).unwrap_or_default();
        function == "Field" || function.ends_with(".Field")
    };
    let call = calls.into_iter().find(is_field);
    let right = field.field("right");
    let said = call.map(Given::of);
    let is_call = |node: Node<'s>| call.is_some_and(|call| node.is_in(call) && call.is_in(node));
    let default = match right {
        Some(right) if !is_call(right) => Some(right),
        _ => said.and_then(|said| said.at(0, "default").or_else(|| said.named("default_factory"))),
    };
    let default = default.filter(|value| value.kind() != "ellipsis");
    let aliases = said.into_iter().flat_map(|said| aliases(said, names));
    let aliases: Vec<_> = aliases.into_iter().filter(|(name, _)| is_name(name)).collect();
    let is_plain = kind.chars().all(|c| !c.is_ascii_uppercase()) || !manner.is_nested;
    let is_optional = default.is_some() || is_given || !is_plain || aliases.len() > 1;
    let has_default = default.is_some_and(|value| !is_nothing(value)) || is_given;
    let read = |name: String, span| {
        if is_optional { Read::optional(name, span, has_default) } else { Read::required(name, span) }
    };
    if aliases.is_empty() {
        let name = format!("{}{own}", manner.prefix).to_uppercase();
        return if is_name(&name) { vec![read(name, left.span())] } else { Vec::new() };
    }
    aliases.into_iter().map(|(name, span)| read(name.to_uppercase(), span)).collect()
}

/// Other names of a field, which take no prefix.
fn aliases(said: Given<'_>, names: &Names<'_>) -> Vec<(String, crate::source::Span)> {
    let value = said.named("validation_alias").or_else(|| said.named("alias")).or_else(|| said.named("env"));
    let Some(value) = value else { return Vec::new() };
    if value.kind() == "call" {
        // `AliasChoices("A", "B")`
        return Given::of(value).placed().flat_map(|item| names.texts(item)).collect();
    }
    names.texts(value)
}
