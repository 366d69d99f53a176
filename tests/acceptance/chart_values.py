"""What a deployer can say to a chart: every value changes something, the pods that read it and no others, and arrives as it
was given."""

import base64
import copy
import itertools
import json
import shutil

import yaml
from charts import HASH, QUICK, broken, containers, key, meet, pods, template
from common import fail, run

GATEWAY = "https://gateway.example.com:8444"
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
HOSTILE = [
    *("{{ .Values.x }}", "{{- fail `x` -}}", "a\n\n", "|+\n x\n\n", ">-\n  folded\n", "a\r\nb\r", "\u2028'\"\\\u2029", "007"),
    *("no", " ", "$(HOME) $$ ${A}", "null", "~", "1e3", "0", "0x1F", "22:22", "false", "true", "2024-01-01", "=", "<<", "<a&b>"),
    *("# not a comment", "- a", "a: b", "&a *b !!c %d @e `f", "}}", "\t tab\t", "é🚀", "é" * 3000, "'", '"', ".5", "+1", "1_000"),
]


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


def in_schema(chart, path):
    """Whether the schema has a value, and takes no other beside it."""
    schema = json.loads((chart / "values.schema.json").read_text())
    node = schema
    for number, part in enumerate(path):
        if number and path[0] != "global" and node.get("additionalProperties") is not False:
            return False
        node = node["properties"].get(part)
        if node is None:
            return False
        if "$ref" in node:
            node = schema["definitions"][node["$ref"].rsplit("/", 1)[1]]
    return True


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


def said(path, value):
    """A value as a file says it."""
    for part in reversed(path):
        value = {part: value}
    return value


def owner(path):
    """The component that a value belongs to, as its objects are labelled, and what the value is called there."""
    if path[0] in SECTIONS:
        return f"{SECTIONS[path[0]]}-{path[1]}", ".".join(path[2:])
    return (path[0], ".".join(path[1:])) if path[0] in ("agent", "messaging") else ("", ".".join(path))


def of_owner(name, documents):
    """The objects that a component's values may alter."""
    label = {"messaging": "agent"}.get(name, name)
    return [one for one in documents if not name or one["metadata"]["labels"].get("app.kubernetes.io/name", label) == label]


def reads(documents):
    """What the pods of each workload get by reference: variables and files; a mark for one that has to be there and is not."""
    held = {(one["kind"], one["metadata"]["name"]): one.get("data", {}) for one in documents}
    found = {}
    for document in filter(pods, documents):
        own = found[key(document)] = []
        for container in containers(pods(document)):
            own += [held["ConfigMap", source["configMapRef"]["name"]] for source in container.get("envFrom", [])]
            for variable in container.get("env", []):
                for kind, reference in (("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")):
                    if source := variable.get("valueFrom", {}).get(reference):
                        missing = None if source.get("optional") else "missing"
                        own.append(held.get((kind, source["name"]), {}).get(source["key"], missing))
        volumes = pods(document)["spec"].get("volumes", [])
        own += [held["ConfigMap", one["configMap"]["name"]] for one in volumes if "configMap" in one]
    return found


def reads_a_secret(document):
    return "secretKeyRef" in json.dumps(pods(document))


def misrolled(before, after, is_revision=False):
    """Pods that are replaced although they read nothing new, or are not although they do; Jobs that are changed under their
    names, or renamed unchanged."""
    found, was, now = [], reads(before), reads(after)
    old = {key(one): one for one in before if pods(one)}
    for document in filter(pods, after):
        name = key(document)
        if name not in old:
            # All names are others.
            continue
        one, other = pods(old[name]), pods(document)
        is_other = one["metadata"]["annotations"][HASH] != other["metadata"]["annotations"][HASH]
        if is_other != (reads_a_secret(document) if is_revision else was[name] != now[name]):
            found.append(f"{name} is {'replaced' if is_other else 'left'}, and reads {'the same' if is_other else 'another'}")
        if name[0] == "Job" and (one != other) != (old[name]["metadata"]["name"] != document["metadata"]["name"]):
            found.append(f"the Job {name[1]} is changed under its name, or renamed unchanged")
    return found


def rolled(before, after):
    """The workloads whose pods are replaced."""
    old = {key(one): pods(one) for one in before if pods(one)}
    return {key(one)[1] for one in after if pods(one) and pods(one) != old[key(one)]}


