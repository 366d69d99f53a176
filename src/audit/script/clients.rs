//! The clients of providers that a script makes, and the models that it names.

use super::names::{Names, bare, literal};
use crate::audit::client::{Client, GATEWAY_URL};
use crate::audit::syntax::Node;
use crate::audit::usage::{Usage, model};

/// How far a URL is followed.
const MOST_STEPS: usize = 8;
/// How many options are looked at.
const MOST_OPTIONS: usize = 100;
/// What makes a part of the code one that does not always run.
const CONDITIONAL: [&str; 7] = [
    "if_statement",
    "else_clause",
    "ternary_expression",
    "binary_expression",
    "try_statement",
    "switch_statement",
    "while_statement",
];

/// A client that is made, by `new` or by a function.
pub(super) fn made<'s>(client: &'static Client, call: Node<'s>, names: &Names<'s>) -> Option<Usage> {
    let options = call.field("arguments").and_then(|given| given.named().next());
    let parts = || options.filter(|options| options.kind() == "object").into_iter().flat_map(Node::named);
    let url = parts().take(MOST_OPTIONS).find(|part| key(*part).as_deref() == Some("baseURL"));
    let url = url.and_then(|part| part.field("value"));
    let at_gateway = url.filter(|url| is_gateway(*url, names));
    let given: Option<Vec<String>> = match options {
        None => Some(Vec::new()),
        Some(options) if options.kind() == "object" => parts().take(MOST_OPTIONS).map(key).collect(),
        Some(_) => None,
    };
    let given = given.filter(|_| !call.ancestors().any(|at| CONDITIONAL.contains(&at.kind())));
    let name = call.field("constructor").or_else(|| call.field("function")).unwrap_or(call);
    client.made(at_gateway.unwrap_or(name).span(), at_gateway.is_some(), given.as_deref())
}

/// A model that is named where a node gives something a name.
pub(super) fn named(node: Node<'_>) -> Option<Usage> {
    let (name, value) = match node.kind() {
        "pair" => (key(node)?, node.field("value")?),
        "variable_declarator" => (node.field("name")?.text().to_owned(), node.field("value")?),
        _ => return None,
    };
    let value = bare(value);
    model(&name, &literal(value)?, value.span())
}

/// What an option is called; none of what is spread.
fn key(part: Node<'_>) -> Option<String> {
    match part.kind() {
        "pair" => {
            let key = part.field("key")?;
            literal(key).or_else(|| (key.kind() == "property_identifier").then(|| key.text().to_owned()))
        }
        "shorthand_property_identifier" => Some(part.text().to_owned()),
        "method_definition" => part.field("name").map(|name| name.text().to_owned()),
        _ => None,
    }
}

/// Whether an expression is the gateway's URL as it is given.
fn is_gateway<'s>(url: Node<'s>, names: &Names<'s>) -> bool {
    let mut at = bare(url);
    for _ in 0..MOST_STEPS {
        let next = match at.kind() {
            "member_expression" => {
                let is_environment = at.field("object").is_some_and(|object| names.is_environment(object));
                return is_environment && at.field("property").is_some_and(|name| name.text() == GATEWAY_URL);
            }
            "subscript_expression" => {
                let is_environment = at.field("object").is_some_and(|object| names.is_environment(object));
                return is_environment && at.field("index").and_then(literal).is_some_and(|name| name == GATEWAY_URL);
            }
            "binary_expression" if at.field("operator").is_some_and(|all| matches!(all.text(), "??" | "||")) => {
                at.field("left").map(bare)
            }
            "identifier" => names.assigned(at),
            _ => None,
        };
        let Some(next) = next else { return false };
        at = next;
    }
    false
}
