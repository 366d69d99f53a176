#!/usr/bin/env python3
"""Starts six stacks in the manner of public ones, as a real engine sees them: stacks.

tests/stacks has an object store that wants arguments, a worker that takes jobs from a store's queue, a model server
with arguments, a page for people, a report by a schedule and a webhook; one image stands in for what can't be had, and
refuses arguments that it doesn't know. Each is generated, started by Compose and used from outside; one of its agents
never listens. Needs WORK, ast, docker compose, a running engine, and the images of .ci/images.
"""

import concurrent.futures
import pathlib
import shutil
import time
import urllib.request

from common import command, enter, fail, run, say

work = enter() / "stacks"
SOURCE = pathlib.Path("tests/stacks").resolve()
STAND_IN = "ast-stacks:1"
PROVEN = ("redis:", "pgvector/", "busybox:")


class Stack:
    """A stack, generated in a folder of its own and started."""

    def __init__(self, name):
        self.folder = work / name
        shutil.copytree(SOURCE / name, self.folder)
        command("ast", "generate", "compose", self.folder)
        command("ast", "env", "sync", self.folder / ".env", "--spec", self.folder)
        for image in set(self.compose("--profile", "*", "config", "--images").split()):
            if not image.startswith(PROVEN):
                command("docker", "tag", STAND_IN, image)

    def up(self):
        self.compose("up", "--wait", "--wait-timeout", "240")

    def compose(self, *words, status=0):
        return command("docker", "compose", "--progress", "quiet", *words, cwd=self.folder, status=status)

    def inside(self, service, script):
        return self.compose("exec", "-T", service, "sh", "-c", script)

    def published(self, service, port):
        """Where a port is on this machine, by the engine."""
        return "http://" + self.compose("port", service, str(port)).strip().replace("0.0.0.0", "127.0.0.1")

    def __enter__(self):
        self.up()
        return self

    def __exit__(self, *_):
        self.down()

    def down(self):
        self.compose("--profile", "*", "down", "--timeout", "3", "--volumes")


def ask(url, data=None):
    with urllib.request.urlopen(url, data=data, timeout=10) as answer:
        return answer.read().decode()


def expect(found, wanted, about):
    if wanted not in found:
        fail(f"{about}: {wanted!r} is not in {found[-2000:]!r}")


def rag():
    with Stack("rag") as stack:
        expect(stack.inside("agent", "env"), "INTEGRATION_OBJECTS_HOST=integration-objects", "the agent's environment")
        expect(stack.inside("integration-objects", "cat /data/kept"), "kept", "the object store's disk")
        stack.compose("up", "--force-recreate", "--wait", "integration-objects")
        expect(stack.inside("integration-objects", "cat /data/kept"), "kept", "that disk with another container")
        # Workers that build an index side by side share more memory than an engine gives by itself.
        index = """
            CREATE TABLE chunks (v vector(64)) WITH (parallel_workers = 2);
            INSERT INTO chunks SELECT ARRAY(SELECT random() + n * 0 FROM generate_series(1, 64))::vector
              FROM generate_series(1, 3000) n;
            SET maintenance_work_mem = '128MB';
            SET min_parallel_table_scan_size = 0;
            SET max_parallel_maintenance_workers = 2;
            CREATE INDEX ON chunks USING hnsw (v vector_l2_ops);
        """
        psql = 'PGPASSWORD="$POSTGRES_PASSWORD" psql -h 127.0.0.1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v ON_ERROR_STOP=1'
        expect(stack.inside("knowledge-vectors", f"{psql} <<'SQL'\n{index}\nSQL\n"), "CREATE INDEX", "an index")
        shared = int(stack.inside("knowledge-vectors", "df -k /dev/shm | awk 'END {print $2}'"))
        if shared <= 64 * 1024:
            fail(f"the database's processes share {shared} KiB")


def queue():
    with Stack("queue") as stack:
        store = 'redis-cli -h 127.0.0.1 --no-auth-warning -a "$REDIS_PASSWORD"'
        stack.inside("knowledge-queue", f"{store} RPUSH jobs one")
        done = stack.inside("knowledge-queue", f"{store} BLPOP results 10")
        expect(done, "done: one", "the worker's result")


def model_server():
    with Stack("model-server") as stack:
        expect(stack.inside("agent", "env"), "MODEL_LOCAL_HOST=model-local", "the agent's environment")
        asked = stack.inside("agent", 'busybox wget -q -O - "$MODEL_LOCAL_URL/v1/models"')
        expect(asked, '"id":"tiny"', "the model that the arguments name")
        expect(stack.inside("model-local", "df -k /dev/shm"), "1048576", "its shared memory")


def chat():
    with Stack("chat") as stack:
        expect(ask(stack.published("agent", 3456)), "agent is here", "the page")


def report():
    with Stack("report") as stack:
        services = stack.compose("ps", "--services")
        if "ingestion-nightly" in services:
            fail("a scheduled job was started with the project")
        made = stack.compose("run", "--rm", "-T", "ingestion-nightly")
        expect(made, "report for yesterday", "the job's output")


def hooks():
    with Stack("hooks") as stack:
        where = stack.published("ingestion-arrivals", 3001)
        expect(ask(f"{where}/cgi-bin/hook", b"news"), "news", "the webhook's answer")


def deaf(stack):
    """An agent that never listens is told once it was polled for as long as it may take to start, which is two minutes."""
    began = time.monotonic()
    done = run("docker", "compose", "up", "--wait", "--wait-timeout", "300", cwd=stack.folder, status=None)
    took = time.monotonic() - began
    expect(done.stderr, "agent-ready", "what is said of a deaf agent")
    if done.returncode == 0 or not 100 < took < 160:
        fail(f"a deaf agent: {done.returncode} after {took:.0f} s")
    return took


def main():
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    command("docker", "build", "--quiet", "--tag", STAND_IN, SOURCE / "stand-in")
    # Waited for beside the others: nothing happens for two minutes.
    silent = Stack("deaf")
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        told = beside.submit(deaf, silent)
        for stack in (rag, queue, model_server, chat, report, hooks):
            stack()
            say(stack.__name__.replace("_", " "))
        say(f"an agent that never listens is told after {told.result():.0f} s")
    silent.down()
    left = command("docker", "ps", "--all", "--quiet")
    if left.strip():
        fail(f"containers are left: {left}")


main()
