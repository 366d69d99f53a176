#!/usr/bin/env bash
# The check of the GitHub action: findings as annotations and SARIF, generated files, and what the change means. Each
# is done whatever the others find; the exit status is the worst of them. What a repository holds is data here: names
# and branches come by the environment, and nothing of them is run.
set -uo pipefail

# Where the action puts one that it built; one that was there before comes first.
if [ -n "${RUNNER_TEMP:-}" ]; then PATH=$PATH:$RUNNER_TEMP/ast/bin; fi
mapfile -t paths < <(printf '%s\n' "${INPUT_PATHS:-.}" | sed '/^[[:space:]]*$/d')
worst=0
note() {
  local status=$?
  if [ "$status" -gt "$worst" ]; then worst=$status; fi
}

validate=(ast validate)
if [ "${DENY_WARNINGS:-false}" = true ]; then validate+=(--deny warnings); fi
"${validate[@]}" --format github -- "${paths[@]}" || note
if [ -n "${SARIF:-}" ]; then
  # Its status is that of the findings, which are counted above.
  "${validate[@]}" --format sarif -- "${paths[@]}" > "$SARIF" || true
fi

if [ "${CHECK_GENERATED:-true}" = true ]; then
  # A repository in which nothing was generated has nothing to be held to.
  if git ls-files --error-unmatch -- '*.ast/manifest.json' >/dev/null 2>&1; then
    ast generate --check --recursive -- "${paths[@]}" || note
  fi
fi

# What it is compared with. A shallow clone lacks the other branch: its last commit is enough.
base=${BASE:-}
if [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  base="refs/remotes/origin/$GITHUB_BASE_REF"
  if ! git rev-parse --verify --quiet "$base^{commit}" >/dev/null; then
    if [ -n "${TOKEN:-}" ] && [ -n "${GITHUB_SERVER_URL:-}" ]; then
      # Where the checkout kept no credentials, as it should; no command line shows it.
      basic=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')
      export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
      export GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $basic"
    fi
    git fetch --quiet --no-tags --depth=1 origin "+refs/heads/$GITHUB_BASE_REF:$base" || note
    unset GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
  fi
fi
if [ -n "$base" ]; then
  diff=${RUNNER_TEMP:-/tmp}/ast-diff.md
  words=(ast diff --format markdown)
  if [ -n "${FAIL_ON:-}" ]; then words+=("--exit-code=$FAIL_ON"); fi
  if "${words[@]}" -- "$base" > "$diff"; then :; else
    note
  fi
  if [ -s "$diff" ]; then
    cat "$diff" >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
    echo "diff=$diff" >> "${GITHUB_OUTPUT:-/dev/null}"
  fi
fi
exit "$worst"
