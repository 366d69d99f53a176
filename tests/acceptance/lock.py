#!/usr/bin/env python3
"""`ast lock` against Debian's docker-registry on this machine: an image for two platforms, a push, a moved tag, a digest
that is deleted, logins of Docker's configuration and of a program, and a registry that is gone. Then what every target
names by the lock, with Helm itself, and the bill of materials against CycloneDX's schema.

Needs WORK, ast and docker-registry on the PATH, strace, and a Python with pip, PyYAML and check-jsonschema.
"""

import base64
import http.server
import json
import os
import pathlib
import re
import sys
import threading
import zipfile

import yaml
from charts import install, load, template
from common import enter, fail, run, say
from distribution import Distribution
from jsonschema import Draft7Validator
from referencing import Registry, Resource

WORK = enter() / "lock"
WORK.mkdir()
USER = "builder:s3cret-of-the-registry"
LITELLM = "berriai/litellm:v1.106.0"
# What the server of tokens was asked, and what was shown to it.
SEEN = []
SPEC = """spec: blueprint/v1
name: shop
agent:
  build: {context: ., dockerfile: Dockerfile}
  astro_ai_gateway: true
  interfaces: {frontend: true}
knowledge:
  cache: {provider: redis}
  db: {provider: postgres}
integrations:
  tool: {container: {image: "quay.example.com/team/tool:2", port: 80}}
  pinned: {container: {image: "PINNED", port: 80}}
ingestion:
  load: {container: {image: "loader"}, trigger: {type: startup}}
"""


class Tokens(http.server.BaseHTTPRequestHandler):
    """Gives a token to who shows the login."""

    def do_GET(self):
        shown = self.headers.get("authorization", "")
        SEEN.append((self.path, shown))
        good = shown == f"Basic {base64.b64encode(USER.encode()).decode()}"
        body = b'{"access_token": "token-of-the-registry"}' if good else b"{}"
        self.send_response(200 if good else 401)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def ast(folder, *words, status=0, docker="none", path=""):
    env = {**os.environ, "DOCKER_CONFIG": str(WORK / docker), "PATH": f"{path}{os.environ['PATH']}"}
    done = run("ast", *words, cwd=folder, status=status, env=env)
    for secret in (USER.split(":")[1], "token-of-the-registry", base64.b64encode(USER.encode()).decode()):
        if secret in done.stdout + done.stderr:
            fail(f"{words} shows {secret}")
    return done


def expect(text, *parts):
    flat = " ".join(text.split())
    for part in parts:
        if part not in flat:
            fail(f"`{part}` is not in:\n{text}")


def images(documents):
    """The images of objects, by the names of their containers."""
    found = {}

    def gather(value):
        if isinstance(value, dict):
            if isinstance(value.get("image"), str) and "name" in value:
                name = value["name"].removeprefix("wait-")
                if found.setdefault(name, value["image"]) != value["image"]:
                    fail(f"{name} has two images: {found[name]}, {value['image']}")
            for one in value.values():
                gather(one)
        elif isinstance(value, list):
            for one in value:
                gather(one)

    gather(documents)
    return found


def agree(folder, helm, what):
    """What compose, the manifests and the rendered chart name; they have to be the same."""
    ast(
        folder, "generate", "compose", "kubernetes", "helm", "--gateway", "mock", "--registry", "r.example.com/shop", "--tag", "7"
    )
    ast(folder, "generate", "--check", status=None)
    services = yaml.safe_load((folder / "compose.yaml").read_text())["services"]
    local = {name: service["image"] for name, service in services.items() if not re.search("-(init|ready|done)$", name)}
    base = images([load(path.read_text()) for path in sorted((folder / "deploy/kubernetes/base").glob("*.yaml"))])
    given = {"values": {"ASTRO_GATEWAY_URL": "https://gateway.example.com"}}
    documents, problem = template(helm, folder / "deploy/helm/shop", "shop", "shop", given)
    if documents is None:
        fail(f"{what}: Helm says {problem}")
    if images(documents) != base:
        fail(f"{what}: the chart names {images(documents)}, the manifests {base}")
    built = "r.example.com/shop/"
    different = {name for name in base if name in local and not base[name].startswith(built) and base[name] != local[name]}
    if different or not {"knowledge-cache", "knowledge-db", "integration-tool"} <= set(base) & set(local):
        fail(f"{what}: compose names {local}, the manifests {base}")
    return {**local, **base}


