"""Projects that `ast dev` runs, and scenarios that are played side by side, for the checks of the local loop."""

import concurrent.futures
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time
import urllib.request

from common import NAME, command, enter, fail, run, say

WORK = enter() / NAME
# Whether what takes longer is played too.
MORE = os.environ.get("MORE") == "1"
SPEC = """spec: blueprint/v1
name: NAME
agent:
  build: {context: ., dockerfile: Dockerfile}
  astro_ai_gateway: true
MORE"""
DOCKERFILE = 'FROM busybox:1.37.0\nCOPY run.sh /run.sh\nCMD ["sh", "/run.sh"]\n'
FRONTEND = "  interfaces: {frontend: true}\n"
# Answers with what the gateway says.
SERVE = """mkdir -p /www/cgi-bin
echo VERSION >/www/index.html
cat >/www/cgi-bin/ask <<'X'
#!/bin/sh
printf 'Content-Type: application/json\\r\\n\\r\\n'
wget -q -O - --header "Authorization: Bearer $ASTRO_GATEWAY_API_KEY" --post-data \
'{"model":"claude-haiku-4-5","messages":[{"role":"user","content":"hi"}]}' "$ASTRO_GATEWAY_URL/v1/chat/completions"
X
chmod +x /www/cgi-bin/ask
echo "listening as VERSION"
exec httpd -f -p "$PORT" -h /www
"""
# Every run that was started, so that none outlives this one.
STARTED = []
REAL = "sk-real-and-secret-0123456789"


class Project:
    """A project in a folder of its own."""

    def __init__(self, name, script=SERVE, more=FRONTEND, files=None, env=""):
        self.name = name
        self.folder = WORK / name
        self.folder.mkdir()
        (self.folder / "astropods.yml").write_text(SPEC.replace("NAME", name).replace("MORE", more))
        self.write("run.sh", script)
        for path, text in {"Dockerfile": DOCKERFILE, ".dockerignore": ".ast\n", **(files or {})}.items():
            self.write(path, text)
        if env:
            self.write(".env", env)
        self.started = []

    def write(self, path, text):
        (self.folder / path).write_text(text)

    def ast(self, *words, status=0, **more):
        return run("ast", *words, cwd=self.folder, status=status, **more)

    def begin(self, *words, **environment):
        """`ast dev` in the foreground."""
        log = self.folder.parent / f"{self.name}.{len(self.started)}.log"
        words = ["ast", "dev", *words] if "--gateway" in words else ["ast", "dev", "--gateway", "mock", *words]
        with log.open("w") as out:
            streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out}
            process = subprocess.Popen(words, cwd=self.folder, env={**os.environ, **environment}, **streams)
        self.started.append((process, log))
        STARTED.append(process)
        return process

    def said(self):
        return self.started[-1][1].read_text()

    def waits(self, text, seconds=90, times=1):
        """Until something was told so often."""
        until = time.monotonic() + seconds
        while self.said().count(text) < times:
            if time.monotonic() > until:
                fail(f"{self.name}: {text!r} was not told {times} times:\n{self.said()}")
            if self.started[-1][0].poll() is not None and self.said().count(text) < times:
                fail(f"{self.name} ended before {text!r}:\n{self.said()}")
            time.sleep(0.02)

    def ends(self, status, seconds=40):
        process = self.started[-1][0]
        try:
            ended = process.wait(seconds)
        except subprocess.TimeoutExpired:
            fail(f"{self.name} does not end:\n{self.said()}")
        if ended != status:
            fail(f"{self.name} ended with {ended}, not {status}:\n{self.said()}")

    def tells(self, *texts):
        for text in texts:
            if text not in self.said():
                fail(f"{self.name}: {text!r} is not in:\n{self.said()}")

    @property
    def state(self):
        return json.loads((self.folder / ".ast/dev/state.json").read_text())

    @property
    def label(self):
        return f"label=com.docker.compose.project={self.state['project']}"

    def url(self, path=""):
        found = re.findall(r"ready at (http://\S+)", self.said())
        return found[-1] + path

    def ids(self, *words):
        return command("docker", "ps", "--quiet", "--filter", self.label, *words).split()

    def inspect(self, service):
        ids = self.ids("--all", "--filter", f"label=com.docker.compose.service={service}")
        return json.loads(command("docker", "inspect", *ids))

    def nothing_left(self):
        """No container, network or process; of files, what is said to stay."""
        for words in (["ps", "--all"], ["network", "ls"]):
            left = command("docker", *words, "--filter", self.label).splitlines()[1:]
            if left:
                fail(f"{self.name}: left are {left}")
        until = time.monotonic() + 20
        while mine := [line for line in processes() if self.state["project"] in line or f"{self.folder}" in line]:
            if time.monotonic() > until:
                fail(f"{self.name}: processes are left: {mine}")
            time.sleep(0.05)
        kept = {".gitignore", "compose.yaml", "dev.yaml", "lock", "state.json", "log", "compose"}
        odd = {path.name for path in (self.folder / ".ast/dev").iterdir()} - kept
        if odd:
            fail(f"{self.name}: files are left: {odd}")


