#!/bin/sh
# SPDX-License-Identifier: MIT
# Tests that the reader of traces refuses what is not a sound trace, and says what is wrong.
set -eu
sources=$(dirname "$0")
# shellcheck source=bench/replay/replay.sh
. "$sources/replay.sh"

# What --help prints.
usage() {
    cat <<END
usage: trace_test.sh --two-files DIR --traces DIR --work DIR [--cc COMPILER]

Gives small traces, sound ones and broken ones, to the replay program, and exits 1 when one is
taken wrongly or the message is another than it should be.
$(shared_options)
END
}

# check STATUS MESSAGE LINE...: replays a trace of these lines, expects that status and message.
check() {
    expected=$1
    message=$2
    shift 2
    printf '%s\n' "$@" >"$WORK/lines"
    status=0
    "$WORK/replay" "$WORK/lines" >/dev/null 2>"$WORK/errors" || status=$?
    said=$(cat "$WORK/errors")
    case "($said)" in
    *"${message:-()}"*) ;;
    *) status="$status (wrong words)" ;;
    esac
    if [ "$status" != "$expected" ]; then
        echo "expected status $expected and '$message', got $status and '$said', for: $*"
        failed=1
    fi
}

parse_options "$@"
compile_well "$WORK" 4096
failed=0
head='# t: words; ops 2; peak live 8; peak count 1; sizes 8/8/8/8'
check 0 '' "$head" 'a 1 8' 'f 1'
check 0 '' "$head" 'a 1 4' 'r 1 8'
check 1 '' '# t: words; ops 1; peak live 9000; peak count 1;' 'a 1 9000'
check 3 ':1: the header is not' 'a 1 8'
check 3 ':1: the header lacks' '# t: words; ops 2; peak live 8;' 'a 1 8' 'f 1'
check 3 ":2: the operation is not 'a '" "$head" 'b 1 8'
check 3 ':2: no id' "$head" 'a x 8'
check 3 ':2: the id is out of range' "$head" 'a 0 8'
check 3 ':2: the id is out of range' "$head" 'a 8193 8'
check 3 ':2: no id' "$head" 'a 1234567890 8'
check 3 ':2: no size' "$head" 'a 1'
check 3 ':2: the size is 0' "$head" 'a 1 0'
check 3 ':2: the line goes on' "$head" 'a 1 8 8'
check 3 ':3: the line goes on' "$head" 'a 1 8' 'f 1 8'
check 3 ':3: the id is in use already' "$head" 'a 1 8' 'a 1 8'
check 3 ':3: the id is not in use' "$head" 'a 1 8' 'f 2'
check 3 ':3: the id is not in use' "$head" 'a 1 8' 'r 2 4'
check 3 ':2: more is alive than peak live' "$head" 'a 1 12'
check 3 ':3: more blocks than peak count' "$head" 'a 1 4' 'a 2 4'
check 3 ':2: operations are missing' "$head" 'a 1 8'
check 3 ':4: more operations than' "$head" 'a 1 8' 'f 1' 'a 1 8'
check 3 ':3: peak live is never reached' "$head" 'a 1 4' 'f 1'
if "$WORK/replay" "$WORK/nothing" 2>/dev/null; then failed=1; fi
[ "$failed" -eq 0 ] && echo 'all traces were taken as they should be'
exit "$failed"