def flips(helm, chart, pool, all_of):
    """Every value is in the schema and alters some object in a context where it applies; one of many components, an object of
    its own. Whatever is altered, pods are replaced only where they read another value."""
    found = list(leaves(chart))
    missing = [".".join(path) for path, _ in found if not in_schema(chart, path)]
    if missing:
        fail(f"the schema does not have {missing}")
    required = {path[2]: "x" for path, _ in found if path[:2] == ["secrets", "values"]}
    base = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}, "secrets": {"values": required}}
    contexts = [(context, template(helm, chart, "everything", "x", base, context)) for context in CONTEXTS]
    for _, (documents, problem) in contexts:
        if documents is None:
            fail(f"a context is not rendered: {problem}")
    # What is called alike is flipped at once; the sidecar apart, as it shares the agent's objects.
    batches = {}
    for path, default in found:
        name, of = owner(path)
        batches.setdefault((of, name if name in ("", "messaging") else "*"), []).append((path, default))

    def flip(batch):
        given = {}
        for path, default in batch:
            node = given
            for part in path[:-1]:
                node = node.setdefault(part, {})
            node[path[-1]] = other_than(path, default)
        open_ones = [path for path, _ in batch]
        # Where it applies first, as each look takes its time.
        first = {"values": 2, "mode": 1, "external": 1, "gateway": 1, "revision": 2}
        first = first.get(batch[0][0][1] if len(batch[0][0]) > 1 else "", 0)
        for context, (before, _) in [contexts[first], *contexts[:first], *contexts[first + 1 :]]:
            after, problem = template(helm, chart, "everything", "x", base, context, given)
            if after is None and "values are missing" not in problem:
                fail(f"{given} is not taken: {problem}")
            if after and (wrong := misrolled(before, after, batch[0][0][-1] == "revision")):
                fail(f"{given}: {wrong}")
            same = [path for path in open_ones if of_owner(owner(path)[0], after or []) == of_owner(owner(path)[0], before)]
            open_ones = open_ones if after is None else same
            if not open_ones:
                return
        fail(f"{['.'.join(path) for path in open_ones]} change nothing by {given}")

    def alone(name, path):
        """What a component is made of replaces its pods, and those that wait for it."""
        before = contexts[0][1][0]
        given = said(path, {"image": {"tag": "flipped"}, "resources": {"limits": {"cpu": "42"}}, "user": 4242})
        after, problem = template(helm, chart, "everything", "x", base, CONTEXTS[0], given)
        label = {"messaging": "agent"}.get(name, name)
        expected = set()
        for document in filter(pods, before):
            waits = any(one["name"] == f"wait-{label}" for one in pods(document)["spec"].get("initContainers", []))
            if waits or pods(document)["metadata"]["labels"]["app.kubernetes.io/name"] == label:
                expected.add(key(document)[1])
        if not expected or rolled(before, after) != expected:
            fail(f"{path} replaces {rolled(before, after)} instead of {expected}{problem}")

    components = {owner(path)[0]: path[: 2 if path[0] in SECTIONS else 1] for path, _ in found if owner(path)[0]}
    jobs = [pool.submit(flip, batch) for batch in batches.values()]
    all_of(jobs + [pool.submit(alone, name, path) for name, path in components.items()])
    return len(found)


def secrets(helm, chart):
    """Secrets arrive as they are in one mode, are fetched in another, and are listed where they are missing."""
    values = yaml.safe_load((chart / "values.yaml").read_text())
    names = sorted(values["secrets"]["values"])
    given = {name: HOSTILE[number % len(HOSTILE)] for number, name in enumerate(names)}
    base = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}, "secrets": {"mode": "values", "values": given}}
    documents, problem = template(helm, chart, "everything", "everything", base)
    if documents is None:
        fail(f"secrets are not rendered: {problem}")
    kept = {name: one for document in documents if document["kind"] == "Secret" for name, one in document["data"].items()}
    if {name: base64.b64decode(one).decode() for name, one in kept.items()} != given:
        fail("a secret does not arrive as it was given")
    if any("missing" in read for read in reads(documents).values()):
        fail(f"a pod reads a secret or a value that is not there: {reads(documents)}")
    missing, problem = template(helm, chart, "everything", "everything", {**base, "secrets": {"mode": "values"}})
    if missing is not None or problem.count("secrets.values.") < 5:
        fail(f"missing secrets are not listed: {problem}")
    for changed, expected in [
        ({"secrets": {"values": {"HOOK_TOKEN": "other"}}}, {"everything-ingestion-hook"}),
        ({"commonLabels": {"team": "a"}, "commonAnnotations": {"a": "b"}}, set()),
        ({"route": {"kind": "ingress", "host": "b.example.com"}}, {"everything"}),
    ]:
        after = template(helm, chart, "everything", "everything", base, changed)[0]
        if rolled(documents, after) != expected:
            fail(f"{changed} rolls {rolled(documents, after)}")
    placed = {"secrets": {"mode": "existing", "keys": {"TOKEN": {"secret": "prod", "key": "token"}}}}
    text = json.dumps(template(helm, chart, "everything", "everything", base, placed)[0], sort_keys=True)
    if '{"key": "token", "name": "prod"}' not in text:
        fail("a secret that lies elsewhere is not read there")
    # What is told to people holds none of them.
    distinct = {name: f"hunter-{number}" for number, name in enumerate(names)}
    path = chart.parent / "distinct.json"
    path.write_text(json.dumps({"values": base["values"], "secrets": {"mode": "values", "values": distinct}}))
    env = {**QUICK, "KUBECONFIG": str(chart / "none")}
    told = run(helm, "install", "everything", chart, "--dry-run=client", "-f", path, env=env).stdout.split("\nNOTES:\n")[1]
    if "hunter" in told or "everything dev is in the namespace" not in told:
        fail(f"the notes say {told}")


