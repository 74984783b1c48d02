#!/bin/sh
# SPDX-License-Identifier: MIT
# Finds, for each trace, the smallest RAM in which it passes with tinymem.
set -eu
sources=$(dirname "$0")
# shellcheck source=bench/replay/replay.sh
. "$sources/replay.sh"

# What --help prints.
usage() {
    cat <<END
usage: smallest-ram.sh --two-files DIR --traces DIR --work DIR [--cc COMPILER] [--define D]...

For each trace: the smallest RAM (all static memory of tinymem: table, state and pool; 32-bit build,
4-byte blocks, no pins, no statistics) in which the trace passes, found by bisection over POOL_SIZE
between 1.00 and 1.30 of the trace's peak live bytes, to the larger of 8 bytes and 0.05 %. As a size
may fail where a smaller one passes, that is done eight times, over sizes that are larger by 0, 8, ..
56 bytes, and the RAM is the mean of what is found. tinymem is compiled anew for each size. Prints a
table and writes it to smallest-ram.csv in the work folder. Exits 1 when the geometric mean of RAM
over peak live bytes is above $LIMIT.
$(shared_options)
END
}

# The most that the geometric mean may be.
LIMIT=1.09

# passes SIZE: whether the trace passes in a pool of SIZE bytes.
passes() {
    compile "$folder" "$1" -DTM_STATS=0
    run "$folder" "$trace"
}

# Looks whether $1 steps above the least size pass, unless that is known.
try() {
    if [ "$1" -le "$refused" ] || [ "$1" -ge "$enough" ]; then return 0; fi
    if passes $((least + $1 * step)); then enough=$1; else refused=$1; fi
}

# Sets passed to the smallest size that passes, or to 0 when 1.30 of the peak is not enough. Sizes
# are peak live bytes, $1 bytes more, and a number of steps. It looks first around what it found last.
bisect() {
    least=$((peak / 8 * 8 + $1))
    most=$((peak * 3 / 10 / step + 1))
    refused=0
    enough=$((most + 1))
    if [ "$passed" -gt 0 ]; then
        around=$(((passed - least) / step))
        try $((around - 3))
        try $((around + 4))
    fi
    try "$most"
    while [ "$enough" -le "$most" ] && [ $((enough - refused)) -gt 1 ]; do
        try $(((enough + refused) / 2))
    done
    passed=0
    [ "$enough" -gt "$most" ] || passed=$((least + enough * step))
}

# Sets ram to the static memory of tinymem in a pool of `passed` bytes as CC compiles it, in which
# the trace must pass, too; or in the next larger one that it passes in.
count_ram() {
    until compile_well "$folder" "$passed" -DTM_STATS=0 && run "$folder" "$trace"; do
        passed=$((passed + step))
    done
    ram=$(size "$folder/tinymem.o" | awk 'NR == 2 { print $2 + $3 }')
}

# Sets ram to the smallest RAM for the trace, in the mean of eight bisections; or to 0 when 1.30 of
# the peak is not enough.
mean_ram() {
    step=$((peak / 2000 / 8 * 8))
    [ "$step" -ge 8 ] || step=8
    passed=0
    sum=0
    times=0
    for more in $SIZES; do
        ram=0
        bisect "$more"
        [ "$passed" -gt 0 ] || return 0
        count_ram
        sum=$((sum + ram))
        times=$((times + 1))
    done
    ram=$(((sum + times / 2) / times))
}

# Prints what the best non-moving allocator needs for the trace $1; nothing where that is unknown.
peer() {
    awk -F, -v trace="$1" '$1 == trace { print $2 }' "$sources/../peers/smallest-arena.csv"
}

parse_options "$@"
[ -n "$mode" ] || die "this needs a compiler for 32-bit programs (-m32)"

csv=$WORK/smallest-ram.csv
echo trace,peak_live_bytes,ram_bytes,ratio,best_non_moving >"$csv"
printf '%-16s %10s %10s %7s %16s\n' trace 'peak live' RAM ratio 'best non-moving'
for trace in "$TRACES"/*.trace; do
    label=$(basename "$trace" .trace)
    folder=$WORK/$label
    peak=$(trace_field "$trace" 'peak live')
    mean_ram
    ratio=$(awk -v ram="$ram" -v peak="$peak" 'BEGIN { printf "%.4f", ram / peak }')
    other=$(peer "$label")
    echo "$label,$peak,$ram,$ratio,$other" >>"$csv"
    printf '%-16s %10s %10s %7s %16s\n' "$label" "$peak" "$ram" "$ratio" "${other:--}"
done

awk -F, -v limit="$LIMIT" '
    NR > 1 && $3 == 0 { print $1 " does not pass in 1.30 of its peak"; lost = 1 }
    NR > 1 { n++; sum += log($4 > 0 ? $4 : 9); if ($5 > 0) { m++; other += log($5) } }
    END {
        mean = exp(sum / n)
        printf "%-16s %10s %10s %7.4f %16s\n", "geometric mean", "", "", mean,
            m == n ? sprintf("%.3f", exp(other / m)) : "-"
        printf "at most %s is asked for: %s\n", limit, !lost && mean <= limit ? "met" : "MISSED"
        exit lost || mean > limit
    }' "$csv"
