#!/usr/bin/env python3
"""`ast dev` with a real engine, looked at from outside: dev.

Each scenario has a folder and a project of its own, and nothing of it may be left at its end: no container, network,
process or temporary file, as the engine and the system list them. MORE=1 adds what takes longer. Needs WORK, ast, docker
compose, a running engine, and the images of .ci/images.
"""

import concurrent.futures
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import time

from common import command, fail, run, say
from dev_gateway import host, lent, litellm, login, own_keys, parity
from local import DOCKERFILE, FRONTEND, MORE, REAL, SERVE, Project, get, hides, hosted, play, processes, served


def fails(name, script, *texts, more="", words=(), files=None, status=1):
    """A project that can't become ready says why, and leaves nothing."""
    project = Project(name, script, more, files)
    project.begin(*words)
    project.ends(status, 60)
    project.tells(*texts)
    project.nothing_left()
    return project


def crashes():
    script = "echo these are the last words >&2; sleep {}; exit 3\n"
    for name, seconds in (("crash-soon", 0.5), ("crash-late", 4)):
        fails(name, script.format(seconds), "agent ended with status 3", "these are the last words", "help: ")


def deaf():
    said = fails(
        "deaf", "echo I hear nothing; exec sleep 1000\n", "did not answer within 5 s", more=FRONTEND, words=("--timeout", "5")
    )
    said.tells("I hear nothing")
    path = FRONTEND + "  healthcheck: {path: /health}\n"
    fails("deaf-path", "exec sleep 1000\n", "agent runs, and did not answer", more=path, words=("--timeout", "6"))


def checks():
    check = "  healthcheck: {test: [CMD-SHELL, 'echo there is no milk; exit 1'], interval: 1s, retries: 2}\n"
    fails("check", "exec sleep 1000\n", "the check of agent fails", "there is no milk", more=check)


def builds():
    files = {"Dockerfile": DOCKERFILE + "RUN echo the oven is cold; exit 7\n"}
    fails("build", "", "agent can't be built", "the oven is cold", files=files)
    files = {
        "astropods.yml": "spec: blueprint/v1\nname: image\nagent: {image: 'localhost:1/nothing:1', astro_ai_gateway: true}\n"
    }
    fails("image", "", "can't be started", "localhost:1", files=files)
    files = {"astropods.yml": "spec: blueprint/v1\nname: x\n"}
    project = Project("invalid", files=files)
    project.ast("dev", status=1)


def interrupted():
    """Ctrl-C at six moments, twice during a build, and the other ways to end."""
    slow = {"Dockerfile": DOCKERFILE + "RUN sleep 60\n"}
    for name, files, after, sent, times in [
        ("stop-build", slow, "building", signal.SIGINT, 1),
        ("stop-build-term", slow, "building", signal.SIGTERM, 1),
        ("stop-0", None, 0.3, signal.SIGINT, 1),
        ("stop-1", None, "starting", signal.SIGINT, 1),
        ("stop-2", None, 2.0, signal.SIGHUP, 1),
        ("stop-3", None, 3.0, signal.SIGINT, 2),
        ("stop-ready", None, "ready at", signal.SIGINT, 1),
        ("stop-ready-term", None, "ready at", signal.SIGTERM, 1),
    ]:
        project = Project(name, files=files)
        process = project.begin()
        if isinstance(after, str):
            project.waits(after)
            time.sleep(0.3)
        else:
            time.sleep(after)
        began = time.monotonic()
        for _ in range(times):
            process.send_signal(sent)
            time.sleep(0.1)
        process.wait(60)
        took = time.monotonic() - began
        was_ready = "ready at" in project.said()
        project.ends(0 if was_ready else (-sent if process.returncode < 0 else 130))
        if took > 20:
            fail(f"{name} took {took:.1f} s to end")
        if (project.folder / ".ast/dev/state.json").exists():
            project.nothing_left()


def killed():
    """A killed run leaves nothing that keeps running but containers, which the next one goes on with."""
    project = Project("killed")
    process = project.begin()
    project.waits("ready at")
    before = project.inspect("agent")[0]
    process.kill()
    process.wait()
    until = time.monotonic() + 30
    while left := [line for line in processes() if project.state["project"] in line and "docker" in line]:
        if time.monotonic() > until:
            fail(f"after a kill there are {left}")
        time.sleep(0.1)
    project.begin()
    project.waits("ready at")
    after = project.inspect("agent")[0]
    if before["Id"] != after["Id"] or before["State"]["StartedAt"] != after["State"]["StartedAt"]:
        fail("the next run did not go on with the agent's container")
    if "mock answer" not in get(project.url("/cgi-bin/ask")):
        fail("the next run does not answer the agent")
    # What a second run is told, and how a run ends that somebody else stops.
    if "runs already" not in project.ast("dev", status=2).stderr:
        fail("a second run is not refused")
    project.ast("dev", "stop")
    project.ends(0)
    project.nothing_left()


