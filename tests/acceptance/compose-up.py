#!/usr/bin/env python3
"""Starts generated projects with a real engine and looks at them from outside: compose-up.

tests/engine is generated, built and started; order, environments, disks, jobs, restarts, the gateway's modes and a
second project beside the first are observed by Compose and the engine, never by asking ast. Needs WORK, ast, docker
compose, a running engine, and the images of .ci/images.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import time
import urllib.request

from common import command, enter, say

work = enter() / "up"
source = pathlib.Path("tests/engine")


class Project:
    def __init__(self, name, *flags, env=""):
        self.folder = work / name
        self.flags = flags
        shutil.copytree(source, self.folder)
        self.generate()
        text = self.env.read_text()
        for name, value in {"TIDE_TABLE_TOKEN": 'a $token with "quotes"', **SUPPLIED}.items():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
            text = re.sub(rf"^{name}=$", lambda _: f'{name}="{escaped}"', text, flags=re.M)
        self.env.write_text(text + "BUILD_TOKEN=from-the-file\n" + env)

    @property
    def env(self):
        return self.folder / ".env"

    def generate(self):
        self.ast("generate", "compose", *self.flags, self.folder)
        self.ast("env", "sync", self.env, "--spec", self.folder, *self.flags)

    def ast(self, *words):
        return command("ast", *words)

    def compose(self, *words, status=0):
        return command("docker", "compose", "--progress", "quiet", *words, cwd=self.folder, status=status)

    def up(self, status=0):
        self.compose("up", "--wait", "--wait-timeout", "240", status=status)

    def inspect(self, service):
        ids = self.compose("ps", "--all", "--quiet", "--no-trunc", service).split()
        assert len(ids) == 1, (service, ids)
        return json.loads(command("docker", "inspect", ids[0]))[0]

    def run_in(self, service, *words):
        return self.compose("exec", "-T", service, *words)

    def down(self, *words):
        self.compose("--profile", "ingestion", "down", "--timeout", "3", *words)


SUPPLIED = {"ASTRO_GATEWAY_URL": "http://gateway.invalid", "ASTRO_GATEWAY_API_KEY": "unused"}


def at(text):
    """A time of the engine's as text that sorts."""
    return re.sub(r"Z$", "", text)[:26]


def environment(project, service):
    """The variables that the engine gives the container, without those of its image."""
    container = project.inspect(service)
    image = json.loads(command("docker", "image", "inspect", container["Image"]))[0]["Config"]["Env"] or []
    # A name alone is a variable that is not set.
    return dict(line.split("=", 1) for line in container["Config"]["Env"] if "=" in line and line not in image)


def process(project, service):
    """The variables of the container's first process, as the kernel has them."""
    text = pathlib.Path(f"/proc/{project.inspect(service)['State']['Pid']}/environ").read_bytes().decode()
    return dict(line.split("=", 1) for line in text.split("\0") if "=" in line)


def check_environments(project):
    key = re.search(r"^ASTRO_GATEWAY_API_KEY=(sk-[0-9a-f]{48})$", project.env.read_text(), re.M)[1]
    expected = json.loads((source / "expected.json").read_text())
    for service, values in expected.items():
        wanted = {name: key if value == "<generated>" else value for name, value in values.items()}
        found = environment(project, service)
        assert found == wanted, f"{service}: {sorted(set(found.items()) ^ set(wanted.items()))}"
        # Redis writes its title over the place where they stood.
        if service != "knowledge-cache":
            assert wanted.items() <= process(project, service).items(), (service, process(project, service))
    say(f"the environments of {len(expected)} containers are those written by hand")


def check_order(project):
    agent = at(project.inspect("agent")["State"]["StartedAt"])
    for store in ["knowledge-berths", "knowledge-cache", "knowledge-archive", "gateway"]:
        log = project.inspect(store)["State"]["Health"]["Log"]
        healthy = [at(entry["End"]) for entry in log if entry["ExitCode"] == 0]
        # The log keeps the last five entries; the first success may be gone, never before the agent in that case.
        assert healthy and (len(log) == 5 or healthy[0] < agent), (store, log, agent)
    for helper in ["astro-messaging-init", "model-reranker-ready"]:
        state = project.inspect(helper)["State"]
        assert state["ExitCode"] == 0 and at(state["FinishedAt"]) < agent, (helper, state, agent)
    started = project.run_in("agent", "cat", "/data/www/started").split()
    assert started == ["berths", "archive", "cache", "gateway"], started
    say("the agent started after what it needs, and reached all of it at once")


