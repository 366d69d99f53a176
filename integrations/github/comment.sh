#!/usr/bin/env bash
# Keeps one comment of a pull request up to date: the one that begins with a mark of ours and that a program wrote. A
# token that may not comment, as the one of a run for a fork, is no failure: the text is in the summary of the run.
set -euo pipefail

mark='<!-- ast diff -->'
# A comment has 65,536 characters.
most=60000
case ${PULL_REQUEST:-} in
  '' | *[!0-9]*) echo "ast: no pull request to comment on" >&2; exit 0 ;;
esac
[ -s "${DIFF:-}" ] || exit 0
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
  echo "$mark"
  echo "## What this change means"
  echo
  head -c "$most" "$DIFF" | iconv -c -f UTF-8 -t UTF-8
  if [ "$(wc -c < "$DIFF")" -gt "$most" ]; then printf '\n\nMore is in the summary of the run.\n'; fi
} > "$body"

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
filter=".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$mark\"))) | .id"
refused() {
  echo "::notice::ast: the comment can't be written with this token; what the change means is in the summary of the run"
  exit 0
}
id=$(gh api --paginate "$comments" --jq "$filter") || refused
id=${id%%$'\n'*}
if [ -n "$id" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$body" || refused
elif ! grep -qxF 'No project changes what it runs.' "$DIFF"; then
  gh api --silent --method POST "$comments" --field "body=@$body" || refused
fi
