#!/usr/bin/env bash
# The generated crates by strict tools, and an agent of theirs: sdk-rust FOLDER. What was generated is in FOLDER;
# the agents of the README and of the check are built into FOLDER/rust, for the gateway to come.
set -euo pipefail
all=$1
root=$PWD
# One folder for all: what they depend on is compiled once.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$WORK/sdk-target}

fail() {
  echo "sdk: $*" >&2
  exit 1
}

command -v cargo >/dev/null || fail "cargo is missing"
mkdir -p "$all/optional" "$all/rust/src/bin"
cp tests/sdk/optional.yml "$all/optional/astropods.yml"
ast generate sdk-rust "$all/optional" >/dev/null 2>"$all/optional/log" || { cat "$all/optional/log"; fail "nothing is generated for optional"; }

# Without a feature a crate is its settings, and there in seconds.
begin=$SECONDS
cp -r "$all/everything/sdk/rust" "$WORK/bare-crate"
(
  cd "$WORK/bare-crate"
  cargo build --quiet --no-default-features --target-dir "$WORK/bare-target"
  tree=$(cargo tree --no-default-features --edges normal --depth 1 --prefix none | tail -n +2 | cut -d' ' -f1)
  [ "$tree" = serde_json ] || fail "the settings need $tree"
)
echo "sdk: a crate without features is built in $((SECONDS - begin)) s"

cp tests/acceptance/sdk-rust.rs "$all/rust/src/main.rs"
cp tests/acceptance/sdk-rig.rs "$all/rust/src/bin/rig.rs"
cp tests/acceptance/sdk-recorded.rs "$all/rust/src/bin/recorded.rs"
tests/acceptance/page-block.py agent.rs >"$all/rust/src/bin/agent.rs"
tests/acceptance/page-block.py writer.rs >"$all/rust/src/bin/writer.rs"
cat >"$all/Cargo.toml" <<'TOML'
[workspace]
resolver = "3"
members = ["*/sdk/rust", "rust"]

# Nothing is debugged, and much is linked.
[profile.dev]
debug = false
incremental = false
TOML
cat >"$all/rust/Cargo.toml" <<'TOML'
[package]
name = "agents"
version = "0.0.0"
edition = "2024"
default-run = "agents"

[dependencies]
all-in-one-ast = { path = "../everything/sdk/rust", features = ["all"] }
brand-voice-ast = { path = "../gateway-with-byok/sdk/rust" }
choices-ast = { path = "../choices/sdk/rust" }
my-agent-ast = { path = "../gateway-quickstart/sdk/rust" }
texts-ast = { path = "../texts/sdk/rust" }
futures = "0.3"
mysql_async = { version = "0.37", default-features = false }
redis = { version = "1.8", default-features = false }
reqwest = { version = "0.13", default-features = false }
rig-core = { version = "=0.44.0", default-features = false, features = ["reqwest", "rustls"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
tokio-postgres = "0.7"
TOML
cd "$all"
for package in */sdk/rust; do
  # Its own formatter settings and edition hold, wherever it lies.
  (cd "$package" && cargo fmt --check) || fail "rustfmt would format $package"
done
echo "sdk: rustfmt finds nothing, $SECONDS s"
cargo clippy --quiet --workspace --exclude agents --lib --examples --no-default-features -- -D warnings -W clippy::pedantic
cargo clippy --quiet --workspace --exclude agents --lib --examples --all-features -- -D warnings -W clippy::pedantic
echo "sdk: clippy finds nothing, $SECONDS s"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p class-ast -p all-in-one-ast
cargo build --quiet -p agents --bins -p my-agent-ast --examples
cp "$CARGO_TARGET_DIR/debug/"{agents,agent,recorded,rig,writer} "$all/rust/"
cp "$CARGO_TARGET_DIR/debug/examples/check" "$all/rust/check"
cp "$CARGO_TARGET_DIR/debug/examples/agent" "$all/rust/example"
cd "$root"
echo "sdk: the Rust agents are built, $SECONDS s"
