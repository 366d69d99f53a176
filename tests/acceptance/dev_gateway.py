"""Scenarios of the local loop that have to do with stores and gateways; `dev.py` plays them."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

from common import command, fail, run
from local import FRONTEND, REAL, STARTED, Project, get, hides, hosted, processes
from stand_in import MARK, Platform

STORE = """knowledge:
  cache: {provider: redis}
"""
# Says what a store answers, and where it is.
PING = """
import os, socket, sys, time
store = socket.create_connection((os.environ["REDIS_HOST"], int(os.environ["REDIS_PORT"])), 20)
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
        until = time.monotonic() + 60
        while not project.ids("--all") and time.monotonic() < until:
            time.sleep(0.02)
        broken.send_signal(signal.SIGINT)
        _, err = broken.communicate(timeout=60)
        if broken.returncode != 130:
            fail(f"an interrupted start ended with {broken.returncode}: {err}")
        project.nothing_left()
        # Those of a whole project that runs are used and left; what is left to the user is only named.
        project.begin()
        project.waits("ready at")
        project.tells("a port of knowledge-cache is taken; it has")
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


def logged_in(name, platform, **more):
    """A project of somebody who is logged in, and the environment of both."""
    project = Project(name, **more)
    here = {"XDG_CONFIG_HOME": str(project.folder / "config"), "ASTRO_SERVER_URL": platform.url, "ASTRO_AUTH_URL": platform.url}
    project.write(".dockerignore", ".ast\nconfig\n")
    there = {name: value for name, value in os.environ.items() if name != "DISPLAY"} | here
    done = subprocess.run(["ast", "login"], cwd=project.folder, env=there, capture_output=True, text=True, check=False)
    if done.returncode:
        fail(f"ast login ended with {done.returncode}: {done.stderr}")
    return project, here


def keys_of(answer):
    """The keys that the pieces of a stream were sent with."""
    return [json.loads(line[6:])["key"] for line in answer.splitlines() if line.startswith("data: ")]


def same(project, before):
    """Whether the agent's container is the one that it was, with the same life."""
    now = project.inspect("agent")[0]
    return (now["Id"], now["State"]["StartedAt"]) == (before["Id"], before["State"]["StartedAt"])


def login():
    """By a login, keys are renewed while a stream runs, in no container, and the agent notices nothing of it."""
    platform = Platform()
    project, here = logged_in("login", platform)
    project.begin("--gateway", "hosted", **here)
    project.waits("ready at")
    lines = list(processes())
    before = project.inspect("agent")[0]
    first = keys_of(get(project.url("/cgi-bin/ask"), 30))
    then = keys_of(get(project.url("/cgi-bin/ask"), 30))
    if len(first) != 30 or len(set(first)) != 1 or then[0] <= first[0] or not same(project, before):
        fail(f"the keys of a stream were {first}, and then {then}")
    project.tells("of your account `jo`")
    hides(project, lines, MARK)
    # Revoked: what runs goes on and tells it, and a new start says what there is to do.
    platform.good, platform.refresh = set(), None
    project.waits("run `ast login`", 30)
    if not same(project, before):
        fail("the end of a login is the agent's")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()
    project.begin("--gateway", "hosted", **here)
    project.ends(3)
    project.tells("ast login", "--gateway local", "--gateway mock")
    project.nothing_left()


def lent():
    """Where containers can't reach this machine, a login's key is handed out, and a new one when it is renewed."""
    platform = Platform()
    project, here = logged_in("lent", platform)
    project.begin("--gateway", "hosted", **here)
    project.waits("ready at")
    project.tells("as `docker compose` does")
    project.waits("the key of the gateway is renewed", 30)
    project.waits("what was saved runs", 30)
    variables = dict(one.split("=", 1) for one in project.inspect("agent")[0]["Config"]["Env"])
    key = variables["ASTRO_GATEWAY_API_KEY"]
    if variables["ASTRO_GATEWAY_URL"] != platform.url or not key.startswith(f"sk-{MARK}-") or int(key.rsplit("-")[-1]) < 2:
        fail(f"the agent's gateway is {variables}")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


