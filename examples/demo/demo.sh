#!/bin/sh
# SPDX-License-Identifier: MIT
# Replays real programs' traces on an emulated Cortex-M3, on malloc and on tinymem in the same RAM.
# shellcheck disable=SC2059 # heads and rows of a table share a format
set -eu

# What --help prints.
usage() {
    cat <<END
usage: demo.sh --traces DIR --programs DIR --cases LIST -- EMULATOR...

For each trace: replays it on newlib-nano's malloc and on tinymem in the same RAM, all included, on
a board that EMULATOR runs (a command to put in front of a program). Shows how each goes, the heaps,
and a table at the end. Exits 0 when tinymem passed every trace.
  --traces DIR    the traces as plain text, NAME.trace
  --programs DIR  demo_malloc, and demo_NAME_RATIO for each case
  --cases LIST    NAME:RATIO:BYTES of RAM, separated by commas; the ratio in hundredths of the
                  trace's peak live bytes. Where one is not enough the next of the same NAME follows
  --help          this text
The target demo of the preset demo makes all that and calls this.
END
}

# Says what is wrong, and ends the script.
die() {
    echo "demo: $*" >&2
    exit 2
}

# Prints the figure $1 of the file $2; nothing when it is not there.
figure() {
    sed -n "s/^$1=//p" "$2"
}

# Prints what is to know about a trace, from its header line.
introduce() {
    header=$(head -n 1 "$1")
    header=${header#"# "}
    peak=$(expr "$header" : '.*; peak live \([0-9]*\)')
    count=$(expr "$header" : '.*; peak count \([0-9]*\)')
    operations=$(expr "$header" : '.*; ops \([0-9]*\)')
    echo
    echo "${header%%; ops *}" | fold -s -w 78 | sed 's/ *$//'
    echo "  $operations operations; $peak bytes in $count blocks are alive at the peak"
}

# Turns a ratio in hundredths into words: 115 into 1.15.
in_words() {
    echo "${1%??}.${1#"${1%??}"}"
}

# Runs a program on the board. Paths are relative to its folder: the board gets 512 bytes of them.
on_board() {
    (cd "$programs" && QEMU_OPTIONS='-icount shift=10' "$@")
}

# play TRACE RATIO RAM EMULATOR...: both runs in that RAM. Its status is tinymem's.
play() {
    trace=$1
    ratio=$2
    ram=$3
    shift 3
    echo "  RAM in all: $ram bytes, $(in_words "$ratio") of that"
    on_board "$@" demo_malloc "run/$trace.trace" "$ram" run/malloc ||
        die "the run on malloc went wrong"
    status=0
    on_board "$@" "demo_${trace}_$ratio" "run/$trace.trace" run/tinymem || status=$?
    [ "$status" -le 2 ] || die "the run on tinymem went wrong (status $status)"
    return "$status"
}

# add_rows TRACE RATIO RAM PASSED: adds a row to each of the two tables.
add_rows() {
    words=passes
    [ "$4" -eq 1 ] || words=FAILS
    at=$(figure failed_at "$run/malloc")
    # shellcheck disable=SC2046 # the two figures are words, and missing where malloc survives
    set -- "$1" "$3" "$(in_words "$2")" "$words" $(figure wanted "$run/malloc") \
        $(figure free "$run/malloc")
    [ "$at" -ne 0 ] || at=survives
    printf "$fates" "$1" "$2" "$3" "$at" "${5:--}" "${6:--}" "$4" >>"$run/fates"
    moved=$(awk -v moved="$(figure moved_bytes "$run/tinymem")" \
        -v asked="$(figure asked_bytes "$run/tinymem")" 'BEGIN { printf "%.3f", moved / asked }')
    printf "$costs" "$1" "$(figure refused "$run/tinymem")" "$(figure slices "$run/tinymem")" \
        "$(figure moves "$run/tinymem")" "$moved" "$(figure longest "$run/tinymem")" \
        "$(figure defrags "$run/tinymem")" >>"$run/costs"
}

# How a row of each table looks.
fates='%-15s %7s %6s   %9s %7s %7s   %7s\n'
costs='%-15s %8s %8s %8s %8s %8s %8s\n'

# Prints the tables and what they say in one sentence.
conclude() {
    printf '\n%30s %-27s %s\n' '' "newlib-nano's malloc" tinymem
    printf "$fates" trace RAM ratio 'fails at' wanted free ' '
    cat "$run/fates"
    echo
    printf "$costs" "tinymem's cost" refused slices moves moved longest defrags
    cat "$run/costs"
    cat <<END

refused: requests that were refused at first, until tm_thread had made room
moved:   bytes moved per byte allocated
longest: instructions of the longest slice, that is, call of tm_thread
defrags: requests that slices did not help: blocks too large for one were in the way

In the same RAM malloc fails on $malloc_failed of $all traces, tinymem on $failed.
END
}

# Reads the command line.
traces='' programs='' cases=''
while [ $# -gt 0 ]; do
    case $1 in
    --help) usage && exit 0 ;;
    --traces) traces=${2:?} && shift 2 ;;
    --programs) programs=${2:?} && shift 2 ;;
    --cases) cases=${2:?} && shift 2 ;;
    --) shift && break ;;
    *) die "there is no option $1; see --help" ;;
    esac
done
if [ ! -d "$traces" ] || [ ! -d "$programs" ] || [ -z "$cases" ] || [ $# -eq 0 ]; then
    die "something is missing in the call; see --help"
fi

run=$programs/run
rm -rf "$run"
mkdir "$run"
cp "$traces"/*.trace "$run"
cat <<END
Real programs' allocations, replayed on an emulated Cortex-M3. A heap is drawn from
its lowest address to its highest: # full, + half full or more, - less, . free
END

first_ratio=${cases#*:} first_ratio=${first_ratio%%:*}
done_with='' all=0 failed=0 malloc_failed=0 left=$cases
while [ -n "$left" ]; do
    case=${left%%,*}
    if [ "$left" = "$case" ]; then left=; else left=${left#*,}; fi
    trace=${case%%:*} ratio=${case#*:} ram=${case##*:}
    ratio=${ratio%:*}
    [ "$trace" != "$done_with" ] || continue
    [ "$ratio" != "$first_ratio" ] || introduce "$traces/$trace.trace"
    passed=1
    play "$trace" "$ratio" "$ram" "$@" || passed=0
    if [ "$passed" -eq 0 ] && [ "${left#"$trace:"}" != "$left" ]; then
        echo '  tinymem needs more than that: again, with the next 0.05'
        continue
    fi
    done_with=$trace
    add_rows "$trace" "$ratio" "$ram" "$passed"
    all=$((all + 1))
    failed=$((failed + 1 - passed))
    [ "$(figure failed_at "$run/malloc")" -eq 0 ] || malloc_failed=$((malloc_failed + 1))
done
conclude
[ "$failed" -eq 0 ]