def bill(folder):
    text = ast(folder, "lock", "--format", "cyclonedx").stdout
    if text != ast(folder, "lock", "--format", "cyclonedx").stdout:
        fail("the bill is another one the second time")
    run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "cyclonedx-python-lib==11.12.0", "-d", WORK)
    wheel = zipfile.ZipFile(next(WORK.glob("cyclonedx*.whl")))
    schemas = {}
    for name in wheel.namelist():
        if re.search(r"/(bom-1\.6|spdx|jsf-0\.82).*\.schema\.json$", name):
            schema = json.loads(wheel.read(name))
            schemas[schema["$id"]] = Resource.from_contents(schema)
    registry = Registry().with_resources(schemas.items())
    (own,) = (resource.contents for uri, resource in schemas.items() if "bom-1.6" in uri)
    validator = Draft7Validator(own, registry=registry)
    document = json.loads(text)
    problems = [error.message for error in validator.iter_errors(document)]
    if problems:
        fail(f"the bill is not CycloneDX: {problems[:5]}")
    # The schema has to be one that can refuse.
    if not list(validator.iter_errors({**document, "components": [{"type": "box"}]})):
        fail("the schema of CycloneDX takes anything")
    return document


helm, _ = install("4.3.1", WORK.parent / "helm/tools")
say("Helm is there")
for name, config in (
    ("none", {}),
    ("helped", {"credHelpers": {}}),
    ("kept", {"auths": {}}),
):
    (WORK / name).mkdir()
    (WORK / name / "config.json").write_text(json.dumps(config))
plain = Distribution(WORK / "plain")
index = plain.push("m/library/redis:7.4.2-alpine", "redis", ("amd64", "arm64"))
for image in ("m/library/busybox:1.37.0", "m/pgvector/pgvector:0.8.0-pg17", "m/library/loader:latest", f"all/ghcr.io/{LITELLM}"):
    plain.push(image, image)
plain.push("all/quay.example.com/team/tool:2", "tool")
fixed = plain.push("own/pinned:1", "pinned")

folder = WORK / "project"
folder.mkdir()
(folder / "astropods.yml").write_text(SPEC.replace("PINNED", f"{plain.host}/own/pinned:1@{fixed}"))
(folder / "Dockerfile").write_text("FROM scratch\n")
mirrors = f'[mirrors]\n"docker.io" = "{plain.host}/m"\n"*" = "{plain.host}/all"\n'
(folder / "ast.toml").write_text(mirrors)
without = agree(folder, helm, "without a lock")

ast(folder, "lock")
lock = (folder / "ast.lock").read_text()
expect(
    lock,
    f"redis:7.4.2-alpine@{index}",
    f"{plain.host}/own/pinned:1@{fixed}",
    "loader:latest@sha256:",
    f"ghcr.io/{LITELLM}@sha256:",
)
lines = lock.splitlines()[1:]
if len(lines) != 7 or lines != sorted(lines):
    fail(f"the lock is\n{lock}")
locked = agree(folder, helm, "with a lock")
if locked["knowledge-cache"] != f"{plain.host}/m/library/redis:7.4.2-alpine@{index}":
    fail(f"the cache runs {locked['knowledge-cache']}")
if any("@" not in image for image in locked.values() if not image.startswith("r.example.com/shop/")):
    fail(f"not everything is pinned: {locked}")
(folder / "ast.lock").unlink()
if agree(folder, helm, "without a lock again") != without:
    fail("without its lock a project is not what it was")
ast(folder, "lock")
ast(folder, "generate")
ast(folder, "generate", "--check")
say("locked, and the same in every target")

document = bill(folder)
if len(document["components"]) != 8:
    fail(f"the bill has {len(document['components'])} components")
say("the bill is CycloneDX")

# Nothing but this machine is spoken to.
traced = WORK / "connects"
run("strace", "-f", "-e", "trace=connect,sendto", "-o", traced, "ast", "lock", "--update", cwd=folder)
addresses = set(re.findall(r'inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"', traced.read_text()))
if {one or other for one, other in addresses} != {"127.0.0.1"}:
    fail(f"ast lock speaks to {addresses}")

