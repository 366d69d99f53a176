#!/usr/bin/env python3
"""Holds the table of image references against the engine's own parser: image-references.

`docker tag` reads its target before anything else, so neither the image nor a network is needed. Needs docker.
"""

import json
import pathlib

from common import enter, run

enter()
table = json.loads(pathlib.Path("tests/images/references.json").read_text())


def is_read(reference):
    answer = run("docker", "tag", "no-such-image", reference, status=1)
    return "is not a valid repository/tag" not in answer.stderr


# What `ast` refuses: a first part in capitals, which engines take for a host without a dot, and a host that is none.
read = table["pulled"] + table["stricter"]
wrong = [reference for reference in read if not is_read(reference)]
wrong += [reference for reference in table["refused"] if is_read(reference)]
assert not wrong, f"the engine reads these otherwise: {wrong}"
print(f"{len(read) + len(table['refused'])} references are read as the engine reads them")
