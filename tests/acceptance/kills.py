"""Kills `ast` at one system call after another, its recoveries too, and looks at what is left.

After each kill: what is not ast's is byte for byte as it was, a mixed tree does not pass `--check`, and after the next
run the folder is exactly what a run that was never killed leaves: no copy of `.env`, nothing in `.ast` that stays.
Usage: kills.py FOLDER [STEP]: at every STEP-th call, 1 unless said; needs ast and strace on the PATH.
"""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

SPEC = """spec: blueprint/v1
name: my-agent
agent:
  image: my-agent:1
  astro_ai_gateway: true
knowledge:
  cache:
    provider: redis
"""
UNFIXED = SPEC.replace("blueprint/v1", "astro/v1")
RAGGED = SPEC.replace("  cache:", "  cache:   ").replace("agent:\n", "agent:\n\n\n")
VALUES = "# mine\nOPENAI_API_KEY=hunter2\n"
CALLS = (
    "openat,openat2,write,rename,renameat,renameat2,linkat,unlink,unlinkat,mkdir,mkdirat,fsync,flock,close,fchmod,"
    "fstat,statx,newfstatat"
)

# What is run, in a project of which spec and state, and what has to be there whatever happens.
CASES = {
    "generate": (SPEC, ["generate", "env", "compose"], ["generate", "env"]),
    "generate more": (SPEC, ["generate", "env", "compose", "--gateway", "mock"], ["generate", "env", "compose"]),
    "generate less": (SPEC.split("knowledge")[0], ["generate", "env", "compose"], "old"),
    "fix": (UNFIXED, ["fix"], None),
    "fmt": (RAGGED, ["fmt"], None),
    "env sync": (SPEC, ["env", "sync"], ["generate", "env"]),
    "env sync alone": (SPEC, ["env", "sync"], None),
}


class Project:
    """A folder with a spec, values, a file of the user's, and the user's own state beside it."""

    def __init__(self, folder: Path, spec: str, before: list[str] | str | None) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.root = folder / "project"
        self.environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "HOME": str(folder)}
        (self.root / "env").mkdir(parents=True)
        (self.root / "astropods.yml").write_text(SPEC if before == "old" else spec)
        (self.root / ".env").write_text(VALUES)
        (self.root / "env" / "mine.txt").write_text("mine\n")
        if before:
            self.run(["generate", "env", "compose"] if before == "old" else before)
        (self.root / "astropods.yml").write_text(spec)

    def run(self, arguments: list[str], kill: int | None = None) -> subprocess.CompletedProcess[str]:
        """Runs ast, to its end or until it is killed at a system call."""
        command = ["ast", *arguments]
        if kill is not None:
            inject = f"inject={CALLS}:signal=KILL:when={kill}"
            command = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={CALLS}", "-e", inject, *command]
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def tree(self) -> dict[str, str]:
        """Every file with its text, and every folder."""
        found = {}
        for path in sorted(self.root.rglob("*")):
            name = str(path.relative_to(self.root))
            found[name] = path.read_text() if path.is_file() else "(folder)"
        return found


def is_mixed(tree: dict[str, str], old: dict[str, str], new: dict[str, str]) -> bool:
    """Whether what is generated is neither all old nor all new."""
    ours = {name for name in {**old, **new} if old.get(name) != new.get(name) and not name.startswith(".ast")}
    return any(tree.get(name) != old.get(name) for name in ours) and any(tree.get(name) != new.get(name) for name in ours)


def kill_all(name: str, folder: Path, step: int, chance: random.Random) -> tuple[int, int]:
    """Kills one case at every step-th call; how often, and how often its recovery was killed too."""
    spec, command, before = CASES[name]
    old = Project(folder, spec, before).tree()
    finished = Project(folder, spec, before)
    assert finished.run(command).returncode == 0, name
    new = finished.tree()
    killed = recoveries = 0
    number = 1 + chance.randrange(step)
    while True:
        project = Project(folder, spec, before)
        if project.run(command, kill=number).returncode != -9 and project.tree() == new:
            return killed, recoveries
        killed += 1
        place = f"{name}, killed at call {number}"
        tree = project.tree()
        for path in ("env/mine.txt", ".env", "astropods.yml"):
            assert tree.get(path) in (old[path], new[path]), f"{place}: `{path}` is neither old nor new"
        if command[0] == "generate" and is_mixed(tree, old, new):
            assert project.run(["generate", "--check"]).returncode != 0, f"{place}: a mixed tree passes the check"
        if killed % 2 == 0:
            recoveries += 1
            project.run(command, kill=1 + chance.randrange(60))
        last = project.run(command)
        assert last.returncode == 0, f"{place}: the next run says {last.stderr}"
        left = project.tree()
        assert left == new, f"{place}: the next run leaves {sorted(set(left.items()) ^ set(new.items()))}"
        journals = folder / "state" / "ast" / "journals"
        assert not journals.exists() or not list(journals.iterdir()), f"{place}: a journal is left"
        number += step


def main() -> None:
    """Kills every case."""
    folder, step = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chance = random.Random(int(os.environ.get("SEED", "1")))
    total = again = 0
    for name in CASES:
        kills, recoveries = kill_all(name, folder, step, chance)
        assert kills > 0, f"{name} was never killed"
        print(f"kills: {name}: {kills}, recoveries {recoveries}", flush=True)
        total, again = total + kills, again + recoveries
    print(f"kills: {total} of runs and {again} of recoveries; nothing was lost, and nothing is left")


main()
