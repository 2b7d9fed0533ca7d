#!/usr/bin/env bash
# Packs a binary as releases have it: package.sh BINARY TARGET FOLDER
# The archive holds the binary, what to read, manual pages and completions.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
binary=$1 target=$2
mkdir -p "$3"
folder=$(cd "$3" && pwd)
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
name=instep-$version-$target

[ "$("$binary" --version)" = "instep $version" ] || {
    echo "$binary is not of version $version" >&2
    exit 1
}
rm -rf "${folder:?}/$name"
mkdir -p "$folder/$name/completions"
cp "$binary" "$root/README.md" "$root/CHANGELOG.md" "$root/LICENSE" "$folder/$name"
"$binary" man --quiet --output "$folder/$name/man"
"$binary" completions bash >"$folder/$name/completions/instep.bash"
"$binary" completions zsh >"$folder/$name/completions/_instep"
"$binary" completions fish >"$folder/$name/completions/instep.fish"
"$binary" completions powershell >"$folder/$name/completions/_instep.ps1"
"$binary" completions elvish >"$folder/$name/completions/instep.elv"

cd "$folder"
tar -czf "$name.tar.gz" "$name"
case $target in *windows*) 7z a -bso0 "$name.zip" "$name" ;; esac
rm -rf "${folder:?}/$name"
