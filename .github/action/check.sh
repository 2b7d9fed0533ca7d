#!/usr/bin/env bash
# Runs `instep check` as the inputs of the action say. What they hold is data: nothing of it is run or written to the
# files of the runner unread.
set -euo pipefail

fail() {
    printf '::error title=instep::%s\n' "$1"
    exit 2
}

# An input that is one line.
single() {
    case $2 in *$'\n'* | *$'\r'*) fail "the input \`$1\` has to be one line" ;; esac
}

flag() {
    case $2 in true | false) ;; *) fail "the input \`$1\` has to be \`true\` or \`false\`" ;; esac
}

# Adds the lines of an input, each behind a prefix, to `args`.
add_lines() {
    local line
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line%$'\r'}
        [ -z "$line" ] || args+=("$1$line")
    done <<<"$2"
}

since=${INPUT_SINCE:-}
baseline=${INPUT_BASELINE:-}
fail_on=${INPUT_FAIL_ON:-}
sarif=${INPUT_SARIF_FILE:-}
folder=${INPUT_WORKING_DIRECTORY:-.}
single since "$since"
single baseline "$baseline"
single fail-on "$fail_on"
single sarif-file "$sarif"
single working-directory "$folder"
flag new-only "${INPUT_NEW_ONLY:=false}"
flag summary "${INPUT_SUMMARY:=false}"

if [ "$since" = auto ]; then
    since=${GITHUB_BASE_REF:+origin/$GITHUB_BASE_REF}
fi

args=(check)
add_lines --format= "${INPUT_FORMAT:-github}"
[ -z "$sarif" ] || args+=("--format=sarif=$sarif")
summary=${RUNNER_TEMP:?}/instep-summary.md
rm -f "$summary"
[ "$INPUT_SUMMARY" = false ] || args+=("--format=markdown=$summary")
[ -z "$since" ] || args+=("--since=$since")
[ -z "$since" ] || [ "$INPUT_NEW_ONLY" = false ] || args+=(--new-only)
[ -z "$baseline" ] || args+=("--baseline=$baseline")
[ -z "$fail_on" ] || args+=("--fail-on=$fail_on")
add_lines '' "${INPUT_ARGS:-}"
args+=(--)
add_lines '' "${INPUT_PATH:-.}"
cd -- "$folder" 2>/dev/null || fail "the input \`working-directory\` is no folder"

# The runner obeys what looks like a command in the log. Where annotations are not asked for, nothing in it is one.
token=
case $'\n'${INPUT_FORMAT:-github}$'\n' in
    *$'\n'github$'\n'* | *$'\n'github$'\r'*) ;;
    *) token=instep-$RANDOM$RANDOM$RANDOM$RANDOM ;;
esac
[ -z "$token" ] || printf '::stop-commands::%s\n' "$token"
status=0
"${INSTEP:?}" "${args[@]}" || status=$?
[ -z "$token" ] || printf '::%s::\n' "$token"

if [ -s "$summary" ]; then
    # GitHub shows no summary of more than 1 MiB at all.
    if [ "$(wc -c <"$summary")" -lt 1000000 ]; then
        cat "$summary" >>"$GITHUB_STEP_SUMMARY"
    else
        echo "instep found more than a summary can show: see the log of the step." >>"$GITHUB_STEP_SUMMARY"
    fi
fi
printf 'exit-code=%s\n' "$status" >>"$GITHUB_OUTPUT"
if [ -n "$sarif" ] && [ -f "$sarif" ]; then
    # As the next step sees it.
    case $sarif in
        /* | [A-Za-z]:*) ;;
        *) [ "$folder" = . ] || sarif=$folder/$sarif ;;
    esac
    printf 'sarif-file=%s\n' "$sarif" >>"$GITHUB_OUTPUT"
fi
case $status in
    2) echo '::error title=instep::instep could not run or not write what it found; the log of the step says why' ;;
    3) echo '::error title=instep::nothing was compared: no file has a counterpart in another language; the log of the step says what was tried' ;;
esac
exit "$status"
