#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs AFL++ for a fixed length, without its screen, and fails when it found something.
set -eu

# What --help prints.
usage() {
    cat <<END
usage: afl.sh --corpus DIR --work DIR -- OPTION... -- PROGRAM

Fuzzes PROGRAM by afl-fuzz with those options (such as -E INPUTS or -V SECONDS), from the inputs of
the corpus. The work folder is emptied first. Exits 1 when an input crashed or hung, and names it.
END
}

corpus='' work=''
while [ $# -gt 0 ]; do
    case $1 in
    --help) usage && exit 0 ;;
    --corpus) corpus=$2 && shift 2 ;;
    --work) work=$2 && shift 2 ;;
    --) shift && break ;;
    *) usage >&2 && exit 2 ;;
    esac
done
[ -d "$corpus" ] && [ -d "$work" ] || { usage >&2 && exit 2; }

rm -rf "$work/default"
export AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
afl-fuzz -i "$corpus" -o "$work" -s 1 -t 5000 -m none -G 1028 "$@" >"$work/log" 2>&1 || {
    tail -n 30 "$work/log"
    exit 1
}
grep -E '^(execs_done|execs_per_sec|edges_found|saved_crashes|saved_hangs)' \
    "$work/default/fuzzer_stats"
found=$(find "$work/default/crashes" "$work/default/hangs" -name 'id*')
if [ -n "$found" ]; then
    printf 'found:\n%s\n' "$found"
    exit 1
fi
