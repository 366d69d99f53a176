#!/usr/bin/env python3
"""What checkov finds on what was built, with our waivers and without: every finding is explained, every waiver needed.

kubernetes-scan TOOLS CHARTS: the folder with venv/ and built/, and the one of what charts render to. What is the same in
several files, but for its namespace and what a chart may say otherwise, is scanned once.
"""

import collections
import json
import pathlib
import subprocess
import sys

import yaml
from charts import load, settled

tools, charts = map(pathlib.Path, sys.argv[1:])
# Not waived: the language gives secrets as variables.
BY_DESIGN = "CKV_K8S_35"
EXPLAINED = {f"CKV_K8S_{number}" for number in (8, 9, 14, 15, 22, 40, 43)}
WITH_DIGESTS = {f"CKV_K8S_{number}" for number in (8, 9, 22, 40)}


def scan(folder):
    command = [tools / "venv/bin/checkov", "-d", folder, "--framework", "kubernetes", "--skip-download", "-o", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        results = json.loads(run.stdout)["results"]
    except (ValueError, KeyError):
        sys.exit(f"kubernetes: the scanner gives no result: {run.stdout[:400]}{run.stderr[:400]}")
    found = {}
    for status in ("passed_checks", "failed_checks", "skipped_checks"):
        rows = {(pathlib.Path(row["file_path"]).stem, row["resource"], row["check_id"]) for row in results[status]}
        found[status.split("_")[0]] = rows
    return found


def distinct():
    """What is to be scanned, by file."""
    seen = set()
    # Between them they have everything that a chart can; a scanner's time grows with what it sees.
    rendered = [path for path in sorted(charts.glob("*.yaml")) if path.name.startswith(("everything-", "ingestion-"))]
    for path in [*sorted((tools / "built").glob("*.overlay.yaml")), *rendered]:
        documents = []
        for document in load(path.read_text()):
            about = settled(document)
            del about["metadata"]["namespace"]
            text = json.dumps(about, sort_keys=True)
            if text not in seen:
                seen.add(text)
                documents.append(document)
        yield path, documents


def written(folder, keep):
    folder.mkdir()
    unwaived = {}
    for path, documents in distinct():
        for document in documents:
            annotations = document["metadata"].get("annotations", {})
            waivers = [name for name in annotations if name.startswith("checkov.io/")]
            where = (path.stem, f"{document['kind']}.{document['metadata']['namespace']}.{document['metadata']['name']}")
            unwaived[where] = {annotations[name].split("=")[0] for name in waivers}
            if not keep:
                for name in waivers:
                    del annotations[name]
        if documents:
            (folder / path.name).write_text(yaml.safe_dump_all(documents))
    return unwaived


said = written(tools / "waived", True)
written(tools / "raw", False)
print(f"kubernetes: {len(said)} distinct objects are scanned, {sum('.chart' in file for file, _ in said)} of them only in charts")
waived, raw = scan(tools / "waived"), scan(tools / "raw")
assert raw["failed"] and not raw["skipped"], "the raw run is not raw"

problems = []
for file, resource, check in sorted(waived["failed"]):
    if check != BY_DESIGN:
        problems.append(f"unexplained: {file} {resource} {check}")
for (file, resource), checks in sorted(said.items()):
    for check in sorted(checks):
        if check not in EXPLAINED:
            problems.append(f"waived without being in the table: {file} {resource} {check}")
        if (file, resource, check) not in raw["failed"]:
            problems.append(f"a waiver that nothing needs: {file} {resource} {check}")
for file, resource, check in sorted(raw["failed"]):
    if "httproute" in file and check != BY_DESIGN and check not in WITH_DIGESTS:
        problems.append(f"left although there are digests: {file} {resource} {check}")
counts = collections.Counter(check for _, _, check in raw["failed"])
print(
    f"kubernetes: checkov passes {len(raw['passed'])} checks and fails {len(raw['failed'])}: "
    + ", ".join(f"{check} {count}" for check, count in sorted(counts.items()))
)
print(f"kubernetes: with waivers it fails {len(waived['failed'])}, all {BY_DESIGN}, and skips {len(waived['skipped'])}")
if problems:
    sys.exit("kubernetes: " + "\n  ".join(["", *problems]))