def new_version(helm, chart):
    """Another version of the chart, with the same release of the agent, alters nothing at all."""
    other = chart.parent / "newer/everything"
    shutil.copytree(chart, other)
    about = other / "Chart.yaml"
    about.write_text(about.read_text().replace("0.1.0", "9.9.9"))
    given = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}}
    one, two = (template(helm, of, "everything", "x", given)[0] for of in (chart, other))
    if one != two or "9.9.9" not in about.read_text():
        fail("another version of the chart alters objects")


def arrive(helms, chart, every):
    """Hostile texts, zeros and empty values stand in the objects as they were given, by every Helm."""
    names = yaml.safe_load((chart / "values.yaml").read_text())["values"].keys() - {"ASTRO_GATEWAY_URL"}
    texts = dict(zip((f"example.com/h{number}" for number in itertools.count()), HOSTILE, strict=False))
    odd = {**texts, "{{ k }}": "{{ v }}", "a: b": "", "#": "0", "no": "no"}
    env = [{"name": f"H{number}", "value": text} for number, text in enumerate([*HOSTILE, ""])]
    volume = {"name": "odd", "emptyDir": {"sizeLimit": 0, "medium": ""}}
    mount = {"name": "odd", "mountPath": "/odd", "readOnly": False, "subPath": "{{ x }}"}
    affinity = {"nodeAffinity": {"a": [{"weight": 0, "text": text} for text in HOSTILE]}}
    tolerations = [{"key": text, "tolerationSeconds": 0} for text in HOSTILE]
    # All stand in every chart already; as a supplied value, some do.
    for number, text in enumerate(HOSTILE if every else HOSTILE[::5]):
        given = {
            "values": {"ASTRO_GATEWAY_URL": GATEWAY, **dict.fromkeys(names, text)},
            "commonAnnotations": odd,
            "agent": {
                "env": env,
                "volumes": [volume],
                "volumeMounts": [mount],
                "readOnlyRoot": False,
                "pod": {"annotations": odd, "nodeSelector": odd, "affinity": affinity},
            },
            "pods": {"tolerations": tolerations},
            "route": {"kind": "ingress", "host": "a.example.com", "annotations": odd, "tls": False},
            "integrations": {"tool": {"replicas": 0}},
            "ingestion": {"nightly": {"suspend": False, "deadlineSeconds": 0}},
        }
        documents, problem = template(helms[number % len(helms)], chart, "everything", "x", given)
        if documents is None:
            fail(f"{text!r} is not rendered: {problem}")
        objects = {(one["kind"], one["metadata"]["name"]): one for one in documents}
        supplied = objects["ConfigMap", "everything-values"]["data"]
        agent = pods(objects["StatefulSet", "everything"])
        main = next(one for one in agent["spec"]["containers"] if one["name"] == "agent")
        route = objects["Ingress", "everything"]
        nightly = objects["CronJob", "everything-ingestion-nightly"]["spec"]
        for place, expected, found in [
            ("values", given["values"], supplied),
            ("env", env, main["env"][-len(env) :]),
            ("volume", volume, agent["spec"]["volumes"][-1]),
            ("mount", mount, main["volumeMounts"][-1]),
            ("root", False, main["securityContext"]["readOnlyRootFilesystem"]),
            ("annotations", odd, {name: agent["metadata"]["annotations"][name] for name in odd}),
            ("nodes", odd, agent["spec"]["nodeSelector"]),
            ("affinity", affinity, agent["spec"]["affinity"]),
            ("tolerations", tolerations, agent["spec"]["tolerations"]),
            ("of all", odd, {name: objects["Service", "everything"]["metadata"]["annotations"][name] for name in odd}),
            ("route", odd, {name: route["metadata"]["annotations"][name] for name in odd}),
            ("replicas", 0, objects["Deployment", "everything-integration-tool"]["spec"]["replicas"]),
        ]:
            if json.dumps(expected, sort_keys=True) != json.dumps(found, sort_keys=True):
                fail(f"{place} does not arrive as it was given: {found!r} instead of {expected!r}")
        if "tls" in route["spec"] or nightly.get("suspend") or "activeDeadlineSeconds" in nightly["jobTemplate"]["spec"]:
            fail("what is false or 0 is taken for what it is by default")


