# {{ header }}
"""What functions that make clients share."""

from __future__ import annotations

from inspect import Signature
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

FactoryT = TypeVar("FactoryT", bound="Callable[..., object]")


def injectable(factory: FactoryT) -> FactoryT:
    """The same function, in which nobody sees parameters who would fill them by themselves.

    So it is a dependency of FastAPI as it stands: `Depends(gateway)`.
    """
    vars(factory)["__signature__"] = Signature()
    return factory


def missing(extra: str) -> ImportError:
    """What to raise where an optional dependency is not installed."""
    name = {{ name | python }}
    return ImportError(f"this needs the extra `{extra}`: pip install '{name}[{extra}]'")


def plain(value: object) -> str:
    """The text of a value that an input of the spec gives another type than text."""
    from json import dumps

    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, str) else dumps(value)


def neo4j_auth(text: str) -> tuple[str, str] | None:
    """User and password of `user/password`; nothing of `none`."""
    user, _, password = text.partition("/")
    return None if text == "none" else (user, password)
