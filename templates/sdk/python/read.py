# {{ header }}
"""Reads typed values from an environment, and collects everything that is wrong with it."""

from __future__ import annotations

import os

# Of its own, as `typing` would cost more than everything else that happens here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Generic, NoReturn, TypeAlias, TypeVar, cast

    from typing_extensions import Self

    Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

    T = TypeVar("T")
    GroupT = TypeVar("GroupT", bound="Group")
    MethodT = TypeVar("MethodT", bound=Callable[..., object])
    T_co = TypeVar("T_co", covariant=True)
    Word = TypeVar("Word", bound=str)
else:
    T_co = None

    class Generic:
        def __class_getitem__(cls, item):
            return cls

    def cast(kind, value):
        return value


class Problem:
    """What is wrong with one variable. It never holds the value."""

    __slots__ = ("help", "name", "path", "reason")

    def __init__(self, name: str, path: str, reason: str, help: str) -> None:
        self.name = name
        self.path = path
        self.reason = reason
        self.help = help

    def __str__(self) -> str:
        return f"{self.name} {self.reason} ({self.path}); {self.help}"

    def __repr__(self) -> str:
        return f"Problem({str(self)!r})"


class ConfigError(Exception):
    """The environment lacks values, or holds ones of the wrong form; all of them are in `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        title = f"{count} problem{'' if count == 1 else 's'} with the environment:"
        return "\n- ".join([title, *map(str, self.problems)])


class Secret(Generic[T_co]):
    """A value that shows only when asked to; it can't be serialised."""

    __slots__ = ("__value",)

    def __init__(self, value: T_co) -> None:
        self.__value = value

    def reveal(self) -> T_co:
        """The value itself."""
        return self.__value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.__value == other.__value

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __str__(self) -> str:
        return "***"

    def __repr__(self) -> str:
        return "Secret('***')"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __copy__(self) -> Secret[T_co]:
        return self

    def __deepcopy__(self, memo: object) -> Secret[T_co]:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret can't be serialised")


class Number(float):
    """A number, of which `whole` makes an `int`."""

    __slots__ = ()

    def whole(self) -> int:
        """The number as an `int`, for `range` and the like."""
        if not self.is_integer():
            raise ValueError("not a whole number")
        return int(self)


def _alone(cls: object) -> None:
    """A method of a class without parameters."""


def injectable(method: MethodT) -> MethodT:
    """The same method, in which nobody sees parameters who would fill them by themselves.

    So it is a dependency of FastAPI as it stands: `Depends(Settings.load)`.
    """
    # This and no signature, as `inspect` would have to be there for one.
    vars(method)["__wrapped__"] = _alone
    return method


class Group:
    """Values that belong together. They are set once, and equal where all of them are."""

    def __init__(self, env: Reader) -> None:
        """Reads the values; `load` is for everybody else."""

    @classmethod
    @injectable
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The values of the process environment, or of a mapping.

        Raises `ConfigError`, which says everything that is missing or wrong.
        """
        env = Reader(environ)
        values = cls(env)
        env.finish()
        return values

    @classmethod
    def example(cls, **variables: str) -> Self:
        """Values for tests: what `variables` say, defaults, and else what works nowhere.

        Raises `ConfigError` where a text has the wrong form or a variable is not one of these.
        """
        env = Example(variables)
        values = cls(env)
        env.finish()
        return values

    def __setattr__(self, name: str, value: object) -> None:
        if name in vars(self) or name not in type(self).__annotations__:
            raise AttributeError(f"settings don't change: {name} can't be set")
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"settings don't change: {name} can't be deleted")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).values()))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"


class Reader:
    """Reads variables by their names, and notes what is wrong with them until `finish`."""

    def __init__(self, environ: Mapping[str, str] | None) -> None:
        self._environ = os.environ if environ is None else environ
        self._problems: list[Problem] = []

    def group(self, kind: type[GroupT]) -> GroupT:
        """Values that belong together."""
        return kind(self)

    def finish(self) -> None:
        """Raises if anything was missing or of the wrong form."""
        if self._problems:
            raise ConfigError(self._problems)

    def read(
        self,
        parse: Callable[[str], T],
        name: str,
        path: str,
        *,
        default: str | None = None,
        about: str = "",
    ) -> T:
        """A value that has to be there, unless it has a default; an empty one is absent."""
        text = self._environ.get(name) or default
        if text is None:
            self._problems.append(unset(name, path, about))
        else:
            try:
                # A name of the environment's own for bytes that are no text.
                return parse(text.encode().decode())
            except UnicodeError:
                help = "set it to a text in UTF-8"
                self._problems.append(Problem(name, path, "has the wrong form", help))
            except Misfit as misfit:
                help = f"set it to {misfit.expected}"
                problem = Problem(name, path, "has the wrong form", help)
                self._problems.append(problem)
        # Never seen: `finish` raises before anybody gets the values.
        return cast("T", None)

    def optional(self, parse: Callable[[str], T], name: str, path: str) -> T | None:
        """A value that may be absent."""
        return self.read(parse, name, path) if self._environ.get(name) else None


class Example(Reader):
    """Reads what a test says, and makes up the rest."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        super().__init__(variables)
        self._unknown = set(variables)

    def finish(self) -> None:
        """Raises for names of no variable too."""
        reason, help = "is not a variable of these settings", "the README has all"
        unknown = [Problem(name, "example", reason, help) for name in self._unknown]
        self._problems.extend(unknown)
        super().finish()

    def read(
        self,
        parse: Callable[[str], T],
        name: str,
        path: str,
        *,
        default: str | None = None,
        about: str = "",
    ) -> T:
        """A value of the test, the default, or a text that the parser takes."""
        self._unknown.discard(name)
        text = default or _example(parse, name)
        return super().read(parse, name, path, default=text)

    def optional(self, parse: Callable[[str], T], name: str, path: str) -> T | None:
        """A value of the test, or none."""
        self._unknown.discard(name)
        return super().optional(parse, name, path)


