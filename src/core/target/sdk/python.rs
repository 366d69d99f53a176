//! Python: a package with inline types, whose settings need nothing but the standard library.

use super::language::{Language, When, Words, file, pascal, snake};

pub(super) static PYTHON: Language = Language {
    folder: "python",
    target: "sdk-python",
    summary: "a typed Python package for what the agent declares: settings, models, stores",
    title: "Python",
    words: Words { member: snake, type_name: pascal, reserved: RESERVED },
    package: |agent| format!("{}_ast", agent.replace('-', "_")),
    check_package: |name| {
        let head = name.starts_with(|c: char| c.is_ascii_lowercase());
        let rest = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let fits = head && rest && !RESERVED.contains(&name);
        if fits {
            Ok(())
        } else {
            Err("a Python module: lower-case letters, digits and `_`, a letter first, no keyword")
        }
    },
    module: str::to_owned,
    files: &[
        file("gitattributes", ".gitattributes", When::Always),
        file("README.md", "README.md", When::Always),
        file("pyproject.toml", "pyproject.toml", When::Always),
        file("example.py", "example.py", When::Always),
        file("init.py", "{module}/__init__.py", When::Always),
        file("py.typed", "{module}/py.typed", When::Always),
        file("read.py", "{module}/read.py", When::Always),
        file("settings.py", "{module}/settings.py", When::Always),
        file("check.py", "{module}/check.py", When::Always),
        file("env_file.py", "{module}/_env_file.py", When::Always),
        file("factory.py", "{module}/_factory.py", When::Factories),
        file("gateway.py", "{module}/_gateway.py", When::Gateway),
        file("openai.py", "{module}/_openai.py", When::Library("openai")),
        file("anthropic.py", "{module}/_anthropic.py", When::Library("anthropic")),
        file("models.py", "{module}/models.py", When::Models),
        file("knowledge.py", "{module}/knowledge.py", When::Knowledge),
        file("integrations.py", "{module}/integrations.py", When::Integrations),
        file("ingestion.py", "{module}/ingestion/__init__.py", When::Ingestion),
        file("job.py", "{module}/ingestion/{job}.py", When::Job),
    ],
};

/// Keywords, builtins, and what our modules and classes have themselves.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "abs", "aiter", "all", "and", "anext", "annotations", "any", "as", "ascii", "assert", "async", "await", "bin",
    "bool", "break", "breakpoint", "bytearray", "bytes", "callable", "case", "chr", "class", "classmethod", "compile",
    "complex", "continue", "copyright", "credits", "def", "del", "delattr", "dict", "dir", "divmod", "elif", "else",
    "enumerate", "env", "environ", "eval", "example", "except", "exec", "exit", "filter", "finally", "float", "for", "format",
    "from", "frozenset", "getattr", "global", "globals", "hasattr", "hash", "help", "hex", "id", "if", "import", "in",
    "input", "int", "is", "isinstance", "issubclass", "iter", "lambda", "len", "license", "list", "load", "locals",
    "map", "match", "max", "memoryview", "min", "next", "nonlocal", "not", "object", "oct", "open", "options", "or",
    "ord", "pass", "pow", "print", "property", "quit", "raise", "range", "read", "repr", "return", "reversed", "round", "self",
    "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum", "super", "try", "tuple", "type", "vars",
    "while", "with", "yield", "zip",
];
