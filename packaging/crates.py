"""The crates that are in the program: what cargo resolves for a platform, without what only builds or tests it."""

import functools
import json
import pathlib
import subprocess
import tomllib
from dataclasses import dataclass

from release import ROOT


@dataclass(frozen=True)
class Crate:
    """A crate of Cargo.lock; its folder is where cargo keeps its source."""

    name: str
    version: str
    license: str
    authors: tuple
    repository: str | None
    folder: pathlib.Path
    checksum: str | None


@functools.cache
def crates(target):
    """All of them, sorted. Features are those of this very build, which `cargo metadata` alone would not tell."""
    words = ["--edges", "normal,no-proc-macro", "--target", target, "--prefix", "none", "--no-dedupe", "--format", "{p}"]
    program = ["cargo", "tree", "--locked", "--quiet", "--package", "ast"]
    tree = subprocess.check_output([*program, *words], cwd=ROOT, text=True)
    inside = {tuple(line.split()[:2]) for line in tree.splitlines() if line}
    words = ["--locked", "--quiet", "--format-version", "1", "--filter-platform", target]
    metadata = json.loads(subprocess.check_output(["cargo", "metadata", *words], cwd=ROOT))
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    sums = {(entry["name"], entry["version"]): entry.get("checksum") for entry in lock}
    found = [
        Crate(
            package["name"],
            package["version"],
            # The older way to write it, and blanks as somebody typed them.
            " ".join(package["license"].replace("/", " OR ").split()),
            tuple(package["authors"]),
            package["repository"],
            pathlib.Path(package["manifest_path"]).parent,
            sums[package["name"], package["version"]],
        )
        for package in metadata["packages"]
        if (package["name"], f"v{package['version']}") in inside
    ]
    if len(found) != len(inside):
        raise SystemExit(f"crates: {len(inside)} are in the program, and {len(found)} are known")
    return sorted(found, key=lambda crate: (crate.name, crate.version))


if __name__ == "__main__":
    import sys

    for crate in crates(sys.argv[1]):
        print(crate.name, crate.version, crate.license)
