#!/usr/bin/env bash
# Each fuzz target over its committed corpus: any text in, and never a panic or a hang. With EXECUTIONS, that many more
# made from it, the same ones each time unless SEED says otherwise. Needs WORK (a folder).
set -euo pipefail
executions=${EXECUTIONS:-0}
limits=(-timeout=10 -rss_limit_mb=1024)
mkdir -p "$WORK/fuzz"
cargo metadata --locked --manifest-path fuzz/Cargo.toml --format-version 1 >/dev/null ||
  { echo "fuzz: fuzz/Cargo.lock is behind: run cargo metadata --manifest-path fuzz/Cargo.toml" >&2; exit 1; }

if [ "$executions" -eq 0 ]; then
  # Nothing is made from what happens inside, so nothing is watched: most of what the tests are built of serves here too.
  cargo build --quiet --locked --manifest-path fuzz/Cargo.toml --target-dir target --bins
  for source in fuzz/fuzz_targets/*.rs; do
    target=$(basename "$source" .rs)
    texts=("fuzz/corpus/$target"/*)
    [ -e "${texts[0]}" ] || { echo "fuzz: $target has no corpus" >&2; exit 1; }
    "target/debug/$target" "${limits[@]}" "${texts[@]}" >"$WORK/fuzz/$target.log" 2>&1 ||
      { tail -40 "$WORK/fuzz/$target.log" >&2; exit 1; }
    [ "$(grep -c '^Executed ' "$WORK/fuzz/$target.log")" -eq ${#texts[@]} ] || { echo "fuzz: $target left something out" >&2; exit 1; }
    echo "fuzz: $target: ${#texts[@]} texts"
  done
  exit
fi

cargo install --locked --quiet cargo-fuzz --version 0.13.2 --root "$WORK/fuzz"
export PATH=$WORK/fuzz/bin:$PATH RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$WORK/fuzz/target
cd fuzz
# Our code has nothing unsafe to watch, so nothing is spent on a sanitizer. Both commands have the same flags: with
# others, everything is built again.
flags=(--sanitizer none --codegen-units 16)
cargo fuzz build "${flags[@]}"
for target in $(cargo fuzz list); do
  # What is found goes to the first folder, so that the committed one stays as it is.
  mkdir -p "$WORK/fuzz/$target"
  cargo fuzz run "${flags[@]}" "$target" "$WORK/fuzz/$target" "corpus/$target" -- \
    -runs="$executions" -seed="${SEED:-1}" "${limits[@]}" -print_final_stats=1 >"$WORK/fuzz/$target.log" 2>&1 ||
    { tail -40 "$WORK/fuzz/$target.log" >&2; exit 1; }
  echo "fuzz: $target: $(grep -o "^Done.*" "$WORK/fuzz/$target.log")"
done
