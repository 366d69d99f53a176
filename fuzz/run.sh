#!/usr/bin/env bash
# Each fuzz target over its committed corpus: any text in, and never a panic or a hang. With EXECUTIONS, that many more
# made from it, the same ones each time unless SEED says otherwise. Needs WORK (a folder).
set -euo pipefail
executions=${EXECUTIONS:-0}
cargo metadata --locked --manifest-path fuzz/Cargo.toml --format-version 1 >/dev/null ||
  { echo "fuzz: fuzz/Cargo.lock is behind: run cargo metadata --manifest-path fuzz/Cargo.toml" >&2; exit 1; }
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
  folders=("$WORK/fuzz/$target")
  runs=$executions
  # What has no corpus is never run for nothing.
  if [ -d "corpus/$target" ]; then folders+=("corpus/$target"); elif [ "$runs" -eq 0 ]; then runs=500; fi
  cargo fuzz run "${flags[@]}" "$target" "${folders[@]}" -- \
    -runs="$runs" -seed="${SEED:-1}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 >"$WORK/fuzz/$target.log" 2>&1 ||
    { tail -40 "$WORK/fuzz/$target.log" >&2; exit 1; }
  echo "fuzz: $target: $(grep -o "^Done.*" "$WORK/fuzz/$target.log")"
done
