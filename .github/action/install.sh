#!/usr/bin/env bash
# Puts instep on the runner: the release of the action's own version, compared with its SHA-256, or else a build of the
# action's own checkout.
#
#   INPUT_VERSION  another release, or `source` to build
#   RELEASES       where releases are downloaded from: RELEASES/vVERSION/FILE; empty for none
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
own=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$here/Cargo.toml" | head -n 1)
wanted=${INPUT_VERSION:-}
version=${wanted:-$own}
version=${version#v}
home=${RUNNER_TEMP:?}/instep-action

fail() {
    printf '::error title=instep::%s\n' "$1"
    exit 2
}

# The target of the release's binary; nothing where there is none.
target() {
    case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
        Linux-X64) echo x86_64-unknown-linux-musl ;;
        Linux-ARM64) echo aarch64-unknown-linux-musl ;;
        macOS-X64) echo x86_64-apple-darwin ;;
        macOS-ARM64) echo aarch64-apple-darwin ;;
        Windows-X64) echo x86_64-pc-windows-msvc ;;
    esac
}

sha256() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1 | tr -d '\134'
}

fetch() {
    curl --fail --silent --show-error --location --proto-redir '=https' --retry 3 --output "$home/$1" \
        "$RELEASES/v$version/$1"
}

# Fails where there is no release for this runner; ends the step where one is not what it says.
install_release() {
    local name archive expected
    name=instep-$version-$(target)
    archive=$name.tar.gz
    [ -n "${RELEASES:-}" ] && [ -n "$(target)" ] || return 1
    fetch SHA256SUMS || return 1
    expected=$(tr -d '\r' <"$home/SHA256SUMS" | sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p")
    [ -n "$expected" ] || return 1
    fetch "$archive" || return 1
    [ "$(sha256 "$home/$archive")" = "$expected" ] || fail "$archive is not what SHA256SUMS of the release says"
    (cd "$home" && tar -xzf "$archive")
    bin=$home/$name
}

build() {
    command -v cargo >/dev/null || fail "there is no release of instep $version for this runner, and no cargo to build it"
    cargo build --release --locked --manifest-path "$here/Cargo.toml" --target-dir "${CARGO_TARGET_DIR:-$home/target}"
    bin=${CARGO_TARGET_DIR:-$home/target}/release
}

[[ $version =~ ^(source|[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?)$ ]] ||
    fail "the input \`version\` is no version: write \`$own\` or \`source\`"
mkdir -p "$home"
if [ "$version" = source ]; then
    build
elif ! install_release; then
    [ -z "$wanted" ] || [ "$version" = "$own" ] || fail "there is no release of instep $version for this runner"
    echo "instep $version has no release for this runner: it is built from the action's checkout"
    build
fi

instep=$bin/instep
[ "${RUNNER_OS:-}" != Windows ] || instep=$instep.exe
"$instep" --version
printf 'instep=%s\n' "$instep" >>"$GITHUB_OUTPUT"
printf '%s\n' "$bin" >>"$GITHUB_PATH"
