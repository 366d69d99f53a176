"""What another file calls."""

import os


def fetch(name, default=None):
    found = os.environ.get(name, default)
    if found is None:
        raise KeyError(name)
    return found
