//! What a file of TypeScript or JavaScript reads of its environment.

mod clients;
mod helper;
mod names;
mod need;
mod schema;

use std::sync::LazyLock;

use super::helper::Helpers;
use super::key::Key;
use super::known::KNOWN;
use super::read::{MOST_CHOICES, Need, Read, Seen, is_name};
use super::syntax::{Grammar, Node, Syntax};
use names::{Names, bare, literal};

pub(super) static GRAMMAR: LazyLock<Grammar> =
    LazyLock::new(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TSX.into()));

/// What Vite says itself under `import.meta.env`.
const OF_VITE: [&str; 5] = ["MODE", "DEV", "PROD", "SSR", "BASE_URL"];
/// What every object has.
const OF_OBJECTS: [&str; 3] = ["hasOwnProperty", "toString", "valueOf"];
/// How many names are taken of a pattern.
const MOST_NAMES: usize = 500;

/// What is told of a file while it is looked through.
struct Look<'s> {
    names: Names<'s>,
    seen: Seen,
    given: Vec<helper::Given<'s>>,
}

/// Looks through a file; `outside` are the helpers of other files of the project.
pub(super) fn look(text: &str, outside: &Helpers) -> Option<Seen> {
    let syntax = Syntax::read(text, &GRAMMAR)?;
    let mut look = Look {
        names: Names::read(&syntax),
        seen: Seen { comments: syntax.comments(), ..Seen::default() },
        given: Vec::new(),
    };
    for node in syntax.all() {
        match node.kind() {
            "member_expression" => look.member(node),
            "subscript_expression" => look.subscript(node),
            "object_pattern" => look.pattern(node),
            "binary_expression" => look.membership(node),
            "call_expression" => look.call(node),
            "new_expression" => {
                let path = node.field("constructor").and_then(|name| look.names.path(name));
                look.client(node, path.as_deref().unwrap_or_default());
            }
            "pair" | "variable_declarator" => look.seen.usages.extend(clients::named(node)),
            _ => {}
        }
    }
    helper::follow(&syntax, &mut look, outside);
    let is_inner = |node: Node<'_>| bare_holder(node).is_some_and(is_choice);
    for part in syntax.all().filter(|node| is_choice(*node) && !is_inner(*node)).take(MOST_CHOICES) {
        look.seen.choose(part.span());
    }
    Some(look.seen)
}

impl<'s> Look<'s> {
    /// `process.env.NAME`
    fn member(&mut self, node: Node<'s>) {
        let (Some(object), Some(property)) = (node.field("object"), node.field("property")) else { return };
        let name = property.text();
        if !OF_OBJECTS.contains(&name) && is_name(name) && self.names.is_environment(object) {
            self.read(node, vec![(name.to_owned(), property.span())]);
        }
    }

    /// `process.env["NAME"]`
    fn subscript(&mut self, node: Node<'s>) {
        let (Some(object), Some(index)) = (node.field("object"), node.field("index")) else { return };
        if self.names.is_environment(object) {
            self.keyed(node, index);
        }
    }

    /// What a key names.
    fn keyed(&mut self, node: Node<'s>, key: Node<'s>) {
        match self.names.key(key) {
            Key::Known(names) => self.read(node, names),
            Key::Given(function, at, name) => self.given.push(helper::Given { node, function, at, name }),
            Key::Computed if is_written(node) => {}
            Key::Computed => self.seen.reads.push(Read::computed(key.span())),
        }
    }

    fn read(&mut self, node: Node<'s>, names: Vec<(String, crate::source::Span)>) {
        let names = names.into_iter().filter(|(name, _)| is_name(name) && !OF_VITE.contains(&name.as_str()));
        if is_written(node) {
            self.seen.sets.extend(names.map(|(name, _)| name));
            return;
        }
        let (need, has_default) = need::of(node);
        let reads = names.map(|(name, span)| Read { name: Some(name), span, need, has_default });
        self.seen.reads.extend(reads);
    }

