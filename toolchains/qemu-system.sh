#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a bare-metal program in QEMU and exits with its exit status (modulo 256).
set -eu

# What --help prints.
usage() {
    cat <<END
usage: qemu-system.sh ARCHITECTURE MACHINE PROGRAM [ARGUMENT...]

Runs PROGRAM on qemu-system-ARCHITECTURE's MACHINE with semihosting, and exits with its status; 124
after too long a time. The program gets at most 15 arguments, 512 bytes in all, none with a space.
Environment:
  QEMU_TIMEOUT   the longest time in seconds (600)
  QEMU_OPTIONS   further options, such as "-icount shift=6": an instruction then takes 2^6 ns
END
}

case ${1:-} in
-h | --help)
    usage
    exit 0
    ;;
esac
if [ $# -lt 3 ]; then
    usage >&2
    exit 2
fi

architecture=$1
machine=$2
program=$3
shift 3
if [ "$machine" = virt ]; then
    board_options='-bios none -m 16M'
else
    board_options=
fi

# shellcheck disable=SC2086 # the options are to be split into words
exec timeout --foreground "${QEMU_TIMEOUT:-600}" "qemu-system-$architecture" -M "$machine" \
    $board_options ${QEMU_OPTIONS:-} -nographic -monitor none -serial none \
    -semihosting-config enable=on,target=native -kernel "$program" -append "$*" </dev/null
