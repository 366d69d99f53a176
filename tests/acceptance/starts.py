#!/usr/bin/env python3
"""Twelve starts, each from its first command to an answer of its container: four templates, in an empty folder and in a
repository of Git, and `ast init` over a finished project of each kind, which has a Dockerfile of its own.

Each validates without a warning, is built, runs without root, is well, answers, and leaves nothing once it is stopped; a
second `ast init` changes nothing. A template's image is built once, as both of its folders have the same name. Two of
them are also begun as agents that answer a chat, and asked by a messaging service that is made of the platform's stubs.
The page on existing agents is followed too (`page-python`, `page-mastra`), by the Dockerfiles that it has.
Run by hand, as it takes minutes: `WORK=… python3 tests/acceptance/starts.py`. Needs ast, npm, cargo, git, docker compose,
and a running engine with the images of .ci/images. ONLY names the kinds.
"""

import json
import os
import pathlib
import shutil
import urllib.request

from bases import bases
from common import command, enter, fail, run, say

WORK = enter() / "starts"
ONLY = os.environ.get("ONLY", "python langgraph mastra rust page-python page-mastra").split()
BASES = {
    "python": ["python:3.13-slim", "astropods/messaging:latest"],
    "langgraph": ["python:3.13-slim", "astropods/messaging:latest"],
    "mastra": ["node:22-slim"],
    "rust": ["rust:1-slim", "debian:stable-slim"],
    "page-python": ["python:3.13-slim"],
    "page-mastra": ["node:22-slim"],
}
QUESTION = "What can you do?"
# What a finished project answers, and what it has to be told.
FINISHED = {
    "python": (f"{QUESTION}: 10 tickets, token of 7", "TICKETS_TOKEN=hunter2\n"),
    "langgraph": (f"{QUESTION}: question 1", ""),
    "mastra": (f"Hello: {QUESTION}", ""),
    "rust": ("it compiles", ""),
}


def files(folder):
    """What lies in a folder, with its bytes."""
    paths = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    return {str(path): path.read_bytes() for path in paths}


def repository(folder):
    """A repository as they begin, with a first commit."""
    folder.mkdir(parents=True)
    for name, text in {"README.md": "# Mine\n", ".gitignore": ".env\n", "LICENSE": "mine\n"}.items():
        (folder / name).write_text(text)
    user = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "--quiet"], ["add", "."], [*user, "commit", "--quiet", "-m", "Begin"]):
        run("git", *words, cwd=folder)


def begun(folder, *words):
    """Makes a folder a project, once and again."""
    run("ast", "init", *words, cwd=folder)
    before = files(folder)
    again = run("ast", "init", *words, cwd=folder).stderr
    if "nothing to do" not in again or files(folder) != before:
        fail(f"a second init does not leave {folder} alone: {again}")
    run("ast", "validate", "--deny", "warnings", cwd=folder)


def leaves_nothing(project, folder):
    """No container, network or process of a project that was stopped."""
    for words in (["ps", "--all"], ["network", "ls"]):
        left = command("docker", *words, "--quiet", "--filter", f"label=com.docker.compose.project={project}")
        if left.strip():
            fail(f"{project} leaves {left}")
    for path in pathlib.Path("/proc").glob("[0-9]*/cwd"):
        try:
            if folder in (place := path.readlink()).parents or place == folder:
                fail(f"{project} leaves the process {path.parent}")
        except OSError:
            continue


def name_of(folder):
    """What Compose calls a project that runs."""
    return json.loads((folder / ".ast/dev/state.json").read_text())["project"]


def container(folder, service):
    """The container of a service that runs."""
    labels = [f"label=com.docker.compose.project={name_of(folder)}", f"label=com.docker.compose.service={service}"]
    return command("docker", "ps", "--quiet", "--filter", labels[0], "--filter", labels[1]).split()[0]


def by_request(folder, answer):
    """A question to the agent's own address."""
    said = command("ast", "dev", "ask", QUESTION, cwd=folder)
    if answer not in said:
        fail(f"{folder} answers {said!r}")


def by_chat(folder, answer):
    """Messages of two conversations, by the messaging service's web port on this machine."""
    place = command("docker", "port", container(folder, "astro-messaging"), "8080").strip()
    if f"ready at http://{place}" not in (log := (folder / ".ast/dev/log").read_text()):
        fail(f"{folder} does not say where its chat is: {log}")
    for conversation in ("1", "1", "2"):
        body = json.dumps({"message": QUESTION, "conversation": conversation}).encode()
        with urllib.request.urlopen(f"http://{place}/ask", body, timeout=60) as answered:
            told = json.load(answered)
        if told["error"] or answer not in "".join(told["pieces"]) or "helpful" not in told["prompt"]:
            fail(f"{folder} answers {told}")


