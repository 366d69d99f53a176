#!/usr/bin/env bash
# Every mistake at every place of every example, where the tests take one of several: found by the compiler, and
# reported by the language server as on the command line. No mistake makes anything tell a secret.
set -euo pipefail
MUTANTS=all cargo test --locked --test main -- muta shown::marked --nocapture | tee "$WORK/mutants" | grep -E '^(mutants:|  )'
grep -qE '^mutants: ([0-9]+) of \1 found and undone' "$WORK/mutants"
grep -qE '^mutants: ([0-9]+) of \1 reported as on the command line' "$WORK/mutants"
grep -q 'shown::marked::no_secret_is_told_however_the_spec_is_broken' "$WORK/mutants"
grep -q 'shown::marked::no_secret_is_told_of_a_broken_env_file' "$WORK/mutants"
