//! What the names of a script stand for: the environment under any name, what libraries make, and constants.

use std::collections::BTreeMap;

use crate::audit::key::Key;
use crate::audit::syntax::{Node, Syntax};
use crate::source::Span;

/// How many parts a dotted name has that is looked up.
const MOST_PARTS: usize = 8;
/// How many names are taken of a list.
const MOST_NAMES: usize = 200;
/// What every script has without an import.
const GLOBAL: [&str; 3] = ["process", "Deno", "Bun"];

/// What names stand for, in all of a file.
#[derive(Debug, Default)]
pub(super) struct Names<'s> {
    paths: BTreeMap<&'s str, String>,
    /// By name, what it was made as; none where that was done twice.
    constants: BTreeMap<&'s str, Option<Node<'s>>>,
}

impl<'s> Names<'s> {
    pub(super) fn read(syntax: &'s Syntax<'s>) -> Self {
        let mut names = Self::default();
        for node in syntax.all() {
            match node.kind() {
                "import_statement" => names.import(node),
                "variable_declarator" => names.declare(node),
                // `url += "/v1"`
                "assignment_expression" | "augmented_assignment_expression" => {
                    if let Some(left) = node.field("left").filter(|left| left.kind() == "identifier") {
                        names.constants.insert(left.text(), None);
                    }
                }
                _ => {}
            }
        }
        names
    }

    fn import(&mut self, node: Node<'s>) {
        let Some(source) = node.field("source").and_then(literal) else { return };
        let source = source.strip_prefix("node:").unwrap_or(&source).to_owned();
        let clause = node.named().filter(|child| child.kind() == "import_clause").flat_map(Node::named);
        for name in clause {
            match name.kind() {
                "identifier" => {
                    self.paths.insert(name.text(), source.clone());
                }
                "namespace_import" => {
                    self.paths.extend(name.named().next().map(|name| (name.text(), source.clone())));
                }
                "named_imports" => {
                    for one in name.named().take(MOST_NAMES) {
                        let Some(full) = one.field("name") else { continue };
                        let own = one.field("alias").unwrap_or(full);
                        let path =
                            if full.text() == "default" { source.clone() } else { format!("{source}.{}", full.text()) };
                        self.paths.insert(own.text(), path);
                    }
                }
                _ => {}
            }
        }
    }

    fn declare(&mut self, node: Node<'s>) {
        let (Some(name), Some(value)) = (node.field("name"), node.field("value")) else { return };
        let path = self.path(value);
        match name.kind() {
            "identifier" => {
                if let Some(path) = path {
                    self.paths.entry(name.text()).or_insert(path);
                }
                self.constants.entry(name.text()).and_modify(|known| *known = None).or_insert(Some(value));
            }
            // `const { env } = process`
            "object_pattern" => {
                for (key, own) in name.named().take(MOST_NAMES).filter_map(taken) {
                    if let Some(path) = path.as_ref().filter(|path| !is_environment(path)) {
                        self.paths.entry(own).or_insert_with(|| format!("{path}.{key}"));
                    }
                }
            }
            _ => {}
        }
    }

    /// The full name of what an expression is, where it begins with what was imported, or is every script's.
    pub(super) fn path(&self, node: Node<'s>) -> Option<String> {
        let (mut at, mut tail) = (bare(node), Vec::<String>::new());
        for _ in 0..MOST_PARTS {
            let text = at.text();
            let begun = match at.kind() {
                "identifier" => match self.paths.get(text) {
                    Some(path) if !is_parameter(at) => path.clone(),
                    None if GLOBAL.contains(&text) && !self.constants.contains_key(text) && !is_parameter(at) => {
                        text.to_owned()
                    }
                    _ => return None,
                },
                "meta_property" => "import.meta".to_owned(),
                "member_expression" => {
                    let (object, property) = (at.field("object")?, at.field("property")?);
                    if object.kind() == "identifier" && matches!(object.text(), "globalThis" | "global" | "window") {
                        property.text().to_owned()
                    } else if text == "import.meta" {
                        text.to_owned()
                    } else {
                        tail.push(format!(".{}", property.text()));
                        at = bare(object);
                        continue;
                    }
                }
                "call_expression" => {
                    let function = at.field("function")?;
                    if function.text() == "require" {
                        let source = at.field("arguments")?.named().next().and_then(literal)?;
                        source.strip_prefix("node:").unwrap_or(&source).to_owned()
                    } else {
                        tail.push("()".to_owned());
                        at = bare(function);
                        continue;
                    }
                }
                _ => return None,
            };
            return Some(tail.iter().rev().fold(begun, |path, part| path + part));
        }
        None
    }

    /// Whether an expression is the environment of the process.
    pub(super) fn is_environment(&self, node: Node<'s>) -> bool {
        self.path(node).is_some_and(|path| is_environment(&path))
    }

