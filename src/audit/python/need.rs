//! Whether Python goes on without what it reads: by what stands around the read.

use crate::audit::syntax::Node;

/// Whether code around a read goes on without the variable: it asks for it first, or catches that it is not there.
pub(super) fn is_guarded(node: Node<'_>, name: &str) -> bool {
    let mut inner = node;
    for holder in node.ancestors() {
        let is_asked = |condition: Node<'_>| !inner.is_in(condition) && says(condition, name);
        match holder.kind() {
            "if_statement" | "elif_clause" | "while_statement" if holder.field("condition").is_some_and(is_asked) => {
                return true;
            }
            "conditional_expression" if holder.named().nth(1).is_some_and(is_asked) => return true,
            "boolean_operator" if holder.field("left").is_some_and(is_asked) => return true,
            "try_statement" if inner.role() == "body" => {
                let mut handlers = holder.named().filter(|child| child.kind() == "except_clause");
                if handlers.any(|handler| catches(handler) && !ends(handler)) {
                    return true;
                }
            }
            "function_definition" | "class_definition" | "module" => return false,
            _ => {}
        }
        inner = holder;
    }
    false
}

/// Whether an expression names a variable.
fn says(node: Node<'_>, name: &str) -> bool {
    node.within().take(MOST_SAID).any(|part| part.text() == name)
}

/// How much of a condition is looked at.
const MOST_SAID: usize = 200;

/// Whether a handler takes what a missing variable raises.
fn catches(handler: Node<'_>) -> bool {
    let Some(what) = handler.named().find(|child| child.kind() != "block") else { return true };
    let kinds = ["KeyError", "LookupError", "Exception", "BaseException", "EnvError", "UndefinedValueError"];
    what.within().take(MOST_SAID).any(|part| part.kind() == "identifier" && kinds.contains(&part.text()))
}

/// Whether a part of the code ends the program, or passes on that something is wrong.
pub(super) fn ends(node: Node<'_>) -> bool {
    node.within().any(|part| match part.kind() {
        "raise_statement" => true,
        "call" => {
            let function = part.field("function").map(Node::text).unwrap_or_default();
            matches!(function, "exit" | "quit" | "sys.exit" | "os._exit" | "SystemExit")
        }
        _ => false,
    })
}

/// Whether the code ends where a read without a default gives nothing: by `assert`, or by an `if` right there or of the
/// name that it is put under.
pub(super) fn is_refused(read: Node<'_>) -> bool {
    let mut inner = read;
    for holder in read.ancestors().take(4) {
        match holder.kind() {
            "assert_statement" => return true,
            "not_operator" | "parenthesized_expression" => {}
            "if_statement" => {
                let condition = holder.field("condition").map(Node::text).unwrap_or_default();
                let is_missed = condition.starts_with("not ") && !condition.contains(" and ");
                return is_missed && inner.role() == "condition" && holder.field("consequence").is_some_and(ends);
            }
            "assignment" if inner.role() == "right" => {
                let name = holder.field("left").filter(|left| left.kind() == "identifier");
                return name.is_some_and(|name| is_asked_after(name, holder));
            }
            "named_expression" => {}
            _ => return false,
        }
        inner = holder;
    }
    false
}

/// Whether code after an assignment ends where the name holds nothing: `if not name: raise …`, `assert name`.
fn is_asked_after(name: Node<'_>, assignment: Node<'_>) -> bool {
    let Some(statement) = assignment.parent().filter(|at| at.kind() == "expression_statement") else { return false };
    let after = statement.following().take(MOST_SAID);
    let mut tests = after.filter(|part| matches!(part.kind(), "if_statement" | "assert_statement"));
    tests.any(|test| {
        let name = name.text();
        if test.kind() == "assert_statement" {
            return test.named().next().is_some_and(|what| what.text() == name);
        }
        let condition = test.field("condition").map(Node::text).unwrap_or_default();
        let says_none = condition.split(" or ").any(|part| {
            let part = part.trim_matches(['(', ')']);
            part.strip_prefix("not ") == Some(name) || part.strip_prefix(name) == Some(" is None")
        });
        says_none && test.field("consequence").is_some_and(ends)
    })
}
