#!/usr/bin/env python3
"""Drives Helix in a terminal as a person would: it is started with the files of the set-up page as its configuration,
keys are sent to it, and the screen is read back.

Usage: helix HX FOLDER, where FOLDER is that of a project whose spec says `provider: qdrnt`. Needs WORK, ast and tmux.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

hx, project = sys.argv[1], pathlib.Path(sys.argv[2])
home = pathlib.Path(os.environ["WORK"]) / f"helix-{os.getpid()}"
config = home / "config" / "helix"
shutil.copytree("editors/helix", config)
(config / "config.toml").write_text('[editor]\nend-of-line-diagnostics = "hint"\n[editor.lsp]\ndisplay-inlay-hints = true\n')
socket = str(home / "tmux")
spec = project / "astropods.yml"


def tmux(*words):
    return subprocess.run(["tmux", "-S", socket, *words], check=True, capture_output=True, text=True).stdout


def keys(*names):
    for name in names:
        tmux("send-keys", name)
        if name == "Escape":
            time.sleep(0.2)  # with the next key at once it would be one with Alt


def typed(text):
    tmux("send-keys", "-l", text)


def until(what, *texts, absent=()):
    """Waits until the screen has texts, and says so."""
    end = time.monotonic() + 30
    while True:
        screen = tmux("capture-pane", "-p")
        if all(text in screen for text in texts) and not any(text in screen for text in absent):
            print(f"helix: {what}")
            return screen
        if time.monotonic() > end:
            raise SystemExit(f"helix: not seen: {what}, {texts}:\n{screen}")
        time.sleep(0.1)


def goto(text):
    """Puts the cursor on the first match of a text."""
    keys("Escape", "g", "g", "/")
    typed(text)
    keys("Enter")


def checks():
    until("the spec is open", "handbook-search")
    goto("qdrnt")
    until("the finding", "unknown provider 'qdrnt' for 'knowledge'", "did you mean 'qdrant'?")

    keys("Space", "a")
    until("the actions", "Change to `qdrant`", "Silence `unknown-provider` here")
    keys("Enter")
    until(
        "the fix is applied, the finding gone, and what the entry injects in the text",
        "provider: qdrant",
        "QDRANT_URL",
        absent=["unknown provider"],
    )

    goto("pages")
    keys("Space", "k")
    until("what the entry becomes, on hover", "host knowledge-pages", "QDRANT_URL")
    keys("Escape")

    goto("qdrant")
    keys("c", "C-x")
    until("the completions", "mysql", "neo4j", "pinecone", "postgres", "qdrant", "redis")
    keys("Escape", "Escape", "u")
    until("the spec is as it was", "provider: qdrant")

    # A snippet is filled in where the list is taken from, and formatting lays out what was typed.
    keys("g", "e", "o")
    keys("C-u")
    typed("sandb")
    until("the section is in the list", "sandbox")
    keys("C-n", "Enter")
    until("it is taken with its next line, and what can stand there", "sandbox:", "toolchain:", "always")
    typed("neve")
    until("its place is being filled in", "toolchain: neve")
    # By itself, as a person types it: of a burst, Helix may show what was wrong before its end.
    typed("r")
    until("its place is filled in", "toolchain: never", absent=["is empty"])
    keys("Escape", "u", "u", "u")
    goto("name: handbook-search")
    keys("c")
    typed("name:    handbook-search")
    keys("Escape")
    until("a line is out of form", "name:    handbook-search", absent=["sandbox:"])
    keys(":")
    typed("format")
    keys("Enter")
    until("it is laid out", "name: handbook-search", absent=["name:    handbook"])

    goto("nightly:")
    keys("Space", "r")
    until("the question for a name", "rename-to:")
    keys("C-u")
    typed("every-night")
    keys("Enter")
    until("the job is renamed", "every-night:", absent=["nightly:"])
    keys("Escape", ":")
    typed("write-quit")
    keys("Enter")


tmux(
    "-f",
    "/dev/null",
    "new-session",
    "-d",
    "-x",
    "140",
    "-y",
    "60",
    "-e",
    f"XDG_CONFIG_HOME={home / 'config'}",
    "-e",
    f"XDG_CACHE_HOME={home / 'cache'}",
    "-e",
    f"PATH={os.environ['PATH']}",
    "-e",
    "COLORTERM=truecolor",
    "-e",
    "LC_ALL=C.UTF-8",
    hx,
    str(spec),
)
try:
    checks()
    for _ in range(100):
        try:
            text = spec.read_text()
        except FileNotFoundError:
            # While it is saved, it lies under another name.
            text = ""
        if "every-night" in text:
            break
        time.sleep(0.1)
    assert "\n  every-night:\n" in text and '\n    every-night: "20 3 * * *"' in text and "  nightly:" not in text, text
    print("helix: the schedule is renamed with its job")
finally:
    subprocess.run(["tmux", "-S", socket, "kill-server"], capture_output=True, check=False)
