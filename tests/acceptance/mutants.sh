#!/usr/bin/env bash
# Mistakes of every kind at places of every example, where the tests take a few: found by the compiler, and reported by
# the language server as on the command line. No mistake makes anything tell a secret. One of four is taken, and every
# one with MUTANTS=all, which takes five minutes more.
set -euo pipefail
export MUTANTS=${MUTANTS:-4}
cargo test --locked --test main -- muta shown::marked --nocapture | tee "$WORK/mutants" | grep -E '^(mutants:|  )'
grep -qE '^mutants: ([0-9]+) of \1 found and undone' "$WORK/mutants"
grep -qE '^mutants: [0-9]{4,} of [0-9]+ reported as on the command line' "$WORK/mutants"
grep -q 'shown::marked::no_secret_is_told_however_the_spec_is_broken' "$WORK/mutants"
grep -q 'shown::marked::no_secret_is_told_of_a_broken_env_file' "$WORK/mutants"
