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
between 1.00 and 1.30 of the trace's peak live bytes, to the larger of 8 bytes and 0.05 %. tinymem
is compiled anew for each size. Prints a table and writes it to smallest-ram.csv in the work folder.
Exits 1 when the geometric mean of RAM over peak live bytes is above $LIMIT.
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

# The static memory of tinymem as it was compiled last: what POOL_SIZE must cover.
static_ram() {
    size "$folder/tinymem.o" | awk 'NR == 2 { print $2 + $3 }'
}

# Sets ram to the smallest RAM for the trace, or to 0 when 1.30 of the peak is not enough. Sizes are
# counted in steps above the peak.
bisect() {
    least=$((peak / 8 * 8))
    step=$((peak / 2000 / 8 * 8))
    [ "$step" -ge 8 ] || step=8
    refused=0
    passed=$((peak * 3 / 10 / step + 1))
    ram=0
    passes $((least + passed * step)) || return 0
    ram=$(static_ram)
    while [ $((passed - refused)) -gt 1 ]; do
        middle=$(((passed + refused) / 2))
        if passes $((least + middle * step)); then
            passed=$middle
            ram=$(static_ram)
        else
            refused=$middle
        fi
    done
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
    bisect
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
