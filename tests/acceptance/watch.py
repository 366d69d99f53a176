"""`--watch` with real processes: editors' ways of saving, a branch switch, folders that come and go, ignored folders.

Nothing is held to a time; how long a save takes to be told is printed. What must not be told is shown by the next thing
that is: a save elsewhere, whose line comes first. With MORE=1 the folders are as large as the largest that are meant.
"""

import os
import pathlib
import pty
import queue
import shutil
import signal
import statistics
import subprocess
import threading
import time

from common import command, enter, fail, say

MORE = bool(os.environ.get("MORE"))
PROJECTS = 1000 if MORE else 300
IGNORED = 100_000 if MORE else 10_000
WORK = enter() / "watch"
STATE = WORK / "state"
SPEC = """spec: blueprint/v1
name: agent-{number}
agent:
  image: agent:1
knowledge:
  cache: {{provider: redis}}
inputs:
  limit: {{name: LIMIT, datatype: number, default: "5"}}
"""


def spec(number, tail=""):
    return SPEC.format(number=number) + tail


class Watch:
    """A command that follows files, and the lines that it says."""

    def __init__(self, *words, cwd, before=()):
        environment = os.environ | {"XDG_STATE_HOME": str(STATE)}
        # A lane of CI is started to ignore signals, and what it starts is too.
        self.process = subprocess.Popen(
            [*before, "env", "--default-signal=INT", "ast", *words],
            cwd=cwd,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def next(self):
        try:
            line = self.lines.get(timeout=120)
        except queue.Empty:
            fail("nothing was said for two minutes")
        if line is None:
            fail(f"it ended with {self.process.wait()}")
        return line

    def until(self, text):
        """The lines up to one that holds a text."""
        lines = [self.next()]
        while text not in lines[-1]:
            lines.append(self.next())
        return lines

    def end(self):
        self.process.send_signal(signal.SIGINT)
        if (status := self.process.wait(timeout=60)) != 0:
            fail(f"Ctrl-C ended it with {status}")


def projects(root):
    for number in range(PROJECTS):
        folder = root / f"group-{number % 10}" / f"p{number:04}"
        folder.mkdir(parents=True)
        (folder / "astropods.yml").write_text(spec(number))
    return root


def place(root, number):
    return root / f"group-{number % 10}" / f"p{number:04}" / "astropods.yml"


def alone(watch, root, number, act):
    """Does something, and gives the lines up to the one of a project's change; nothing may be told of another."""
    act()
    name = f"./{place(root, number).relative_to(root)}"
    lines = watch.until(" changed: ")
    if not lines[-1].startswith(f"{name} changed: "):
        fail(f"{name} was saved, and told is {lines}")
    return lines


def renamed_over(path, text):
    """As Vim and most editors save: into a file beside it, which takes its place; the old one is kept as a backup."""
    beside = path.with_name("4913")
    beside.write_text(text)
    shutil.copy(path, path.with_name(path.name + "~"))
    os.replace(beside, path)


def saves(root):
    """Each way of saving is one that is told, and what editors leave beside the file is not."""
    watch = Watch("validate", "--watch", ".", cwd=root)
    watch.until(f"in {PROJECTS} files")
    say("saves")
    broken = "nonsense: 1\n"
    ways = [
        ("truncated and written", lambda path, text: path.write_text(text)),
        ("renamed over", renamed_over),
        ("removed and made anew", lambda path, text: (path.unlink(), path.write_text(text))),
    ]
    took = []
    for at, (name, save) in enumerate(ways):
        began = time.monotonic()
        lines = alone(watch, root, at, lambda at=at, save=save: save(place(root, at), spec(at, broken)))
        took.append(time.monotonic() - began)
        # An editor that empties the file first may be seen to.
        while "unknown key" not in "".join(lines):
            lines = watch.until(" changed: ")
        if "1 error" not in lines[-1]:
            fail(f"{name}: {lines}")
        alone(watch, root, at, lambda at=at, save=save: save(place(root, at), spec(at)))
        drain(watch, root)
    say(f"told after {', '.join(f'{seconds * 1000:.0f} ms' for seconds in took)}")
    took = []
    for number in range(20, 40):
        began = time.monotonic()
        alone(watch, root, number, lambda number=number: renamed_over(place(root, number), spec(number, "# saved\n")))
        took.append(time.monotonic() - began)
    say(f"of {PROJECTS} projects one is told after {statistics.median(took) * 1000:.0f} ms (worst {max(took) * 1000:.0f})")
    # Files that nothing asked for.
    for name in ["notes.txt", ".astropods.yml.swp", "astropods.yml.bak", "#astropods.yml#"]:
        place(root, 50).with_name(name).write_text("x")
    alone(watch, root, 51, lambda: place(root, 51).write_text(spec(51, "# saved\n")))
    drain(watch, root)
    options(watch, root)
    folders(watch, root)
    branch(watch, root)
    watch.end()


def drain(watch, root):
    """What is still told of what was done is read, up to a save of the last project."""
    number = PROJECTS - 1
    marks = getattr(drain, "marks", 0) + 1
    drain.marks = marks
    place(root, number).write_text(spec(number, f"inputs-{marks}: 1\n"))
    watch.until(f"inputs-{marks}")
    watch.until(" changed: ")
    renamed_over(place(root, number), spec(number))
    name = f"./{place(root, number).relative_to(root)}"
    while not watch.until(" changed: ")[-1].startswith(f"{name} changed: no problems"):
        pass


def options(watch, root):
    """Options above, and those that they extend, touch all below them and nothing else."""
    group = root / "group-3"
    (root / "base.toml").write_text("")
    (group / "ast.toml").write_text('extend = "../base.toml"\n')
    count = PROJECTS // 10
    watch.until(f" and {count - 1} more changed: ")
    (root / "base.toml").write_text("nonsense = 1\n")
    lines = watch.until(f" and {count - 1} more changed: ")
    if "nonsense" not in "".join(lines) or "./group-3/" not in lines[-1]:
        fail(f"what is extended was saved: {lines}")
    (root / "base.toml").unlink()
    (group / "ast.toml").unlink()
    drain(watch, root)
    say("options")


def folders(watch, root):
    """Projects that come and go, and folders that nobody looks into."""
    new = root / "new" / "deep" / "agent"
    new.mkdir(parents=True)
    (new / "astropods.yml").write_text(spec("new"))
    watch.until("new/deep/agent/astropods.yml changed: no problems")
    # A second one of its name is told at the later one, and no longer once the first is gone.
    other = root / "twin"
    other.mkdir()
    (other / "astropods.yml").write_text(spec("new"))
    lines = "".join(watch.until("twin/astropods.yml changed: "))
    if "duplicate-project" not in lines:
        fail(f"two of one name: {lines}")
    shutil.rmtree(root / "new")
    lines = watch.until("changed: no problems")
    shutil.rmtree(other)
    watch.until("twin/astropods.yml changed: ")
    (root / ".gitignore").write_text("ignored/\n")
    ignored = root / "ignored"
    ignored.mkdir()
    for number in range(IGNORED):
        with open(ignored / f"{number}.log", "w", encoding="utf-8"):
            pass
    (ignored / "astropods.yml").write_text("nonsense: 1\n")
    alone(watch, root, 60, lambda: renamed_over(place(root, 60), spec(60, "# saved\n")))
    group = place(root, 60).parent
    shutil.move(group, root / "moved")
    watch.until(" changed: ")
    (root / "moved" / "astropods.yml").write_text(spec(60, "nonsense: 2\n"))
    watch.until("1 error")
    shutil.move(root / "moved", group)
    watch.until("1 error")
    renamed_over(place(root, 60), spec(60))
    drain(watch, root)
    say(f"folders, and {IGNORED} ignored files")


def branch(watch, root):
    """A branch whose half of the projects are others."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    command(*git, "init", "--quiet", "--initial-branch=main", cwd=root)
    command(*git, "add", "group-*", cwd=root)
    command(*git, "commit", "--quiet", "--message", "one", cwd=root)
    command(*git, "switch", "--quiet", "--create", "other", cwd=root)
    for number in range(0, PROJECTS, 2):
        place(root, number).write_text(spec(number, "nonsense: 1\n"))
    command(*git, "commit", "--quiet", "--all", "--message", "two", cwd=root)
    half = PROJECTS // 2
    watch.until(f" changed: {half} errors")
    began = time.monotonic()
    command(*git, "switch", "--quiet", "main", cwd=root)
    watch.until(" changed: no problems")
    say(f"a branch switch of {half} projects is told after {(time.monotonic() - began) * 1000:.0f} ms")
    command(*git, "switch", "--quiet", "other", cwd=root)
    watch.until(f" changed: {half} errors")
    command(*git, "switch", "--quiet", "main", cwd=root)
    watch.until(" changed: no problems")


def generated(root):
    """What is saved is generated, what is generated is no save, and each is what a run makes that does not watch."""
    root.mkdir()
    watch = Watch("generate", "env", "compose", "--watch", ".", cwd=root)
    for number in range(12):
        (folder := root / f"p{number:02}").mkdir(parents=True)
        (folder / "astropods.yml").write_text(spec(number))
        watch.until(f"p{number:02}: ")
    (root / "p03" / "astropods.yml").write_text(spec(3, "integrations: {github: {provider: github}}\n"))
    watch.until("p03: ")
    while "GITHUB_TOKEN" not in (root / "p03" / "env" / "agent.env").read_text():
        watch.until("p03: ")
    (root / "p04" / "astropods.yml").write_text(spec(4, "nonsense: 1\n"))
    watch.until("1 project could not be generated")
    before = (root / "p04" / "compose.yaml").read_text()
    (root / "p04" / "astropods.yml").write_text(spec(4, "# fine again\n"))
    watch.until("p04: ")
    (root / "p05" / "ast.toml").write_text("[compose]\nrestrict = true\n")
    watch.until("p05: ")
    # Had anything that was written counted as a save, it would be told before this.
    (root / "p06" / "astropods.yml").write_text(spec(6, "# saved\n"))
    line = watch.next()
    while line.startswith(("./p04: ", "./p05: ")):
        line = watch.next()
    if not line.startswith("./p06: "):
        fail(f"nothing but p06 was saved: {line}")
    watch.end()
    if (root / "p04" / "compose.yaml").read_text() != before:
        fail("a comment changed what is generated")
    command("ast", "generate", "--check", ".", cwd=root)
    say("generated")


def terminal(root):
    """On a terminal the screen is cleared, and shows how all stand."""
    control, shown = pty.openpty()
    process = subprocess.Popen(
        ["env", "--default-signal=INT", "ast", "validate", "--watch", "."], cwd=root, stdout=shown, stderr=shown
    )
    text = b""

    def until(part):
        nonlocal text
        while part not in text:
            text += os.read(control, 65536)
        text = text.split(part, 1)[1]

    until(b"\x1b[2J")
    until(b"in 2 files")
    (root / "a" / "astropods.yml").write_text(spec(1, "nonsense: 1\n"))
    until(b"\x1b[2J")
    until(b"nonsense")
    until(b"in 2 files")
    # The other is told of as well, though it was not saved.
    (root / "b" / "astropods.yml").write_text(spec(2, "rubbish: 1\n"))
    until(b"\x1b[2J")
    until(b"nonsense")
    until(b"rubbish")
    until(b"in 2 files")
    process.send_signal(signal.SIGINT)
    if process.wait(timeout=60) != 0:
        fail("Ctrl-C is no failure")
    say("a terminal")


def limited(root):
    """At the system's limits, which are lowered in a user namespace of this check's own alone, files are looked at."""
    for number in range(6):
        place(root, number).parent.mkdir(parents=True)
        place(root, number).write_text(spec(number))
    for limit, count, name in [("watches", 3, "max_user_watches"), ("instances", 0, "max_user_instances")]:
        lower = f'echo {count} >/proc/sys/user/max_inotify_{limit} && exec "$@"'
        watch = Watch("validate", "--watch", ".", cwd=root, before=["unshare", "-Ur", "sh", "-c", lower, "sh"])
        said = watch.until("once a second")
        if name not in said[-1]:
            fail(f"at the limit of {limit} is told: {said}")
        time.sleep(1)
        place(root, 3).write_text(spec(3, f"# {limit}\n"))
        watch.until("p0003/astropods.yml changed: no problems in 6 files")
        watch.end()
    say("limits of the system")


def main():
    limited(WORK / "limited")
    saves(projects(WORK / "many").resolve())
    generated(WORK / "generated")
    for name, number in [("a", 1), ("b", 2)]:
        (folder := pathlib.Path(WORK / "terminal" / name)).mkdir(parents=True)
        (folder / "astropods.yml").write_text(spec(number))
    terminal(WORK / "terminal")


main()
