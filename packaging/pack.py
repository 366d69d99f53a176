#!/usr/bin/env python3
"""Packs a program that is built already: an archive, a wheel, packages for npm and the folder of the images. The same
program, commit and tools give the same bytes. README.md beside this file says more.

    packaging/pack.py PROGRAM OUT [--target TRIPLE] [--runs PROGRAM]

PROGRAM is for the platform TRIPLE; where this machine can't run it, --runs names one of the same version that it can. OUT
may hold what was packed for other platforms, which gets one list of sums with it.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

from bill import bill
from licenses import licenses
from release import NAME, PLATFORMS, ROOT, VERSION, epoch

HERE = pathlib.Path(__file__).resolve().parent
SHELLS = {"bash": "ast.bash", "zsh": "_ast", "fish": "ast.fish", "elvish": "ast.elv", "powershell": "ast.ps1"}


def common(folder, target):
    """What stands beside the program in every package."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ["LICENSE-MIT", "LICENSE-APACHE"]:
        shutil.copy(ROOT / name, folder)
    (folder / "THIRD-PARTY.txt").write_text(licenses(target))
    (folder / "bom.cdx.json").write_text(bill(target))
    return folder


def pages(runs):
    """The manual pages, by the list of commands that the tests hold to the program."""
    found = {}
    for line in (ROOT / "docs" / "commands.md").read_text().splitlines():
        if line.startswith("## ast"):
            words = line.removeprefix("## ").split()
            found["-".join(words)] = subprocess.check_output([runs, "man", *words[1:]])
    return found


def archive(stage, shared, platform, program, runs, out):
    """A folder with the program, what shells complete, the manual and the licences."""
    name = f"{NAME}-{VERSION}-{platform.target}"
    folder = stage / name
    shutil.copytree(shared, folder)
    shutil.copy(program, folder / platform.program)
    shutil.copy(HERE / "about.md", folder / "README.md")
    (folder / "completions").mkdir()
    for shell, file in SHELLS.items():
        (folder / "completions" / file).write_bytes(subprocess.check_output([runs, "completions", shell]))
    (folder / "man" / "man1").mkdir(parents=True)
    for page, text in pages(runs).items():
        (folder / "man" / "man1" / f"{page}.1").write_bytes(text)
    made = out / f"{name}.tar.gz"
    made.write_bytes(packed(folder, name))
    return made


def packed(folder, name):
    """A folder as an archive that depends on nothing but its files: their order, owners, modes and times are fixed."""
    text = io.BytesIO()
    with tarfile.open(fileobj=text, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in [folder, *sorted(folder.rglob("*"))]:
            entry = tar.gettarinfo(path, arcname=str(pathlib.PurePosixPath(name, path.relative_to(folder).as_posix())))
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = epoch()
            entry.mode = 0o755 if entry.isdir() or (path.stem == "ast" and path.parent == folder) else 0o644
            with path.open("rb") if path.is_file() else io.BytesIO() as content:
                tar.addfile(entry, content if entry.isfile() else None)
    return gzip.compress(text.getvalue(), compresslevel=9, mtime=epoch())


def wheel(stage, shared, platform, program, out):
    """A wheel that holds the program as a script, so that it is started without Python."""
    folder = stage / "wheel"
    shutil.copytree(HERE / "wheel", folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(shared, folder, dirs_exist_ok=True)
    shutil.copy(HERE / "about.md", folder / "README.md")
    path = folder / platform.program
    shutil.copy(program, path)
    path.chmod(0o755)
    env = os.environ | {
        "AST_VERSION": VERSION,
        "AST_PROGRAM": str(path),
        "AST_PLATFORM": platform.wheel,
        "SOURCE_DATE_EPOCH": str(epoch()),
    }
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", out]
    subprocess.run(words, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)
    return out / f"{NAME.replace('-', '_')}-{VERSION}-py3-none-{platform.wheel}.whl"


def npm(stage, shared, platform, program, out):
    """The package of the platform, and the one that people install, which starts it."""
    one = stage / "npm" / platform.npm
    shutil.copytree(HERE / "npm" / "platform", one)
    shutil.copytree(shared, one, dirs_exist_ok=True)
    (one / "bin").mkdir()
    shutil.copy(program, one / "bin" / platform.program)
    (one / "bin" / platform.program).chmod(0o755)
    system, processor = platform.npm.split("-")
    described(one, {"name": f"{NAME}-{platform.npm}", "os": [system], "cpu": [processor]})
    (one / "README.md").write_text(f"The program of {NAME} for {platform.npm}; install {NAME}, which brings it.\n")
    start = stage / "npm" / NAME
    shutil.copytree(HERE / "npm" / NAME, start)
    shutil.copy(HERE / "about.md", start / "README.md")
    for name in ["LICENSE-MIT", "LICENSE-APACHE"]:
        shutil.copy(ROOT / name, start)
    described(start, {"optionalDependencies": {f"{NAME}-{each.npm}": VERSION for each in PLATFORMS.values()}})
    words = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", out]
    for folder in [one, start]:
        subprocess.run([*words, folder], check=True, stdout=subprocess.DEVNULL)
    return [out / f"{NAME}-{platform.npm}-{VERSION}.tgz", out / f"{NAME}-{VERSION}.tgz"]


def described(folder, more):
    """The description of a package for npm, with its version and what a platform adds."""
    path = folder / "package.json"
    path.write_text(json.dumps({"name": NAME, "version": VERSION} | json.loads(path.read_text()) | more, indent=2) + "\n")


def image(shared, platform, program, out):
    """The folder that images are built from."""
    folder = out / "image" / platform.npm
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(HERE / "image", folder)
    shutil.copytree(shared, folder, dirs_exist_ok=True)
    shutil.copy(program, folder / "ast")
    (folder / "ast").chmod(0o755)


def notes():
    """What CHANGELOG.md says of this version; before it is cut, what is not released yet."""
    sections = re.split(r"^## (.*)\n", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)
    found = dict(zip(sections[1::2], sections[2::2], strict=True))
    return found.get(VERSION, found["Unreleased"]).strip() + "\n"


def sums(out):
    """The sums of all files that were packed, as `sha256sum --check` reads them."""
    files = sorted(path for path in out.iterdir() if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (out / "SHA256SUMS").write_text("".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--target", default="x86_64-unknown-linux-gnu", choices=PLATFORMS)
    parser.add_argument("--runs", type=pathlib.Path)
    said = parser.parse_args()
    platform, runs = PLATFORMS[said.target], (said.runs or said.program).resolve()
    version = subprocess.check_output([runs, "--version"], text=True).strip()
    if version != f"ast {VERSION}":
        raise SystemExit(f"pack: {runs} is {version}, and this is {VERSION}")
    # Modes of files are packed too.
    os.umask(0o022)
    out = said.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stage = pathlib.Path(folder)
        shared = common(stage / "shared", said.target)
        archive(stage, shared, platform, said.program, runs, out)
        wheel(stage, shared, platform, said.program, out)
        npm(stage, shared, platform, said.program, out)
        if "linux" in said.target:
            image(shared, platform, said.program, out)
        shutil.copy(shared / "bom.cdx.json", out / f"{NAME}-{VERSION}-{said.target}.cdx.json")
    (out / "NOTES.md").write_text(notes())
    sums(out)


if __name__ == "__main__":
    main()
