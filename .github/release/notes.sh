#!/usr/bin/env bash
# Prints what the changelog says of a version: notes.sh VERSION. Fails where it says nothing.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
awk -v title="## [$1]" '
    /^## / { inside = index($0, title) == 1; next }
    inside { print; if (NF) found = 1 }
    END { exit !found }
' "$root/CHANGELOG.md"
