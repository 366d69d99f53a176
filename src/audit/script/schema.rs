//! Schemas that the environment is held to: zod, envalid, t3-env.

use super::names::{Names, bare, literal};
use crate::audit::read::{Read, is_name};
use crate::audit::syntax::Node;

/// How much of a field is looked at, and how many fields of a schema.
const MOST_LOOKED: usize = 400;
const MOST_FIELDS: usize = 500;
/// What makes a field of zod one that may be missing; those after the first three say what holds then.
const OPTIONAL: [&str; 7] = ["optional", "nullish", "exactOptional", "default", "catch", "prefault", "_default"];

/// What a call reads by a schema; nothing where it is another call.
pub(super) fn reads<'s>(call: Node<'s>, path: &str, names: &Names<'s>) -> Vec<Read> {
    let arguments = || call.field("arguments").into_iter().flat_map(Node::named);
    match path {
        "envalid.cleanEnv" | "envalid.customCleanEnv" => {
            let is_environment = arguments().next().is_some_and(|first| names.is_environment(first));
            let fields = arguments().nth(1).filter(|_| is_environment);
            fields.into_iter().flat_map(|fields| of_fields(names.constant(fields), envalid)).collect()
        }
        _ if path.starts_with("@t3-oss/env-") && path.ends_with(".createEnv") => {
            let parts = arguments().next().into_iter().flat_map(Node::named).filter(|part| part.kind() == "pair");
            let parts = parts.filter(|part| {
                part.field("key").is_some_and(|key| matches!(key.text(), "server" | "client" | "shared"))
            });
            parts
                .filter_map(|part| part.field("value"))
                .flat_map(|fields| of_fields(names.constant(fields), zod))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What `schema.parse(process.env)` reads.
pub(super) fn parsed<'s>(call: Node<'s>, names: &Names<'s>) -> Vec<Read> {
    let found = || {
        let function = call.field("function").filter(|function| function.kind() == "member_expression")?;
        let method = function.field("property")?.text();
        let is_parsed = matches!(method, "parse" | "safeParse" | "parseAsync" | "safeParseAsync");
        let given = call.field("arguments")?.named().next().filter(|_| is_parsed)?;
        if !names.is_environment(given) {
            return None;
        }
        object(names.constant(bare(function.field("object")?)), names)
    };
    found().map(|fields| of_fields(fields, zod)).unwrap_or_default()
}

/// The fields of `z.object({…})`, whatever is called of it.
fn object<'s>(schema: Node<'s>, names: &Names<'s>) -> Option<Node<'s>> {
    let mut at = schema;
    for _ in 0..8 {
        let function = at.field("function").filter(|_| at.kind() == "call_expression")?;
        let path = names.path(function).unwrap_or_default();
        if path.starts_with("zod") && (path.ends_with(".object") || path.ends_with("bject")) {
            return at.field("arguments")?.named().next().map(|fields| names.constant(fields));
        }
        at = names.constant(function.field("object")?);
    }
    None
}

fn of_fields<'s>(fields: Node<'s>, of_one: fn(Node<'s>) -> (bool, bool)) -> Vec<Read> {
    let pairs = fields.named().filter(|pair| pair.kind() == "pair").take(MOST_FIELDS);
    let read = |pair: Node<'s>| {
        let (key, value) = (pair.field("key")?, pair.field("value")?);
        let name = literal(key).unwrap_or_else(|| key.text().to_owned());
        let (is_optional, has_default) = of_one(value);
        let read = |name| {
            if is_optional { Read::optional(name, key.span(), has_default) } else { Read::required(name, key.span()) }
        };
        is_name(&name).then(|| read(name))
    };
    pairs.filter_map(read).collect()
}

/// Whether a field of zod may be missing, and whether it says what holds then.
fn zod(value: Node<'_>) -> (bool, bool) {
    let methods = value.within().take(MOST_LOOKED).filter(|node| node.kind() == "property_identifier").map(Node::text);
    let found: Vec<usize> = methods.filter_map(|method| OPTIONAL.iter().position(|known| *known == method)).collect();
    (!found.is_empty(), found.iter().any(|at| *at > 2))
}

/// The same of envalid: what holds in development alone is none.
fn envalid(value: Node<'_>) -> (bool, bool) {
    let mut pairs = value.within().take(MOST_LOOKED).filter(|node| node.kind() == "pair");
    let has_default = pairs.any(|pair| pair.field("key").is_some_and(|key| key.text() == "default"));
    (has_default, has_default)
}