def check_disks(project):
    listing = project.run_in("agent", "ls", "-ln", "/data/files")
    assert "from-agent" in listing and "from-messaging" in listing, listing
    assert {line.split()[3] for line in listing.splitlines()[1:]} == {"1000"}, listing
    assert project.run_in("agent", "cat", "/greeting") == 'a "quoted" $HOME ${NOT} $$ argument'
    say("agent and sidecar share a disk that any user can write to; the build got its argument and its secret")


def sql(project, text):
    return project.run_in("knowledge-berths", "psql", "-qtA", "-U", "astro", "-d", "harbour", "-c", text).strip()


def ask(project, path, body, key="$ASTRO_GATEWAY_API_KEY"):
    """The status and body that the agent gets from its gateway, by the two variables that it has."""
    script = f"""printf '%s' "$1" >/tmp/body
    wget -S -q -O - --header "Authorization: Bearer {key}" --header 'Content-Type: application/json' \\
      --post-file /tmp/body "$ASTRO_GATEWAY_URL/v1/{path}" 2>&1"""
    text = project.compose("exec", "-T", "agent", "sh", "-c", script, "sh", json.dumps(body), status=None)
    return int(re.search(r"HTTP/1\.\d (\d+)", text)[1]), text


def check_gateway(project, mode):
    hello = [{"role": "user", "content": "hello"}]

    def chat(model, **more):
        return ask(project, "chat/completions", {"model": model, "messages": hello, **more})

    if mode == "mock":
        status, text = chat("claude-haiku-4-5")
        assert status == 200 and "mock answer of claude-haiku-4-5" in text, text
        status, text = chat("claude-sonnet-4-6", stream=True)
        assert status == 200 and "data: [DONE]" in text, text
        status, text = ask(project, "embeddings", {"model": "titan-embed-text-v2", "input": "hello"})
        assert status == 200 and "embedding" in text, text
        status, text = ask(project, "chat/completions", {"model": "claude-haiku-4-5", "messages": hello}, key="sk-wrong")
        assert status == 401, text
    else:
        status, text = chat("claude-haiku-4-5")
        assert 400 <= status < 500, text
    status, text = chat("no-such-model")
    assert status == 400, text
    say(f"the {mode} gateway answers the agent as it should")


# What an agent whose check is a path does, and what `up --wait` has to say of it: its exit status, and within how many
# seconds. The images' shells answer by BusyBox's server.
SERVE = "mkdir -p /tmp/www && echo ok >/tmp/www/ready && exec busybox httpd -f -p 8080 -h /tmp/www"
STARTS = {
    "at once": (SERVE, 0, 30),
    "after 15 s": (f"sleep 15; {SERVE}", 0, 45),
    "ends after 0.1 s": ("sleep 0.1; exit 3", 1, 20),
    "ends after 1.2 s": ("sleep 1.2; exit 3", 1, 20),
    "ends after 4 s": ("sleep 4; exit 3", 1, 20),
}


