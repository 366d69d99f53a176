#!/usr/bin/env bash
# What a repository can try, held as this user, as somebody else and with another umask; then kills and runs at once.
# Needs WORK (a folder), and ast on the PATH.
set -euo pipefail
command -v strace >/dev/null || { echo "attack: strace is missing: install strace" >&2; exit 1; }
tests=$(cargo test --locked --no-run --test main --message-format json 2>/dev/null |
  python3 -c 'import json,sys
found = [json.loads(line) for line in sys.stdin]
print(next(one["executable"] for one in found if one.get("executable") and one["target"]["name"] == "main"))')
cp "$tests" "$WORK/attack-tests"
mkdir -p "$WORK/somebody" && chmod 755 "$WORK" "$WORK/attack-tests" && chmod 777 "$WORK/somebody"
as_somebody() { setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$WORK/somebody" TMPDIR="$WORK/somebody" "$@"; }
"$WORK/attack-tests" attack:: --quiet
(cd "$WORK/somebody" && as_somebody "$WORK/attack-tests" attack:: --quiet)
(umask 077 && mkdir "$WORK/umask" && cd "$WORK/umask" && printf 'spec: blueprint/v1\nname: my-agent\nagent:\n  image: a:1\n' >astropods.yml &&
  ast generate env >/dev/null 2>&1 && [ "$(stat -c %a .env.example env/agent.env | sort -u)" = 600 ]) ||
  { echo "attack: generated files are open to others in spite of the umask" >&2; exit 1; }
python3 tests/acceptance/kills.py "$WORK/kills" "${STEP:-7}"
python3 tests/acceptance/side-by-side.py "$WORK/rounds" "${ROUNDS:-10}"
