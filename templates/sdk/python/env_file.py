# {{ header }}
"""Takes variables from a file of assignments, as `ast env sync` writes it."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_LINE = re.compile(
    r"""[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)[ \t]*[=:][ \t]*
    (?:'(?P<literal>[^']*)'|"(?P<escaped>(?:[^"\\]|\\.)*)"|(?P<bare>[^'"\n][^\n]*)?)
    [ \t]*(?:(?<=\s)\#[^\n]*)?(?:\n|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_SKIPPED = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_ESCAPE = re.compile(r"\\(?:0([0-7]{3})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "r": "\r", "t": "\t"}


def load_env_file(
    path: str = ".env", environ: MutableMapping[str, str] = os.environ
) -> None:
    """Sets the variables of a file that aren't set yet.

    It takes comments, `export`, quotes and escapes. A line that needs more, such as one that
    refers to another variable, is a `ValueError` that names it.
    """
    with open(path, encoding="utf-8") as file:
        text = file.read()
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        skipped = _SKIPPED.match(text, at)
        if skipped:
            at = skipped.end()
            continue
        line = _LINE.match(text, at)
        value = _value(line) if line else None
        if line is None or value is None:
            number = text.count("\n", 0, at) + 1
            raise ValueError(f"{path}:{number} is no plain assignment: NAME='value'")
        found[line["name"]] = value
        at = line.end()
    for name, value in found.items():
        environ.setdefault(name, value)


def _value(line: re.Match[str]) -> str | None:
    """The value of a line; none where only a shell would know it."""
    if line["literal"] is not None:
        return line["literal"]
    if line["escaped"] is not None:
        is_plain = "$" not in _ESCAPE.sub("", line["escaped"])
        return _ESCAPE.sub(_unescaped, line["escaped"]) if is_plain else None
    bare = re.split(r"(?:^|\s)#", line["bare"] or "", maxsplit=1)[0].strip()
    return None if "$" in bare else bare


def _unescaped(escape: re.Match[str]) -> str:
    octal, sign = escape.groups()
    return chr(int(octal, 8)) if octal else _SIGNS.get(sign, sign)
