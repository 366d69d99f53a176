//! Whether a script goes on without what it reads: by what stands around the read.

use super::names::literal;
use crate::audit::read::Need;
use crate::audit::syntax::Node;

/// How much of a part of the code is looked at.
const MOST_LOOKED: usize = 2_000;
/// How many statements after a read are looked at.
const MOST_AFTER: usize = 100;
/// Functions that fail where what they are given is nothing.
const ASSERTIONS: [&str; 6] = ["assert", "assert.ok", "invariant", "nullthrows", "ok", "console.assert"];

/// Whether the code works without what an expression reads, and whether it says what holds then.
pub(super) fn of(read: Node<'_>) -> (Need, bool) {
    let mut inner = read;
    for holder in read.ancestors() {
        match holder.kind() {
            "non_null_expression" => return (Need::Required, false),
            "parenthesized_expression" | "as_expression" | "satisfies_expression" | "await_expression" => {}
            "binary_expression" if is_fallback(holder) && inner.role() == "left" => {
                let Some(right) = holder.field("right") else { return (Need::Optional, false) };
                return if ends(right) {
                    (Need::Required, false)
                } else {
                    (Need::Optional, !literal(right).is_some_and(|text| text.is_empty()))
                };
            }
            "augmented_assignment_expression" if inner.role() == "left" => return (Need::Optional, true),
            "arguments" => {
                let called = holder.parent().and_then(|call| call.field("function")).map(Node::text);
                let is_asserted = called.is_some_and(|called| ASSERTIONS.contains(&called));
                return (if is_asserted { Need::Required } else { Need::Optional }, false);
            }
            "variable_declarator" if inner.role() == "value" => {
                let name = holder.field("name").filter(|name| name.kind() == "identifier");
                let is_needed = name.is_some_and(|name| is_refused(name, holder));
                return (if is_needed { Need::Required } else { Need::Optional }, false);
            }
            _ => return (if is_missed(read) { Need::Required } else { Need::Optional }, false),
        }
        inner = holder;
    }
    (Need::Optional, false)
}

fn is_fallback(node: Node<'_>) -> bool {
    node.field("operator").is_some_and(|operator| matches!(operator.text(), "??" | "||"))
}

/// Whether the function around a name ends where it holds nothing: `if (!name) throw …`.
fn is_refused(name: Node<'_>, declared: Node<'_>) -> bool {
    let Some(statement) = declared.parent() else { return false };
    let mut tests = statement.following().take(MOST_AFTER).filter(|part| part.kind() == "if_statement");
    tests.any(|test| {
        let condition = test.field("condition").map(Node::text).unwrap_or_default();
        let condition: String = condition.chars().filter(|c| !c.is_whitespace()).take(MOST_LOOKED).collect();
        let is_asked = says_none(&condition, name.text());
        is_asked && test.field("consequence").is_some_and(ends)
    })
}

/// Whether a condition without blanks is true where a name holds nothing.
fn says_none(condition: &str, name: &str) -> bool {
    let condition = condition.trim_start_matches('(').trim_end_matches(')');
    condition.split("||").any(|part| {
        let rest = part.strip_prefix('!').map(|rest| rest == name);
        let compared = || {
            part.strip_prefix(name).is_some_and(|rest| {
                ["===undefined", "==undefined", "==null", "===null", "===\"\"", "===''"].contains(&rest)
            })
        };
        rest.unwrap_or_else(compared)
    })
}

/// Whether a read stands in a condition that ends the program without it.
fn is_missed(read: Node<'_>) -> bool {
    let mut ancestors = read.ancestors();
    let test = ancestors
        .find(|at| !matches!(at.kind(), "unary_expression" | "binary_expression" | "parenthesized_expression"));
    let Some(test) = test.filter(|test| test.kind() == "if_statement") else { return false };
    let condition = test.field("condition").map(Node::text).unwrap_or_default();
    let condition: String = condition.chars().filter(|c| !c.is_whitespace()).take(MOST_LOOKED).collect();
    let is_read: String = read.text().chars().filter(|c| !c.is_whitespace()).collect();
    says_none(&condition, &is_read) && test.field("consequence").is_some_and(ends)
}

/// Whether a part of the code ends the program, or passes on that something is wrong.
pub(super) fn ends(node: Node<'_>) -> bool {
    node.within().take(MOST_LOOKED).any(|part| match part.kind() {
        "throw_statement" => true,
        "call_expression" => {
            let called = part.field("function").map(Node::text);
            matches!(called, Some("process.exit" | "Deno.exit" | "process.abort"))
        }
        _ => false,
    })
}
