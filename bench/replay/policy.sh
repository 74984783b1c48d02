#!/bin/sh
# SPDX-License-Identifier: MIT
# Measures how much tinymem moves, and how many slices a refusal takes, on nearly full pools.
set -eu
sources=$(dirname "$0")
# shellcheck source=bench/replay/replay.sh
. "$sources/replay.sh"

# What --help prints.
usage() {
    cat <<END
usage: policy.sh --two-files DIR --traces DIR --work DIR [--cc COMPILER] [--define D]...

Replays each trace in pools that are 95 % and 99 % full when most is alive (4-byte blocks, no pins),
checks every block's bytes, and prints what the tidying cost: bytes moved by tm_thread and tm_defrag
per byte allocated, slices per refused request, and the requests that needed tm_defrag. A table
goes to policy.csv in the work folder too. Exits 1 when a trace does not pass, or when the mean of
all traces' bytes moved per byte allocated is above $(limit 95) at 95 %, $(limit 99) at 99 %.
$(shared_options)
END
}

# The most bytes that may be moved per byte allocated, in the mean of all traces, at $1 % full.
limit() {
    case $1 in
    95) echo 0.06 ;;
    99) echo 0.12 ;;
    esac
}

# Sets live and overhead, in bytes: what is alive at the trace's peak in whole blocks, and what a
# pool has for itself then. Measured in a pool that is roomy, but has numbers of 16 bits as well.
calibrate() {
    roomy=$(($(trace_field "$trace" 'peak live') * 5 / 4 / 8 * 8))
    [ "$roomy" -le 261880 ] || roomy=261880
    compile "$folder" "$roomy"
    run "$folder" "$trace" || die "$label does not pass in $roomy bytes"
    live=$(figure "$folder" peak_live_bytes)
    overhead=$((roomy - live - $(figure "$folder" peak_free_bytes)))
}

# Replays the trace in a pool that is $1 % full at its peak, and prints a row of the table.
measure() {
    pool=$(((overhead + (live * 100 + $1 - 1) / $1 + 7) / 8 * 8))
    compile "$folder" "$pool"
    passed=1
    run "$folder" "$trace" || passed=0
    sed "s/=/ /" "$folder/figures" | awk -v trace="$label" -v full="$1" -v passed="$passed" '
        { is[$1] = $2 }
        END {
            print trace "," full "," is["pool_bytes"] "," \
                is["peak_live_bytes"] / (is["peak_live_bytes"] + is["peak_free_bytes"]) "," \
                is["refused"] "," is["slices"] "," is["defrags"] "," is["moved_bytes"] "," \
                is["asked_bytes"] "," passed
        }' >>"$csv"
    tail -n 1 "$csv" | awk -F, "$row"
}

# How a line of the file becomes one of the table.
# shellcheck disable=SC2016 # the dollars are awk's
row='{
    printf "%-16s %4d %% %10d %7.1f %8d %12.1f %8d %8.3f%s\n", $1, $2, $3, 100 * $4, $5,
        $5 ? $6 / $5 : 0, $7, $8 / $9, $10 ? "" : "  DOES NOT PASS"
}'

parse_options "$@"
csv=$WORK/policy.csv
echo trace,full,pool_bytes,full_at_peak,refused,slices,defrags,moved_bytes,allocated_bytes,passed \
    >"$csv"
printf '%-16s %6s %10s %7s %8s %12s %8s %8s\n' trace full pool 'at peak' refused slices/each \
    defrags moved
for trace in "$TRACES"/*.trace; do
    label=$(basename "$trace" .trace)
    folder=$WORK/$label
    calibrate
    for full in 95 99; do measure "$full"; done
done

for full in 95 99; do
    awk -F, -v full="$full" -v limit="$(limit "$full")" '
        NR > 1 && $2 == full {
            refused += $5; slices += $6; defrags += $7; moved += $8 / $9; n++; lost += !$10
        }
        END {
            good = !lost && moved / n <= limit
            printf "all at %d %%: %d refused at first, %.1f slices each, %d needed tm_defrag; ",
                full, refused, refused ? slices / refused : 0, defrags
            printf "%.3f bytes moved per byte allocated in the mean, at most %s: %s\n", moved / n,
                limit, good ? "met" : "MISSED"
            exit !good
        }' "$csv" || failed=1
done
exit "${failed:-0}"
