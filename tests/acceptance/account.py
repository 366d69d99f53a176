#!/usr/bin/env python3
"""Logins as people and pipelines have them, against a stand-in of the platform, on a machine without a network: on a
terminal, by many at once, killed half way, kept by a helper, behind a proxy, and with a key that is renewed while a
stream runs. Needs WORK, ast, openssl, unshare, and root.
"""

import base64
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import socket
import socketserver
import struct
import subprocess
import sys
import termios
import threading
import time

from common import enter, fail, run, say
from stand_in import MARK, Platform

WORK = enter()
FOLDER = WORK / "account"
SPEC = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n  astro_ai_gateway: true\n"
AGENT = """
import http.client, json, os, time
url, key = os.environ["ASTRO_GATEWAY_URL"], os.environ["ASTRO_GATEWAY_API_KEY"]
def stream():
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    connection.request("POST", "/v1/chat/completions", "{}", {"authorization": "Bearer " + key})
    for line in connection.getresponse():
        if line.startswith(b"data: "):
            yield json.loads(line[6:])
first = stream()
began = next(first)["key"]
open("streams", "w").close()
keys = [event["key"] for event in first]
print(json.dumps({"pid": os.getpid(), "began": began, "keys": keys, "then": next(stream())["key"]}))
"""
HELPER = """#!/usr/bin/env python3
import base64, json, pathlib, sys
vault, asked = pathlib.Path(__file__).with_name("vault"), sys.stdin.read()
if sys.argv[1:] == ["store"]:
    vault.write_bytes(base64.b64encode(asked.encode()))
elif sys.argv[1:] == ["get"] and vault.exists():
    print(base64.b64decode(vault.read_bytes()).decode())
elif sys.argv[1:] == ["get"]:
    sys.exit("credentials not found in native keychain")
elif sys.argv[1:] == ["erase"]:
    vault.unlink(missing_ok=True)
"""


class Proxy(socketserver.ThreadingTCPServer):
    """A proxy that makes tunnels, and counts them."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Tunnel)
        self.asked = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Tunnel(socketserver.StreamRequestHandler):
    def handle(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.rfile.readline()
        self.server.asked.append(head.decode())
        host, port = head.split()[1].decode().rsplit(":", 1)
        there = socket.create_connection((host, int(port)))
        self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        here = self.connection
        while True:
            for one in select.select([here, there], [], [])[0]:
                piece = one.recv(65536)
                if not piece:
                    return
                (there if one is here else here).sendall(piece)


def alone():
    """Runs the rest of this check where no network is."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    ended = subprocess.run(["unshare", "--net", sys.executable, __file__, "alone"], check=False)
    sys.exit(ended.returncode)


