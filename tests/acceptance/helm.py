#!/usr/bin/env python3
"""Charts as Helm takes them: strictly linted, rendered to the same objects as the built manifests are, changed by every value
and by nothing else, and sound under any name.

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

import yaml
from charts import broken, compared, install, key, load, pods, template
from common import enter, fail, run, say

work = enter() / "helm"
helm, kubectl = install("4.3.1", work / "tools")
older = [install(version, work / "tools")[0] for version in ("3.18.0", "3.17.1")]
say("Helm is there")

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
    "httproute": [*RICH, "--route", "httproute", "--route-gateway", "infra/public", "--user", "any", *EXTERNAL],
    "plain": [*PLAIN, "--namespace", "team-a"],
}
LONG = "n" + "x" * 59
GATEWAY = "https://gateway.example.com:8443"


def specs():
    """Every example, one of every kind of component, a hostile one, and one of long names."""
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
    return found


def made(name, spec, case):
    """The manifests and the chart of a spec with the same options: the objects of the first, the folder of the second."""
    folder = work / "made" / f"{name}-{case}"
    folder.mkdir(parents=True)
    if spec.name == "astropods.yml":
        shutil.copytree(spec.parent, folder, dirs_exist_ok=True)
    else:
        shutil.copy(spec, folder / "astropods.yml")
    run("ast", "generate", "kubernetes", "helm", folder, *CASES[case])
    root = folder / "deploy/kubernetes"
    # Built at once; a folder of Secrets that are generated has no values yet.
    parts = [part for part in ("base", "namespace") if (root / part).exists()]
    parts += ["secrets"] * (root / "secrets/external-secrets.yaml").exists()
    (root / "all").mkdir()
    resources = "".join(f"- ../{part}\n" for part in parts)
    (root / "all/kustomization.yaml").write_text(f"resources:\n{resources}")
    base = load(run(kubectl, "kustomize", root / "all").stdout)
    (chart,) = (folder / "deploy/helm").iterdir()
    return base, chart


def asked(chart):
    """The values that a chart says are missing, by one message."""
    documents, said = template(helm, chart, "asked", "asked")
    if documents is not None:
        return []
    if said.count("values are missing") > 2:
        fail(f"{chart} does not fail once:\n{said}")
    names = {line.strip().split(":")[0] for line in said.split("\n") if line.startswith("  values.")}
    return sorted(name.removeprefix("values.") for name in names)


def is_equal(name, spec, case):
    base, chart = made(name, spec, case)
    run(helm, "lint", "--strict", chart)
    given = {"values": dict.fromkeys(asked(chart), GATEWAY)}
    if name == "long":
        given["fullnameOverride"] = LONG
    release = "named" if name == "long" else chart.name
    namespace = next(one["metadata"]["namespace"] for one in base if "namespace" in one["metadata"])
    documents, said = template(helm, chart, release, namespace, given)
    if documents is None:
        fail(f"{name}-{case} is not rendered: {said}")
    for other in older[:1] * (case == "httproute") + older[1:] * (case == "ingress"):
        again, said = template(other, chart, release, namespace, given)
        if again is None or sorted(again, key=key) != sorted(documents, key=key):
            fail(f"{other} renders {name}-{case} otherwise: {said}")
    if case == "default":
        run(older[1], "lint", "--strict", chart)
    found = compared(filled(base), filled(documents)) + broken(documents)
    if found:
        fail(f"{name}-{case} differs:\n" + "\n".join(found[:40]))
    return len(documents)


def filled(documents):
    """Objects without what an overlay fills in, and the port of a gateway that no option named."""
    documents = copy.deepcopy(documents)
    for document in documents:
        if document["kind"] == "ConfigMap" and document["metadata"]["name"].endswith("-values"):
            document.pop("data", None)
        if document["kind"] == "NetworkPolicy":
            rules = document["spec"].get("egress", [])
            rules[:] = [rule for rule in rules if rule != {"ports": [{"protocol": "TCP", "port": 8443}]}]
    return documents


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
    if documents is not None and not compared(filled(base), filled(documents)) + broken(documents):
        fail(f"the comparison does not see {after!r} instead of {before!r}{said}")


def releases(chart):
    """Other names: none leads nowhere, and two releases share nothing."""
    seen = {}
    given = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}, "route": {"kind": "ingress", "host": "a.example.com"}}
    for release in ("one", "two", "r" * 53, "1abc", "my.release", "everything"):
        documents, said = template(helm, chart, release, "shared", given)
        if documents is None:
            fail(f"the release {release} is not rendered: {said}")
        found = broken(documents)
        if found:
            fail(f"the release {release}: {found}")
        for document in documents:
            if seen.setdefault((document["kind"], document["metadata"]["name"]), release) != release:
                fail(f"two releases have {document['kind']} {document['metadata']['name']}")
        labels = {pods(one)["metadata"]["labels"]["app.kubernetes.io/instance"] for one in documents if pods(one)}
        if len(labels) != 1 or seen.setdefault(labels.pop(), release) != release:
            fail(f"the pods of {release} are not told apart")


def umbrella(chart):
    """A chart of charts, with an alias: both are there, apart, and a registry of all is theirs."""
    root = work / "umbrella"
    (root / "charts").mkdir(parents=True)
    (root / "templates").mkdir()
    shutil.copytree(chart, root / "charts/everything")
    dependencies = [{"name": "everything", "version": "0.1.0"}, {"name": "everything", "alias": "second", "version": "0.1.0"}]
    about = {"apiVersion": "v2", "name": "umbrella", "version": "1.0.0", "dependencies": dependencies}
    (root / "Chart.yaml").write_text(json.dumps(about))
    one = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}}
    given = {"global": {"imageRegistry": "mirror.example.com", "more": 1}, "everything": one, "second": one}
    documents, said = template(helm, root, "big", "big", given)
    if documents is None:
        fail(f"a chart of charts is not rendered: {said}")
    names = {(document["kind"], document["metadata"]["name"]) for document in documents}
    if len(names) != len(documents) or broken(documents):
        fail(f"a chart of charts: {broken(documents)}")
    images = {image["image"] for one in documents if pods(one) for image in pods(one)["spec"]["containers"]}
    if not all(image.startswith("mirror.example.com/") for image in images):
        fail(f"a registry of all is not that of {images}")


def by_pod(documents):
    return {key(one): (json.dumps(pods(one), sort_keys=True), one["metadata"]["name"]) for one in documents if pods(one)}


def secrets(chart):
    """What a deployer gives arrives as it is, and rolls its readers alone."""
    hostile = ["{{ .Values.x }}", "a\n\n", "|+\n x", "a\r\nb", "\u2028'\"\\", "007", "no", " ", "$(HOME) ${A}", "null", "1e3"]
    values = yaml.safe_load((chart / "values.yaml").read_text())
    names = sorted(values["secrets"]["values"])
    said = {name: hostile[number % len(hostile)] for number, name in enumerate(names)}
    given = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}, "secrets": {"mode": "values", "values": said}}
    documents, problem = template(helm, chart, "everything", "everything", given)
    if documents is None:
        fail(f"secrets are not rendered: {problem}")
    kept = {name: one for document in documents if document["kind"] == "Secret" for name, one in document["data"].items()}
    if {name: base64.b64decode(one).decode() for name, one in kept.items()} != said:
        fail("a secret does not arrive as it was given")
    for document in documents:
        for container in pods(document)["spec"]["containers"] if pods(document) else []:
            for variable in container.get("env", []):
                source = variable.get("valueFrom", {}).get("secretKeyRef")
                if source and not any(
                    one["metadata"]["name"] == source["name"] and source["key"] in one["data"]
                    for one in documents
                    if one["kind"] == "Secret"
                ):
                    fail(f"{variable} reads no Secret")
    missing, problem = template(helm, chart, "everything", "everything", {**given, "secrets": {"mode": "values"}})
    if missing is not None or problem.count("secrets.values.") < 5:
        fail(f"missing secrets are not listed: {problem}")
    before = by_pod(documents)
    for changed, expected in [
        ({"secrets": {"values": {"HOOK_TOKEN": "other"}}}, {"everything-ingestion-hook"}),
        ({"values": {"LIMIT": "6"}}, None),
        ({"commonLabels": {"team": "a"}, "commonAnnotations": {"a": "b"}}, set()),
        ({"route": {"kind": "ingress", "host": "b.example.com"}}, {"everything"}),
        ({"secrets": {"revision": "2"}}, None),
    ]:
        after = by_pod(template(helm, chart, "everything", "everything", given, changed)[0])
        rolled = {name for (_, name), pod in after.items() if pod != before[next(k for k in before if k[1] == name)]}
        if not rolled if expected is None else rolled != expected:
            fail(f"{changed} rolls {rolled}")
        for name, (pod, full) in after.items():
            if name[0] == "Job" and (pod != before[name][0]) != (full != before[name][1]):
                fail(f"the Job {full} is changed under its name, or renamed unchanged")
    placed = {"secrets": {"mode": "existing", "keys": {"TOKEN": {"secret": "prod", "key": "token"}}}}
    text = json.dumps(template(helm, chart, "everything", "everything", given, placed)[0])
    if '{"key": "token", "name": "prod"}' not in text and '{"name": "prod", "key": "token"}' not in text:
        fail("a secret that lies elsewhere is not read there")


# Values for the flip of one that only some values fit.
OTHER = {
    **{name: ["flipped"] for name in ("pullSecrets", "imagePullSecrets", "ingressFrom")},
    **dict.fromkeys(("user", "group", "fsGroup"), 4242),
    "pullPolicy": "Always",
    "mode": "values",
    "digest": "sha256:" + "ab" * 32,
    "keys": {"TOKEN": {"secret": "flipped", "key": "flipped"}},
    "schedule": "1 2 3 4 5",
    "egress": [{"port": 4242}],
    "optional": ["HOOK_TOKEN"],
    "size": "42Gi",
    "resources": {"limits": {"cpu": "42"}},
    "env": [{"name": "FLIPPED", "value": "x"}],
    "volumes": [{"name": "flipped", "emptyDir": {}}],
    "volumeMounts": [{"name": "flipped", "mountPath": "/flipped"}],
    "tolerations": [{"key": "flipped"}],
    "topologySpreadConstraints": [{"maxSkew": 42}],
    "affinity": {"podAffinity": {}},
}
CONTEXTS = [
    {"route": {"kind": "ingress", "host": "a.example.com"}, "ingestion": {"hook": {"host": "h.example.com"}}},
    {"route": {"kind": "httproute", "host": "a.example.com", "gateway": {"name": "g"}}, "secrets": {"mode": "external"}},
    {"secrets": {"mode": "values"}},
]


SECTIONS = {"models": "model", "knowledge": "knowledge", "integrations": "integration", "ingestion": "ingestion"}


def leaves(chart):
    """Every value of a chart with its path, as its README lists them."""
    values = yaml.safe_load((chart / "values.yaml").read_text())
    table = (chart / "README.md").read_text().split("## Values")[1]
    for line in table.split("\n"):
        if line.startswith("| `"):
            path = line.split("`")[1].split(".")
            node = values
            for part in path:
                node = node[part]
            yield path, node


def other_than(path, default):
    """Another value that is taken."""
    special = {"secrets.external.kind": "ClusterSecretStore", "route.kind": "none"}.get(".".join(path), OTHER.get(path[-1]))
    if special is not None:
        return special
    if isinstance(default, bool):
        return not default
    if isinstance(default, int):
        return default + 42
    return {"flipped": "x"} if isinstance(default, dict) else "flipped"


def owner(path):
    """The component that a value belongs to, as its objects are labelled, and what the value is called there."""
    if path[0] in SECTIONS:
        return f"{SECTIONS[path[0]]}-{path[1]}", ".".join(path[2:])
    return (path[0], ".".join(path[1:])) if path[0] in ("agent", "messaging") else ("", ".".join(path))


def of_owner(name, documents):
    """The objects that a component's values may alter."""
    label = {"messaging": "agent"}.get(name, name)
    return [one for one in documents if not name or one["metadata"]["labels"].get("app.kubernetes.io/name", label) == label]


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


