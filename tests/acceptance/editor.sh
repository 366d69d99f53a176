#!/usr/bin/env bash
# The published schema alone, in the language server that most editors have for YAML.
set -euo pipefail
command -v npm >/dev/null || { echo "editor: npm is missing: install Node.js" >&2; exit 1; }
mkdir -p "$WORK/editor"
npm install --prefix "$WORK/editor" --silent --no-audit --no-fund --ignore-scripts yaml-language-server@1.25.0
node tests/acceptance/editor.mjs "$WORK/editor/node_modules/yaml-language-server/bin/yaml-language-server" schema/astropods.schema.json