def checkouts():
    """Two checkouts of one project in the background, on ports of their own, with a host process on the usual one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        pinned = Project("pinned", env=f"ASTRO_PORT_AGENT={number}\n")
        if f"port {number} of agent is taken" not in pinned.ast("dev", "--gateway", "mock", status=2).stderr:
            fail("a port that the user says and that is taken is not told")
    one = Project("checkout")
    two = Project("checkout-2")
    two.write("astropods.yml", (one.folder / "astropods.yml").read_text())
    urls = []
    for project in (one, two):
        said = project.ast("dev", "start", "-b", "--gateway", "mock").stderr
        urls.append(re.search(r"ready at (http://\S+)", said)[1])
    if urls[0] == urls[1] or one.state["project"] == two.state["project"]:
        fail(f"two checkouts share {urls}")
    for project, url in zip((one, two), urls, strict=True):
        if "mock answer" not in get(url + "/cgi-bin/ask"):
            fail(f"{project.name} does not answer")
        status = json.loads(project.ast("dev", "status", "--format", "json").stdout)
        agent = next(service for service in status["services"] if service["service"] == "agent")
        if not status["held"] or agent["ports"] != [int(url.rsplit(":")[-1])]:
            fail(f"the status of {project.name} is {status}")
    one.ast("dev", "stop")
    if "mock answer" not in get(urls[1] + "/cgi-bin/ask"):
        fail("the end of one checkout is that of the other")
    logged = two.ast("dev", "logs", "agent").stdout
    if "agent | listening as VERSION" not in logged or "\x1b" in logged:
        fail(f"the log is {logged!r}")
    # Through a restart, the log goes on.
    two.ast("dev", "restart", "agent")
    time.sleep(1)
    log = (two.folder / ".ast/dev/log").read_text()
    if log.count("listening as VERSION") != 2 or "agent runs again" not in log:
        fail(f"a restart is not followed: {log}")
    two.ast("dev", "project", "stop")
    for project in (one, two):
        project.nothing_left()
        if "nothing runs" not in project.ast("dev", "stop").stderr:
            fail("there was something to stop")


def readme():
    """The commands of the README, from a clone to an answer, with the base image there and no network to the gateway."""
    text = pathlib.Path("README.md").read_text()
    section = re.search(r"## Run it in one minute\n(.*?)\n## ", text, re.S)[1]
    blocks = [block.strip() for block in re.findall(r"```sh\n(.*?)```", section, re.S)]
    folder, start = blocks[0].splitlines()
    answer = re.search(r"It answers `(.*?)`", section)[1]
    project = Project("readme")
    shutil.rmtree(project.folder)
    shutil.copytree(folder.removeprefix("cd "), project.folder)
    began = time.monotonic()
    if start != "ast dev --gateway mock":
        fail(f"the README starts by {start!r}")
    project.begin()
    project.waits("ready at", 60)
    asked = run("sh", "-c", blocks[1], cwd=project.folder).stdout.strip()
    if asked != answer:
        fail(f"the agent of the README says {asked!r}")
    say(f"from the start to an answer in {time.monotonic() - began:.1f} s")
    project.tells("gateway: claude-sonnet-4-6 200")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


JOBS = """ingestion:
  good: {container: {image: 'busybox:1.37.0'}, trigger: {type: manual}}
"""


def jobs():
    """A job's exit status is that of `ast dev run`."""
    project = Project("jobs", more=FRONTEND + JOBS)
    if "does not run" not in project.ast("dev", "run", "good", "--", "true", status=2).stderr:
        fail("a job of a project that does not run is not refused")
    project.begin()
    project.waits("ready at")
    for script, status in (("exit 0", 0), ("exit 5", 5), ("sh -c 'kill -9 $$'; exit $?", 137)):
        project.ast("dev", "run", "good", "--", "sh", "-c", script, status=status)
    asked = 'wget -q -O - --header "Authorization: Bearer $ASTRO_GATEWAY_API_KEY" "$ASTRO_GATEWAY_URL/v1/models"'
    if "claude" not in project.ast("dev", "trigger", "ingestion.good", "--", "sh", "-c", asked).stdout:
        fail("a job does not reach the gateway")
    if "there are ingestion.good" not in project.ast("dev", "run", "bad", status=2).stderr:
        fail("a job that there is not is not told")
    # An interrupted job leaves nothing.
    job = subprocess.Popen(["ast", "dev", "run", "good", "--", "sleep", "60"], cwd=project.folder)
    while len(project.ids()) < 2:
        time.sleep(0.05)
    job.send_signal(signal.SIGINT)
    job.wait(15)
    if len(project.ids("--all", "--filter", "label=com.docker.compose.oneoff=True")) > 0:
        fail("an interrupted job leaves its container")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


