//! What a Python file reads of its environment.

mod call;
mod clients;
mod helper;
mod names;
mod need;
mod settings;

use std::sync::LazyLock;

use super::helper::Helpers;
use super::key::Key;
use super::known::KNOWN;
use super::read::{MOST_CHOICES, Need, Read, Seen, is_name};
use super::syntax::{Grammar, Node, Syntax};
use call::{Given, is_nothing};
use names::Names;
use need::{is_guarded, is_refused};

pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(tree_sitter_python::LANGUAGE.into()));

/// Makers of readers that are called with a variable, or whose methods are.
const READERS: [&str; 5] =
    ["environs.Env()", "environs.env", "environ.Env()", "environ.FileAwareEnv()", "starlette.config.Config()"];
/// Functions that are called with a variable.
const FUNCTIONS: [&str; 4] =
    ["decouple.config", "decouple.AutoConfig()", "prefect.config", "starlette.config.Config()"];
/// What a reader has that reads nothing.
const OTHERS: [&str; 8] =
    ["read_env", "read_envfile", "prefixed", "seal", "dump", "parser_for", "add_parser", "deferred_validate"];

/// How much of a clause is looked at.
const MOST_LOOKED: usize = 200;

/// What is told of a file while it is looked through.
struct Look<'s> {
    names: Names<'s>,
    seen: Seen,
    /// The environment read by a function's own argument: the function, and what is known of the read.
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
            "subscript" => look.subscript(node),
            "call" => look.call(node),
            "comparison_operator" => look.membership(node),
            "keyword_argument" | "pair" | "assignment" => look.seen.usages.extend(clients::named(node)),
            _ => {}
        }
    }
    let (reads, choices) = settings::reads(&syntax, &look.names);
    look.seen.reads.extend(reads);
    look.seen.choices.extend(choices);
    helper::follow(&syntax, &mut look, outside);
    for part in syntax.all().filter(|node| is_choice(*node)).take(MOST_CHOICES) {
        look.seen.choose(part.span());
    }
    Some(look.seen)
}

impl<'s> Look<'s> {
    /// `os.environ["NAME"]`
    fn subscript(&mut self, node: Node<'s>) {
        let (Some(value), Some(key)) = (node.field("value"), node.field("subscript")) else { return };
        if !self.names.is_environment(value) {
            return;
        }
        if is_assigned(node) {
            if let Key::Known(names) = self.names.key(key) {
                self.seen.sets.extend(names.into_iter().map(|(name, _)| name));
            }
            return;
        }
        self.read(node, key, Need::Required, None);
    }

    /// `"NAME" in os.environ`
    fn membership(&mut self, node: Node<'s>) {
        let mut parts = node.named();
        let (Some(key), Some(value)) = (parts.next(), parts.next()) else { return };
        let is_asked = node.children().any(|token| matches!(token.kind(), "in" | "not in"));
        if is_asked && self.names.is_environment(value) {
            self.read(node, key, Need::Optional, None);
        }
    }

    fn call(&mut self, node: Node<'s>) {
        let Some(function) = node.field("function") else { return };
        let given = Given::of(node);
        for keyword in ["envvar", "env_var"] {
            for (name, span) in given.named(keyword).into_iter().flat_map(|value| self.names.texts(value)) {
                if is_name(&name) {
                    let has_default = given.named("default").is_some_and(|value| !is_nothing(value));
                    self.seen.reads.push(Read::optional(name, span, has_default));
                }
            }
        }
        let Some(path) = self.names.path(function) else { return };
        let client = KNOWN.python.get(path.as_str());
        self.seen.usages.extend(client.and_then(|client| clients::made(client, node, given, &self.names)));
        let (owner, method) = path.rsplit_once('.').unwrap_or(("", &path));
        let is_environment = matches!(owner, "os.environ" | "os.environb" | "os.environ.copy()");
        match method {
            "get" | "setdefault" if is_environment => self.get(node, given, "default"),
            "pop" if is_environment => match given.at(1, "default") {
                Some(_) => self.get(node, given, "default"),
                None => self.first(node, given, Need::Required),
            },
            "__getitem__" if is_environment => self.first(node, given, Need::Required),
            "update" if is_environment => self.update(given),
            "getenv" | "getenvb" if owner == "os" => self.get(node, given, "default"),
            _ => self.reader(node, &path, (owner, method), given),
        }
    }

    /// `os.environ.get("NAME", "default")`
    fn get(&mut self, node: Node<'s>, given: Given<'s>, default: &str) {
        if let Some(key) = given.at(0, "key") {
            self.read(node, key, Need::Optional, given.at(1, default).filter(|value| !is_nothing(*value)));
        }
    }