def own_keys():
    """With a key of a provider, requests for its models go there through `ast`, and no container has the key."""
    url = hosted("127.0.0.1")
    project = Project("own-keys", env=f"ANTHROPIC_API_KEY={REAL}\nANTHROPIC_BASE_URL=http://127.0.0.1:1\n")
    project.begin("--gateway", "local", ANTHROPIC_BASE_URL=url)
    project.waits("ready at")
    lines = list(processes())
    if json.loads(get(project.url("/cgi-bin/ask"))) != {"good": True}:
        fail("the key does not reach the provider")
    project.waits("gateway: claude-haiku-4-5 200")
    if services(project) != {"agent"}:
        fail(f"there run {services(project)}")
    hides(project, lines, REAL)
    asked = 'wget -q -O - --header "Authorization: Bearer $ASTRO_GATEWAY_API_KEY" "$ASTRO_GATEWAY_URL/v1/models"'
    models = command("docker", "exec", project.inspect("agent")[0]["Id"], "sh", "-c", asked)
    if "claude-haiku-4-5" not in models or "titan" in models:
        fail(f"the models are {models}")
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


def litellm():
    """With keys of a provider that does not speak the OpenAI form, LiteLLM in a container has its models."""
    url = hosted("127.0.0.1")
    keys = "AWS_ACCESS_KEY_ID=AKIAX\nAWS_SECRET_ACCESS_KEY=secret-of-aws\nAWS_REGION_NAME=eu-west-1\n"
    project = Project("litellm", env=f"ANTHROPIC_API_KEY={REAL}\n{keys}")
    project.begin("--gateway", "local", ANTHROPIC_BASE_URL=url)
    project.waits("ready at", 200)
    if services(project) != {"agent", "gateway"}:
        fail(f"there run {services(project)}")
    if json.loads(get(project.url("/cgi-bin/ask"))) != {"good": True}:
        fail("the key does not reach the provider")
    agent = project.inspect("agent")[0]
    if "secret-of-aws" in json.dumps(agent) or REAL in json.dumps(agent):
        fail("the agent has a key of a provider")
    # What LiteLLM says of models, and of a provider that can't be reached, comes through.
    ask = (
        'wget -q -O - --header "Authorization: Bearer $ASTRO_GATEWAY_API_KEY" --header "content-type: application/json" '
        """--post-data '{"model":"MODEL","input":"a"}' "$ASTRO_GATEWAY_URL/v1/embeddings"; true"""
    )
    for model in ("titan-embed-text-v2", "nobody"):
        command("docker", "exec", agent["Id"], "sh", "-c", ask.replace("MODEL", model))
    project.waits("gateway: nobody 4", 90)
    project.waits("gateway: titan-embed-text-v2 ", 90)
    project.started[-1][0].send_signal(signal.SIGINT)
    project.ends(0)
    project.nothing_left()


def parity():
    """The agent has the same names in every mode of the gateway, which are the plan's."""
    url = hosted("127.0.0.1")
    more = FRONTEND + "inputs:\n  tone: {name: TONE, datatype: string, default: kind}\nknowledge:\n  db: {provider: postgres}\n"
    env = f"ASTRO_GATEWAY_URL={url}\nASTRO_GATEWAY_API_KEY={REAL}\nANTHROPIC_API_KEY={REAL}\n"
    project = Project("parity", more=more, env=env)
    plans = {}
    for target in ("local", "cluster"):
        plan = json.loads(project.ast("plan", "--for", target, "--format", "json").stdout)
        agent = next(found for found in plan["containers"] if found["id"] == "agent")
        plans[target] = {row["name"] for row in agent["env"]}
    # What the shell of the image sets by itself.
    own = {"PATH", "HOME", "HOSTNAME", "PWD", "SHLVL", "_"}
    for mode in ("hosted", "local", "mock"):
        project.begin("--gateway", mode)
        project.waits("ready at")
        inside = command("docker", "exec", project.inspect("agent")[0]["Id"], "env")
        names = {line.split("=", 1)[0] for line in inside.splitlines()} - own
        if names != plans["local"]:
            fail(f"in the mode {mode} the agent differs by {names ^ plans['local']}")
        project.started[-1][0].send_signal(signal.SIGINT)
        project.ends(0)
    if plans["local"] ^ plans["cluster"] - {"ASTRO_EXTERNAL_AGENT_URL"}:
        fail(f"a cluster differs by {plans['local'] ^ plans['cluster']}")
    project.nothing_left()
