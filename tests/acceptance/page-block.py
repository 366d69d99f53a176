#!/usr/bin/env python3
"""A block of the page on client code, by the name of its file: page-block FILE."""

import pathlib
import re
import sys

found = re.search(rf"^```\w+ {re.escape(sys.argv[1])}\n(.*?)^```$", pathlib.Path("docs/client-code.md").read_text(), re.M | re.S)
sys.exit(f"the page has no block `{sys.argv[1]}`") if not found else sys.stdout.write(found[1])
