#!/usr/bin/env bash
# Everything that clients of generated code send, written down: sdk-recorder COMMAND…, in namespaces of its own (see
# sdk-machine.sh). COMMAND gets the address of a server that answers with an error, under the providers' names too, and the
# file in which it notes what it was asked.
set -euo pipefail
# shellcheck source=tests/acceptance/sdk-machine.sh
. tests/acceptance/sdk-machine.sh
be_hosts api.{openai,anthropic,cohere}.com generativelanguage.googleapis.com api.pinecone.io api.github.com gitlab.com
log=$WORK/recorded.log port=4020
rm -f "$log"
python3 tests/acceptance/sdk-recorder.py "$tls" $port "$log" &
for _ in $(seq 100); do
  [ -s "$log" ] && break
  sleep 0.1
done
[ -s "$log" ] || { echo "sdk: the recorder is not up" >&2; exit 1; }
mark_environment
while [ $# -gt 0 ]; do
  $1 "http://127.0.0.1:$port" "$log"
  shift
done