# A push moves the tag; what it stood for stays until it is deleted.
moved = plain.push("m/library/redis:7.4.2-alpine", "redis again", ("amd64", "arm64"))
done = ast(folder, "lock", "--check", status=1)
expect(done.stderr, f"`redis:7.4.2-alpine` (knowledge.cache): its tag names `{moved}` now")
ast(folder, "generate", "--check")
ast(folder, "lock", "--update", "knowledge.cache")
if (folder / "ast.lock").read_text() != lock.replace(index, moved):
    fail("the update changed more than one line")
ast(folder, "lock", "--check")
plain.call("DELETE", f"/v2/m/library/redis/manifests/{moved}")
expect(ast(folder, "lock", "--check", status=1).stderr, f"redis:7.4.2-alpine@{moved}` is gone from the registry `{plain.host}`")
before = (folder / "ast.lock").read_text()
expect(ast(folder, "lock", "--update", status=2).stderr, "has no `", "redis:7.4.2-alpine`")
if (folder / "ast.lock").read_text() != before:
    fail("a failed update wrote the lock")
say("a push, a moved tag and a deleted digest are told")

# A registry that wants a login, by a token of another server.
tokens = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
threading.Thread(target=tokens.serve_forever, daemon=True).start()
guarded = Distribution(WORK / "guarded", f"http://127.0.0.1:{tokens.server_address[1]}/token")
digest = guarded.push("team/agent:3", "agent")
for image in ("library/busybox:1.37.0",):
    guarded.push(image, image)
private = WORK / "private"
private.mkdir()
(private / "astropods.yml").write_text(f'spec: blueprint/v1\nname: private\nagent: {{image: "{guarded.host}/team/agent:3"}}\n')
(private / "ast.toml").write_text(
    f'[mirrors]\n"docker.io" = "{guarded.host}"\n[messaging]\nimage = "{guarded.host}/team/agent:3"\n'
)
expect(ast(private, "lock", status=2).stderr, f"the registry `{guarded.host}` wants a login for `team/agent`", "docker login")
auth = base64.b64encode(USER.encode()).decode()
(WORK / "kept/config.json").write_text(json.dumps({"auths": {f"http://{guarded.host}/v1/": {"auth": auth}}}))
ast(private, "lock", docker="kept")
expect((private / "ast.lock").read_text(), f"{guarded.host}/team/agent:3@{digest}")
if not any("scope=repository%3Ateam%2Fagent%3Apull" in path and "service=shop-registry" in path for path, _ in SEEN):
    fail(f"tokens were asked for by {[path for path, _ in SEEN]}")
(private / "ast.lock").unlink()

# The same login, kept by a program that gets the registry's name on its standard input.
helpers = WORK / "helpers"
helpers.mkdir()
helper = helpers / "docker-credential-shop"
user, password = USER.split(":")
answer = json.dumps({"ServerURL": guarded.host, "Username": user, "Secret": password})
helper.write_text(f'#!/bin/sh\nread -r server\n[ "$*" = get ] && [ "$server" = {guarded.host} ] && echo \'{answer}\'\n')
helper.chmod(0o755)
(WORK / "helped/config.json").write_text(json.dumps({"credHelpers": {guarded.host: "shop"}}))
ast(private, "lock", docker="helped", path=f"{helpers}:")
(private / "ast.lock").unlink()
expect(ast(private, "lock", docker="helped", status=2).stderr, "docker-credential-shop` is not on the PATH")
wrong = base64.b64encode(b"builder:wrong").decode()
(WORK / "kept/config.json").write_text(json.dumps({"auths": {guarded.host: {"auth": wrong}}}))
expect(ast(private, "lock", docker="kept", status=2).stderr, "does not let your login read `team/agent`")
(WORK / "kept/config.json").write_text('{"auths": {"x": "')
expect(ast(private, "lock", docker="kept", status=2).stderr, "Docker's configuration, can't be read")
say("logins are used as Docker keeps them, and never shown")

guarded.end()
expect(ast(private, "lock", status=2).stderr, f"the registry `{guarded.host}` gave no answer: it can't be reached")
plain.end()
tokens.shutdown()
pathlib.Path(folder / "ast.lock").unlink()
say("done")
