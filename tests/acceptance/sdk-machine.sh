#!/usr/bin/env bash
# For scripts that run in namespaces of their own (`unshare --net --mount --pid --fork --kill-child`): what answers there is
# on this machine, under other hosts' names too, and ends with the script. To be sourced; needs WORK.
tls=$WORK/tls

# The hosts NAME… are this machine, by a certificate that this run alone trusts.
be_hosts() {
  mount -t proc proc /proc
  python3 - <<'PY'
# A new network has its loopback down.
import fcntl, socket, struct
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))
PY
  mkdir -p "$tls"
  local new=(req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1)
  # With what newer clients insist on.
  openssl "${new[@]}" -x509 -subj /CN=this-run -addext basicConstraints=critical,CA:TRUE \
    -addext keyUsage=critical,keyCertSign -keyout "$tls/ca.key" -out "$tls/ca.pem" 2>/dev/null
  openssl "${new[@]}" -x509 -subj /CN=providers -CA "$tls/ca.pem" -CAkey "$tls/ca.key" -addext basicConstraints=CA:FALSE \
    -addext "subjectAltName=$(printf ',DNS:%s' "$@" | cut -c2-)" -keyout "$tls/key.pem" -out "$tls/cert.pem" 2>/dev/null
  echo "127.0.0.1 localhost $*" >"$WORK/hosts"
  mount --bind "$WORK/hosts" /etc/hosts
  # By these the clients' languages take a certificate.
  export SSL_CERT_FILE=$tls/ca.pem NODE_EXTRA_CA_CERTS=$tls/ca.pem REQUESTS_CA_BUNDLE=$tls/ca.pem
}

# Marks in the variables that the official clients read by themselves for accounts, keys, headers and addresses: generated
# code says what it means, so they must not matter. Those of proxies and certificates do, and bear none.
mark_environment() {
  local name url=http://127.0.0.1:9/stray
  for name in OPENAI_{API_KEY,ADMIN_KEY,ORG_ID,PROJECT_ID,WEBHOOK_SECRET} \
    ANTHROPIC_{API_KEY,AUTH_TOKEN,WEBHOOK_SIGNING_KEY,PROFILE,CONFIG_DIR,IDENTITY_TOKEN,FEDERATION_RULE_ID,ORGANIZATION_ID} \
    ANTHROPIC_{SERVICE_ACCOUNT_ID,WORKSPACE_ID,SCOPE} {GOOGLE,GEMINI,GOOGLE_GENAI,GOOGLE_GENERATIVE_AI,CO,COHERE}_API_KEY \
    GOOGLE_GENAI_ACCESS_TOKEN GOOGLE_CLOUD_{PROJECT,LOCATION} GOOGLE_APPLICATION_CREDENTIALS \
    PINECONE_{API_KEY,CLIENT_ID,CLIENT_SECRET} GITHUB_TOKEN GITLAB_{PRIVATE_TOKEN,OAUTH_TOKEN} CI_JOB_TOKEN \
    PG{HOST,USER,PASSWORD,DATABASE} REDIS_URL; do
    export "$name=stray"
  done
  for name in {OPENAI,ANTHROPIC,GOOGLE_GEMINI,GOOGLE_VERTEX}_BASE_URL CO_API_URL PINECONE_CONTROLLER_HOST GITLAB_URL CI_SERVER_URL; do
    export "$name=$url"
  done
  export {OPENAI,ANTHROPIC}_CUSTOM_HEADERS="x-other: stray"
  export {PINECONE_ADDITIONAL_HEADERS,GOOGLE_GENAI_DEFAULT_HEADERS}='{"x-other": "stray"}'
  # An address alone, where nothing listens.
  export PGHOSTADDR=127.0.0.9
  export GOOGLE_GENAI_USE_{VERTEXAI,ENTERPRISE}=true
}
