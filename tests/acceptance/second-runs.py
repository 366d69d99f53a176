#!/usr/bin/env python3
"""Fourteen changes of a project whose overlay and secrets a person has filled in: what kustomize then builds holds what the plan
says, or the run says what is left to do. What it says is then done, and the build holds.

Needs WORK, ast and kubectl on the PATH, and PyYAML.
"""

import copy
import json
import re
import shutil

import yaml
from common import command, enter, fail, run, say

FLAGS = {"--tag": "1", "--schedule": "nightly=0 2 * * *", "--messaging-image": "example/messaging:1"}
SPEC = {
    "spec": "blueprint/v1",
    "name": "desk",
    "agent": {"image": "example/desk:1", "interfaces": {"messaging": True}, "healthcheck": {"path": "/health"}},
    "models": {"chat": {"provider": "gateway", "models": ["claude-haiku-4-5"]}},
    "knowledge": {"db": {"provider": "postgres"}, "cache": {"provider": "redis"}},
    "integrations": {
        "search": {
            "container": {"image": "example/search:1", "port": 9200},
            "inputs": [{"name": "SEARCH_TOKEN", "datatype": "string", "secret": True}],
        }
    },
    "inputs": {
        "region": {"name": "REGION", "datatype": "string"},
        "signing": {"name": "SIGNING_KEY", "datatype": "string", "secret": True},
    },
    "ingestion": {
        "nightly": {"container": {"image": "example/nightly:1"}, "trigger": {"type": "schedule"}},
        "seed": {"container": {"image": "example/seed:1"}, "trigger": {"type": "startup"}},
    },
}


def rename(mapping, old, new):
    mapping[new] = mapping.pop(old)


# Each: what changes in the spec, further flags, and what the run has to say beyond what is compared below.
CHANGES = {
    "a value is added": (lambda s: s["inputs"].update(tier={"name": "TIER", "datatype": "string"}), [], []),
    "a secret is added": (lambda s: s["inputs"].update(k={"name": "NEW_KEY", "datatype": "string", "secret": True}), [], []),
    "a value is renamed": (lambda s: s["inputs"]["region"].update(name="AREA"), [], []),
    "the namespace": (lambda s: None, ["--namespace", "team-b"], ["becomes `team-b`"]),
    "a store is renamed": (lambda s: rename(s["knowledge"], "db", "main"), [], ["data-desk-knowledge-db-0"]),
    "a disk's size": (lambda s: None, ["--set", "knowledge.db.storage=50Gi"], ["keeps a disk of `10Gi`"]),
    "an adapter": (lambda s: None, ["--adapters", "web,slack"], []),
    "a route": (lambda s: None, ["--host", "desk.example.com", "--route", "ingress"], []),
    "secrets by another way": (lambda s: None, ["--secrets", "external", "--secret-store", "vault"], []),
    "secrets of one's own": (lambda s: None, ["--secrets", "existing"], []),
    "replicas": (lambda s: None, ["--set", "integrations.search.replicas=3"], []),
    "the images' release": (lambda s: None, ["--tag", "2"], []),
    "a job is removed": (lambda s: s["ingestion"].pop("nightly"), [], []),
    "a volume is new": (
        lambda s: s["integrations"]["search"]["container"].update(volume="/data"),
        [],
        ["Deployment `desk-integration-search` becomes a StatefulSet"],
    ),
}


def generate(folder, spec, more):
    """Writes the spec and generates; what the run says."""
    (folder / "astropods.yml").write_text(yaml.safe_dump(spec, sort_keys=False))
    own = {name: value for name, value in FLAGS.items() if name not in more}
    if "nightly" not in spec["ingestion"]:
        del own["--schedule"]
    flags = [word for flag in own.items() for word in flag] + more
    done = run("ast", "generate", "kubernetes", folder, *flags, status=0)
    plan = json.loads(command("ast", "plan", "--for", "cluster", "--format", "json", folder, *flags))
    return done.stderr, plan


