#!/usr/bin/env bash
# How long ast takes, beside other validators in the same run. Fails only where the cost of a KB grows with the file.
# Needs WORK (a folder with venv/, which has check-jsonschema), npm, and ast on the PATH.
set -euo pipefail
command -v npm >/dev/null || { echo "speed: npm is missing: install Node.js" >&2; exit 1; }
if ! command -v hyperfine >/dev/null || ! [ -x /usr/bin/time ]; then
  apt-get update --quiet --quiet
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes hyperfine time >/dev/null
fi
mkdir -p "$WORK/speed"
npm install --prefix "$WORK/speed" --silent --no-audit --no-fund --ignore-scripts ajv-cli@5.0.0 ajv-formats@2.1.1
# The newer suite has jv as a program.
(newer=$PWD/.ci/newer && cd "$WORK/speed" && "$newer" download -qq jsonschema-jv && dpkg -x jsonschema-jv_*.deb jv)
python3 benches/speed.py "$WORK/speed" "$WORK/venv/bin/check-jsonschema"