WATCHED = """knowledge:
  cache: {provider: redis}
ingestion:
  seed: {container: {image: 'busybox:1.37.0', environment: {A: b}}, trigger: {type: startup}}
"""


def saves():
    """What is saved is built and started, nothing else is, and what can't be used leaves what runs."""
    project = Project("saves", more=FRONTEND + WATCHED)

    def ids():
        found = json.loads(command("docker", "inspect", *project.ids("--all")))
        return {one["Config"]["Labels"]["com.docker.compose.service"]: (one["Id"], one["State"]["StartedAt"]) for one in found}

    def changed(before):
        now = ids()
        return {service for service in {*before, *now} if before.get(service) != now.get(service)}

    def after(told, before, times, expected):
        project.waits(told, 90, times)
        if changed(before) != expected:
            fail(f"{changed(before)} changed, not {expected}:\n{project.said()}")
        return ids()

    project.begin()
    project.waits("ready at")
    url = project.url("/")
    before = ids()
    if "ingestion-seed" not in before:
        fail("the job of the start did not run")
    project.write("run.sh", SERVE.replace("VERSION", "second"))
    took = served(url, "second")
    # What is logged goes on with the new container.
    project.waits("listening as second")
    before = after("what was saved runs", before, 1, {"agent"})
    project.write("README.md", "words")
    before = after("changes nothing that runs", before, 1, set())
    # A variable of one service, a store's password for two, and back.
    spec = (project.folder / "astropods.yml").read_text()
    project.write(".env", "REDIS_PASSWORD=changed\n")
    before = after("what was saved runs", before, 2, {"agent", "knowledge-cache"})
    if "REDIS_PASSWORD=changed" not in project.inspect("agent")[0]["Config"]["Env"]:
        fail("the agent does not have the changed value")
    project.write("astropods.yml", spec.replace("provider: redis", "provider: rediss"))
    before = after("what was saved can't be used", before, 1, set())
    project.tells("did you mean `redis`?")
    project.write("astropods.yml", spec)
    before = after("changes nothing that runs", before, 2, set())
    # A store more, and less.
    project.write("astropods.yml", spec.replace("knowledge:\n", "knowledge:\n  more: {provider: redis}\n"))
    before = after("what was saved runs", before, 3, {"agent", "knowledge-more"})
    project.write("astropods.yml", spec)
    before = after("what was saved runs", before, 4, {"agent", "knowledge-more"})
    project.write("Dockerfile", DOCKERFILE + "RUN exit 3\n")
    before = after("agent can't be built", before, 1, set())
    project.write("Dockerfile", DOCKERFILE)
    before = after("changes nothing that runs", before, 3, set())
    # A crash is told, and the next save starts it again.
    project.write("run.sh", "exit 4\n")
    project.waits("agent ended with status 4")
    project.write("run.sh", SERVE.replace("VERSION", "third"))
    served(url, "third")
    if "mock answer" not in get(project.url("/cgi-bin/ask")):
        fail("the agent lost its gateway")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()
    say(f"save to served in {took:.1f} s")


def schedules():
    """A job that is due runs, once at a time, and its status is told."""
    often = """ingestion:
  often:
    container: {build: {context: job, dockerfile: Dockerfile}}
    trigger: {type: schedule}
dev:
  schedules: {often: "* * * * *"}
"""
    project = Project("schedules", more=FRONTEND + often)
    (project.folder / "job").mkdir()
    project.write("job/Dockerfile", "FROM busybox:1.37.0\nCMD echo it is time; exit 6\n")
    project.begin()
    project.waits("ready at")
    project.waits("ingestion-often ended with status 6", 75)
    project.tells("ingestion-often | it is time")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


def overlaps():
    """A job that still runs when it is due again is left out: there are never two of it."""
    often = """ingestion:
  often:
    container: {build: {context: job, dockerfile: Dockerfile}}
    trigger: {type: schedule}
dev:
  schedules: {often: "* * * * *"}
"""
    project = Project("overlaps", more=FRONTEND + often)
    (project.folder / "job").mkdir()
    project.write("job/Dockerfile", "FROM busybox:1.37.0\nCMD echo it is time; sleep 75; exit 6\n")
    project.begin()
    project.waits("it is time", 100)
    jobs = ["--filter", "label=com.docker.compose.oneoff=True"]
    first = project.ids(*jobs)
    project.waits("ingestion-often is due, and still runs: it is left out", 75)
    time.sleep(2)
    if project.ids(*jobs) != first or len(first) != 1:
        fail(f"of a job there run {project.ids(*jobs)}, first {first}")
    project.waits("ingestion-often ended with status 6", 60)
    project.waits("it is time", 75, 2)
    # The end takes a job that runs away as well.
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


