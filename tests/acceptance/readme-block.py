#!/usr/bin/env python3
"""A block of the README, by the name of its file: readme-block FILE."""

import pathlib
import re
import sys

found = re.search(rf"^```\w+ {re.escape(sys.argv[1])}\n(.*?)^```$", pathlib.Path("README.md").read_text(), re.M | re.S)
sys.exit(f"the README has no block `{sys.argv[1]}`") if not found else sys.stdout.write(found[1])
