#!/usr/bin/env python3
"""Walks every route of a real gateway that runs as `ast` configures it, with its key and without.

What answers is what `ast` means to serve. Needs WORK, ast, and the Python of WORK/litellm, which knows the routes.
"""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

from common import enter

os.environ |= {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MASTER_KEY": "sk-made-up-for-this-run"}

from litellm.proxy.proxy_server import app

CHAT = {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": "hello"}]}
EMBED = {"model": "titan-embed-text-v2", "input": "hello"}
SERVED = {
    ("GET", "/models"): None,
    ("GET", "/v1/models"): None,
    ("POST", "/chat/completions"): CHAT,
    ("POST", "/v1/chat/completions"): CHAT,
    ("POST", "/embeddings"): EMBED,
    ("POST", "/v1/embeddings"): EMBED,
}
# Says that the server is there, to whoever asks; the health check of the container has no key.
OPEN = ("GET", "/health/liveness")
CLOSED = {401, 403, 404}


def routes(group, before=""):
    """Every method and path below a list of routes, those of routers and mounted apps too."""
    for route in group:
        path = before + getattr(route, "path", "")
        if hasattr(route, "path"):
            for method in getattr(route, "methods", None) or ["GET"]:
                yield method, path
        inner = getattr(route, "app", None) or getattr(route, "original_router", None)
        yield from routes(getattr(inner, "routes", []), path)


@contextlib.contextmanager
def gateway():
    """A gateway of this run's own, by the command of its compose file; gives its port."""
    folder = pathlib.Path(os.environ["WORK"]) / "gateway-routes"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree("examples/gateway-quickstart", folder)
    subprocess.run(["ast", "generate", "compose", "--gateway", "mock", folder], check=True, capture_output=True)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = pathlib.Path(sys.executable).with_name("litellm")
    command = [server, "--config", "config.yaml", "--host", "127.0.0.1", "--port", str(port), "--telemetry", "False"]
    with open(folder / "log", "w") as log:
        process = subprocess.Popen(command, cwd=folder / "compose/gateway", stdout=log, stderr=log)
    try:
        for _ in range(120):
            with contextlib.suppress(OSError):
                if status(port, *OPEN, None, None) == 200:
                    break
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.5)
        yield port
    finally:
        process.terminate()
        process.wait()


def status(port, method, path, key, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {key}"} if key else {})
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    return connection.getresponse().status


def walk(port):
    key = os.environ["LITELLM_MASTER_KEY"]
    found = set(routes(app.routes))
    assert len(found) > 400, f"only {len(found)} routes were found"
    # Variants that servers take for the same, and methods that no route names.
    more = {(method, path + "/") for method, path in found} | {(method, "/" + path) for method, path in found}
    more |= {("OPTIONS", path) for _, path in found} | {("HEAD", path) for _, path in found}
    more |= {(method, path.replace("/v1/", "/V1/")) for method, path in SERVED if "/v1/" in path}
    more |= {("GET", "/openai/v1/models"), ("POST", "/v1//chat/completions"), ("POST", "/v1/./chat/completions")}
    wrong = []
    for method, path in sorted(found | more | {OPEN}):
        plain = path.replace("{", "").replace("}", "").replace(":path", "")
        body = SERVED.get((method, path), CHAT if method in ("POST", "PUT", "PATCH") else None)
        for given in key, None, "sk-wrong":
            expected = (method, path) == OPEN or ((method, path) in SERVED and given == key)
            got = status(port, method, plain, given, body)
            if got != 200 if expected else got not in CLOSED:
                wrong.append(f"{method} {plain} with the key {given}: {got}")
    # A model that the configuration lacks is refused, also by the name of the provider behind it.
    for model in "gpt-5.4", "openai/gpt-5.4", "anthropic/claude-haiku-4-5", "openai/*", "*":
        got = status(port, "POST", "/v1/chat/completions", key, CHAT | {"model": model})
        if got < 400:
            wrong.append(f"the model {model}: {got}")
    assert not wrong, "\n".join([f"{len(wrong)} are not as they should be:", *wrong[:40]])
    return len(found)


enter()
with gateway() as port:
    print(f"gateway routes: of {walk(port)}, {len(SERVED)} answer with the key, and {OPEN[1]} without")
