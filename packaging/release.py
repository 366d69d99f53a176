"""What a release is called, and the platforms that it is made for. The version is that of Cargo.toml, and stands in no
other place; what is packed takes it from here."""

import os
import pathlib
import subprocess
import sys
import tomllib
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
# One name in all registries. The program's own is taken: Python's standard library has a module `ast`.
NAME = "ast-compiler"


@dataclass(frozen=True)
class Platform:
    """A platform by the names that Rust, wheels, npm and VS Code have for it."""

    target: str
    wheel: str
    npm: str
    vscode: str

    @property
    def program(self):
        return "ast.exe" if "windows" in self.target else "ast"


# A static program runs on any Linux of its processor, whatever C library that has.
LINUX = "manylinux_2_17_{0}.manylinux2014_{0}.musllinux_1_1_{0}"
PLATFORMS = {
    platform.target: platform
    for platform in [
        Platform("x86_64-unknown-linux-gnu", LINUX.format("x86_64"), "linux-x64", "linux-x64"),
        Platform("aarch64-unknown-linux-gnu", LINUX.format("aarch64"), "linux-arm64", "linux-arm64"),
        Platform("x86_64-apple-darwin", "macosx_11_0_x86_64", "darwin-x64", "darwin-x64"),
        Platform("aarch64-apple-darwin", "macosx_11_0_arm64", "darwin-arm64", "darwin-arm64"),
        Platform("x86_64-pc-windows-msvc", "win_amd64", "win32-x64", "win32-x64"),
    ]
}


def epoch():
    """When what is packed was made, in seconds: the commit's time, unless SOURCE_DATE_EPOCH says another."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    return int(said or subprocess.check_output(["git", "log", "-1", "--format=%ct"], cwd=ROOT))


if __name__ == "__main__":
    # The version, or Rust's name of a platform of VS Code's.
    print(next(each.target for each in PLATFORMS.values() if each.vscode == sys.argv[1]) if sys.argv[1:] else VERSION)
