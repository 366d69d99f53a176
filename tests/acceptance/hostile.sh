#!/usr/bin/env bash
# Files that nobody should have written, by name: each gets a clear message with a place, soon and in little memory.
# Needs WORK (a folder), and ast on the PATH.
set -euo pipefail
mkdir -p "$WORK/hostile"
if ! [ -x /usr/bin/time ]; then
  apt-get update --quiet --quiet
  DEBIAN_FRONTEND=noninteractive apt-get install --quiet --quiet --yes time >/dev/null
fi
python3 tests/acceptance/hostile-inputs.py "$WORK/hostile"
python3 tests/acceptance/hostile.py "$WORK/hostile"
