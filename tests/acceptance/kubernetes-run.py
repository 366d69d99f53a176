#!/usr/bin/env python3
"""Stores under the restrictions that the manifests put on them: user, read-only root, scratch folders, no capability, a
disk as a claim is mounted, limits. Their checks and the waits of jobs are run as Kubernetes would run them.

Needs WORK, ast on the PATH, DOCKER_HOST with an engine, and images under the catalogue's names (stand-ins will do). Ends
only containers, volumes and networks that it made.
"""

import os
import pathlib
import re
import shutil
import subprocess
import time

import yaml
from common import fail

NAME = f"ast-restricted-{os.getpid()}"
SECRETS = {
    "POSTGRES_PASSWORD": "p$(x)$$ 'w' \"d\"",
    "MYSQL_PASSWORD": "pw-1",
    "MYSQL_ROOT_PASSWORD": "pw-2",
    "REDIS_PASSWORD": "url-safe_1.~",
}
SPEC = """\
spec: blueprint/v1
name: restricted
agent:
  image: debian:bookworm-slim
  interfaces: {frontend: true}
knowledge:
  db: {provider: postgres}
  rows: {provider: mysql}
  cache: {provider: redis}
ingestion:
  seed:
    container: {image: "debian:bookworm-slim"}
    trigger: {type: startup}
"""
made = {"container": [], "volume": [], "network": []}


def docker(*words, ok=True):
    run = subprocess.run(["docker", *words], capture_output=True, text=True, timeout=180, check=False)
    if ok and run.returncode:
        fail(f"docker {' '.join(words)}: {run.stderr.strip()}")
    return run


def expand(text, env):
    """`$(NAME)` and `$$` as Kubernetes reads them."""

    def known(found):
        return "$" if found[0] == "$$" else env.get(found[1], found[0])

    return re.sub(r"\$\$|\$\(([^)]*)\)", known, text)


def environment(container, configs):
    env = {}
    for source in container.get("envFrom", []):
        env.update(configs[source["configMapRef"]["name"]])
    for row in container.get("env", []):
        if "value" in row:
            env[row["name"]] = expand(row["value"], env)
            continue
        reference = next(iter(row["valueFrom"].values()))
        if reference["key"] in SECRETS:
            env[row["name"]] = SECRETS[reference["key"]]
        elif not reference.get("optional"):
            fail(f"{reference['key']} has no value here")
    return env


def disk(group, empty=False):
    """A claim as the kubelet mounts it, owned by root, the group set, with what file systems put there; or an empty folder
    that all may write to."""
    name = f"{NAME}-{len(made['volume'])}"
    docker("volume", "create", name)
    made["volume"].append(name)
    prepare = f"chown root:{group} /d && chmod {2777 if empty else 2775} /d"
    prepare += "" if empty else " && mkdir -m 700 /d/lost+found"
    docker("run", "--rm", "--user", "0:0", "-v", f"{name}:/d:nocopy", "--entrypoint", "sh", "debian:bookworm-slim", "-c", prepare)
    return name


