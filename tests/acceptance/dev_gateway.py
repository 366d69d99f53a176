"""Scenarios of the local loop that have to do with stores and gateways; `dev.py` plays them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

from common import command, fail, run
from local import FRONTEND, STARTED, Project

STORE = """knowledge:
  cache: {provider: redis}
"""
# Says what a store answers, and where it is.
PING = """
import os, socket, sys, time
store = socket.create_connection((os.environ["REDIS_HOST"], int(os.environ["REDIS_PORT"])))
store.sendall(f"AUTH {os.environ['REDIS_PASSWORD']}\\r\\nPING\\r\\n".encode())
said = b""
while b"PONG" not in said:
    said += store.recv(99) or sys.exit(9)
print(os.environ["REDIS_PORT"], flush=True)
time.sleep(float(sys.argv[1]))
sys.exit(5)
"""


def ping(project, seconds, *words):
    """`ast run` with a command that asks the store."""
    (project.folder / "ping.py").write_text(PING)
    words = ["ast", "run", "--gateway", "mock", *words, "--", sys.executable, "ping.py", str(seconds)]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(words, cwd=project.folder, text=True, **streams)
    STARTED.append(process)
    return process


def services(project):
    template = '{{.Label "com.docker.compose.service"}}'
    return set(command("docker", "ps", "--filter", project.label, "--format", template).split())


def host():
    """A command on this machine has its stores in containers, where nobody else has started them, for as long as it runs."""
    project = Project("host", more=FRONTEND + STORE)
    with socket.socket() as taken:
        # Another's store has the usual port.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 6379))
        taken.listen()
        first = ping(project, 3)
        port = first.stdout.readline().strip()
        if services(project) != {"knowledge-cache"}:
            fail(f"for a command there run {services(project)}")
        # Another command beside it uses the same.
        second = ping(project, 0)
        out, err = second.communicate(timeout=60)
        if (second.returncode, out.strip()) != (5, port) or "starting" in err:
            fail(f"a second command ended with {second.returncode}: {out}{err}")
        _, err = first.communicate(timeout=60)
        if first.returncode != 5 or port == "6379" or "starting knowledge-cache" not in err:
            fail(f"a command ended with {first.returncode} at {port}: {err}")
    project.nothing_left()
    # An interruption while they are started.
    broken = ping(project, 60)
    while not project.ids("--all"):
        time.sleep(0.02)
    broken.send_signal(signal.SIGINT)
    _, err = broken.communicate(timeout=60)
    if broken.returncode != 130:
        fail(f"an interrupted start ended with {broken.returncode}: {err}")
    project.nothing_left()
    # Those of a whole project that runs are used and left; what is left to the user is only named.
    project.begin()
    project.waits("ready at")
    before = project.inspect("knowledge-cache")[0]["Id"]
    joined = ping(project, 0)
    _, err = joined.communicate(timeout=60)
    if joined.returncode != 5 or project.inspect("knowledge-cache")[0]["Id"] != before:
        fail(f"beside a project that runs, a command ended with {joined.returncode}: {err}")
    told = run("ast", "run", "--gateway", "mock", "--no-start", "--", "true", cwd=project.folder).stderr
    if "knowledge.cache must run already" not in told:
        fail(f"what has to run is not told: {told}")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()