def check_readiness():
    """`up --wait` tells what becomes of an agent that only its port shows, behind a proxy of the Docker client too."""
    folder = work / "readiness"
    folder.mkdir()
    client = folder / "client"
    client.mkdir()
    shutil.copytree(pathlib.Path(os.environ["DOCKER_CONFIG"]), client, dirs_exist_ok=True)
    proxies = {"default": {"httpProxy": "http://127.0.0.1:9", "httpsProxy": "http://127.0.0.1:9"}}
    config = client / "config.json"
    known = json.loads(config.read_text()) if config.exists() else {}
    config.write_text(json.dumps({**known, "proxies": proxies}))
    environment = {**os.environ, "DOCKER_CONFIG": str(client)}
    image = re.search(r"^  image: (\S+)", pathlib.Path("schema/images.yaml").read_text().split("helper:")[1], re.M)[1]
    for name, (script, status, limit) in STARTS.items():
        spec = {
            "spec": "blueprint/v1",
            "name": "readiness",
            "agent": {"image": image, "healthcheck": {"path": "/ready"}},
            "dev": {"command": script},
        }
        (folder / "astropods.yml").write_text(json.dumps(spec))
        command("ast", "generate", "compose", folder)
        begin = time.monotonic()
        up = ["docker", "compose", "--progress", "quiet", "up", "--wait", "--wait-timeout", "100"]
        done = subprocess.run(up, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        took = time.monotonic() - begin
        logs = command("docker", "compose", "logs", cwd=folder, status=None)
        begin = time.monotonic()
        command("docker", "compose", "down", "--volumes", cwd=folder)
        stopped = time.monotonic() - begin
        assert done.returncode == status and took < limit, (name, done.returncode, took, done.stderr, logs)
        what = name if name.startswith("ends") else f"answers {name}"
        say(f"an agent that {what}: {done.returncode} after {took:.1f} s, down in {stopped:.1f} s")


def published(project, service, port):
    return project.compose("port", service, str(port)).strip()


def main():
    shutil.rmtree(work, ignore_errors=True)
    project = Project("harbour", "--gateway", "mock")
    second = None
    try:
        project.compose("--profile", "ingestion", "build")
        say("built")
        project.up()
        say("started, and every check holds")
        check_order(project)
        check_environments(project)
        check_disks(project)
        check_gateway(project, "mock")
        assert sql(project, "select count(*) from pg_extension where extname = 'vector'") == "1"
        address = published(project, "agent", 3000)
        assert address == "127.0.0.1:3200", address
        assert b"gateway" in urllib.request.urlopen(f"http://{address}/started", timeout=5).read()

        seed = project.inspect("ingestion-seed")["State"]
        assert (seed["Status"], seed["ExitCode"]) == ("exited", 0), seed
        assert project.inspect("ingestion-arrivals")["State"]["Running"]
        assert "survey of 40 berths on knowledge-berths" in project.compose("run", "--rm", "ingestion-survey")
        say("the startup job ran, the webhook is up, and a manual job runs when asked for")

        sql(project, "create table ships (name text); insert into ships values ('kept')")
        begin = time.monotonic()
        project.compose("stop")
        stopped = time.monotonic() - begin
        assert stopped < 8, f"it takes {stopped:.1f} s to stop"
        for built in ["agent", "ingestion-arrivals", "knowledge-charts", "model-reranker"]:
            assert project.inspect(built)["State"]["ExitCode"] != 137, built
        state = project.inspect("agent")["State"]
        assert state["ExitCode"] != 137, state
        project.up()
        assert sql(project, "select name from ships") == "kept"
        project.down()
        project.up()
        assert sql(project, "select name from ships") == "kept"
        say(f"stopped (in {stopped:.1f} s) and started again, twice: what was stored is there")

        project.env.write_text(project.env.read_text() + "SEED_FAILS=true\n")
        project.up(status=1)
        assert project.inspect("ingestion-seed")["State"]["ExitCode"] == 4
        project.env.write_text(project.env.read_text().replace("SEED_FAILS=true\n", ""))
        project.up()
        say("a startup job that fails makes `up --wait` fail")

        before = {service: project.inspect(service)["Id"] for service in ["agent", "gateway", "knowledge-berths"]}
        project.flags = ("--gateway", "local")
        project.generate()
        project.up()
        after = {service: project.inspect(service)["Id"] for service in before}
        changed = {service for service in before if before[service] != after[service]}
        assert "gateway" in changed and "knowledge-berths" not in changed, changed
        check_environments(project)
        check_gateway(project, "local")

        second = Project("second", "--gateway", "hosted", env="COMPOSE_PROJECT_NAME=second\n")
        second.ast("env", "sync", second.env, "--spec", second.folder, "--ports")
        second.up()
        assert sql(second, "select count(*) from pg_tables where tablename = 'ships'") == "0"
        assert published(second, "agent", 3000) != address and published(second, "knowledge-berths", 5432) != "127.0.0.1:5432"
        assert sql(project, "select name from ships") == "kept"
        say("a second project runs beside the first, with ports and data of its own")
        chapter = pathlib.Path("docs/compose.md").read_text()
        for line in chapter.split("```sh\n")[1].split("```")[0].splitlines():
            command(*line.split(), cwd=second.folder)
        say("the commands of the page on Compose work")
        check_readiness()
    except BaseException:
        for one in [project, second]:
            if one:
                print(command("docker", "compose", "ps", "--all", cwd=one.folder, status=None))
                print(command("docker", "compose", "logs", "--tail", "15", cwd=one.folder, status=None))
        raise
    finally:
        for one in [project, second]:
            if one:
                one.down("--volumes")
    say("everything is down")


main()
