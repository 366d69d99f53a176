"""The licences of everything that is in the program, in one text: each crate with the one that is chosen where its
authors leave a choice, each text once."""

import pathlib
import re

from crates import crates
from release import NAME, ROOT

# Where there is a choice, the first of these; the others are not needed.
CHOICES = ["MIT", "Apache-2.0", "ISC", "Zlib"]
FILE = re.compile(r"(licen[cs]e|copying|notice|unlicense)", re.IGNORECASE)
HEAD = f"""{NAME} is under the MIT licence or the Apache License 2.0, at your option. Its program contains what follows; of a
crate that leaves a choice, the licence that is chosen stands here.
"""
# What is linked besides crates. On Linux that is a library under the LGPL, which asks that it can be exchanged.
LIBRARIES = {
    "": "The standard library of Rust: Copyright (c) The Rust Project Contributors, MIT OR Apache-2.0.",
    "linux": """The GNU C Library, in a program that is linked statically: Copyright (c) Free Software Foundation, Inc.,
LGPL-2.1-or-later. The source of this program and how it is built (packaging/build) are public, so that it can be linked
with another version of that library.""",
}


def texts(crate):
    """The files of a crate that hold its licence; those of C code that it brings along too."""
    found = sorted(path for path in crate.folder.glob("**/*") if path.is_file() and FILE.match(path.name))
    top = [path for path in found if path.parent == crate.folder]
    below = [path for path in found if path.parent != crate.folder and {"c_src", "third_party"} & set(path.parts)]
    if "OR" in crate.license.split() and "AND" not in crate.license.split():
        chosen = next((choice for choice in CHOICES if choice in re.split(r" OR |[()]", crate.license)), "")
        word = chosen.split("-")[0].lower()
        # A file that names another licence is that of the other choice.
        named = [path for path in top if (word and word in path.name.lower()) or "notice" in path.name.lower()]
        top = named if any("notice" not in path.name.lower() for path in named) else top
    return [path.read_text(errors="replace") for path in top + below] or [bare(crate)]


def bare(crate):
    """The text for a crate whose package lacks it."""
    names = re.split(r" OR ", crate.license)
    if "MIT" not in names:
        raise SystemExit(f"licenses: {crate.name} has no text of {crate.license}")
    holders = ", ".join(crate.authors) or f"the authors of {crate.repository}"
    return re.sub(r"Copyright \(c\).*", f"Copyright (c) {holders}", (ROOT / "LICENSE-MIT").read_text())


def licenses(target):
    """The whole text."""
    sections = {}
    for crate in crates(target):
        # Those of the project itself come from no registry.
        if not crate.checksum:
            continue
        for text in texts(crate):
            # The same words are the same text, however they are laid out.
            key = " ".join(text.split())
            sections.setdefault(key, (text, []))[1].append(f"{crate.name} {crate.version} ({crate.license})")
    rule = "=" * 80
    parts = [HEAD]
    parts += [text for system, text in LIBRARIES.items() if system in target]
    if "linux" in target:
        parts.append(f"{rule}\nThe GNU C Library (LGPL-2.1)\n{rule}\n\n{lesser().strip()}")
    for text, users in sections.values():
        parts.append(f"{rule}\n{chr(10).join(users)}\n{rule}\n\n{text.strip()}")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def lesser():
    """The LGPL, as Debian keeps it for its packages."""
    return pathlib.Path("/usr/share/common-licenses/LGPL-2.1").read_text()


if __name__ == "__main__":
    import sys

    print(licenses(sys.argv[1]), end="")
