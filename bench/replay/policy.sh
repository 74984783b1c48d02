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
and in pools that are larger by 8, 16, .. 56 bytes; checks every block's bytes, and prints what the
tidying cost, in the mean of the eight sizes: bytes moved by tm_thread and tm_defrag per byte
allocated, slices per refused request, and the requests that needed tm_defrag. All sizes go to
policy.csv in the work folder. Exits 1 when a trace does not pass, or when the mean of all traces'
bytes moved per byte allocated is above $(limit 95) at 95 %, $(limit 99) at 99 %.
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

# Replays the trace in a pool that is $1 % full at its peak, but for $2 bytes more.
measure() {
    pool=$(((overhead + (live * 100 + $1 - 1) / $1 + 7) / 8 * 8 + $2))
    compile "$folder" "$pool"
    passed=1
    run "$folder" "$trace" || passed=0
    sed "s/=/ /" "$folder/figures" | awk -v trace="$label" -v full="$1" -v more="$2" \
        -v passed="$passed" '
        { is[$1] = $2 }
        END {
            print trace "," full "," more "," is["pool_bytes"] "," \
                is["peak_live_bytes"] / (is["peak_live_bytes"] + is["peak_free_bytes"]) "," \
                is["refused"] "," is["slices"] "," is["defrags"] "," is["moved_bytes"] "," \
                is["asked_bytes"] "," passed
        }' >>"$csv"
}

# Prints a row of the table: the trace at $1 %, in the mean of the sizes.
show() {
    awk -F, -v trace="$label" -v full="$1" '
        $1 == trace && $2 == full {
            if (!n) pool = $4
            n++; peak += $5; refused += $6; slices += $7; defrags += $8; moved += $9 / $10
            lost += !$11
        }
        END {
            printf "%-16s %4d %% %10d %7.1f %8.1f %12.1f %8.1f %8.3f%s\n", trace, full, pool,
                100 * peak / n, refused / n, refused ? slices / refused : 0, defrags / n, moved / n,
                lost ? "  DOES NOT PASS" : ""
        }' "$csv"
}

parse_options "$@"
csv=$WORK/policy.csv
echo "trace,full,more_bytes,pool_bytes,full_at_peak,refused,slices,defrags,moved_bytes,\
allocated_bytes,passed" >"$csv"
printf '%-16s %6s %10s %7s %8s %12s %8s %8s\n' trace full pool 'at peak' refused slices/each \
    defrags moved
for trace in "$TRACES"/*.trace; do
    label=$(basename "$trace" .trace)
    folder=$WORK/$label
    calibrate
    for full in 95 99; do
        for more in $SIZES; do measure "$full" "$more"; done
        show "$full"
    done
done

for full in 95 99; do
    awk -F, -v full="$full" -v limit="$(limit "$full")" '
        NR > 1 && $2 == full {
            refused[$3] += $6; slices[$3] += $7; defrags += $8; moved += $9 / $10; n++; lost += !$11
        }
        END {
            for (size in refused) {
                sizes++
                all += refused[size]
                if (refused[size]) each += slices[size] / refused[size]
            }
            good = !lost && moved / n <= limit
            printf "all at %d %%: %.1f refused at first, %.1f slices each, %.1f needed tm_defrag; ",
                full, all / sizes, each / sizes, defrags / sizes
            printf "%.3f bytes moved per byte allocated in the mean, at most %s: %s\n", moved / n,
                limit, good ? "met" : "MISSED"
            exit !good
        }' "$csv" || failed=1
done
exit "${failed:-0}"
