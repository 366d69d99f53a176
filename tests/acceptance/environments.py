"""Environments as other tools take them: the built overlay of each, and the chart with its values, are what a project gives
whose own options say the same. Files of an environment that is taken out go, and nothing of the user's is touched."""

import copy
import json
import shutil
import sys

from charts import QUICK, compared, containers, install, load, pods
from common import command, enter, fail, run, say

SPEC = """spec: blueprint/v1
name: shop
agent:
  build: {context: ., dockerfile: Dockerfile}
  interfaces: {frontend: true}
  astro_ai_gateway: true
  DISTRIBUTED
knowledge:
  db: {provider: postgres}
  cache: {provider: redis}
models:
  own: {container: {image: 'example.com/model:1', volume: /weights}}
integrations:
  search: {container: {image: 'example.com/search:1', port: 7700}}
inputs:
  a: {name: REGION, datatype: string}
  b: {name: LIMIT, datatype: number, default: '5'}
  c: {name: OPTIONAL, datatype: string, optional: true}
  d: {name: TOKEN, datatype: string, secret: true}
ingestion:
  first: {container: {image: 'example.com/first:1'}, trigger: {type: startup}}
  nightly: {container: {image: 'example.com/nightly:1'}, trigger: {type: schedule}}
  hook: {container: {image: 'example.com/hook:1', port: 3001}, trigger: {type: webhook}}
"""
OWN = {
    "values": {"REGION": "own"},
    "schedules": {"nightly": "0 1 * * *"},
    "cluster": {"registry": "r.example.com", "tag": "1.0", "route": {"kind": "ingress"}, "host": "own.example.com"},
}
HOSTILE = "{{ .Values.x }} $(HOME) $$ '\"\\ \u2028 # no\ttab"
ENVIRONMENTS = {
    "alike": {},
    "bare": {"cluster": {"route": {"kind": "none"}, "namespace": "bare"}},
    "dev": {
        "values": {"REGION": HOSTILE, "OPTIONAL": "007"},
        "gateway": {"url": "https://gateway.example.com:8443"},
        "cluster": {
            "namespace": "shop-dev",
            "host": "dev.example.com",
            "tls": False,
            "tag": "1.1-rc1",
            "components": {"knowledge.db": {"storage": "1Gi"}, "integrations.search": {"cpu": "50m"}},
        },
    },
    "production": {
        "values": {"LIMIT": "50"},
        "schedules": {"nightly": "0 3 * * *"},
        "cluster": {
            "namespace": "shop",
            "host": "shop.example.com",
            "registry": "prod.example.com/team",
            "secrets": "external",
            "secret-keys": {"TOKEN": "vault/token"},
            "image-pull-secrets": ["pull"],
            "ingress-from": ["edge"],
            "egress": ["10.0.0.0/8:5432"],
            "time-zone": "Europe/Berlin",
            "priority-class": "high",
            "storage-class": "fast",
            "replicas": {"min": 3, "max": 9},
            "secret-store": {"name": "vault"},
            "route": {"kind": "httproute", "gateway": "edge/public", "annotations": {"example.com/a": "b"}},
            "components": {
                "knowledge.db": {"storage": "100Gi", "memory": "8Gi", "cpu-limit": "4"},
                "integrations.search": {"replicas": 3, "egress": ["443"], "ephemeral-storage": "2Gi"},
                "ingestion.first": {"deadline-seconds": 60, "memory": "2Gi", "digest": "sha256:" + "ab" * 32},
                "ingestion.hook": {"host": "hook.example.com"},
                "models.own": {"storage": "7Gi"},
            },
        },
    },
}


def toml(options, before=""):
    """Options as dotted keys."""
    lines = ""
    for key, value in options.items():
        here = f"{before}{json.dumps(key)}"
        lines += toml(value, f"{here}.") if isinstance(value, dict) else f"{here} = {json.dumps(value)}\n"
    # A table without a key is one all the same.
    return lines if options or not before else f"{before[:-1]} = {{}}\n"


def over(above, below):
    """Options over others."""
    both = copy.deepcopy(below)
    for key, value in above.items():
        both[key] = over(value, both.get(key, {})) if isinstance(value, dict) else value
    return both


def project(folder, spec, options):
    folder.mkdir(parents=True)
    (folder / "astropods.yml").write_text(spec)
    (folder / "Dockerfile").write_text("FROM scratch\n")
    (folder / "ast.toml").write_text(toml(options))
    run("ast", "generate", "kubernetes", "helm", cwd=folder)
    return folder


def built(kubectl, folder):
    """The objects of a kustomization; none where there is no such folder. Secrets are made of values that nobody has."""
    if not folder.is_dir():
        return []
    for example in folder.glob("*.env.example"):
        example.with_suffix("").write_text("KEY=x\n")
    done = run(kubectl, "kustomize", folder)
    if done.stderr:
        fail(f"kustomize warns of {folder}: {done.stderr}")
    return load(done.stdout)


def same(what, one, other):
    """Holds two lists of objects to each other, names of Jobs too."""
    spaces = [[each for each in side if each["kind"] == "Namespace"] for side in (one, other)]
    found = compared(*([each for each in side if each["kind"] != "Namespace"] for side in (one, other)))
    found += [] if spaces[0] == spaces[1] else ["the namespaces differ"]
    names = [sorted((each["kind"], each["metadata"]["name"]) for each in side) for side in (one, other)]
    if found or names[0] != names[1]:
        fail("\n".join([f"{what} is another one:", *found, *map(str, names)]))


