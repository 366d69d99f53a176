"""Functions that are called with the name."""

import os
import sys

from elsewhere import fetch


# idiom: a function that reads the variable that it is called with
def required(name):
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"{name} is not set")
    return value


def setting(name: str, default: str | None = None) -> str | None:
    return os.environ.get(name, default)


def strict(name, fallback=None):
    if name in os.environ:
        return os.environ[name]
    if fallback is None:
        sys.exit(f"set {name}")
    return fallback


def flag(key, default="0"):
    return os.getenv(key, default) == "1"


direct = lambda name: os.environ[name]  # noqa: E731


class Config:
    def __init__(self):
        self.url = self._read("HELPER_M")  # reads: HELPER_M
        self.size = self._read("HELPER_N")  # reads: HELPER_N

    def _read(self, name):
        return os.environ[name]

    @staticmethod
    def peek(name):
        return os.environ.get(name)


required("HELPER_A")  # reads: HELPER_A
required(name="HELPER_B")  # reads: HELPER_B
setting("HELPER_C")  # reads: HELPER_C?
setting("HELPER_D", "x")  # reads: HELPER_D?
setting("HELPER_E", default="x")  # reads: HELPER_E?
strict("HELPER_F")  # reads: HELPER_F
strict("HELPER_G", "x")  # reads: HELPER_G?
flag("HELPER_H")  # reads: HELPER_H?
direct("HELPER_I")  # reads: HELPER_I
Config.peek("HELPER_J")  # reads: HELPER_J?
[required(one) for one in ("HELPER_K", "HELPER_L")]  # reads: HELPER_K, HELPER_L
required(sys.argv[1])  # reads: *


# idiom: such a function of another file
fetch("OUTSIDE_A")  # reads: OUTSIDE_A
fetch("OUTSIDE_B", "x")  # reads: OUTSIDE_B?