def secrets():
    """The real key is in no container, file, log or answer, and reaches the gateway."""
    url = hosted("127.0.0.1")
    if "three ways" not in Project("no-login").ast("dev", status=3).stderr:
        fail("without a key there are no three ways")
    project = Project("secrets", env=f"ASTRO_GATEWAY_URL={url}\nASTRO_GATEWAY_API_KEY={REAL}\n")
    project.begin("--gateway", "hosted")
    project.waits("ready at")
    lines = list(processes())
    if json.loads(get(project.url("/cgi-bin/ask"))) != {"good": True}:
        fail("the key does not reach the hosted gateway")
    names = {variable.split("=")[0] for variable in project.inspect("agent")[0]["Config"]["Env"]}
    if not {"ASTRO_GATEWAY_URL", "ASTRO_GATEWAY_API_KEY"} <= names:
        fail(f"the agent's variables are {names}")
    hides(project, lines, REAL)
    dev = project.folder / ".ast/dev"
    if (dev / "state.json").stat().st_mode & 0o077:
        fail("others read the local key")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


def firewall():
    """Where containers can't reach this machine, the agent is given the real way, and that is told."""
    shutil.rmtree(pathlib.Path(os.environ["XDG_STATE_HOME"]) / "ast/engines", ignore_errors=True)
    bridge = json.loads(command("docker", "network", "inspect", "bridge"))[0]["IPAM"]["Config"][0]
    address = bridge.get("Gateway") or re.sub(r"\.0/.*", ".1", bridge["Subnet"])
    url = hosted(address)
    number = url.rsplit(":", 1)[-1]
    # All but the gateway that stands in for one elsewhere.
    rule = ["INPUT", "-p", "tcp", "-d", address, "!", "--dport", number, "-j", "DROP"]
    command("iptables", "-I", *rule)
    beside = concurrent.futures.ThreadPoolExecutor(1)
    try:
        by_login = beside.submit(lent)
        project = Project("firewall", env=f"ASTRO_GATEWAY_URL={url}\nASTRO_GATEWAY_API_KEY={REAL}\n")
        project.begin("--gateway", "hosted")
        project.waits("ready at")
        project.tells("containers can't reach this machine", "as `docker compose` does")
        if json.loads(get(project.url("/cgi-bin/ask"))) != {"good": True}:
            fail("the agent does not reach the hosted gateway by itself")
        if REAL in "".join(path.read_text() for path in (project.folder / ".ast/dev").rglob("*") if path.is_file()):
            fail("the real key is in a file")
        project.started[-1][0].send_signal(signal.SIGINT)
        project.ends(0)
        project.nothing_left()
        by_login.result()
    finally:
        beside.shutdown()
        command("iptables", "-D", *rule)


def keys():
    """On a terminal, a key restarts the agent, runs a job and ends the run; the terminal is as it was."""
    project = Project("keys", more=FRONTEND + JOBS)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(project.folder)
        os.execvp("sh", ["sh", "-c", "ast dev --gateway mock; echo ended with $?; stty -a"])
    said = ""

    def until(text):
        nonlocal said
        end = time.monotonic() + 90
        while text not in said:
            if time.monotonic() > end or not select.select([terminal], [], [], 1)[0]:
                if time.monotonic() > end:
                    fail(f"{text!r} is not on the terminal:\n{said}")
                continue
            said += os.read(terminal, 65536).decode(errors="replace")

    until("1 runs ingestion-good")
    os.write(terminal, b"r")
    until("agent runs again")
    os.write(terminal, b"1")
    until("ingestion-good is done")
    os.write(terminal, b"q")
    until("ended with 0")
    until(" icanon")
    os.waitpid(pid, 0)
    project.nothing_left()


# The saves alone: a port that is free while a container is made anew is another project's then, and moves. Beside each
# other the longest first.
LONG = [keys, litellm, overlaps] if MORE or os.environ.get("ONLY") else []
beside = [schedules, interrupted, host, login, checkouts, jobs, parity, deaf, readme, killed, crashes, checks, builds]
play([saves], [*beside, own_keys, secrets], [firewall, *LONG])
