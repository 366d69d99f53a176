//! What the names of a Python file stand for: modules under any name, constants, and who has a parameter of that name.

use std::collections::BTreeMap;

use crate::audit::key::Key;
use crate::audit::syntax::{Node, Syntax};
use crate::source::Span;

/// How many parts a dotted name has that is looked up.
const MOST_PARTS: usize = 8;
/// How many names are taken of a list.
const MOST_NAMES: usize = 200;

/// What names stand for, in all of a file: which of its places an assignment holds for is not asked.
#[derive(Debug, Default)]
pub(super) struct Names<'s> {
    /// By name, the full name of what was imported or made.
    paths: BTreeMap<&'s str, String>,
    /// By name, what it was assigned, at the top or in a class; none where that was done twice.
    constants: BTreeMap<&'s str, Option<Node<'s>>>,
}

impl<'s> Names<'s> {
    pub(super) fn read(syntax: &'s Syntax<'s>) -> Self {
        let mut names = Self::default();
        for node in syntax.all() {
            match node.kind() {
                "import_statement" => names.import(node, ""),
                "import_from_statement" => {
                    let module = node.field("module_name").map(Node::text).unwrap_or_default();
                    names.import(node, module);
                }
                "assignment" | "named_expression" => names.assign(node),
                // `url += "/v1"`
                "augmented_assignment" => {
                    if let Some(left) = node.field("left").filter(|left| left.kind() == "identifier") {
                        names.constants.insert(left.text(), None);
                    }
                }
                _ => {}
            }
        }
        names
    }

    fn import(&mut self, node: Node<'s>, module: &str) {
        for name in node.children().filter(|child| child.role() == "name") {
            let (full, alias) = match name.kind() {
                "aliased_import" => (name.field("name").map(Node::text), name.field("alias").map(Node::text)),
                _ => (Some(name.text()), None),
            };
            let Some(full) = full else { continue };
            if module.is_empty() {
                // `import a.b` binds `a`.
                let first = full.split('.').next().unwrap_or(full);
                self.paths.insert(alias.unwrap_or(first), if alias.is_some() { full } else { first }.to_owned());
            } else {
                self.paths.insert(alias.unwrap_or(full), format!("{module}.{full}"));
            }
        }
    }

    fn assign(&mut self, node: Node<'s>) {
        let left = node.field("left").or_else(|| node.field("name"));
        let right = node.field("right").or_else(|| node.field("value"));
        let (Some(left), Some(right)) = (left.filter(|left| left.kind() == "identifier"), right) else { return };
        if let Some(path) = self.path(right) {
            self.paths.entry(left.text()).or_insert(path);
        }
        self.constants.entry(left.text()).and_modify(|known| *known = None).or_insert(Some(right));
    }

    /// The full name of what an expression is, where it begins with what was imported: `os.environ`, and
    /// `environs.Env()` for what a call makes.
    pub(super) fn path(&self, node: Node<'s>) -> Option<String> {
        let (mut at, mut tail) = (node, Vec::<String>::new());
        for _ in 0..MOST_PARTS {
            match at.kind() {
                "identifier" if !is_parameter(at) => {
                    let mut path = self.paths.get(at.text())?.clone();
                    tail.iter().rev().for_each(|part| path.push_str(part));
                    return Some(path);
                }
                "attribute" => {
                    tail.push(format!(".{}", at.field("attribute")?.text()));
                    at = at.field("object")?;
                }
                "call" => {
                    let function = at.field("function")?;
                    if function.kind() == "identifier" && function.text() == "dict" {
                        at = at.field("arguments")?.named().next()?;
                        continue;
                    }
                    tail.push("()".to_owned());
                    at = function;
                }
                "parenthesized_expression" => at = at.named().next()?,
                _ => return None,
            }
        }
        None
    }