def fill(deploy):
    """What a person does: each key that is a comment gets a value, in a file of the person's own."""
    for example in deploy.glob("secrets/*.env.example"):
        target = example.with_suffix("")
        known = target.read_text() if target.exists() else ""
        keys = re.findall(r"^#([A-Za-z0-9_.-]+)=$", example.read_text(), re.M)
        target.write_text(known + "".join(f"{key}=filled-{key}\n" for key in keys if f"{key}=" not in known))
    for values in deploy.glob("overlays/*/values.properties"):
        values.write_text(re.sub(r"^#(ASTRO_GATEWAY_URL|[A-Z]+)=$", r"\1=filled-\1", values.read_text(), flags=re.M))


def build(path):
    """What kustomize makes of a folder, by kind and name; or why it makes nothing."""
    done = run("kubectl", "kustomize", path, status=None)
    if done.returncode:
        return None, done.stderr
    objects = [found for found in yaml.safe_load_all(done.stdout) if found]
    return {(found["kind"], found["metadata"]["name"]): found for found in objects}, ""


def pod(found):
    spec = found.get("spec", {})
    spec = spec.get("jobTemplate", {}).get("spec", spec)
    return spec.get("template", {}).get("spec")


def secrets_of(deploy, objects):
    """Every key of every Secret, where a build tells."""
    found = {}
    if (deploy / "secrets/kustomization.yaml").exists():
        built, why = build(deploy / "secrets")
        if built is None:
            return None, why
        found = {name: set(made.get("data", {})) for (kind, name), made in built.items() if kind == "Secret"}
        for (kind, _), made in built.items():
            if kind == "ExternalSecret":
                found[made["spec"]["target"]["name"]] = {entry["secretKey"] for entry in made["spec"]["data"]}
    return found, ""


def arrives(entry, objects, secrets):
    """What a variable of a built container is: a text, a mark of a secret that is there, or none."""
    source = entry.get("valueFrom", {})
    if "configMapKeyRef" in source:
        reference = source["configMapKeyRef"]
        return objects.get(("ConfigMap", reference["name"]), {}).get("data", {}).get(reference["key"])
    if "secretKeyRef" in source:
        reference = source["secretKeyRef"]
        return "a secret" if secrets is None or reference["key"] in secrets.get(reference["name"], ()) else None
    return entry.get("value")


def given(container, objects, secrets):
    """The environment of a built container."""
    found = {}
    for source in container.get("envFrom", []):
        found |= objects.get(("ConfigMap", source["configMapRef"]["name"]), {}).get("data", {})
    for entry in container.get("env", []):
        value = arrives(entry, objects, secrets)
        if value is not None:
            found[entry["name"]] = value
    return found


def lacks(deploy, plan, built, existing):
    """The variables that the plan gives and the build doesn't."""
    objects, secrets = built, None
    if not existing:
        secrets, why = secrets_of(deploy, built)
        if secrets is None:
            return {re.search(r"[a-z0-9-]+\.env", why)[0]}
    pods = [pod(found) for found in objects.values() if pod(found)]
    containers = {c["name"]: c for p in pods for c in p.get("initContainers", []) + p["containers"]}
    missing = set()
    for planned in plan["containers"]:
        names = {"agent": "agent", "messaging": "astro-messaging"}
        name = names.get(planned["id"]) or planned["service"].removeprefix("desk-")
        if name not in containers:
            fail(f"no pod has {planned['id']}: {sorted(containers)}")
        has = given(containers[name], objects, secrets)
        for row in planned["env"]:
            if row["value"] is None and not row["required"]:
                continue
            if has.get(row["name"]) is None:
                missing.add(row["ref"] or row["name"])
            elif row["value"] is not None and not row["ref"] and has[row["name"]] not in (row["value"], f"filled-{row['name']}"):
                fail(f"{planned['id']}: {row['name']} is {has[row['name']]!r}, and {row['value']!r} in the plan")
    return missing