def loopback():
    """The loopback of a new network, which is down."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x1))


def home(name, platform):
    """A home of its own for somebody who uses a platform."""
    place = FOLDER / name
    (place / "bin").mkdir(parents=True)
    (place / "astropods.yml").write_text(SPEC)
    (place / "agent.py").write_text(AGENT)
    for variable in list(os.environ):
        if variable.startswith("ASTRO_") or variable.lower().endswith("_proxy"):
            del os.environ[variable]
    os.environ |= {
        "HOME": str(place),
        "XDG_CONFIG_HOME": str(place / "config"),
        "ASTRO_SERVER_URL": platform.url,
        "ASTRO_AUTH_URL": platform.url,
        "PATH": f"{place / 'bin'}:{PATH}",
    }
    return place


def program(place, name, text):
    path = place / "bin" / name
    path.write_text(text)
    path.chmod(0o755)


def holding(place, text):
    """The files below a folder that hold a text, in Base64 too."""
    looked = [text.encode()] + [base64.b64encode(b"x" * n + text.encode())[4:-4] for n in range(3)]
    files = [path for path in place.rglob("*") if path.is_file()]
    return [path for path in files if any(part in path.read_bytes() for part in looked)]


def hidden(text, what):
    if MARK in text or "\x1b" in text:
        fail(f"{what} shows what it must not: {text!r}")


def terminal(keys, *words, cwd):
    """What a command shows on a terminal on which keys are typed once it asks; its status, and whether keys are echoed
    afterwards.
    """
    here, there = pty.openpty()
    child = subprocess.Popen(words, cwd=cwd, stdin=there, stdout=there, stderr=there)
    shown = b""
    while True:
        ready = select.select([here], [], [], 0.05)[0]
        if ready:
            shown += os.read(here, 65536)
        elif child.poll() is not None:
            break
        if keys and b"is not shown" in shown:
            # The terminal is made ready after the question is there.
            while termios.tcgetattr(there)[3] & termios.ECHO:
                time.sleep(0.01)
            os.write(here, keys)
            keys = b""
    echoes = bool(termios.tcgetattr(there)[3] & termios.ECHO)
    os.close(here)
    os.close(there)
    return shown.decode(), child.returncode, echoes


def on_a_terminal():
    platform = Platform()
    place = home("terminal", platform)
    os.environ["DISPLAY"] = ":99"
    program(place, "xdg-open", f'#!/bin/sh\nprintf %s "$1" >{place}/opened.part\nmv {place}/opened.part {place}/opened\n')
    # The one of a repository is not the browser of whoever stands in it.
    (place / "repository/.git").mkdir(parents=True)
    (place / "repository/bin").mkdir()
    theirs = place / "repository/bin/xdg-open"
    theirs.write_text(f"#!/bin/sh\ntouch {place}/evil\n")
    theirs.chmod(0o755)
    os.environ["PATH"] = f"{place}/repository/bin:.:{os.environ['PATH']}"
    platform.before = ["authorization_pending"] * 2
    shown, status, _ = terminal(b"", "ast", "login", cwd=place / "repository")
    hidden(shown, "ast login")
    while not (place / "opened").exists() and not (place / "evil").exists():
        time.sleep(0.01)
    opened = (place / "opened").read_text() if (place / "opened").exists() else None
    if status or (place / "evil").exists() or opened != f"{platform.url}/device?user_code=WXYZ-1234":
        fail(f"ast login ended with {status}, opened {opened}, and showed {shown}")
    if "type WXYZ-1234 at" not in shown or "logged in to" not in shown:
        fail(f"ast login showed {shown}")
    shown, status, echoes = terminal(f"{MARK}-access-1\r".encode(), "ast", "login", "--with-token", cwd=place)
    hidden(shown, "ast login --with-token")
    if status or not echoes or "jo@example.com" not in shown:
        fail(f"a typed token ended with {status}, the terminal echoes: {echoes}, shown: {shown}")
    shown, status, echoes = terminal(f"{MARK}\x03".encode(), "ast", "login", "--with-token", cwd=place)
    hidden(shown, "an interrupted login")
    if status != 2 or not echoes or "interrupted" not in shown:
        fail(f"an interruption ended with {status}, the terminal echoes: {echoes}, shown: {shown}")
    say("a code opens the browser, a typed token is not shown, and an interruption leaves the terminal as it was")


def at_once():
    platform = Platform()
    place = home("at-once", platform)
    run("ast", "login", cwd=place)
    for _ in range(3):
        before = platform.count("refresh_token")
        platform.forget()
        platform.slow = 0.3
        children = [subprocess.Popen(["ast", "whoami"], cwd=place, stdout=subprocess.DEVNULL) for _ in range(20)]
        statuses = {child.wait() for child in children}
        if statuses != {0} or platform.count("refresh_token") - before != 1:
            fail(f"20 at once ended with {statuses}, and renewed {platform.count('refresh_token') - before} times")
    # Killed while it holds the lock: nobody waits for it, and it leaves no copy.
    platform.slow = 5
    platform.forget()
    before = platform.count("refresh_token")
    child = subprocess.Popen(["ast", "whoami"], cwd=place)
    while platform.count("refresh_token") == before:
        time.sleep(0.01)
    child.kill()
    child.wait()
    platform.slow = 0
    began = time.monotonic()
    run("ast", "whoami", cwd=place, status=None)
    kept = sorted(path.name for path in (place / "config/ast").glob("*"))
    if time.monotonic() - began > 3 or set(kept) - {"credentials.json", "credentials.lock"}:
        fail(f"after a kill, the next one took {time.monotonic() - began:.1f} s and left {kept}")
    say("a token is renewed once by 20 at once, and a killed one keeps nobody waiting")


def renewed():
    # Meanwhile, a server that wants fewer questions.
    slower = Platform()
    slower.before = ["slow_down"]
    slow = subprocess.Popen(["ast", "login"], cwd=home("slower", slower), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    platform = Platform()
    place = home("renewed", platform)
    run("ast", "login", cwd=place)
    with open(place / "log", "w+") as log:
        words = ["ast", "run", "--gateway-log", "requests.jsonl", "--", sys.executable, "agent.py"]
        child = subprocess.Popen(words, cwd=place, stdout=subprocess.PIPE, stderr=log, text=True)
        while not (place / "streams").exists():
            time.sleep(0.01)
        seen = subprocess.run(["ps", "axeww"], capture_output=True, text=True, check=True).stdout
        said = json.loads(child.communicate(timeout=60)[0])
    hidden(seen, "ps")
    hidden((place / "log").read_text(), "ast run")
    if child.returncode or len(said["keys"]) != 29 or set(said["keys"]) != {said["began"]}:
        fail(f"the stream had {said}")
    if said["then"] <= said["began"] or platform.keys < 3:
        fail(f"the key was not renewed: {said}, {platform.keys} keys")
    if holding(place, f"sk-{MARK}"):
        fail(f"a key lies in {holding(place, f'sk-{MARK}')}")
    slow.wait(30)
    polls = [at for at, asked in zip(slower.at, slower.asked, strict=True) if "device_code" in asked]
    if slow.returncode or len(polls) != 2 or polls[1] - polls[0] < 5:
        fail(f"slow_down is not obeyed: {slow.returncode}, asked at {polls}")
    say(f"{platform.keys} keys in one run, and its stream of 6 s went on with the first")


def kept():
    platform = Platform()
    place = home("kept", platform)
    program(place, "docker-credential-test", HELPER)
    run("ast", "login", "--credential-helper", "test", cwd=place)
    platform.forget()
    who = json.loads(run("ast", "whoami", "--format", "json", cwd=place).stdout)
    found = holding(place / "config", MARK)
    if who["user"]["email"] != "jo@example.com" or found or not (place / "bin/vault").exists():
        fail(f"a helper: {who}, {found}")
    run("ast", "logout", cwd=place)
    run("ast", "login", cwd=place)
    mode = (place / "config/ast/credentials.json").stat().st_mode & 0o777
    run("ast", "logout", cwd=place)
    left = [path for path in place.rglob("*") if path.is_file() and path.parent.name != "bin"]
    names = sorted(path.name for path in left)
    if mode != 0o600 or names != ["agent.py", "astropods.yml"] or (place / "bin/vault").exists():
        fail(f"the mode was {mode:o}, and {names} are left")
    if run("ast", "whoami", cwd=place, status=3).stdout:
        fail("whoami says something of nobody")
    say("a helper keeps it, the file is its owner's alone, and a logout leaves nothing")


def behind_a_proxy():
    folder = FOLDER / "tls"
    folder.mkdir()
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    run(*new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=check", cwd=folder)
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"]
    run(*new, "-keyout", "server.key", "-out", "server.pem", "-CA", "ca.pem", "-CAkey", "ca.key", *names, cwd=folder)
    platform, proxy = Platform(folder), Proxy()
    place = home("proxy", platform)
    refused = run("ast", "login", cwd=place, status=2).stderr
    if "certificate" not in refused:
        fail(f"a server that nobody vouches for: {refused}")
    os.environ["SSL_CERT_FILE"] = str(folder / "ca.pem")
    run("ast", "login", cwd=place)
    if proxy.asked:
        fail("a proxy is used that nobody named")
    os.environ["HTTPS_PROXY"] = f"http://me:{MARK}@127.0.0.1:{proxy.server_address[1]}"
    run("ast", "whoami", cwd=place)
    words = ["ast", "run", "--", sys.executable, "-c", "import os; print(os.environ['ASTRO_GATEWAY_URL'])"]
    hidden(run(*words, cwd=place).stderr, "a run behind a proxy")
    basic = base64.b64encode(f"me:{MARK}".encode()).decode()
    through = [head for head in proxy.asked if f"Basic {basic}" in head and "CONNECT localhost:" in head]
    if len(through) < 2 or len(through) != len(proxy.asked):
        fail(f"the proxy was asked {proxy.asked}")
    os.environ["NO_PROXY"] = "localhost"
    run("ast", "whoami", cwd=place)
    if len(proxy.asked) != len(through):
        fail("NO_PROXY is not obeyed")
    say(f"{len(through)} tunnels through a proxy that wants a password, and none where NO_PROXY says so")


if sys.argv[1:] != ["alone"]:
    alone()
loopback()
PATH = os.environ["PATH"]
signal.alarm(120)
on_a_terminal()
at_once()
renewed()
kept()
behind_a_proxy()
