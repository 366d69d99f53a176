#!/usr/bin/env bash
# A real gateway with the configuration that `ast` generates, the providers and stores of a spec beside it, and clients
# against them: sdk-gateway FOLDER COMMAND…, where FOLDER holds that configuration. COMMAND gets URL and key as well.
# To be run in namespaces of its own, see sdk-machine.sh.
set -euo pipefail
folder=$1
shift
export LITELLM_LOCAL_MODEL_COST_MAP=True NO_DOCS=True DISABLE_ADMIN_UI=True
port=4010 key=sk-made-up-for-this-run
# What providers' clients are given, and what stores ask for: hard to quote.
export PROVIDER_KEY=sk-made-up-of-a-provider STORE_PASSWORD='it/s:a @"hard"%one#'
# shellcheck source=tests/acceptance/sdk-machine.sh
. tests/acceptance/sdk-machine.sh
be_hosts api.openai.com api.anthropic.com generativelanguage.googleapis.com

# The generated configuration, with a model that is always busy, and with a log of what was asked. The providers have the
# same server and other models: LiteLLM speaks the APIs of three.
for name in gateway providers; do
  cp -r "$folder/compose/gateway" "$WORK/$name"
  cat >"$WORK/$name/asked.py" <<'PY'
import json, os
from litellm.integrations.custom_logger import CustomLogger

class Log(CustomLogger):
    async def async_pre_call_hook(self, user_api_key_dict, cache, data, call_type):
        asked = data["proxy_server_request"]
        # The server answers without `/v1` too, which the hosted gateway does not.
        if "/v1" not in asked["url"]:
            raise ValueError(f"not below /v1: {asked['url']}")
        # It has the responses API too.
        if os.path.basename(os.getcwd()) == "gateway" and call_type not in ("acompletion", "aembedding"):
            raise ValueError(f"the gateway has no {call_type}")
        # What the environment says to others, which is nothing for this client.
        if "stray" in json.dumps(asked["headers"]):
            raise ValueError(f"strayed: {asked['headers']}")
        # One model calls a tool, and has its answer to what that says from another.
        if data["model"] == "caller" and data["messages"][-1]["role"] == "tool":
            data["model"] = "claude-haiku-4-5"
        with open("asked.log", "a") as file:
            print(call_type, json.dumps({name: data.get(name) for name in ("model", "messages", "input")}), file=file)
        return data

log = Log()
PY
done
# The providers have more to serve than a gateway.
sed -i '/^app.middleware_stack = /d' "$WORK/providers/auth.py"
"$WORK/litellm/bin/python" - "$WORK" <<'PY'
import sys, yaml

def model(name, provider="openai", answer=None):
    answer = answer or f"This is a mock answer of {name}."
    return {"model_name": name, "litellm_params": {"model": f"{provider}/{name}", "api_key": "-", "mock_response": answer}}

caller = model("caller")
call = {"id": "call-1", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
caller["litellm_params"]["mock_tool_calls"] = [call]
models = {
    "gateway": [model("busy", answer="litellm.RateLimitError"), caller],
    "providers": [model("gpt-5.4"), model("ft:house-style"), model("a-claude", "anthropic"), model("a-gemini", "gemini")],
}
for name, more in models.items():
    path = f"{sys.argv[1]}/{name}/config.yaml"
    config = yaml.safe_load(open(path).read())
    config["model_list"] = (config["model_list"] if name == "gateway" else []) + more
    config["litellm_settings"]["callbacks"] = "asked.log"
    open(path, "w").write(yaml.safe_dump(config))
PY

serve() { # NAME KEY ARGUMENT…
  local name=$1
  export LITELLM_MASTER_KEY=$2
  shift 2
  cd "$WORK/$name"
  exec "$WORK/litellm/bin/litellm" --config config.yaml --host 127.0.0.1 --telemetry False "$@" >"$WORK/$name.log" 2>&1
}
# What a crash says of itself is in the log.
export PYTHONFAULTHANDLER=1
start() { # NAME
  if [ "$1" = gateway ]; then
    serve gateway $key --port $port &
    gateway=$!
  else
    serve providers $PROVIDER_KEY --port 443 --ssl_keyfile_path "$tls/key.pem" --ssl_certfile_path "$tls/cert.pem" &
    providers=$!
  fi
}
start gateway
start providers
tests/acceptance/sdk-stores.sh

wait_for() { # NAME
  local pid=$gateway url=http://127.0.0.1:$port
  [ "$1" = gateway ] || pid=$providers url=https://api.openai.com
  for _ in $(seq 240); do
    python3 -c "import urllib.request as u; u.urlopen('$url/health/liveness')" 2>/dev/null && return
    kill -0 "$pid" || break
    sleep 0.5
  done
  cat "$WORK/$1.log"
  echo "sdk: $1 is not up" >&2
  exit 1
}
wait_for gateway
wait_for providers

# LiteLLM's Python was seen to die of a segmentation fault in its own memory, once in dozens of runs. Whether NAME did: then
# it is started again. A server that ends otherwise, or lives, leaves the fault with who asked.
revive() { # NAME
  local pid=$gateway code=0
  [ "$1" = gateway ] || pid=$providers
  ! kill -0 "$pid" 2>/dev/null || return 1
  wait "$pid" || code=$?
  [ $code -gt 128 ] || return 1
  tail -n 40 "$WORK/$1.log"
  echo "sdk: LiteLLM as $1 died of signal $((code - 128)): it is started again, and what asked it asks once more"
  start "$1"
  wait_for "$1"
}
ask() { # COMMAND
  (
    mark_environment
    $1 "http://127.0.0.1:$port" "$key"
  )
}
while [ $# -gt 0 ]; do
  if ! ask "$1"; then
    revive gateway || revive providers
    ask "$1"
  fi
  shift
done
