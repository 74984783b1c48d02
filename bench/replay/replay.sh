# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the scripts beside it share: options, compiling tinymem and the replay program for one pool,
# running them. Set by parse_options: CC, DEFINES, TWO_FILES, TRACES, WORK, mode, quick. To be
# sourced, with `sources` (this folder) set.

# Figures are means over pools of so many sizes, 8 bytes apart: how it goes in one size is chance.
# shellcheck disable=SC2034 # the scripts use it
SIZES='0 8 16 24 32 40 48 56'

# Says what is wrong, and ends the script.
die() {
    echo "$(basename "$0" .sh): $*" >&2
    exit 2
}

# The options that --help of each script lists.
shared_options() {
    cat <<END
  --two-files DIR  where tinymem.c and tinymem.h are that stand alone (target amalgamation)
  --traces DIR     where the traces are, as plain text: NAME.trace (target traces)
  --work DIR       where to build and to write the results; is made
  --cc COMPILER    the C compiler (cc); its 32-bit mode is used where it has one
  --define D       an option of tinymem, such as TM_READ_BARRIER=1; may be repeated
  --help           this text
END
}

# Reads the command line into TWO_FILES, TRACES, WORK, CC and DEFINES. Calls usage() of the script.
parse_options() {
    CC=cc
    DEFINES=
    while [ $# -gt 0 ]; do
        case $1 in
        --help) usage && exit 0 ;;
        --two-files | --traces | --work | --cc | --define) [ $# -ge 2 ] || die "$1 needs a value" ;;
        *) die "there is no option $1; see --help" ;;
        esac
        case $1 in
        --two-files) TWO_FILES=$2 ;;
        --traces) TRACES=$2 ;;
        --work) WORK=$2 ;;
        --cc) CC=$2 ;;
        --define) DEFINES="$DEFINES -D$2" ;;
        esac
        shift 2
    done
    [ -f "${TWO_FILES:?--two-files is needed}/tinymem.c" ] || die "no tinymem.c in $TWO_FILES"
    [ -n "$(ls "${TRACES:?--traces is needed}"/*.trace 2>/dev/null)" ] || die "no traces in $TRACES"
    mkdir -p "${WORK:?--work is needed}"
    choose_mode
    choose_quick
}

# Sets `mode` to -m32 where the compiler can make and this machine can run 32-bit programs.
choose_mode() {
    mode=-m32
    echo 'int main(void) { return 0; }' >"$WORK/mode.c"
    if ! "$CC" -m32 -o "$WORK/mode" "$WORK/mode.c" 2>/dev/null || ! "$WORK/mode"; then mode=; fi
}

# Sets `well` to CC, and `quick` to the compiler for a program that is run once: tcc, where it is
# there and its objects can be linked, takes a twentieth of the time. What a pool does is the same
# whoever compiled it.
choose_quick() {
    well="$CC $mode -O0 -fno-pic"
    quick="tcc $mode"
    if ! $quick -c -o "$WORK/mode.o" "$WORK/mode.c" 2>/dev/null ||
        ! link "$WORK/mode" "$WORK/mode.o" 2>/dev/null || ! "$WORK/mode"; then
        quick=$well
    fi
}

# link PROGRAM OBJECT...: makes the program.
link() {
    program=$1
    shift
    # shellcheck disable=SC2086 # mode may be no word at all
    "$CC" $mode -no-pie -Wl,-z,noexecstack -o "$program" "$@"
}

# Prints the number that follows the word $2 in the header of the trace $1.
trace_field() {
    head -n 1 "$1" | sed "s/.*; $2 \([0-9]*\).*/\1/"
}

# build COMPILER FOLDER POOL_SIZE OPTION...: makes FOLDER/replay, and FOLDER/tinymem.o in it.
build() {
    compiler=$1
    folder=$2
    size=$3
    shift 3
    mkdir -p "$folder"
    # shellcheck disable=SC2086 # DEFINES may be no word at all
    set -- $DEFINES -std=c99 -I"$TWO_FILES" -DTM_POOL_SIZE="$size" -DTM_INDEX_BITS=16 \
        -DTM_BLOCK_SIZE=4 -DTM_PINS=0 -DTM_PLATFORM_NONE=1 -DTM_PLATFORM_POSIX=0 \
        -DTM_PLATFORM_CORTEX_M=0 "$@"
    for source in "$TWO_FILES/tinymem" "${sources:?}/replay" "$sources/player" "$sources/trace"; do
        # shellcheck disable=SC2086 # the compiler is several words
        $compiler "$@" -c -o "$folder/${source##*/}.o" "$source.c" ||
            die "tinymem can't be compiled for $size bytes"
    done
    link "$folder/replay" "$folder/tinymem.o" "$folder/replay.o" "$folder/player.o" \
        "$folder/trace.o" || die "the replay can't be linked for $size bytes"
}

# compile FOLDER POOL_SIZE OPTION...: the same by the quick compiler.
compile() { build "$quick" "$@"; }

# compile_well FOLDER POOL_SIZE OPTION...: the same by CC.
compile_well() { build "$well" "$@"; }

# run FOLDER TRACE: replays into FOLDER/figures. Its status is whether the trace passed; spoiled
# blocks and broken traces end the script.
run() {
    status=0
    "$1/replay" "$2" >"$1/figures" || status=$?
    [ "$status" -le 1 ] || die "$2 in $1: the replay failed with status $status"
    return "$status"
}

# figure FOLDER NAME: prints a figure of the last run there.
figure() {
    sed -n "s/^$2=//p" "$1/figures"
}