    fn first(&mut self, node: Node<'s>, given: Given<'s>, need: Need) {
        if let Some(key) = given.at(0, "key") {
            self.read(node, key, need, None);
        }
    }

    /// `os.environ.update(NAME="value")`
    fn update(&mut self, given: Given<'s>) {
        self.seen.sets.extend(given.names().map(|name| name.text().to_owned()));
        let pairs = given.placed().flat_map(Node::named).filter(|pair| pair.kind() == "pair");
        let keys = pairs.filter_map(|pair| names::literal(pair.field("key")?));
        self.seen.sets.extend(keys);
    }

    /// `env.str("NAME", "default")`, `config("NAME", default="default")`
    fn reader(&mut self, node: Node<'s>, path: &str, (owner, method): (&str, &str), given: Given<'s>) {
        let is_method = READERS.contains(&owner) && !OTHERS.contains(&method) && !method.ends_with("()");
        let is_call = READERS.contains(&path) || FUNCTIONS.contains(&path);
        if !is_method && !is_call {
            return;
        }
        let Some(key) = given.at(0, "var") else { return };
        // What holds instead is the second in `environs`, and is named in the others.
        let by_place = given.placed().nth(1).filter(|_| owner.starts_with("environs") || path.starts_with("environs"));
        let default = given.named("default").or(by_place);
        let prefix = prefix_around(node, &self.names);
        let from = self.seen.reads.len();
        // A default is one here, be it `None`.
        self.read(node, key, if default.is_some() { Need::Optional } else { Need::Required }, default);
        for read in &mut self.seen.reads[from..] {
            read.name = read.name.take().map(|name| format!("{prefix}{name}"));
        }
    }

    /// Adds what is read by a key.
    fn read(&mut self, node: Node<'s>, key: Node<'s>, need: Need, default: Option<Node<'s>>) {
        match self.names.key(key) {
            Key::Known(names) => {
                for (name, span) in names.into_iter().filter(|(name, _)| is_name(name)) {
                    let is_needed = default.is_none() && is_refused(node);
                    let goes_on = (need == Need::Optional && !is_needed) || is_guarded(node, &name);
                    let need = if goes_on { Need::Optional } else { Need::Required };
                    self.seen.reads.push(Read { name: Some(name), span, need, has_default: default.is_some() });
                }
            }
            Key::Given(function, at, name) => {
                let need = if is_guarded(node, name) { Need::Optional } else { need };
                self.given.push(helper::Given { node, function, at, name, need, default });
            }
            Key::Computed => self.seen.reads.push(Read::computed(key.span())),
        }
    }
}

/// Whether an expression takes the first of several that there is: the whole of `a or b or c`, `getenv("A", getenv("B"))`.
fn is_choice(node: Node<'_>) -> bool {
    let is_or = |node: Node<'_>| {
        node.kind() == "boolean_operator" && node.field("operator").is_some_and(|operator| operator.text() == "or")
    };
    let is_read = || {
        let function = node.field("function").map(Node::text).unwrap_or_default();
        function.ends_with("getenv") || function.ends_with("environ.get")
    };
    match node.kind() {
        // Where both are asked for, both are needed.
        "boolean_operator" => {
            let asks = node.within().take(MOST_LOOKED).any(|part| part.kind() == "not_operator");
            is_or(node) && !asks && !node.parent().is_some_and(is_or)
        }
        "call" => is_read() && Given::of(node).at(1, "default").is_some_and(|value| value.kind() == "call"),
        _ => false,
    }
}

/// Whether something is put where an expression stands.
fn is_assigned(node: Node<'_>) -> bool {
    let Some(holder) = node.parent() else { return false };
    match holder.kind() {
        "assignment" => node.role() == "left",
        "delete_statement" => true,
        "pattern_list" | "tuple_pattern" | "expression_list" => {
            holder.role() == "left" || holder.parent().is_some_and(|at| at.kind() == "delete_statement")
        }
        _ => false,
    }
}

/// What stands before every name that is read in a `with env.prefixed("APP_"):`.
fn prefix_around(node: Node<'_>, names: &Names<'_>) -> String {
    let clauses = node.ancestors().filter(|at| at.kind() == "with_statement").filter_map(|with| {
        let clause = with.named().find(|child| child.kind() == "with_clause")?;
        let call = clause.within().take(MOST_LOOKED).find(|part| part.kind() == "call")?;
        let path = names.path(call.field("function")?)?;
        let (owner, method) = path.rsplit_once('.')?;
        let is_prefix = READERS.contains(&owner) && method == "prefixed" && !node.is_in(clause);
        names::literal(Given::of(call).at(0, "prefix").filter(|_| is_prefix)?)
    });
    // The nearest stands last.
    clauses.fold(String::new(), |inner, outer| outer + &inner)
}
