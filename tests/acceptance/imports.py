#!/usr/bin/env python3
"""What `ast init --from` makes of the compose files in tests/imports, started: each validates, every container of it runs,
and each is given the variables that its service had.

The images stand in: one refuses to run without a variable that the compose file gives its service, by what Compose itself
reads there, and listens on its ports. What a variable says is compared from outside, but for secrets, hosts, and what the
import lists as another value. Run by hand, as it takes minutes: `WORK=… python3 tests/acceptance/imports.py`. Needs ast,
docker compose, and a running engine with the images of .ci/images. ONLY names the files.
"""

import json
import os
import pathlib
import shutil
import sys

from common import command, enter, fail, run, say

WORK = enter() / "imports"
SOURCE = pathlib.Path("tests/imports").resolve()
AGENTS = {"images-alone": "bot", "several-built": "back"}
ONLY = os.environ.get("ONLY", " ".join(sorted(path.stem for path in SOURCE.glob("*.yaml")))).split()
# What the compose files themselves refer to; what import makes of a secret gets the same text.
GIVEN = {"COMMIT": "1", "ENCRYPTION_KEY": "sample", "TOOL_TAG": "1", "SECONDS": "1", "API_TOKEN": "sample"}
STAND_IN = """#!/bin/sh
# What a compose file starts this with is looked at by nobody.
while read -r name; do
  eval "[ -n \\"\\${$name+given}\\" ]" || { echo "the variable $name is not given" >&2; exit 9; }
done </demands
[ -e /once ] && exit 0
mkdir -p /tmp/www && echo well >/tmp/www/health && cp /tmp/www/health /tmp/www/healthz && cp /tmp/www/health /tmp/www/index.html
for port in $(cat /ports); do httpd -p "$port" -h /tmp/www; done
exec httpd -f -p "${PORT:-9}" -h /tmp/www
"""
STAGE = """FROM busybox:1.37.0 AS TARGET
COPY STAND/ /
RUN ln -s /stand-in /bin/python
ENTRYPOINT ["/stand-in"]
"""
# Stores that have no image on this machine: they listen, and no more is asked of them.
STORE = """FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends busybox wget curl >/dev/null
RUN mkdir /www && touch /www/index.html /www/readyz /www/healthz
ENTRYPOINT ["sh", "-c", "for port in PORTS; do busybox httpd -p $port -h /www; done; sleep infinity"]
"""
STORES = {"qdrant": "6333 6334", "neo4j": "7474 7687"}


def compose(folder):
    """The services of a compose file, by Compose."""
    files = [folder / name for name in (".env", "api.env")]
    for path in files:
        path.touch()
    env = os.environ | GIVEN
    read = run("docker", "compose", "-f", "compose.yaml", "--profile", "*", "config", "--format", "json", cwd=folder, env=env)
    for path in files:
        path.unlink()
    return json.loads(read.stdout)["services"]


def entry(container):
    """The name of the service that a container was."""
    return container["id"].split(".", 1)[-1]


def stand_in(folder, place, build, demands, ports, is_once):
    """Writes what an image is built of, with what it demands; those that share a Dockerfile have a stage each."""
    dockerfile, target = build.get("dockerfile") or "Dockerfile", build.get("target") or "whole"
    stand = folder / place / f"stand-{target}"
    stand.mkdir(parents=True)
    (stand / "stand-in").write_text(STAND_IN)
    (stand / "stand-in").chmod(0o755)
    (stand / "demands").write_text("".join(f"{name}\n" for name in demands))
    (stand / "ports").write_text(" ".join(map(str, ports)))
    if is_once:
        (stand / "once").touch()
    path = folder / place / dockerfile
    path.parent.mkdir(parents=True, exist_ok=True)
    stages = path.read_text() if path.exists() else ""
    stage = STAGE.replace("TARGET", target).replace("STAND", stand.name)
    # The last is built where no stage is named.
    path.write_text(stages + stage if target == "whole" else stage + stages)
    return path