def restrictions(pod, container, disks, configs, env):
    own, shared = container["securityContext"], pod["securityContext"]
    if own["capabilities"]["drop"] != ["ALL"] or own["allowPrivilegeEscalation"]:
        fail("it is not restricted")
    words = ["--user", f"{own['runAsUser']}:{own['runAsGroup']}", "--group-add", str(shared["fsGroup"])]
    words += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--network", NAME]
    words += ["--read-only"] if own["readOnlyRootFilesystem"] else []
    limits = container["resources"]["limits"]
    memory = limits["memory"].replace("Gi", "g").replace("Mi", "m")
    cpus = float(limits["cpu"][:-1]) / 1000 if limits["cpu"].endswith("m") else float(limits["cpu"])
    words += ["--memory", memory, "--memory-swap", memory, "--cpus", str(min(cpus, os.cpu_count()))]
    for sysctl in shared.get("sysctls", []):
        words += ["--sysctl", f"{sysctl['name']}={sysctl['value']}"]
    volumes = {volume["name"]: volume for volume in pod.get("volumes", [])}
    for mount in container.get("volumeMounts", []):
        path, volume = mount["mountPath"], volumes.get(mount["name"], {})
        if volume.get("emptyDir", {}).get("medium") == "Memory":
            words += ["--shm-size", volume["emptyDir"]["sizeLimit"].replace("Gi", "g").replace("Mi", "m")]
        elif "emptyDir" in volume:
            words += ["-v", f"{disk(shared['fsGroup'], True)}:{path}:nocopy"]
        elif "configMap" in volume:
            file = pathlib.Path(os.environ["WORK"]) / f"{NAME}-files" / mount["subPath"]
            file.parent.mkdir(exist_ok=True)
            file.write_text(configs[volume["configMap"]["name"]][mount["subPath"]])
            file.chmod(0o644)
            words += ["-v", f"{file}:{path}:ro"]
        else:
            words += ["-v", f"{disks[mount['name']]}:{path}:nocopy"]
    for key, value in env.items():
        words += ["--env", f"{key}={value}"]
    command = [expand(word, env) for word in container.get("command", [])]
    if command:
        words += ["--entrypoint", command[0]]
    return [*words, container["image"], *command[1:], *(expand(word, env) for word in container.get("args", []))]


def start(name, words):
    docker("run", "-d", "--name", f"{NAME}-{name}", "--network-alias", name, *words)
    made["container"].append(f"{NAME}-{name}")


def check(name, probe, env):
    """The startup check, as often as it may fail."""
    command = [expand(word, env) for word in probe["exec"]["command"]]
    begin = time.monotonic()
    while time.monotonic() - begin < 120:
        if docker("exec", f"{NAME}-{name}", *command, ok=False).returncode == 0:
            return time.monotonic() - begin
        time.sleep(0.5)
    logs = docker("logs", "--tail", "20", f"{NAME}-{name}", ok=False)
    fail(f"{name} never becomes ready: {logs.stdout}{logs.stderr}")
    return None


def main():
    for tool in ("ast", "docker"):
        if not shutil.which(tool):
            fail(f"{tool} is missing")
    folder = pathlib.Path(os.environ["WORK"]) / NAME
    folder.mkdir()
    (folder / "astropods.yml").write_text(SPEC)
    subprocess.run(["ast", "generate", "kubernetes", folder], check=True, capture_output=True)
    base = folder / "deploy/kubernetes/base"
    objects = [document for file in base.glob("*.yaml") for document in yaml.safe_load_all(file.read_text())]
    configs = {one["metadata"]["name"]: one.get("data", {}) for one in objects if one["kind"] == "ConfigMap"}
    docker("network", "create", NAME)
    made["network"].append(NAME)

    pods = {one["metadata"]["name"]: one["spec"]["template"]["spec"] for one in objects if one["kind"] in ("StatefulSet", "Job")}
    waits = {wait["name"].removeprefix("wait-"): wait for pod in pods.values() for wait in pod.get("initContainers", [])}
    seed = next(pod for name, pod in pods.items() if "-ingestion-seed-" in name)
    stores = {name: pod for name, pod in pods.items() if "-knowledge-" in name}
    if len(stores) != 3 or len(waits) != 3:
        fail(f"three stores and their waits are expected, not {sorted(stores)} and {sorted(waits)}")
    for name, pod in stores.items():
        store = pod["containers"][0]
        env = environment(store, configs)
        disks = {"data": disk(pod["securityContext"]["fsGroup"])}
        wait = waits[store["name"]]

        def waiting(limit):
            words = restrictions(seed, wait, {}, configs, {})
            at = words.index("wait")
            words[at + 1] = str(limit)
            return docker("run", "--rm", *words, ok=False)

        if waiting(2).returncode == 0:
            fail(f"the wait for {name} succeeds before anything runs")
        start(name, restrictions(pod, store, disks, configs, env))
        first = check(name, store["startupProbe"], env)
        waited = waiting(60)
        if waited.returncode:
            fail(f"the wait for {name} fails although it runs: {waited.stderr}")
        wrote = docker("exec", f"{NAME}-{name}", "sh", "-c", "touch /written", ok=False).returncode == 0
        if wrote == store["securityContext"]["readOnlyRootFilesystem"]:
            fail(f"the root of {name} is not what the manifest says")
        user = docker("exec", f"{NAME}-{name}", "id", "-u").stdout.strip()
        if user != str(store["securityContext"]["runAsUser"]) or user == "0":
            fail(f"{name} runs as {user}")
        answers(name, store["image"], env)
        # The same disk once more: what a rollout does.
        docker("rm", "-f", f"{NAME}-{name}")
        made["container"].remove(f"{NAME}-{name}")
        start(name, restrictions(pod, store, disks, configs, env))
        check(name, store["startupProbe"], env)
        answers(name, store["image"], env)
        docker("rm", "-f", f"{NAME}-{name}")
        made["container"].remove(f"{NAME}-{name}")
        print(f"kubernetes-run: {store['image']} as {user}, ready after {first:.1f} s, and again on its disk")
    low_port(pods["restricted"], configs)