    /// What a name was made as.
    pub(super) fn constant(&self, node: Node<'s>) -> Node<'s> {
        let found = if node.kind() == "identifier" { self.constants.get(node.text()).copied().flatten() } else { None };
        found.map_or(node, bare)
    }

    /// What a name was made as before it stands here, where nothing else is put under it.
    pub(super) fn assigned(&self, name: Node<'s>) -> Option<Node<'s>> {
        let value = self.constants.get(name.text()).copied().flatten().filter(|_| !is_parameter(name))?;
        (value.span().end <= name.span().start).then(|| bare(value))
    }

    /// What an expression that names a variable says.
    pub(super) fn key(&self, node: Node<'s>) -> Key<'s> {
        let node = bare(node);
        if let Some(text) = literal(node) {
            return Key::Known(vec![(text, node.span())]);
        }
        if node.kind() != "identifier" {
            return Key::Computed;
        }
        let name = node.text();
        for holder in node.ancestors() {
            if holder.kind() == "for_in_statement" {
                let left = holder.field("left").filter(|left| left.text() == name);
                if let Some(names) = left.and_then(|_| self.list(holder.field("right")?)) {
                    return Key::Known(names);
                }
            }
            if let Some(at) = parameters(holder).position(|parameter| parameter.name == name) {
                // `["A", "B"].map((name) => process.env[name])`
                return match self.each(holder).filter(|_| at == 0) {
                    Some(names) => Key::Known(names),
                    None => Key::Given(holder, at, name),
                };
            }
        }
        match literal(self.constant(node)) {
            Some(text) => Key::Known(vec![(text, node.span())]),
            None => Key::Computed,
        }
    }

    /// The items of the list that a function is called for, one after the other.
    fn each(&self, function: Node<'s>) -> Option<Vec<(String, Span)>> {
        let call = function.parent().filter(|at| at.kind() == "arguments")?.parent()?;
        let method = call.field("function").filter(|called| called.kind() == "member_expression")?;
        let every = ["forEach", "map", "filter", "some", "every", "find", "flatMap", "reduce"];
        method.field("property").filter(|name| every.contains(&name.text()))?;
        self.list(method.field("object")?)
    }

    /// A list of texts that is written down, here or where its name is made.
    fn list(&self, node: Node<'s>) -> Option<Vec<(String, Span)>> {
        let list = self.constant(bare(node));
        let items = (list.kind() == "array").then(|| list.named())?;
        let names: Option<Vec<_>> =
            items.take(MOST_NAMES).map(|item| literal(item).map(|text| (text, item.span()))).collect();
        names.filter(|names| !names.is_empty())
    }
}

/// Whether a full name is the environment's.
fn is_environment(path: &str) -> bool {
    matches!(path, "process.env" | "import.meta.env" | "Bun.env")
}

/// What a part of an object pattern takes: the key, and the name that it gets.
pub(super) fn taken(part: Node<'_>) -> Option<(&str, &str)> {
    match part.kind() {
        "shorthand_property_identifier_pattern" => Some((part.text(), part.text())),
        "pair_pattern" => Some((part.field("key")?.text(), part.field("value")?.text())),
        "object_assignment_pattern" => part.field("left").map(|left| (left.text(), left.text())),
        _ => None,
    }
}

/// A parameter of a function.
pub(super) struct Parameter<'s> {
    pub(super) name: &'s str,
    /// What it is where nobody says.
    pub(super) default: Option<Node<'s>>,
}

/// The parameters of a function; none of what is no function.
pub(super) fn parameters(function: Node<'_>) -> impl Iterator<Item = Parameter<'_>> {
    let is_function = matches!(
        function.kind(),
        "arrow_function" | "function_declaration" | "function_expression" | "method_definition"
    );
    let function = is_function.then_some(function);
    let alone = function.and_then(|function| function.field("parameter"));
    let many = function.and_then(|function| function.field("parameters")).into_iter().flat_map(Node::named);
    alone.into_iter().chain(many).take(MOST_NAMES).map(|parameter| {
        let name = parameter.field("pattern").unwrap_or(parameter);
        Parameter { name: name.text(), default: parameter.field("value") }
    })
}

/// Whether a name is what a function around it is called with.
fn is_parameter(node: Node<'_>) -> bool {
    node.ancestors().any(|function| {
        let is_named = parameters(function).any(|parameter| parameter.name == node.text());
        is_named && function.field("body").is_some_and(|body| node.is_in(body))
    })
}

/// An expression without what only says its type, and without parentheses.
pub(super) fn bare(node: Node<'_>) -> Node<'_> {
    let mut at = node;
    for _ in 0..MOST_PARTS {
        let inner = match at.kind() {
            "parenthesized_expression" | "as_expression" | "satisfies_expression" | "non_null_expression" => {
                at.named().next()
            }
            _ => return at,
        };
        let Some(inner) = inner else { return at };
        at = inner;
    }
    at
}

/// The text of a literal that nothing is put into.
pub(super) fn literal(node: Node<'_>) -> Option<String> {
    let is_plain =
        |node: &Node<'_>| node.named().all(|part| matches!(part.kind(), "string_fragment" | "escape_sequence"));
    let is_text = matches!(node.kind(), "string" | "template_string") && is_plain(&node);
    is_text.then(|| node.named().filter(|part| part.kind() == "string_fragment").map(Node::text).collect())
}