def plays(folder, answer, ask=by_request):
    """Builds, starts, asks and stops it."""
    try:
        run("ast", "dev", "start", "-b", "--gateway", "mock", "--timeout", "120", cwd=folder)
        project = name_of(folder)
        ask(folder, answer)
        agent = container(folder, "agent")
        state = json.loads(command("docker", "inspect", "--format", "{{json .State}}", agent))
        if (health := state.get("Health", {}).get("Status", "healthy")) != "healthy":
            fail(f"{folder} is {health}")
        user = command("docker", "exec", agent, "id", "-u").strip()
        if user == "0":
            fail(f"{folder} runs as root")
    finally:
        stopped = run("ast", "dev", "stop", "--volumes", cwd=folder, status=None)
    if stopped.returncode:
        fail(f"{folder} can't be stopped: {stopped.stderr}")
    leaves_nothing(project, folder)
    say(f"{folder.relative_to(WORK)} answers as user {user}, and leaves nothing")


def template(kind):
    """A template in an empty folder, and in a repository."""
    empty, kept = WORK / "empty" / f"my-{kind}", WORK / "repository" / f"my-{kind}"
    empty.mkdir(parents=True)
    repository(kept)
    for folder in (empty, kept):
        begun(folder, "--template", kind)
        run("ast", "generate", "--check", cwd=folder)
    changed = command("git", "status", "--short", cwd=kept).splitlines()
    if any(not line.startswith("?? ") for line in changed):
        fail(f"init changes what a repository holds: {changed}")
    for folder in (empty, kept):
        plays(folder, "mock answer")


def chat(kind):
    """A template that talks by chat, to a stand-in of the messaging service."""
    folder = WORK / "chat" / f"my-{kind}"
    folder.mkdir(parents=True)
    begun(folder, "--template", kind, "--interface", "messaging")
    plays(folder, "mock answer", by_chat)


def finished(kind):
    """A finished project, which gets a spec and nothing else."""
    folder = WORK / "finished" / f"my-{kind}"
    shutil.copytree(f"tests/starts/{kind}", folder)
    before = files(folder)
    begun(folder, "--yes")
    if set(files(folder)) - set(before) != {str(folder / "astropods.yml")}:
        fail(f"init writes more than a spec: {files(folder).keys() - before.keys()}")
    answer, values = FINISHED[kind]
    (folder / ".env").write_text(values)
    (folder / "ast.toml").write_text('[dev]\nask = "/chat"\n')
    plays(folder, answer)


def by_mastra(folder, answer):
    """A question to the server that `mastra build` makes."""
    place = command("docker", "port", container(folder, "agent"), "4111").strip()
    body = json.dumps({"messages": QUESTION}).encode()
    request = urllib.request.Request(f"http://{place}/api/agents/assistant/generate", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answered:
        told = json.load(answered)
    if answer not in told["text"]:
        fail(f"{folder} answers {told}")


def followed(kind):
    """The page on existing agents, from the code that it is about to an answer."""
    folder = WORK / "page" / "my-agent"
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(f"tests/starts/{kind}", folder)

    def block(name, path):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(command("tests/acceptance/page-block.py", name, "docs/existing.md"))

    kind = kind.removeprefix("page-")
    block(".dockerignore", ".dockerignore")
    block(f"{kind}/Dockerfile", "Dockerfile")
    if kind == "mastra":
        block("src/mastra/index.ts", "src/mastra/index.ts")
    begun(folder)
    run("ast", "generate", f"sdk-{kind}", cwd=folder)
    run("ast", "audit", "--fix", cwd=folder)
    run("ast", "env", "sync", cwd=folder)
    if kind == "python":
        (folder / "ast.toml").write_text('[dev]\nask = "/chat"\n')
    plays(folder, "mock answer of claude-sonnet-4-6", by_mastra if kind == "mastra" else by_request)


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    os.environ["XDG_STATE_HOME"] = str(WORK / "state")
    names = dict.fromkeys(name for kind in ONLY for name in BASES[kind])
    with bases(WORK, *names):
        for kind in ONLY:
            if kind.startswith("page-"):
                followed(kind)
                continue
            finished(kind)
            template(kind)
            if "astropods/messaging:latest" in BASES[kind]:
                chat(kind)


main()
