"""Many projects, as one repository has them: what `ast` takes for a thousand of 50 lines, that each is what a run of its
own makes, and that each is whole wherever a run over all of them is killed.

Run by hand, as it is about time and takes minutes: `WORK=… python3 tests/acceptance/projects.py`, with a release build
on the PATH. PROJECTS and KILLS say how many of each, a thousand and a hundred unless said.
"""

import os
import pathlib
import random
import shutil
import subprocess
import time

from common import command, enter, fail, run, say

WORK = enter() / "projects"
PROJECTS = int(os.environ.get("PROJECTS", "1000"))
KILLS = int(os.environ.get("KILLS", "100"))
TARGETS = ["env", "compose", "kubernetes"]
random.seed(27)


def spec(number, image="agent:1"):
    inputs = "".join(
        f"  value-{at}:\n    name: VALUE_{at}\n    datatype: string\n    default: text-{at}\n    description: a value\n"
        for at in range(5)
    )
    return f"""spec: blueprint/v1
name: agent-{number}
agent:
  image: {image}
  interfaces:
    frontend: true
  healthcheck:
    path: /health
models:
  chat:
    provider: gateway
    models:
      - claude-sonnet-4-6
knowledge:
  cache:
    provider: redis
  db:
    provider: postgres
integrations:
  github:
    provider: github
ingestion:
  nightly:
    container:
      image: job:1
    trigger:
      type: schedule
inputs:
{inputs}"""


def make(root, image="agent:1"):
    """Projects with names, options and ignore files of several kinds; a tenth is left out."""
    for number in range(PROJECTS):
        folder = root / f"group-{number % 10}" / f"p{number:04}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "astropods.yml").write_text(spec(number, image))
        if number % 7 == 0:
            (folder / "ast.toml").write_text("[compose]\nrestrict = true\n")
    (root / "group-3" / "ast.toml").write_text("[cluster]\ntag = '3'\n")
    (root / "group-4" / ".ignore").write_text("p*4/\n")


def timed(*words, cwd, status=0):
    """How long a run takes, in seconds, and its most memory, in MB."""
    began = time.monotonic()
    process = subprocess.Popen(words, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, ended, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - began
    if status is not None and os.waitstatus_to_exitcode(ended) != status:
        fail(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(ended)}")
    return took, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


def files(root):
    found = {}
    for path in root.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            found[str(path.relative_to(root))] = path.read_bytes()
    return found


def speed(root):
    for name, words in [
        ("validate", ["ast", "validate", "."]),
        ("generate, all written", ["ast", "generate", *TARGETS, "."]),
        ("generate, nothing changed", ["ast", "generate", "."]),
        ("generate --check", ["ast", "generate", "--check", "."]),
        ("validate", ["ast", "validate", "."]),
    ]:
        took, memory, processor = timed(*words, cwd=root)
        say(f"{PROJECTS} projects, {name}: {took:.2f} s, {processor:.2f} s of a processor, {memory:.0f} MB")
    one = root / "group-0" / "p0000"
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    command(*git, "init", "--quiet", cwd=one)
    command(*git, "add", ".", cwd=one)
    command(*git, "commit", "--quiet", "--message", "one", cwd=one)
    took = min(timed("ast", "diff", cwd=one)[0] for _ in range(10))
    say(f"diff of one project: {took * 1000:.0f} ms")
    shutil.rmtree(one / ".git")


def alone(root):
    """What each writes is what it writes alone."""
    other = WORK / "alone"
    make(other)
    specs = sorted(path.parent.relative_to(root) for path in root.rglob(".ast"))
    for folder in specs:
        run("ast", "generate", *TARGETS, str(folder), cwd=other)
    if files(root) != files(other):
        fail("a project among many is another one than alone")
    say(f"{len(specs)} runs of their own give the same")


def killed(root):
    """Wherever it is killed, each project is as before or as after, or has what its next run undoes; then all are whole."""
    states = {}
    for image in ["agent:1", "agent:2"]:
        make(root, image)
        command("ast", "generate", ".", cwd=root)
        states[image] = files(root)
    took = timed("ast", "generate", ".", cwd=root)[0] * 2
    mixed = 0
    for turn in range(KILLS):
        image = ["agent:1", "agent:2"][turn % 2]
        make(root, image)
        process = subprocess.Popen(["ast", "generate", "."], cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * took)
        process.kill()
        process.wait()
        now, projects = files(root), {}
        for path, content in now.items():
            folder = str(pathlib.Path(*pathlib.Path(path).parts[:2]))
            projects.setdefault(folder, {})[path] = content
        for folder, found in projects.items():
            made = {path: text for path, text in found.items() if not path.endswith("astropods.yml")}
            is_journaled = any("/.ast/stage" in path for path in made)
            whole = any(all(state.get(path) == text for path, text in made.items()) for state in states.values())
            mixed += is_journaled
            if not whole and not is_journaled:
                fail(f"{folder} is neither as before nor as after")
        command("ast", "generate", ".", cwd=root)
        if files(root) != states[image]:
            fail("the next run does not make all whole")
    say(f"killed at {KILLS} moments, {mixed} projects in the middle of a write: every project is whole")


def main():
    root = WORK / "many"
    make(root)
    speed(root)
    alone(root)
    killed(root)


main()
