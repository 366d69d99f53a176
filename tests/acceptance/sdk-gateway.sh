#!/usr/bin/env bash
# A real gateway with the configuration that `ast` generates, the providers and stores of a spec beside it, and clients
# against them: sdk-gateway FOLDER COMMAND…, where FOLDER holds that configuration. COMMAND gets URL and key as well.
# To be run in namespaces of its own (`unshare --net --mount --pid --fork --kill-child`): whatever answers is on this
# machine, under the providers' own names too, and ends with this script.
set -euo pipefail
folder=$1
shift
export LITELLM_LOCAL_MODEL_COST_MAP=True NO_DOCS=True DISABLE_ADMIN_UI=True
port=4010 key=sk-made-up-for-this-run
# What providers' clients are given, and what stores ask for: hard to quote.
export PROVIDER_KEY=sk-made-up-of-a-provider STORE_PASSWORD='it/s:a @"hard"%one#'
mount -t proc proc /proc
python3 - <<'PY'
# A new network has its loopback down.
import fcntl, socket, struct
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))
PY

# The hosts of providers, by a certificate that this run alone trusts.
hosts=(api.openai.com api.anthropic.com generativelanguage.googleapis.com)
tls=$WORK/tls
mkdir -p "$tls"
new=(req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1)
openssl "${new[@]}" -x509 -subj /CN=this-run -addext basicConstraints=critical,CA:TRUE -keyout "$tls/ca.key" -out "$tls/ca.pem" 2>/dev/null
openssl "${new[@]}" -x509 -subj /CN=providers -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -addext basicConstraints=CA:FALSE \
  -addext "subjectAltName=$(printf ',DNS:%s' "${hosts[@]}" | cut -c2-)" -keyout "$tls/key.pem" -out "$tls/cert.pem" 2>/dev/null
echo "127.0.0.1 localhost ${hosts[*]}" >"$WORK/hosts"
mount --bind "$WORK/hosts" /etc/hosts

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

models = {
    "gateway": [model("busy", answer="litellm.RateLimitError")],
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
serve gateway $key --port $port &
gateway=$!
serve providers $PROVIDER_KEY --port 443 --ssl_keyfile_path "$tls/key.pem" --ssl_certfile_path "$tls/cert.pem" &
providers=$!
tests/acceptance/sdk-stores.sh

wait_for() { # NAME PID URL
  for _ in $(seq 240); do
    SSL_CERT_FILE=$tls/ca.pem python3 -c "import urllib.request as u; u.urlopen('$3/health/liveness')" 2>/dev/null && return
    kill -0 "$2" || break
    sleep 0.5
  done
  cat "$WORK/$1.log"
  echo "sdk: $1 is not up" >&2
  exit 1
}
wait_for gateway $gateway "http://127.0.0.1:$port"
wait_for providers $providers https://api.openai.com
# By these the clients' languages take a certificate.
export SSL_CERT_FILE=$tls/ca.pem NODE_EXTRA_CA_CERTS=$tls/ca.pem
# Variables that the official clients read by themselves: generated code says what it means, so they must not matter.
export OPENAI_BASE_URL=http://127.0.0.1:9/stray OPENAI_API_KEY=stray OPENAI_ADMIN_KEY=stray OPENAI_ORG_ID=stray
export OPENAI_PROJECT_ID=stray ANTHROPIC_BASE_URL=http://127.0.0.1:9/stray ANTHROPIC_API_KEY=stray
export ANTHROPIC_AUTH_TOKEN=stray GOOGLE_API_KEY=stray GEMINI_API_KEY=stray GOOGLE_GENERATIVE_AI_API_KEY=stray
export GOOGLE_GEMINI_BASE_URL=http://127.0.0.1:9/stray OPENAI_WEBHOOK_SECRET=stray
export OPENAI_CUSTOM_HEADERS="x-other: stray" ANTHROPIC_CUSTOM_HEADERS="x-other: stray"
export GOOGLE_GENAI_USE_VERTEXAI=true CO_API_KEY=stray CO_API_URL=http://127.0.0.1:9/stray REDIS_URL=stray
export PGHOST=stray PGUSER=stray PGPASSWORD=stray PGDATABASE=stray
while [ $# -gt 0 ]; do
  $1 "http://127.0.0.1:$port" "$key"
  shift
done