    /// `const { NAME, OTHER: renamed = "default" } = process.env`
    fn pattern(&mut self, node: Node<'s>) {
        let Some(holder) = node.parent() else { return };
        let value = holder.field("value").or_else(|| holder.field("right"));
        let Some(value) = value.filter(|value| !node.is_in(*value)).map(bare) else { return };
        // `= process.env ?? {}`
        let value = value.field("left").filter(|_| value.kind() == "binary_expression").unwrap_or(value);
        if !self.names.is_environment(value) {
            return;
        }
        for part in node.named().take(MOST_NAMES) {
            let (key, default) = match part.kind() {
                "shorthand_property_identifier_pattern" => (Some(part), None),
                "object_assignment_pattern" => (part.field("left"), part.field("right")),
                "pair_pattern" => {
                    let inner = part.field("value").filter(|value| value.kind() == "assignment_pattern");
                    (part.field("key"), inner.and_then(|inner| inner.field("right")))
                }
                _ => (None, None),
            };
            let Some(key) = key else { continue };
            let name = literal(key).unwrap_or_else(|| key.text().to_owned());
            if is_name(&name) {
                let has_default = default.is_some_and(|value| literal(value).is_none_or(|text| !text.is_empty()));
                self.seen.reads.push(Read::optional(name, key.span(), has_default));
            }
        }
    }

    /// `"NAME" in process.env`
    fn membership(&mut self, node: Node<'s>) {
        let is_in = node.field("operator").is_some_and(|operator| operator.text() == "in");
        let (Some(key), Some(object)) = (node.field("left"), node.field("right")) else { return };
        if is_in && self.names.is_environment(object) {
            self.keyed(node, key);
        }
    }

    fn call(&mut self, node: Node<'s>) {
        self.seen.reads.extend(schema::parsed(node, &self.names));
        let Some(path) = node.field("function").and_then(|function| self.names.path(function)) else { return };
        self.client(node, &path);
        let first = || node.field("arguments").and_then(|given| given.named().next());
        match path.as_str() {
            "Deno.env.get" | "Deno.env.has" => {
                if let Some(key) = first() {
                    self.keyed(node, key);
                }
            }
            "Deno.env.set" => self.seen.sets.extend(first().and_then(literal)),
            "env-var.get" => self.chained(node),
            _ => self.seen.reads.extend(schema::reads(node, &path, &self.names)),
        }
    }

    /// `new OpenAI({…})`, `createOpenAI({…})`
    fn client(&mut self, node: Node<'s>, path: &str) {
        let client = KNOWN.script.get(path);
        self.seen.usages.extend(client.and_then(|client| clients::made(client, node, &self.names)));
    }

    /// `env.get("NAME").required().asString()`
    fn chained(&mut self, node: Node<'s>) {
        let Some((name, span)) = node.field("arguments").and_then(|given| {
            let key = given.named().next()?;
            literal(key).filter(|name| is_name(name)).map(|name| (name, key.span()))
        }) else {
            return;
        };
        let called: Vec<&str> = node
            .ancestors()
            .take_while(|at| matches!(at.kind(), "member_expression" | "call_expression"))
            .filter_map(|at| at.field("property").map(Node::text))
            .collect();
        let has_default = called.contains(&"default");
        let need = if called.contains(&"required") && !has_default { Need::Required } else { Need::Optional };
        self.seen.reads.push(Read { name: Some(name), span, need, has_default });
    }
}

/// Whether an expression takes the first of several that there is: `a ?? b`, `a || b`.
fn is_choice(node: Node<'_>) -> bool {
    let operator = node.field("operator").filter(|_| node.kind() == "binary_expression");
    // Where both are asked for, both are needed.
    let asks = || node.within().take(MOST_NAMES).any(|part| part.kind() == "unary_expression");
    operator.is_some_and(|operator| matches!(operator.text(), "??" | "||")) && !asks()
}

/// What holds an expression, parentheses aside.
fn bare_holder(node: Node<'_>) -> Option<Node<'_>> {
    node.ancestors().find(|at| at.kind() != "parenthesized_expression")
}

/// Whether something is put where an expression stands.
fn is_written(node: Node<'_>) -> bool {
    node.parent().is_some_and(|holder| match holder.kind() {
        "assignment_expression" => node.role() == "left",
        "unary_expression" => holder.field("operator").is_some_and(|operator| operator.text() == "delete"),
        _ => false,
    })
}