def flips(chart):
    """Every value alters some object in a context where it applies; one of many components, an object of its own."""
    found = list(leaves(chart))
    required = {path[2]: "x" for path, _ in found if path[:2] == ["secrets", "values"]}
    base = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}, "secrets": {"values": required}}
    contexts = [(context, template(helm, chart, "everything", "x", base, context)) for context in CONTEXTS]
    for _, (documents, said) in contexts:
        if documents is None:
            fail(f"a context is not rendered: {said}")
    # What is called alike is flipped at once; the sidecar apart, as it shares the agent's objects.
    batches = {}
    for path, default in found:
        name, key = owner(path)
        batches.setdefault((key, name if name in ("", "messaging") else "*"), []).append((path, default))

    def flip(batch):
        given = {}
        for path, default in batch:
            node = given
            for part in path[:-1]:
                node = node.setdefault(part, {})
            node[path[-1]] = other_than(path, default)
        open_ones = [path for path, _ in batch]
        # Where it applies first, as each look takes its time.
        first = {"values": 2, "mode": 1, "external": 1, "gateway": 1}.get(batch[0][0][1] if len(batch[0][0]) > 1 else "", 0)
        for context, (before, _) in [contexts[first], *contexts[:first], *contexts[first + 1 :]]:
            after, said = template(helm, chart, "everything", "x", base, context, given)
            if after is None and "values are missing" not in said:
                fail(f"{given} is not taken: {said}")
            same = [path for path in open_ones if of_owner(owner(path)[0], after or []) == of_owner(owner(path)[0], before)]
            open_ones = open_ones if after is None else same
            if not open_ones:
                return
        fail(f"{['.'.join(path) for path in open_ones]} change nothing by {given}")

    all_of([pool.submit(flip, batch) for batch in batches.values()])
    return len(found)


