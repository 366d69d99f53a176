#!/usr/bin/env python3
"""Starts projects that rehearse a cluster with a real engine and looks at them from outside: compose-restrict.

tests/engine and every example are generated with `--restrict` and started. Who their processes are is read from the
kernel, who reaches whom is tried from their own networks, and one that writes where no cluster lets it has to fail.
Needs WORK, ast, docker compose, a running engine, and the images of .ci/images.
"""

import ipaddress
import itertools
import json
import pathlib
import shutil
import sys
import urllib.parse

from common import command, enter, run, say

work = enter() / "restrict"
STAND_IN = "ast-stand-in:1"


class Project:
    """A copy of a folder with a spec, generated with flags and given the values that it needs."""

    def __init__(self, source, *flags, name=None, env="", options=""):
        self.folder = work / (name or source.name)
        shutil.copytree(source, self.folder)
        (self.folder / "ast.toml").write_text(options)
        gateway = ["--gateway", "mock"] if "gateway" in (source / "astropods.yml").read_text() else []
        self.flags = [*flags, *gateway]
        self.generate()
        self.env = self.folder / ".env"
        command("ast", "env", "sync", self.env, "--spec", self.folder, *self.flags)
        plan = command("ast", "plan", "--format", "json", *self.flags, self.folder)
        self.plan = json.loads(plan)
        (self.folder / "plan.json").write_text(plan)
        command(sys.executable, "tests/acceptance/fill.py", self.env, self.folder / "plan.json")
        self.env.write_text(self.env.read_text() + env)

    def generate(self):
        command("ast", "generate", "compose", *self.flags, self.folder)

    def compose(self, *words, status=0):
        return command("docker", "compose", "--progress", "quiet", *words, cwd=self.folder, status=status)

    def up(self, status=0):
        self.compose("up", "--wait", "--wait-timeout", "240", status=status)

    def down(self):
        self.compose("--profile", "ingestion", "down", "--timeout", "3", "--volumes")

    def config(self):
        return json.loads(self.compose("--profile", "ingestion", "config", "--format", "json"))

    def containers(self):
        """What runs, by service."""
        ids = self.compose("ps", "--quiet", "--no-trunc").split()
        found = json.loads(command("docker", "inspect", *ids))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in found}

    def stand_in(self):
        """Images that are neither here nor to be had are the stand-in, which no build is needed for then."""
        for service in self.config()["services"].values():
            if run("docker", "image", "inspect", service["image"], status=None).returncode:
                command("docker", "tag", STAND_IN, service["image"])
                made.append(service["image"])


made = []


def held(project):
    """Each process is who the file says, and has no power; a read-only root is one."""
    services = project.config()["services"]
    containers = project.containers()
    for name, container in containers.items():
        if name == "gateway":
            continue
        pid = container["State"]["Pid"]
        status = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
        user, _, group = services[name]["user"].partition(":")
        assert set(status["Uid"].split()) == {user} and user != "0", (name, status["Uid"])
        assert group in ("", *status["Gid"].split()), (name, status["Gid"])
        assert set(services[name]["group_add"]) <= set(status["Groups"].split()), (name, status["Groups"])
        powers = {status[key] for key in ("CapPrm", "CapEff", "CapBnd")}
        assert powers == {"0000000000000000"} and status["NoNewPrivs"] == "1", (name, powers)
        mounts = pathlib.Path(f"/proc/{pid}/mounts").read_text().splitlines()
        root = next(line.split()[3].split(",") for line in mounts if line.split()[1] == "/")
        assert ("ro" in root) == services[name].get("read_only", False), (name, root)
    return len(containers)


PROBE = """
import concurrent.futures, socket, sys

def takes(word):
    host, port = word.split()
    try:
        socket.create_connection((host, int(port)), 2).close()
        return True
    except OSError:
        return False

with concurrent.futures.ThreadPoolExecutor(len(sys.argv)) as pool:
    for word, taken in zip(sys.argv[1:], pool.map(takes, sys.argv[1:])):
        if taken:
            print(word)
"""


def reached(container, targets):
    """What of some addresses and ports takes a connection from a container's own network."""
    enter = ["nsenter", "--target", str(container["State"]["Pid"]), "--net"]
    return set(command(*enter, sys.executable, "-c", PROBE, *targets).splitlines())


def listening(container):
    """The ports that a container listens on, as the kernel has them."""
    ports = set()
    for table in "tcp", "tcp6":
        rows = pathlib.Path(f"/proc/{container['State']['Pid']}/net/{table}").read_text().splitlines()[1:]
        for local, state in ((row.split()[1], row.split()[3]) for row in rows):
            if state == "0A" and not local.startswith("0100007F") and not local.startswith("0B00007F"):
                ports.add(int(local.rsplit(":", 1)[1], 16))
    return ports


def mirror():
    """A place outside of the project that this machine reaches."""
    url = urllib.parse.urlsplit(command(".ci/newer", "mirror").strip())
    port = url.port or (443 if url.scheme == "https" else 80)
    found = command(sys.executable, "-c", f"import socket; print(socket.gethostbyname({url.hostname!r}))").strip()
    return f"{found} {port}"


