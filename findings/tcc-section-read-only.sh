#!/bin/sh
# SPDX-License-Identifier: MIT
# tcc 0.9.27 (Debian 12's snapshot of 2020-08-14, x86-64): variables with a section are read-only.
#
# A variable that is not const is put in a section of its own by __attribute__((section(".far"))).
# Expected: it can be written, as with GCC and clang, which make the section writable (WA).
# Seen: tcc gives the section the flag A alone, also where the variable has a first value, and even
# where the section is called .data.far. So it is loaded with the code, and can't be written there.
# tcc says no word, with -Wall neither.
# It hurts each library that lets its user place its memory: the program compiles, and stops.
# A way round: with tcc leave the attribute out, or name .data or .bss, which tcc itself makes.
set -eu

packages='tcc=0.9.27+git20200814.62c30a4a-1 binutils=2.40-2'

# What --help prints.
usage() {
    cat <<END
usage: tcc-section-read-only.sh

Fetches $packages and what they need
into a temporary folder with apt-get, and shows the flags of a variable's section. Exits 0 if they are
still as this file's head says, 1 if not, and with another status if it cannot be tried.
END
}

# Unpacks the packages and all they need, but the C library, which is the system's, into $root.
fetch() {
    mkdir -p "$work/cache/archives/partial"
    # shellcheck disable=SC2086 # several packages
    apt-get -qq -y -o Dir::Cache="$work/cache" -o Dir::State::status=/dev/null \
        -o Debug::NoLocking=1 -o APT::Sandbox::User=root --no-install-recommends \
        --download-only install $packages >&2 || exit 2
    rm -f "$work"/cache/archives/libc6_*
    for archive in "$work"/cache/archives/*.deb; do
        dpkg -x "$archive" "$root"
    done
    export PATH="$root/usr/bin:$PATH"
    export LD_LIBRARY_PATH="$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu"
}

# Shows the section of the variable $1, which is written to.
section_of() {
    cat >program.c <<END
$1;
void write_to(void) { placed[1] = 1; }
END
    tcc -Wall -c program.c || exit 2
    section=$(readelf -sW program.o | awk '$8 == "placed" { print $7 }')
    echo "$1:"
    readelf -SW program.o | sed 's/^ *\[ *//' |
        awk -v n="$section]" '$1 == n { print "    section " $2 ", " $3 ", flags " $8 }'
}

case ${1-} in
'') ;;
--help) usage && exit ;;
*) usage >&2 && exit 2 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
fetch
cd "$work"

{
    section_of 'int placed[4]'
    section_of 'int placed[4] __attribute__((section(".bss")))'
    section_of 'int placed[4] __attribute__((section(".far")))'
    section_of 'int placed[4] __attribute__((section(".far"))) = {7}'
    section_of 'int placed[4] __attribute__((section(".data.far"))) = {7}'
} >seen
cat seen
diff - seen <<'END' || exit 1
int placed[4]:
    section .bss, NOBITS, flags WA
int placed[4] __attribute__((section(".bss"))):
    section .bss, NOBITS, flags WA
int placed[4] __attribute__((section(".far"))):
    section .far, PROGBITS, flags A
int placed[4] __attribute__((section(".far"))) = {7}:
    section .far, PROGBITS, flags A
int placed[4] __attribute__((section(".data.far"))) = {7}:
    section .data.far, PROGBITS, flags A
END
