#!/usr/bin/env python3
"""The strict schemas of every Kubernetes from 1.29 on, over objects that were built or rendered.

kubernetes-schemas FILE…; needs the packages kubernetes-validate, of which the schemas are, jsonschema-rs and PyYAML. Each
schema is read once and each distinct object looked at once, so that all versions cost less than one did by its command line.
"""

import json
import pathlib
import re
import sys

import jsonschema_rs
import kubernetes_validate
from charts import load
from common import fail

OLDEST = 29
# Kinds of other projects, whose own schemas hold them.
FOREIGN = {"HTTPRoute", "ExternalSecret"}
root = pathlib.Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"


def validators(version):
    """What finds the validator of an object in a version; none for a kind that it doesn't have."""
    folder = root / f"v{version}-local-strict"
    definitions = json.loads((folder / "_definitions.json").read_text())["$defs"]
    known = {}

    def of(document):
        group = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", document["apiVersion"])
        name = f"{document['kind'].lower()}-{group}"
        if name not in known:
            path = folder / f"{name}.json"
            known[name] = None
            if path.exists():
                text = path.read_text().replace('"/api/_definitions.json#/', '"#/')
                known[name] = jsonschema_rs.validator_for({**json.loads(text), "$defs": definitions})
        return known[name]

    return of


def wrong(of, document):
    """What a version says of an object."""
    validator = of(document)
    if validator is None:
        return [] if document["kind"] in FOREIGN else ["there is no such kind"]
    return [f"{'.'.join(map(str, error.instance_path))}: {error.message[:300]}" for error in validator.iter_errors(document)]


def spoilt(documents):
    """One of each kind with a key that there is not, at its top and in what it specifies."""
    for document in {document["kind"]: document for document in documents}.values():
        if document["kind"] not in FOREIGN:
            yield {**document, "more": 1}
            if isinstance(document.get("spec"), dict):
                yield {**document, "spec": {**document["spec"], "more": 1}}


def main():
    documents = {}
    for path in sys.argv[1:]:
        for document in load(pathlib.Path(path).read_text()):
            documents.setdefault(json.dumps(document, sort_keys=True), (path, document))
    found = re.findall(r"v(1\.(\d+)\.\d+)-local-strict", " ".join(path.name for path in root.iterdir()))
    versions = sorted(((int(minor), version) for version, minor in found if int(minor) >= OLDEST))
    if len(versions) < 9 or len(documents) < 100:
        fail(f"there is too little to look at: {versions}, {len(documents)} objects")
    problems = []
    for _, version in versions:
        of = validators(version)
        for path, document in documents.values():
            name = f"{path}: {document['kind']} {document['metadata']['name']}"
            problems += [f"{version}: {name}: {text}" for text in wrong(of, document)]
        for document in spoilt([document for _, document in documents.values()]):
            if not wrong(of, document):
                fail(f"the schemas of {version} take anything for a {document['kind']}")
    if problems:
        fail("\n".join(problems[:40]))
    print(f"kubernetes: {len(documents)} distinct objects fit the strict schemas of {', '.join(v for _, v in versions)}")


main()