def twice(helm, chart):
    """What the plan gives can't be given again, and is told at once with what is missing."""
    env = [{"name": name, "value": "x"} for name in ("PORT", "ASTRO_GATEWAY_URL", "TOKEN", "NEW", "NEW")]
    mounts = [{"name": "agent-tmp", "mountPath": place} for place in ("/data/", "/new")]
    agent = {"env": env, "volumes": [{"name": name, "emptyDir": {}} for name in ("data", "new")], "volumeMounts": mounts}
    store = {"env": [{"name": "POSTGRES_PASSWORD", "value": "x"}]}
    documents, problem = template(helm, chart, "everything", "x", {"agent": agent, "knowledge": {"db": store}})
    found = {line.strip() for line in problem.split("\n") if line.startswith("  ")}
    expected = {f"agent.env: {name}" for name in ("PORT", "ASTRO_GATEWAY_URL", "TOKEN", "NEW")}
    expected |= {"agent.volumes: data", "agent.volumeMounts: /data", "knowledge.db.env: POSTGRES_PASSWORD"}
    if documents is not None or {line for line in found if not line.startswith("values.")} != expected:
        fail(f"what is there already is not told: {problem}")
    if "values.ASTRO_GATEWAY_URL" not in problem or problem.count("execution error") != 1:
        fail(f"what is missing is not told with it: {problem}")


def releases(helm, chart):
    """Other names: none leads nowhere, and two releases share nothing."""
    given = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}, "route": {"kind": "ingress", "host": "a.example.com"}}
    made = {}
    for release in ("one", "two", "r" * 53, "r" * 52 + "s", "1abc", "my.release", "everything"):
        documents, problem = template(helm, chart, release, "shared", given)
        if documents is None:
            fail(f"the release {release} is not rendered: {problem}")
        if found := broken(documents):
            fail(f"the release {release}: {found}")
        if {document["metadata"]["namespace"] for document in documents} != {"shared"}:
            fail(f"not all of {release} is in its namespace")
        made[release] = documents
    apart(made)


def apart(made):
    """Releases have no object in common, and select no pod of each other."""
    for (one, documents), (other, others) in itertools.permutations(made.items(), 2):
        names = [{(document["kind"], document["metadata"]["name"]) for document in of} for of in (documents, others)]
        if common := names[0] & names[1]:
            fail(f"{one} and {other} both have {common}")
        if found := meet(documents, others):
            fail(f"{found} of {one} are about pods of {other}")


def umbrella(helm, chart):
    """A chart of charts, with an alias: both are there, apart, in the release's namespace, and a registry of all is theirs."""
    root = chart.parent / "umbrella"
    (root / "charts").mkdir(parents=True)
    (root / "templates").mkdir()
    shutil.copytree(chart, root / "charts/everything")
    dependencies = [{"name": "everything", "version": "0.1.0"}, {"name": "everything", "alias": "second", "version": "0.1.0"}]
    about = {"apiVersion": "v2", "name": "umbrella", "version": "1.0.0", "dependencies": dependencies}
    (root / "Chart.yaml").write_text(json.dumps(about))
    one = {"values": {"ASTRO_GATEWAY_URL": GATEWAY}}
    given = {"global": {"imageRegistry": "mirror.example.com", "more": 1}, "everything": one, "second": copy.deepcopy(one)}
    for release in ("big", "everything", "r" * 53):
        documents, problem = template(helm, root, release, "apart", given)
        if documents is None:
            fail(f"a chart of charts is not rendered: {problem}")
        if found := broken(documents):
            fail(f"a chart of charts: {found}")
        made = {}
        for document in documents:
            made.setdefault(document["metadata"]["labels"]["app.kubernetes.io/instance"], []).append(document)
        if len(made) != 2 or len({len(of) for of in made.values()}) != 1:
            fail(f"a chart of charts has not each of two once: {[(name, len(of)) for name, of in made.items()]}")
        apart(made)
        if {document["metadata"]["namespace"] for document in documents} != {"apart"}:
            fail("not all of a chart of charts is in its namespace")
        images = {image["image"] for one in documents if pods(one) for image in pods(one)["spec"]["containers"]}
        if not all(image.startswith("mirror.example.com/") for image in images):
            fail(f"a registry of all is not that of {images}")
