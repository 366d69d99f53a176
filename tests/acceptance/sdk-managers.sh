#!/usr/bin/env bash
# Two agents of one repository, by the package managers that people use: workspaces of npm, Yarn, Bun and cargo, and Deno.
# Each agent loads its own package and asks it for a model. Poetry asks its own index alone, which is none of ours.
# Needs WORK, ast, cargo, node and npm.
set -euo pipefail
folder=$WORK/sdk-managers
rm -rf "$folder"
mkdir -p "$folder/npm" "$folder/agents"

fail() { echo "sdk-managers: $1" >&2; exit 1; }

(
  cd "$folder/npm"
  echo '{"private": true}' >package.json
  npm install --silent --no-audit --no-fund yarn@1.22.22 @yarnpkg/cli-dist@4 bun@1.4 deno@2.9
)
export PATH=$folder/npm/node_modules/.bin:$PATH
# Both are called yarn.
classic() { node "$folder/npm/node_modules/yarn/bin/yarn.js" "$@"; }
berry() { node "$folder/npm/node_modules/@yarnpkg/cli-dist/bin/yarn.js" "$@"; }

for name in one two; do
  agent=$folder/agents/$name
  mkdir -p "$agent/src"
  cat >"$agent/astropods.yml" <<YAML
spec: blueprint/v1
name: $name-agent
agent:
  image: example/$name:1
models:
  chat: {provider: gateway, models: [claude-haiku-4-5]}
YAML
  ast generate sdk-mastra sdk-rust "$agent" 2>/dev/null
  cat >"$agent/package.json" <<JSON
{"name": "$name", "version": "1.0.0", "private": true, "type": "module", "dependencies": {"@ast/$name-agent": "0.0.0"}}
JSON
  cat >"$agent/main.js" <<JS
import { chat } from "@ast/$name-agent/models";
import { Settings } from "@ast/$name-agent";
console.log(chat({ settings: Settings.example() }).modelId);
JS
  cat >"$agent/Cargo.toml" <<TOML
[package]
name = "$name"
version = "1.0.0"
edition = "2024"
[dependencies]
$name-agent-ast = { path = "sdk/rust", default-features = false }
TOML
  cat >"$agent/src/main.rs" <<RUST
fn main() {
    let settings = ${name}_agent_ast::Settings::example([]).expect("settings of a test");
    println!("{}", settings.models.chat.model);
}
RUST
done
cd "$folder"
echo '{"private": true, "type": "module", "workspaces": ["agents/*", "agents/*/sdk/mastra"]}' >package.json

# MANAGER INSTALL-COMMAND… -- RUN-COMMAND…
workspace() {
  local manager=$1 words=()
  shift
  while [ "$1" != -- ]; do words+=("$1"); shift; done
  shift
  rm -rf node_modules agents/*/node_modules agents/*/sdk/mastra/node_modules ./*.lock ./*-lock.json bun.lockb
  if [ "$manager" = berry ]; then
    # There is no lock to keep yet, which Yarn would insist on in CI.
    printf 'nodeLinker: node-modules\nenableTelemetry: false\nenableImmutableInstalls: false\n' >.yarnrc.yml
    touch yarn.lock
  fi
  "${words[@]}" >"$manager.log" 2>&1 || { cat "$manager.log" >&2; fail "$manager installs nothing"; }
  rm -f .yarnrc.yml
  for name in one two; do
    [ "$("$@" "agents/$name/main.js")" = claude-haiku-4-5 ] || fail "$manager: no model in agents/$name"
  done
}
workspace npm npm install --silent --no-audit --no-fund --ignore-scripts -- node
# Yarn refuses where this machine's Node is older than the packages ask for.
workspace classic classic install --ignore-scripts --ignore-engines -- node
workspace berry berry install --mode=skip-build -- node
workspace bun bun install --ignore-scripts -- bun
workspace deno deno install -- deno run --allow-all

printf '[workspace]\nresolver = "3"\nmembers = ["agents/*", "agents/*/sdk/rust"]\n' >Cargo.toml
for name in one two; do
  [ "$(CARGO_TARGET_DIR=$WORK/sdk-target cargo run --quiet --package "$name")" = claude-haiku-4-5 ] || fail "cargo: no model of $name"
done
echo "sdk-managers: npm, Yarn 1 and 4, Bun, Deno and cargo"
