#!/usr/bin/env bash
# The installed program on every example, as a user would run it, with what comes out read by other tools.
# Needs WORK (a folder with venv/), and ast on the PATH.
set -euo pipefail
python=$WORK/venv/bin/python

fail() {
  echo "end-to-end: $*" >&2
  exit 1
}

expect() { # STATUS COMMAND…
  local want=$1 got=0
  shift
  "$@" >"$WORK/out" 2>"$WORK/err" || got=$?
  [ "$got" = "$want" ] || { cat "$WORK/out" "$WORK/err"; fail "$* ended with $got, not $want"; }
}

ast schema >"$WORK/schema.json"
for example in examples/*/; do
  name=$(basename "$example")
  copy=$WORK/$name
  cp -r "$example" "$copy"
  expect 0 ast validate --deny warnings "$copy"
  # A validator that knows nothing but the published schema agrees.
  "$WORK/venv/bin/check-jsonschema" --schemafile "$WORK/schema.json" "$copy/astropods.yml" >/dev/null ||
    fail "the schema alone refuses $name"
  for target in local cluster; do
    expect 0 ast plan --for $target --format json "$copy"
    cp "$WORK/out" "$copy/plan.$target.json"
  done
  expect 1 ast generate --check env "$copy"
  expect 0 ast generate env "$copy"
  expect 0 ast generate --check "$copy"
  expect 0 ast env sync "$copy/.env" --spec "$copy"
  [ "$(stat -c %a "$copy/.env")" = 600 ] || fail "$copy/.env can be read by others"
  # What is required is filled in; then nothing is missing.
  "$python" tests/acceptance/fill.py "$copy/.env" "$copy/plan.local.json"
  expect 0 ast env check "$copy/.env" --spec "$copy"
  before=$(sha256sum <"$copy/.env")
  expect 0 ast env sync "$copy/.env" --spec "$copy"
  [ "$before" = "$(sha256sum <"$copy/.env")" ] || fail "a second sync changed $copy/.env"
  # Every env file, read by another reader, says what the plan says.
  "$python" tests/acceptance/compare.py "$copy"
  # A file of the user's is left alone, and nothing else is written.
  echo "# mine" >>"$copy/env/agent.env"
  expect 1 ast generate env "$copy" --otel-endpoint http://otel:4318
  grep -q '^# mine$' "$copy/env/agent.env" || fail "an edit of $name was lost"
  grep -q otel "$copy/env/agent.host.env" && fail "a refused run of $name wrote something"
  echo "$name: ok"
done

# A run that is killed at any moment leaves files that the next run gets right.
copy=$WORK/killed
cp -r examples/support-desk "$copy"
expect 0 ast generate env "$copy"
expect 0 ast generate env "$copy" --gateway mock --out-dir "$WORK/wanted"
for delay in 0.000 0.001 0.002 0.003 0.004 0.006 0.008 0.012 0.020; do
  ast generate env "$copy" >/dev/null 2>&1
  timeout -s KILL "$delay" ast generate env "$copy" --gateway mock >/dev/null 2>&1 || true
  expect 0 ast generate env "$copy" --gateway mock
  diff -r "$WORK/wanted/env" "$copy/env" || fail "a run that was killed after $delay s left its traces"
done
echo "killed runs: ok"

# The folder beside the checkout, where it is there, holds real specs.
if [ -d ../shared/corpus ]; then
  got=0
  ast validate --format short ../shared/corpus/*.yml >"$WORK/out" || got=$?
  if [ "$(grep -c ': error\[' "$WORK/out")" != 1 ] || [ $got != 1 ]; then
    cat "$WORK/out"
    fail "the corpus has one error"
  fi
  grep -q 'agents__sales-research-agent.yml:.*error\[legacy-persistent\]' "$WORK/out" || fail "and that is a legacy key"
  echo "corpus: ok"
else
  echo "corpus: not beside this checkout"
fi