def answers(name, image, env):
    """To another container with the password, and not without."""
    psql = 'psql -h "$SERVER" -U "$POSTGRES_USER" -d "$POSTGRES_DB" -tc'
    scripts = {
        "restricted-knowledge-db": (
            f'PGPASSWORD="$POSTGRES_PASSWORD" {psql} "select \'[1]\'::vector"',
            f'PGPASSWORD=wrong {psql} "select 1"',
        ),
        "restricted-knowledge-rows": (
            'mysql -h "$SERVER" -u "$MYSQL_USER" -p"$MYSQL_PASSWORD" "$MYSQL_DATABASE" -e "select 1"',
            'mysql -h "$SERVER" -u "$MYSQL_USER" -pwrong "$MYSQL_DATABASE" -e "select 1"',
        ),
        "restricted-knowledge-cache": (
            'REDISCLI_AUTH="$REDIS_PASSWORD" redis-cli -h "$SERVER" ping | grep -qx PONG',
            'REDISCLI_AUTH=wrong redis-cli -h "$SERVER" ping | grep -qx PONG',
        ),
    }
    given = [word for key, value in env.items() for word in ("--env", f"{key}={value}")]

    def client(script):
        words = ["--network", NAME, "--env", f"SERVER={name}", *given, "--entrypoint", "sh", image, "-c", script]
        return docker("run", "--rm", *words, ok=False)

    right, wrong = scripts[name]
    answer = client(right)
    if answer.returncode:
        fail(f"{name} refuses its password: {answer.stdout}{answer.stderr}")
    if client(wrong).returncode == 0:
        fail(f"{name} takes any password")


def low_port(pod, configs):
    """Port 80 without any capability: by the sysctl, and not without it."""
    agent = next(one for one in pod["containers"] if one["name"] == "agent")
    words = restrictions(pod, agent, {"data": disk(pod["securityContext"]["fsGroup"])}, configs, {})
    listen = "use IO::Socket::INET; IO::Socket::INET->new(LocalPort => 80, Listen => 1) or exit 3"
    sysctl = words.index("--sysctl")
    without = [*words[:sysctl], "--sysctl", "net.ipv4.ip_unprivileged_port_start=1024", *words[sysctl + 2 :]]
    if docker("run", "--rm", *without, "perl", "-e", listen, ok=False).returncode != 3:
        fail("port 80 is free for everybody here, which proves nothing")
    docker("run", "--rm", *words, "perl", "-e", listen)
    print(f"kubernetes-run: port 80 as {agent['securityContext']['runAsUser']} without a capability")


try:
    main()
finally:
    for kind, names in made.items():
        for name in names:
            docker(kind, "rm", "-f", name, ok=False) if kind != "network" else docker("network", "rm", name, ok=False)