def processes():
    """The command lines of all processes, with their folders."""
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if path.name != str(os.getpid()):
                line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                yield f"{line} {os.readlink(path / 'cwd')}"
        except OSError:
            continue


def get(url, seconds=10):
    with urllib.request.urlopen(url, timeout=seconds) as answer:
        return answer.read().decode()


def served(url, text, seconds=90):
    """How long it takes until an answer has a text."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        try:
            if text in get(url, 1):
                return time.monotonic() - began
        except OSError:
            pass
        time.sleep(0.02)
    fail(f"{url} never answers {text!r}")
    return seconds


class Hosted(http.server.BaseHTTPRequestHandler):
    """Stands in for the hosted gateway: says which key it was sent."""

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        body = json.dumps({"good": self.headers["authorization"] == f"Bearer {REAL}"}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def hosted(address):
    """A hosted gateway at an address, until the end."""
    server = http.server.ThreadingHTTPServer((address, 0), Hosted)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{address}:{server.server_address[1]}"


def hides(project, lines, secret):
    """A secret is in nothing that a project that runs has, shows or keeps; `lines` are the processes of an earlier moment."""
    dev = project.folder / ".ast/dev"
    config = ["docker", "compose", "-f", "compose.yaml", "-f", "dev.yaml", "config", "--no-interpolate"]
    seen = {
        "inspect": command("docker", "inspect", *project.ids("--all")),
        "config": command(*config, cwd=dev),
        "processes": "\n".join([*lines, *processes()]),
        "log": project.said(),
        "status": project.ast("dev", "status", "--format", "json").stdout,
        **{str(path): path.read_text() for path in dev.rglob("*") if path.is_file()},
    }
    for where, text in seen.items():
        if secret in text:
            fail(f"{project.name}: the real key is in {where}")


def play(alone, beside, after):
    """Plays scenarios: some alone, others side by side, and then some alone again; or those that ONLY names."""
    # What is started here obeys signals, whether or not this was started to ignore them, as it is in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for one in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(one, signal.SIG_DFL)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    os.environ["XDG_STATE_HOME"] = str(WORK / "state")
    wanted = os.environ.get("ONLY", "").split()

    def chosen(scenarios):
        return [one for one in scenarios if not wanted or one.__name__ in wanted]

    try:
        for one in chosen(alone):
            one()
            say(one.__name__)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            running = {pool.submit(one): one for one in chosen(beside)}
            for done in concurrent.futures.as_completed(running):
                done.result()
                say(running[done].__name__)
        for one in chosen(after):
            one()
            say(one.__name__)
    finally:
        for process in STARTED:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(60)
    left = command("docker", "ps", "--all", "--quiet")
    if left.strip():
        fail(f"containers are left: {left}")
