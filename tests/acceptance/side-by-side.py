"""Runs of `ast` at once, as processes: what they leave is what the same runs leave in a row.

Usage: side-by-side.py FOLDER [ROUNDS]; needs ast on the PATH.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from common import ROOT

SPEC = ROOT / "examples/support-desk/astropods.yml"
GENERATE = [["generate", target] for target in ("env", "compose", "kubernetes", "sdk-python")]
RUNS = [*GENERATE, *GENERATE[:2], ["env", "sync", "--gateway", "mock"], ["env", "sync", "--gateway", "mock"]]


def project(folder: Path) -> Path:
    """A folder with a spec."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(SPEC, folder / "astropods.yml")
    return folder


def start(run: list[str], folder: Path) -> subprocess.Popen[str]:
    """Starts a run; its state lies beside the folder."""
    environment = {**os.environ, "XDG_STATE_HOME": f"{folder}.state"}
    pipe = subprocess.PIPE
    return subprocess.Popen(["ast", *run], cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True)


def tree(folder: Path) -> dict[str, str]:
    """Every file with its text; the key that is made up is any key."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): re.sub("sk-[0-9a-f]{48}", "sk-any", path.read_text()) for path in files}


def main() -> None:
    """Compares rounds with runs in a row."""
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 50
    row = project(folder / "row")
    for run in RUNS:
        ended = start(run, row)
        assert ended.wait() == 0, ended.communicate()
    expected = tree(row)
    for number in range(rounds):
        here = project(folder / "round")
        runs = [start(run, here) for run in RUNS]
        told = [run.communicate() for run in runs]
        assert all(run.returncode == 0 for run in runs), told
        left = tree(here)
        # Which of the two runs of `env sync` came first decides which lines it adds, and not which lines there are.
        for values in (left, expected):
            values[".env"] = "\n".join(sorted(values[".env"].splitlines()))
        assert left == expected, f"round {number}: {sorted(set(left.items()) ^ set(expected.items()))}"
        generated = sum("generated: ASTRO_GATEWAY_API_KEY" in out for out, _ in told)
        assert generated == 1, f"round {number}: {generated} runs say that they made the key"
    print(f"side-by-side: {rounds} rounds of {len(RUNS)} runs leave what they leave in a row")


main()