    /// What a name was assigned before, where that was done once.
    pub(super) fn constant(&self, name: Node<'s>) -> Option<Node<'s>> {
        let value = self.constants.get(name.text()).copied().flatten().filter(|_| !is_parameter(name))?;
        (value.span().end <= name.span().start).then_some(value)
    }

    /// Whether an expression is the environment of the process.
    pub(super) fn is_environment(&self, node: Node<'s>) -> bool {
        let path = self.path(node);
        path.is_some_and(|path| matches!(path.as_str(), "os.environ" | "os.environ.copy()" | "os.environb"))
    }

    /// What an expression that names a variable says.
    pub(super) fn key(&self, node: Node<'s>) -> Key<'s> {
        if let Some(text) = literal(node) {
            return Key::Known(vec![(text, node.span())]);
        }
        if node.kind() != "identifier" {
            return Key::Computed;
        }
        let name = node.text();
        for holder in node.ancestors() {
            match holder.kind() {
                "for_statement" | "for_in_clause" => {
                    if let Some(names) = self.looped(holder, name) {
                        return Key::Known(names);
                    }
                }
                "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression" => {
                    let clauses = holder.named().filter(|child| child.kind() == "for_in_clause");
                    if let Some(names) = clauses.into_iter().find_map(|clause| self.looped(clause, name)) {
                        return Key::Known(names);
                    }
                }
                "function_definition" | "lambda" => {
                    if let Some(at) = parameters(holder).position(|parameter| parameter.name == name) {
                        return Key::Given(holder, at, name);
                    }
                }
                _ => {}
            }
        }
        match self.constants.get(name).copied().flatten().and_then(literal) {
            Some(text) => Key::Known(vec![(text, node.span())]),
            None => Key::Computed,
        }
    }

    /// The names that a loop goes through, where it is by this variable and they are written down.
    fn looped(&self, holder: Node<'s>, name: &str) -> Option<Vec<(String, Span)>> {
        let left = holder.field("left")?;
        let is_first = left.kind() != "identifier";
        if is_first {
            // `for name, default in …`
            left.named().next().filter(|first| first.text() == name)?;
        } else if left.text() != name {
            return None;
        }
        let mut right = holder.field("right")?;
        if right.kind() == "call" {
            // `DEFAULTS.items()`
            right = right.field("function")?.field("object")?;
        }
        if right.kind() == "identifier" {
            right = self.constants.get(right.text()).copied().flatten()?;
        }
        let items = matches!(right.kind(), "list" | "tuple" | "set" | "dictionary").then(|| right.named())?;
        let names: Option<Vec<_>> = items
            .take(MOST_NAMES)
            .map(|item| {
                let item = match item.kind() {
                    "pair" => item.field("key")?,
                    "tuple" if is_first => item.named().next()?,
                    _ => item,
                };
                literal(item).map(|text| (text, item.span()))
            })
            .collect();
        names.filter(|names| !names.is_empty())
    }

    /// The items of a list that is written down, here or where its name is assigned.
    pub(super) fn texts(&self, node: Node<'s>) -> Vec<(String, Span)> {
        let at = if node.kind() == "identifier" {
            self.constants.get(node.text()).copied().flatten().unwrap_or(node)
        } else {
            node
        };
        match literal(at) {
            Some(text) => vec![(text, at.span())],
            None => {
                let items = at.named().take(MOST_NAMES);
                items.filter_map(|item| literal(item).map(|text| (text, item.span()))).collect()
            }
        }
    }
}

/// A parameter of a function.
pub(super) struct Parameter<'s> {
    pub(super) name: &'s str,
    /// What it is where nobody says.
    pub(super) default: Option<Node<'s>>,
}

/// The parameters of a function.
pub(super) fn parameters(function: Node<'_>) -> impl Iterator<Item = Parameter<'_>> {
    let all = function.field("parameters").into_iter().flat_map(Node::named).take(MOST_NAMES);
    all.filter_map(|parameter| {
        let name = match parameter.kind() {
            "identifier" => parameter,
            "typed_parameter" => parameter.named().next()?,
            _ => parameter.field("name")?,
        };
        Some(Parameter { name: name.text(), default: parameter.field("value") })
    })
}

/// Whether a name is what a function around it is called with.
fn is_parameter(node: Node<'_>) -> bool {
    let mut functions = node.ancestors().filter(|at| matches!(at.kind(), "function_definition" | "lambda"));
    functions.any(|function| {
        let is_named = parameters(function).any(|parameter| parameter.name == node.text());
        is_named && function.field("body").is_some_and(|body| node.is_in(body))
    })
}

/// The text of a literal that nothing is put into.
pub(super) fn literal(node: Node<'_>) -> Option<String> {
    let of_one = |node: Node<'_>| {
        let parts = || node.named();
        if parts().any(|part| part.kind() == "interpolation") {
            return None;
        }
        Some(parts().filter(|part| part.kind() == "string_content").map(Node::text).collect::<String>())
    };
    match node.kind() {
        "string" => of_one(node),
        "concatenated_string" => node.named().take(MOST_PARTS).map(of_one).collect(),
        "parenthesized_expression" => node.named().next().filter(|inner| inner.kind() == "string").and_then(of_one),
        _ => None,
    }
}