class Stack:
    """A compose file that was imported."""

    def __init__(self, name):
        self.name, self.folder = name, WORK / name
        self.folder.mkdir(parents=True)
        shutil.copy(SOURCE / f"{name}.yaml", self.folder / "compose.yaml")
        self.services = compose(self.folder)
        words = ["--agent", AGENTS[name]] if name in AGENTS else []
        made = command("ast", "init", "--from", "compose.yaml", *words, "--format", "json", cwd=self.folder)
        self.lost = {lost["what"]: lost["reason"] for lost in json.loads(made)["lost"]}
        self.plan = json.loads(command("ast", "plan", "--format", "json", cwd=self.folder))
        self.agent = next(name for name in self.services if self.is_agent(name))

    def is_agent(self, service):
        others = [entry(container) for container in self.plan["containers"] if container["id"] != "agent"]
        return service not in others

    def service(self, container):
        """The service that a container was, if it was one."""
        return self.agent if container["id"] == "agent" else entry(container)

    def demands(self, service):
        """What a service is given, but for what can be no variable of a container."""
        given = self.services[service].get("environment") or {}
        lost = f"{service}.environment."
        dropped = ("it is not the name", "it is empty there")
        return [name for name in given if not self.lost.get(lost + name, "").startswith(dropped)]

    def images(self):
        """Builds or writes a stand-in for each container."""
        for container in self.plan["containers"]:
            service, image = self.service(container), container["image"]
            if service not in self.services:
                continue
            if container["kind"] == "knowledge":
                if kind := next((kind for kind in STORES if kind in image), None):
                    self.build(image, STORE.replace("PORTS", STORES[kind]))
                continue
            ports = [port["container"] for port in container["ports"] if container["id"] != "agent"]
            is_once = container["kind"] == "ingestion"
            demanded = (self.demands(service), ports, is_once)
            if build := container["build"]:
                stand_in(self.folder, build["context"], build, *demanded)
            else:
                path = stand_in(self.folder, f"images/{service}", {}, *demanded)
                run("docker", "build", "--quiet", "--tag", image, path.parent)

    def build(self, image, recipe):
        folder = self.folder / "images/store"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "Dockerfile").write_text(recipe)
        run("docker", "build", "--quiet", "--tag", image, folder)

    def fill(self):
        """The values that somebody has to give."""
        run("ast", "env", "sync", cwd=self.folder)
        plan = WORK / f"{self.name}.json"
        plan.write_text(json.dumps(self.plan))
        run(sys.executable, "tests/acceptance/fill.py", self.folder / ".env", plan)

    def arrived(self, container):
        """How many of its variables say what they said."""
        service = self.services[self.service(container)]
        label = f"label=com.docker.compose.service={container['service']}"
        ids = command("docker", "ps", "--quiet", "--filter", self.label, "--filter", label).split()
        if not ids:
            fail(f"{self.name}: {container['id']} does not run")
        pairs = json.loads(command("docker", "inspect", "--format", "{{json .Config.Env}}", ids[0]))
        # A name alone is one that nothing has a value for.
        given = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
        count = 0
        for name in self.demands(self.service(container)):
            value = service["environment"][name]
            # Compose doubles what it would read again.
            value = value and value.replace("$$", "$")
            about = f"{self.service(container)}.environment.{name}"
            is_same = about in self.lost or value is None or given.get(name) in (value, "sample")
            # YAML's numbers lose their zeros in Compose, and not here.
            if not is_same and not (value == "1.1" and given.get(name) == "1.10"):
                fail(f"{self.name}: {about} is {given.get(name)!r}, not {value!r}")
            count += 1
        return count

    def starts(self):
        try:
            run("ast", "dev", "start", "-b", "--gateway", "mock", "--timeout", "120", cwd=self.folder)
            state = json.loads((self.folder / ".ast/dev/state.json").read_text())
            self.label = f"label=com.docker.compose.project={state['project']}"
            counts, jobs = [], 0
            for container in self.plan["containers"]:
                if self.service(container) not in self.services or container["kind"] == "knowledge":
                    continue
                if container["kind"] == "ingestion":
                    run("ast", "dev", "run", entry(container), cwd=self.folder)
                    jobs += 1
                else:
                    counts.append(self.arrived(container))
            say(f"{self.name}: validates; {len(counts)} containers run with {sum(counts)} variables; {jobs} jobs end well")
        finally:
            run("ast", "dev", "stop", "--volumes", cwd=self.folder, status=None)


def main():
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    os.environ["XDG_STATE_HOME"] = str(WORK / "state")
    for name in ONLY:
        stack = Stack(name)
        stack.images()
        run("ast", "validate", "--deny", "warnings", cwd=stack.folder)
        stack.fill()
        stack.starts()


main()
