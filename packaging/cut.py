#!/usr/bin/env python3
"""Cuts a version: cut.py VERSION. Sets it in Cargo.toml and the lock files, and gives what CHANGELOG.md has under
"Unreleased" its heading. Look at the difference, commit it and tag it `vVERSION`; the release workflow does the rest."""

import datetime
import re
import subprocess
import sys

from release import ROOT, VERSION

SEMVER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9a-z.-]+)?")


def replaced(path, old, new):
    """A file with one place of it changed; a second one, or none, is a mistake."""
    text = (ROOT / path).read_text()
    if text.count(old) != 1:
        raise SystemExit(f"cut: {path} has {text.count(old)} times {old!r}")
    (ROOT / path).write_text(text.replace(old, new))


def main():
    if len(sys.argv) != 2 or not SEMVER.fullmatch(sys.argv[1]):
        raise SystemExit("cut: say a version, as 1.2.3")
    version = sys.argv[1]
    changes = (ROOT / "CHANGELOG.md").read_text()
    if f"\n## {version}\n" in changes or not re.search(r"^## Unreleased\n\n- ", changes, re.MULTILINE):
        raise SystemExit(f"cut: {version} was cut already, or nothing has changed")
    of_all = '[workspace.package]\nversion = "{}"\n'
    replaced("Cargo.toml", of_all.format(VERSION), of_all.format(version))
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"]:
        for name in ["ast", "ast-core"]:
            replaced(lock, f'name = "{name}"\nversion = "{VERSION}"\n', f'name = "{name}"\nversion = "{version}"\n')
    today = datetime.datetime.now(datetime.UTC).date()
    replaced("CHANGELOG.md", "## Unreleased\n", f"## Unreleased\n\n## {version}\n\n*{today}*\n")
    subprocess.run(
        ["cargo", "metadata", "--locked", "--no-deps", "--format-version", "1"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


if __name__ == "__main__":
    main()