def connected(project):
    """Two containers reach each other where the plan connects them, by no address otherwise; stores have no way out."""
    containers = project.containers()
    named = {one["id"]: one["service"] for one in project.plan["containers"]}
    planned = {frozenset((named[edge["from"]], named.get(edge["to"]))) for edge in project.plan["edges"]}
    addresses = {
        name: [network["IPAddress"] for network in one["NetworkSettings"]["Networks"].values()]
        for name, one in containers.items()
    }
    ports = {name: listening(one) for name, one in containers.items()}
    outside = mirror()
    pairs = 0
    for name, container in containers.items():
        targets = {
            f"{address} {port}": other
            for other in containers
            if other != name
            for address, port in itertools.product(addresses[other], ports[other])
        }
        found = reached(container, [*targets, outside])
        others = {targets[word] for word in found - {outside}}
        wanted = {other for other in containers if ports[other] and frozenset((name, other)) in planned}
        assert others == wanted, f"{name} reaches {sorted(others)}, and the plan says {sorted(wanted)}"
        may = not name.startswith("knowledge-")
        assert (outside in found) == may, f"{name}: a way out is {outside in found}, not {may}"
        pairs += len(wanted)
    return pairs


def published(project):
    """Every published port takes a connection from this machine."""
    ports = 0
    for service in project.containers().values():
        for bound in itertools.chain.from_iterable(filter(None, service["NetworkSettings"]["Ports"].values())):
            assert bound["HostIp"] == "127.0.0.1", bound
            command(sys.executable, "-c", f"import socket; socket.create_connection(('127.0.0.1', {bound['HostPort']}), 5)")
            ports += 1
    return ports


def harbour():
    source = pathlib.Path("tests/engine")
    build = "BUILD_TOKEN=from-the-file\n"
    project, second = Project(source, "--restrict", env=build), None
    try:
        project.compose("--profile", "ingestion", "build")
        project.up()
        say(f"started, and every check holds; {held(project)} containers are held as they should be")
        pairs = connected(project)
        say(f"{pairs} ways are open, each by the plan, and stores have none out; {published(project)} ports are published")
        started = project.compose("exec", "-T", "agent", "cat", "/data/www/started").split()
        assert started == ["berths", "archive", "cache", "gateway"], started
        assert "survey of" in project.compose("run", "--rm", "ingestion-survey")
        say("the agent reached all that it needs by name, and a manual job runs")
        project.compose("stop", "--timeout", "3")
        project.up()
        say("stopped and started again")
        # A second checkout has the same file: its name, ports and range of addresses stand in its env file.
        more = "COMPOSE_PROJECT_NAME=second\nASTRO_SUBNET=10.250\n"
        second = Project(source, "--restrict", name="second", env=build + more)
        command("ast", "env", "sync", second.env, "--spec", second.folder, "--ports", *second.flags)
        second.up()
        say("a second checkout runs beside it")
        second.down()
        project.flags.remove("--restrict")
        command("ast", "generate", "compose", *project.flags, "--restrict=false", project.folder)
        project.compose("up", "--wait", "--wait-timeout", "240", "--remove-orphans")
        say("the same project runs unrestricted again, on disks of its own")
    except BaseException:
        show(project, second)
        raise
    finally:
        # The networks of a rehearsal are known to its own file only.
        for one in filter(None, [project, second]):
            one.down()
            one.flags = [*(flag for flag in one.flags if flag != "--restrict"), "--restrict"]
            one.generate()
            one.down()


def show(*projects):
    for one in filter(None, projects):
        print(command("docker", "compose", "ps", "--all", cwd=one.folder, status=None))
        print(command("docker", "compose", "logs", "--tail", "15", cwd=one.folder, status=None))


def example(source):
    project = Project(source, "--restrict")
    try:
        project.stand_in()
        subnets = [ipaddress.ip_network(one["ipam"]["config"][0]["subnet"]) for one in project.config()["networks"].values()]
        assert all(subnet.prefixlen == 29 for subnet in subnets) and len(set(subnets)) == len(subnets), subnets
        project.up()
        ways = f"{len(subnets)} networks, {connected(project)} ways, {published(project)} ports"
        say(f"{source.name}: {held(project)} containers on {ways}")
        if source.name == "ingestion":
            project.compose("run", "--rm", "ingestion-rebuild")
            say(f"{source.name}: a job on demand runs")
    except BaseException:
        show(project)
        raise
    finally:
        project.down()


def forbidden():
    """What writes to its root runs here as ever, and fails in a rehearsal; an option lets it again."""
    source = pathlib.Path("examples/custom-providers")
    override = {"services": {"agent": {"environment": {"STAND_IN_WRITES": "/app/kept"}}}}
    restrict = "[compose]\nrestrict = true\n"
    free = restrict + '[cluster.components.agent]\nwritable = ["/app"]\n'
    for at, (options, status) in enumerate([("", 0), (restrict, 1), (free, 0)]):
        project = Project(source, name=f"forbidden-{at}", options=options)
        try:
            (project.folder / "compose.override.yaml").write_text(json.dumps(override))
            project.stand_in()
            project.up(status=status)
            logs = project.compose("logs", "agent")
            assert ("Read-only file system" in logs) == (status != 0), logs
        except BaseException:
            show(project)
            raise
        finally:
            project.down()
    say("what writes where a cluster would not let it fails with `restrict` alone, and an option lets it")


def main():
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    command("docker", "build", "--quiet", "--tag", STAND_IN, "--file", ".ci/images/stand-in.Dockerfile", ".ci/images")
    try:
        harbour()
        for source in sorted(path.parent for path in pathlib.Path("examples").glob("*/astropods.yml")):
            example(source)
        forbidden()
    finally:
        for image in made:
            command("docker", "rmi", image)
    left = command("docker", "network", "ls", "--quiet", "--filter", "label=com.docker.compose.project").split()
    assert not left, left
    say("everything is down")


main()