def packaged(chart):
    """A package holds every file, and its bytes repeat."""
    sums = set()
    for number in "12":
        folder = work / "package" / number
        folder.mkdir(parents=True)
        env = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run([helm, "package", chart, "-d", folder], check=True, env=env, capture_output=True)
        (archive,) = folder.iterdir()
        sums.add(archive.read_bytes())
        shutil.unpack_archive(archive, folder)
    if len(sums) != 1:
        fail("a package is not the same twice")
    for path in chart.rglob("*"):
        packed = folder / chart.name / path.relative_to(chart)
        if path.is_file() and path.name != "Chart.yaml" and packed.read_bytes() != path.read_bytes():
            fail(f"{path.name} is not packed as it is")


pool = concurrent.futures.ThreadPoolExecutor(4)


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
# A registry without a host, and a tag that looks like a number, are the same to all.
cases = [one for one in cases if one[2] != "plain" or one[0] in ("ingestion", "everything")]
counts = all_of([pool.submit(is_equal, *case) for case in cases])
say(f"{len(counts)} charts render the {sum(counts)} objects of their manifests, by three versions of Helm")
everything = work / "made/everything-default/deploy/helm/everything"
base = load(run(kubectl, "kustomize", everything.parent.parent / "kubernetes/all").stdout)
all_of([pool.submit(is_seen, base, number) for number in range(len(MUTATIONS))])
say(f"{len(MUTATIONS)} changes of a chart are seen")
all_of([pool.submit(check, everything) for check in (releases, umbrella, secrets, packaged)])
say("releases of any name, charts of charts, secrets in three modes, packages")
say(f"each of {flips(built())} values changes something")