def given(documents):
    """What each container gets of its variables, whichever way, and the objects without them."""
    maps = {each["metadata"]["name"]: each.get("data", {}) for each in documents if each["kind"] == "ConfigMap"}
    rest, got = [], {}
    for document in copy.deepcopy(documents):
        if document["kind"] == "ConfigMap":
            continue
        rest.append(document)
        for container in containers(pods(document)) if pods(document) else []:
            variables = {}
            for source in container.pop("envFrom", []):
                variables |= maps[source["configMapRef"]["name"]]
            for variable in container.pop("env", []):
                source = variable.get("valueFrom", {})
                if "configMapKeyRef" in source:
                    reference = source["configMapKeyRef"]
                    if reference["key"] in maps[reference["name"]]:
                        variables[variable["name"]] = maps[reference["name"]][reference["key"]]
                else:
                    secret = source.get("secretKeyRef", {})
                    secret = {key: secret[key] for key in ("name", "key") if key in secret}
                    variables[variable["name"]] = variable.get("value", secret)
            # A Job is called after its template.
            name = "" if document["kind"] == "Job" else document["metadata"]["name"]
            got[document["kind"], name, container["name"]] = variables
    return rest, got


def check(tools, folder, spec):
    helm, kubectl = tools
    own = project(folder / "all", spec, {**OWN, "environments": ENVIRONMENTS})
    plain = project(folder / "plain", spec, OWN)
    place, chart_of_all = "deploy/kubernetes", own / "deploy/helm/shop"
    run("diff", "-r", plain / place / "base", own / place / "base")
    run("diff", "-r", "-x", "values.*.yaml", plain / "deploy/helm", own / "deploy/helm")
    for name, said in ENVIRONMENTS.items():
        alone = project(folder / name, spec, over(said, OWN)) / place
        overlay = own / place / "overlays" / name
        same(f"the overlay {name}", built(kubectl, alone / "base"), built(kubectl, overlay))
        for part in ("namespace", "secrets"):
            one, other = built(kubectl, alone / part), built(kubectl, overlay / part)
            same(f"{part} of {name}", one, other)
            spaces = [{each["metadata"].get("namespace") for each in side} for side in (one, other)]
            if spaces[0] != spaces[1]:
                fail(f"{part} of {name} is in {spaces}")
        sides = []
        # What nobody says is given to both.
        least = {} if "gateway" in said else {"values": {"ASTRO_GATEWAY_URL": "https://g.example.com"}}
        least = json.dumps(least)
        for chart, more in ((alone.parent / "helm/shop", []), (chart_of_all, ["-f", chart_of_all / f"values.{name}.yaml"])):
            (folder / "least.json").write_text(least)
            said_to = [helm, "template", "shop", chart, "-n", "x", "-f", folder / "least.json", *more]
            sides.append(given(load(run(*said_to, env=QUICK).stdout)))
        (one, got), (other, arrived) = sides
        for rest in (one, other):
            for document in rest:
                if document["kind"] == "Job":
                    document["metadata"]["name"] = "shop-first-0123456789"
        same(f"the chart with the values of {name}", one, other)
        if got != arrived:
            fail(f"the chart gives other variables with the values of {name}:\n{got}\n{arrived}")
    return own


def without(own):
    """An environment that is taken out leaves nothing behind, and files of the user's stay."""
    mine = own / "deploy/kubernetes/overlays/mine/kustomization.yaml"
    mine.parent.mkdir()
    mine.write_text("resources: [../dev]\n")
    filled = own / "deploy/kubernetes/overlays/dev/secrets/shop-shared.env"
    run("ast", "generate", "--check", cwd=own)
    options = {**OWN, "environments": {name: said for name, said in ENVIRONMENTS.items() if name != "dev"}}
    (own / "ast.toml").write_text(toml(options))
    stale = run("ast", "generate", "--check", cwd=own, status=1).stderr
    if "left over deploy/kubernetes/overlays/dev/kustomization.yaml" not in stale:
        fail(f"what is left over is not told: {stale}")
    run("ast", "generate", cwd=own)
    run("ast", "generate", "--check", cwd=own)
    left = [str(path.relative_to(own)) for path in own.glob("deploy/**/*dev*")]
    left += [str(path) for path in (own / "deploy/kubernetes/overlays/dev").glob("*.yaml")]
    if (own / "deploy/helm/shop/values.dev.yaml").exists() or any(path.endswith("dev/kustomization.yaml") for path in left):
        fail(f"what was of the environment stays: {left}")
    if not mine.exists() or not filled.exists():
        fail("a file of the user's is gone")


def main():
    work = enter()
    folder = work / "environments"
    shutil.rmtree(folder, ignore_errors=True)
    tools = install("4.3.1", work / "helm/tools")
    # With any argument, an agent of one replica too.
    agents = {"many": "distributed: true"} | ({"one": ""} if sys.argv[1:] else {})
    for name, line in agents.items():
        own = check(tools, folder / name, SPEC.replace("DISTRIBUTED", line))
        say(f"{len(ENVIRONMENTS)} environments of an agent that is {name}: overlays, charts and their own options agree")
    without(own)
    say(f"{command('ast', '--version').strip()}: what is taken out goes, and the user's files stay")


main()
