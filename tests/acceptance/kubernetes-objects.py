#!/usr/bin/env python3
"""What kustomize built is what was written, read by another reader; and Secrets have every key that pods need.

kubernetes-objects FOLDER BUILT: the manifests, and the prefix of what was built of them.
"""

import pathlib
import sys

import yaml

root, built = pathlib.Path(sys.argv[1]), sys.argv[2]


def load(path):
    return [document for document in yaml.safe_load_all(pathlib.Path(path).read_text()) if document]


def key(document):
    return document["kind"], document["metadata"]["name"]


def by_key(documents):
    found = {key(document): document for document in documents}
    assert len(found) == len(documents), "two objects of one kind and name"
    return found


for folder in ("base", "namespace"):
    namespace = load(root / folder / "kustomization.yaml")[0]["namespace"]
    names = load(root / folder / "kustomization.yaml")[0]["resources"]
    written = by_key([document for name in names for document in load(root / folder / name)])
    made = by_key(load(f"{built}.{folder}.yaml"))
    for document in written.values():
        if document["kind"] != "Namespace":
            document["metadata"]["namespace"] = namespace
    assert written == made, f"{folder}: kustomize reads something else than was written"

# An overlay of nothing but comments changes nothing.
assert by_key(load(f"{built}.overlay.yaml")) == by_key(load(f"{built}.base.yaml")), "the overlay changes the base"

needed, read, base = {}, set(), load(f"{built}.base.yaml")
for document in base:
    spec = document.get("spec", {})
    template = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get("template")
    for container in (template and template["spec"].get("initContainers", []) + template["spec"]["containers"]) or []:
        for row in container.get("env", []):
            reference = row.get("valueFrom", {}).get("secretKeyRef")
            if reference:
                wanted = needed.setdefault(reference["name"], {})
                wanted[reference["key"]] = wanted.get(reference["key"], True) and reference.get("optional", False)
            reference = row.get("valueFrom", {}).get("configMapKeyRef")
            if reference:
                read.add((reference["name"], reference["key"]))

# An overlay with every value set gives exactly the keys that are read, to a ConfigMap of the same name, and no more.
if pathlib.Path(f"{built}.filled.yaml").exists():
    filled = by_key(load(f"{built}.filled.yaml"))
    (values,) = {name for name, _ in read}
    data = filled["ConfigMap", values].pop("data")
    assert data == {key: "filled" for _, key in read}, f"{values} has {data}"
    assert filled == by_key(base), "a value changes more than its ConfigMap"
else:
    assert not read, f"nothing gives {read}"

given = {}
if pathlib.Path(f"{built}.secrets.yaml").exists():
    for document in load(f"{built}.secrets.yaml"):
        name = document["metadata"]["name"]
        if document["kind"] == "Secret":
            given[name] = set(document["data"])
        else:
            given[document["spec"]["target"]["name"]] = {row["secretKey"] for row in document["spec"]["data"]}
for name, keys in needed.items():
    required = {key for key, optional in keys.items() if not optional}
    have = given.get(name, set())
    assert required <= have <= set(keys), f"Secret {name}: pods need {required}, it has {have}"
