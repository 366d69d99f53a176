#!/usr/bin/env python3
"""`ast run` as the README has it, with the official client, on a machine without a network: the checks run where
nothing but the loopback is. Needs WORK, ast, openssl, unshare, and root.
"""

import fcntl
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

from common import command, enter, fail, run, say

WORK = enter()
FOLDER = WORK / "run"
VENV = FOLDER / "venv"
CLIENT = """
import base64, json, os, struct
import openai
from pydantic import BaseModel

url, key = os.environ["ASTRO_GATEWAY_URL"], os.environ["ASTRO_GATEWAY_API_KEY"]
weather = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object",
    "properties": {"city": {"type": "string", "minLength": 2}, "days": {"type": "integer", "minimum": 1}},
    "required": ["city", "days"]}}}

class Book(BaseModel):
    title: str
    pages: int
    tags: list[str]
    sequel: "Book | None"

def refused(kind, **more):
    try:
        client.chat.completions.create(messages=ask("Hi"), **more)
    except kind as error:
        return error
    raise AssertionError(f"{kind} was expected of {more}")

def ask(text):
    return [{"role": "user", "content": text}]

def near(a, b):
    a, b = (client.embeddings.create(model="titan-embed-text-v2", input=text).data[0].embedding for text in (a, b))
    assert len(a) == 1024
    return sum(x * y for x, y in zip(a, b))

for base in url, url + "/v1":
    client = openai.OpenAI(base_url=base, api_key=key, max_retries=0)
    done = client.chat.completions.create(model="claude-haiku-4-5", messages=ask("Who are you?"))
    assert done.choices[0].message.content == "This is a mock answer of claude-haiku-4-5. You said: Who are you?"
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens > 10
    pieces = list(client.chat.completions.create(model="claude-haiku-4-5", messages=ask("Hi"), stream=True,
        stream_options={"include_usage": True}))
    text = "".join(piece.choices[0].delta.content or "" for piece in pieces if piece.choices)
    assert text == "This is a mock answer of claude-haiku-4-5. You said: Hi" and len(pieces) > 10, text
    assert pieces[-1].usage.completion_tokens == 10 and not pieces[-1].choices
    assert len(client.models.list().data) == 9

messages = ask("How is the weather?")
done = client.chat.completions.create(model="claude-haiku-4-5", messages=messages, tools=[weather])
call = done.choices[0].message.tool_calls[0]
assert json.loads(call.function.arguments) == {"city": "aa", "days": 1}, call
messages += [done.choices[0].message, {"role": "tool", "tool_call_id": call.id, "content": "It rains."}]
done = client.chat.completions.create(model="claude-haiku-4-5", messages=messages, tools=[weather])
assert done.choices[0].message.content.endswith("The tool said: It rains.")
with client.chat.completions.stream(model="claude-haiku-4-5", messages=ask("Weather?"), tools=[weather]) as stream:
    for _ in stream:
        pass
    assert stream.get_final_completion().choices[0].message.tool_calls[0].function.name == "weather"
book = client.chat.completions.parse(model="claude-haiku-4-5", messages=ask("A book"), response_format=Book)
assert book.choices[0].message.parsed == Book(title="", pages=0, tags=[], sequel=book.choices[0].message.parsed.sequel)

assert near("the sea is calm", "the sea is rough") > 0.6
assert abs(near("the sea is calm", "nobody knows when trains leave")) < 0.2
assert near("The sea", "the sea!") > 0.999
vectors = client.embeddings.create(model="titan-embed-text-v2", input=["a", "b"], dimensions=256).data
assert [len(vector.embedding) for vector in vectors] == [256, 256]
assert refused(openai.BadRequestError, model="titan-embed-text-v2").param == "model"
assert refused(openai.NotFoundError, model="gpt-5").code == "model_not_found"
client = openai.OpenAI(base_url=url, api_key="sk-wrong", max_retries=0)
refused(openai.AuthenticationError, model="claude-haiku-4-5")
print("client", openai.__version__, "is content")
"""
FAILURES = """
import os
import openai
client = openai.OpenAI(base_url=os.environ["ASTRO_GATEWAY_URL"], api_key=os.environ["ASTRO_GATEWAY_API_KEY"])
def ask(text, **more):
    messages = [{"role": "user", "content": text}]
    return client.chat.completions.create(model="claude-haiku-4-5", messages=messages, **more)

# The client tries again by itself, as the second answer is not a failure.
assert ask("busy").choices[0].message.content == "at last"
try:
    pieces = list(ask("broken", stream=True))
except openai.APIConnectionError:
    print("failures are seen")
else:
    raise SystemExit(f"the stream did not break: {pieces}")
"""
SCRIPT = """answers:
  - {when: {contains: busy}, times: 1, status: 429, retry-after: 0}
  - {when: {contains: busy}, text: at last}
  - {when: {contains: broken}, break-after: 2}
"""
SERVER = """
import http.server, json, ssl, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.dumps({"said": self.headers["authorization"]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 8443), Answer)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("server.pem", "server.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
open("listens", "w").close()
server.serve_forever()
"""
ONE = """
import os, urllib.error, urllib.request
request = urllib.request.Request(os.environ["ASTRO_GATEWAY_URL"] + "/v1/chat/completions", b"{}",
    {"authorization": "Bearer " + os.environ["ASTRO_GATEWAY_API_KEY"]})
try:
    print(urllib.request.urlopen(request).read().decode())
except urllib.error.HTTPError as error:
    print(error.code, error.read().decode())
"""


