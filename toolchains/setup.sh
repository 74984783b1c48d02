#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what the presets, tests, demo and benchmarks need, on Debian and Ubuntu.
# Running it again installs only what is missing.
set -eu

# The packages that each choice needs. The compilers with a version in their name are those that can
# stand side by side: the packages gcc-multilib and gcc-mips-linux-gnu remove each other.
host_packages='
    cmake ninja-build pkg-config gzip patch python3 gcc g++ gcc-12 g++-12 libc6-dev clang tcc valgrind
    gcc-12-multilib g++-12-multilib googletest clang-tidy cppcheck libclang-rt-dev
    librapidcheck-dev afl++
    libmimalloc-dev libjemalloc-dev python3-matplotlib'
arm_packages='
    gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib
    picolibc-arm-none-eabi qemu-system-arm'
other_packages='
    gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc
    gcc-avr avr-libc simavr libsimavr-dev libelf-dev
    gcc-12-mips-linux-gnu g++-12-mips-linux-gnu qemu-user'

# What --help prints.
usage() {
    cat <<END
usage: sh toolchains/setup.sh [host|arm|all]

Installs the packages that building and testing tinymem needs, and says which.
  host   this machine's compilers, GoogleTest, and the tools of the benchmarks
  arm    host, and what the Cortex-M presets and the demo need
  all    arm, and RISC-V, AVR and MIPS (what "cmake --workflow --preset test" needs); the default
END
}

# Runs a command with the rights to install: through sudo where that is needed.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

# Prints those of its arguments that are not installed.
missing_of() {
    for package in "$@"; do
        case $(dpkg -s "$package" 2>/dev/null) in
        *"Status: install ok installed"*) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

case ${1:-all} in
-h | --help)
    usage
    exit 0
    ;;
host) packages=$host_packages ;;
arm) packages="$host_packages $arm_packages" ;;
all) packages="$host_packages $arm_packages $other_packages" ;;
*)
    usage >&2
    exit 2
    ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    echo "setup: this system has no apt-get. Please install by its own means what Debian 12 calls:"
    # shellcheck disable=SC2086 # the list is to be split into words
    printf '    %s\n' $packages
    exit 1
fi

# shellcheck disable=SC2086 # the list is to be split into words
missing=$(missing_of $packages)
if [ -z "$missing" ]; then
    echo "setup: everything for '${1:-all}' is installed already"
    exit 0
fi

echo "setup: installing $missing"
as_root apt-get -o DPkg::Lock::Timeout=300 update -q
# shellcheck disable=SC2086 # the list is to be split into words
as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q \
    --no-install-recommends $missing
echo "setup: done"
