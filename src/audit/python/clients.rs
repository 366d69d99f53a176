//! The clients of providers that a Python file makes, and the models that it names.

use super::call::Given;
use super::names::{Names, literal};
use crate::audit::client::{Client, GATEWAY_URL};
use crate::audit::syntax::Node;
use crate::audit::usage::{Usage, model};

/// How far a URL is followed.
const MOST_STEPS: usize = 8;
/// What makes a part of the code one that does not always run.
const CONDITIONAL: [&str; 9] = [
    "if_statement",
    "elif_clause",
    "else_clause",
    "conditional_expression",
    "boolean_operator",
    "try_statement",
    "match_statement",
    "case_clause",
    "while_statement",
];

/// A client that is made.
pub(super) fn made<'s>(client: &'static Client, call: Node<'s>, given: Given<'s>, names: &Names<'s>) -> Option<Usage> {
    let url = ["base_url", "openai_api_base", "anthropic_api_url"].iter().find_map(|name| given.named(name));
    let at_gateway = url.filter(|url| is_gateway(*url, names));
    let is_known = given.placed().next().is_none() && !given.is_open() && !is_conditional(call);
    let arguments: Vec<String> = given.names().map(|name| name.text().to_owned()).collect();
    let function = call.field("function").unwrap_or(call);
    client.made(at_gateway.unwrap_or(function).span(), at_gateway.is_some(), is_known.then_some(&arguments))
}

/// A model that is named where a node gives something a name.
pub(super) fn named(node: Node<'_>) -> Option<Usage> {
    let (name, value) = match node.kind() {
        "keyword_argument" => (node.field("name")?.text().to_owned(), node.field("value")?),
        "pair" => (literal(node.field("key")?)?, node.field("value")?),
        // What a class says holds where nobody says otherwise.
        "assignment" if !node.ancestors().any(|at| at.kind() == "class_definition" && is_field(node, at)) => {
            (node.field("left")?.text().to_owned(), node.field("right")?)
        }
        _ => return None,
    };
    model(&name, &literal(value)?, value.span())
}

/// Whether an assignment stands in the body of a class itself.
fn is_field<'s>(assignment: Node<'s>, class: Node<'s>) -> bool {
    let block = assignment.parent().and_then(Node::parent);
    block.zip(class.field("body")).is_some_and(|(block, body)| block.span() == body.span())
}

/// Whether an expression is the gateway's URL as it is given.
fn is_gateway<'s>(url: Node<'s>, names: &Names<'s>) -> bool {
    let is_named = |key: Option<Node<'_>>| key.and_then(literal).is_some_and(|key| key == GATEWAY_URL);
    let mut at = url;
    for _ in 0..MOST_STEPS {
        let next = match at.kind() {
            "subscript" => {
                let is_environment = at.field("value").is_some_and(|value| names.is_environment(value));
                return is_environment && is_named(at.field("subscript"));
            }
            "call" => {
                let Some(function) = at.field("function") else { return false };
                let path = names.path(function);
                if matches!(path.as_deref(), Some("os.environ.get" | "os.getenv")) {
                    return is_named(Given::of(at).at(0, "key"));
                }
                let method = function.field("attribute").map(Node::text);
                function.field("object").filter(|_| matches!(method, Some("rstrip" | "strip")))
            }
            "boolean_operator" if at.children().any(|token| token.kind() == "or") => at.field("left"),
            "parenthesized_expression" => at.named().next(),
            "identifier" => names.constant(at),
            _ => None,
        };
        let Some(next) = next else { return false };
        at = next;
    }
    false
}

/// Whether a call is not made each time that its function, or its file, runs.
fn is_conditional(call: Node<'_>) -> bool {
    call.ancestors().any(|at| {
        let is_main = || at.field("condition").is_some_and(|condition| condition.text().contains("__name__"));
        CONDITIONAL.contains(&at.kind()) && !is_main()
    })
}
