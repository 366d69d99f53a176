#!/usr/bin/env python3
"""A block of a page, by the name of its file: page-block FILE [PAGE], of the page on client code unless said."""

import pathlib
import re
import sys

name, page = (*sys.argv[1:], "docs/client-code.md")[:2]
found = re.search(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", pathlib.Path(page).read_text(), re.M | re.S)
sys.exit(f"the page has no block `{name}`") if not found else sys.stdout.write(found[1])