class Misfit(ValueError):
    """A text has the wrong form; says what was expected, and never the text."""

    def __init__(self, expected: str, example: str) -> None:
        self.expected = expected
        self.example = example
        super().__init__(expected)


def text(value: str) -> str:
    """Any text."""
    return value


def word(text: str) -> str:
    """A text without the blanks around it."""
    word = text.strip(_BLANKS)
    if word:
        return word
    raise Misfit("a text that is not blank", "example")


def key(text: str) -> str:
    """A key that goes into a header."""
    key = text.strip(_BLANKS)
    if key and all("!" <= sign <= "~" for sign in key):
        return key
    expected = "a key alone: letters, digits and signs of ASCII, without blanks"
    raise Misfit(expected, "example")


def url(text: str) -> str:
    """The URL of a server, with or without a path."""
    url = text.strip(_BLANKS)
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    is_plain = all("!" <= sign <= "~" and sign not in "?#" for sign in path)
    is_split = path.startswith("/") or "//" in path.rstrip("/")
    if scheme in ("http", "https") and _is_host(host) and is_plain and not is_split:
        return url
    expected = "a URL without a user and a query, such as https://gateway.example"
    raise Misfit(expected, "https://example.invalid")


def number(text: str) -> Number:
    """A JSON number."""
    value = _json(text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Number(value)
    raise Misfit("a number, such as 1.5", "1.5")


def port(text: str) -> int:
    """The number of a port."""
    value = _json(text)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 65536:
        return value
    raise Misfit("the number of a port, such as 8080", "8080")


def boolean(text: str) -> bool:
    """Exactly `true` or `false`."""
    word = text.strip(_BLANKS)
    if word in ("true", "false"):
        return word == "true"
    raise Misfit("true or false", "false")


def array(text: str) -> list[Json]:
    """A JSON array."""
    value = _json(text)
    if isinstance(value, list):
        return value
    raise Misfit('a JSON array, such as ["a"]', "[]")


def mapping(text: str) -> dict[str, Json]:
    """A JSON object."""
    value = _json(text)
    if isinstance(value, dict):
        return value
    raise Misfit('a JSON object, such as {"a": 1}', "{}")


def one_of(*options: Word) -> Callable[[str], Word]:
    """One of a few texts."""

    def parse(text: str) -> Word:
        for option in options:
            if option == text:
                return option
        raise Misfit(" or ".join(options), options[0])

    return parse


def within(parse: Callable[[str], T], *options: str) -> Callable[[str], T]:
    """What is made of one of a few texts."""

    def checked(text: str) -> T:
        return parse(one_of(*options)(text))

    return checked


def secret(parse: Callable[[str], T]) -> Callable[[str], Secret[T]]:
    """A value that is never shown."""

    def wrapped(text: str) -> Secret[T]:
        return Secret(parse(text))

    return wrapped


def openai_base_url(url: str) -> str:
    """Where clients of the OpenAI API connect to: below `/v1`, unless the URL has a path."""
    url = url.rstrip("/")
    return url if "/" in url.partition("://")[2] else f"{url}/v1"


def unset(name: str, path: str, about: str = "") -> Problem:
    """The problem of a variable that is not there."""
    help = f"set it in the environment{f' ({about})' if about else ''}"
    return Problem(name, path, "is not set", help)


def _example(parse: Callable[[str], object], name: str) -> str:
    # Nothing has a name below `invalid`.
    hosts = {"HOST": "example.invalid", "URL": "https://example.invalid"}
    text = hosts.get(name.rpartition("_")[2], "example")
    try:
        parse(text)
    except Misfit as misfit:
        return misfit.example
    return text


# What JSON takes for a blank.
_BLANKS = " \t\n\r"


def _is_host(text: str) -> bool:
    # An address of IPv6 has colons, and brackets around it.
    address, bracket, port = text.rpartition("]")
    if bracket:
        host = address.removeprefix("[")
        digits = "0123456789abcdefABCDEF:."
        fits = address != host and all(sign in digits for sign in host)
    else:
        host, colon, number = text.partition(":")
        port = colon + number
        fits = host.isascii() and all(sign.isalnum() or sign in "-_." for sign in host)
    number = port.removeprefix(":")
    is_port = number != port and number.isascii() and number.isdigit()
    return host != "" and fits and (port == "" or (is_port and 0 < int(number) < 65536))


def _json(text: str) -> Json:
    # Only who needs it pays for it.
    import json

    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    return cast("Json", value)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("out of range")
    return number