def alone():
    """Runs the rest of this check where no network is."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    command(sys.executable, "-m", "venv", VENV)
    command(VENV / "bin/pip", "install", "--quiet", "openai")
    say("the client is installed")
    ended = subprocess.run(["unshare", "--net", sys.executable, __file__, "alone"], check=False)
    sys.exit(ended.returncode)


def loopback():
    """The loopback of a new network, which is down."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 0x1))


def readme():
    """The commands of the README's section."""
    text = pathlib.Path("README.md").read_text()
    section = re.search(r"## Run it in one minute\n(.*?)\n## ", text, re.S)
    blocks = re.findall(r"```sh\n(.*?)```", section[1], re.S)
    folder = blocks[0].splitlines()[0]
    start, curl = blocks[2].strip(), blocks[3].strip()
    answer = re.search(r"It answers `(.*?)`", section[1])
    ask = re.fullmatch(r"curl localhost:8080(/\w+) --data '(.*)'", curl)
    return folder.removeprefix("cd "), start.split(), ask[1], ask[2], answer[1]


def quick_start():
    folder, start, path, question, expected = readme()
    copy = FOLDER / "quickstart"
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    began = time.monotonic()
    with open(FOLDER / "quickstart.log", "w+") as log:
        agent = subprocess.Popen(start, cwd=copy, stderr=log)
        try:
            while True:
                try:
                    connection = http.client.HTTPConnection("127.0.0.1", 8080, timeout=10)
                    connection.request("POST", path, question)
                    answered = json.loads(connection.getresponse().read())
                    break
                except OSError:
                    if agent.poll() is not None or time.monotonic() - began > 30:
                        fail(f"the agent does not answer: {(FOLDER / 'quickstart.log').read_text()}")
                    time.sleep(0.05)
        finally:
            agent.send_signal(signal.SIGTERM)
            status = agent.wait(10)
    if answered["answer"] != expected or status != 143:
        fail(f"the quick start answered {answered} and ended with {status}")
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", 8080))
    say(f"the agent of the README answered {time.monotonic() - began:.1f} s after its start, and is gone")


def python(script, *before, **more):
    """What a script of the client prints, run by `ast run`."""
    (FOLDER / "script.py").write_text(script)
    return run("ast", "run", FOLDER / "quickstart", *before, "--", VENV / "bin/python", FOLDER / "script.py", **more)


def clients():
    say(python(CLIENT, "--gateway", "mock").stdout.strip())
    # The mock as the hosted gateway of another run: nothing is lost on the way.
    outer = ["ast", "run", FOLDER / "quickstart", "--gateway", "mock", "--"]
    inner = ["ast", "run", FOLDER / "quickstart", "--gateway", "hosted", "--gateway-log", FOLDER / "log.jsonl", "--"]
    (FOLDER / "script.py").write_text(CLIENT)
    said = run(*outer, *inner, VENV / "bin/python", FOLDER / "script.py")
    lines = [json.loads(line) for line in (FOLDER / "log.jsonl").read_text().splitlines()]
    # Each is told twice, but for the one with a wrong key, and each gateway says where it is.
    if said.stderr.count("gateway: ") != 2 * len(lines) - 1 + 2 or len(lines) < 15:
        fail(f"{len(lines)} requests were logged of:\n{said.stderr}")
    if not any(line["stream"] and line.get("completion_tokens") for line in lines):
        fail("no stream says its cost")
    say(f"the same through another gateway, {len(lines)} requests")
    (FOLDER / "script.yaml").write_text(SCRIPT)
    say(python(FAILURES, "--gateway", "mock", "--gateway-script", FOLDER / "script.yaml").stdout.strip())


def tls():
    """A gateway with TLS: trusted by its authority alone."""
    folder = FOLDER / "tls"
    folder.mkdir(exist_ok=True)
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    run(*new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=check", cwd=folder)
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"]
    run(*new, "-keyout", "server.key", "-out", "server.pem", "-CA", "ca.pem", "-CAkey", "ca.key", *names, cwd=folder)
    (folder / "server.py").write_text(SERVER)
    server = subprocess.Popen([sys.executable, "server.py"], cwd=folder)
    try:
        while not (folder / "listens").exists():
            time.sleep(0.02)
        os.environ |= {"ASTRO_GATEWAY_URL": "https://localhost:8443", "ASTRO_GATEWAY_API_KEY": "sk-real"}
        refused = python(ONE).stdout
        os.environ["SSL_CERT_FILE"] = str(folder / "ca.pem")
        trusted = python(ONE).stdout
    finally:
        server.terminate()
        server.wait()
    if not refused.startswith("502 ") or "certificate" not in refused or "sk-real" in refused:
        fail(f"a gateway that nobody vouches for: {refused}")
    if json.loads(trusted) != {"said": "Bearer sk-real"}:
        fail(f"a gateway that is trusted: {trusted}")
    say("a gateway with TLS is reached where its authority is trusted, and else not")


if sys.argv[1:] != ["alone"]:
    alone()
loopback()
os.environ["PATH"] = f"{VENV / 'bin'}:{os.environ['PATH']}"
quick_start()
clients()
tls()