def check(work, name, change, more, words):
    folder = work / re.sub(r"\W+", "-", name)
    deploy = folder / "deploy/kubernetes"
    folder.mkdir(parents=True)
    generate(folder, SPEC, [])
    fill(deploy)
    # A patch of the person's own, for what some of the changes take away.
    kustomization = deploy / "overlays/production/kustomization.yaml"
    patches = [
        ("StatefulSet", "desk-knowledge-db"),
        ("Deployment", "desk-integration-search"),
        ("CronJob", "desk-ingestion-nightly"),
    ]
    patch = '[{"op": "add", "path": "/metadata/labels/example.com~1owner", "value": "team"}]'
    kustomization.write_text(
        kustomization.read_text()
        + "patches:\n"
        + "".join(f"  - target: {{kind: {kind}, name: {target}}}\n    patch: '{patch}'\n" for kind, target in patches)
    )
    before, why = build(kustomization.parent)
    if before is None:
        fail(f"{name}: nothing is built at first: {why}")
    kept = {path: path.read_bytes() for path in [*deploy.glob("secrets/*.env"), *deploy.glob("overlays/*/*")]}

    spec = copy.deepcopy(SPEC)
    change(spec)
    said, plan = generate(folder, spec, more)
    for path, content in kept.items():
        if not path.exists() or path.read_bytes() != content:
            fail(f"{name}: {path} was the person's own")
    told = [line for line in said.splitlines() if line.startswith("warning: ")]
    for word in words:
        if not any(word in line for line in told):
            fail(f"{name}: nothing says {word}\n{said}")
    after, why = build(kustomization.parent)
    if after is None:
        fail(f"{name}: the overlay builds no more: {why}\n{said}")
    existing = "existing" in more
    open_ends = lacks(deploy, plan, after, existing)
    for missing in open_ends:
        if missing not in said:
            fail(f"{name}: {missing} does not arrive, and nothing says so\n{said}")
    for kind, gone in set(before) - set(after):
        if kind != "Namespace" and not any(gone in line for line in told) and not successor(kind, gone, after):
            fail(f"{name}: {kind} {gone} stays in the cluster, and nothing says so\n{said}")
    for kind, target in patches:
        if (kind, target) not in after and not any("patches the" in line and target in line for line in told):
            fail(f"{name}: the patch of {kind} {target} has no target, and nothing says so\n{said}")
    # What nothing reads any more.
    reads = json.dumps(list(after.values()))
    for path in deploy.glob("secrets/*.env"):
        if path.stem not in reads and path.stem not in said:
            fail(f"{name}: nothing reads {path.name}, and nothing says so\n{said}")

    say(f"{name}: {len(open_ends)} values to fill in, {len(told)} sentences")
    if not open_ends:
        return
    # The person does what is left: values that are missing, and no more.
    fill(deploy)
    values = deploy / "overlays/production/values.properties"
    text = values.read_text() if values.exists() else ""
    supplied = {row["name"] for row in plan["supplies"] if row["required"] and not row["secret"]}
    values.write_text(text + "".join(f"{key}=filled-{key}\n" for key in sorted(supplied) if f"{key}=" not in text))
    after, why = build(kustomization.parent)
    left = lacks(deploy, plan, after, existing)
    if left:
        fail(f"{name}: when all is done as told, {left} is still missing")


def successor(kind, name, after):
    """Whether a Job that is gone has one in its place: a changed Job is another one, and the old one is done."""
    stem = name.rpartition("-")[0]
    return kind == "Job" and any(other == kind and found.startswith(stem) for other, found in after)


def main():
    work = enter() / "second-runs"
    shutil.rmtree(work, ignore_errors=True)
    for name, (change, more, words) in CHANGES.items():
        check(work, name, change, more, words)


main()
