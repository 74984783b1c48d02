#!/bin/sh
# SPDX-License-Identifier: MIT
# GCC 12.2.0 with binutils 2.40 (Debian 12, x86-64): a weak default stays in force under -flto.
#
# A library, compiled with -flto, defines a weak hook and calls it. The user's object, compiled
# without -flto, defines the hook strongly.
# Expected: the call reaches the user's hook, as without -flto: a strong definition replaces a weak
# one.
# Seen: at -O2, -O3 and -Os the library's call becomes what the weak default returns. The link is
# silent, though the linker tells GCC that the default is replaced (PREEMPTED_REG). Right are -O1, a
# user's object with -flto, and a default with the attribute noipa.
# It hurts each library with weak defaults: the user's hook for errors, say, is not called.
# A way round: noipa on the default, or a weak reference in its place.
set -eu

packages='gcc-12=12.2.0-14+deb12u1 binutils=2.40-2'

# What --help prints.
usage() {
    cat <<END
usage: gcc-lto-weak-default.sh

Fetches $packages and what they need into a temporary folder
with apt-get, and shows which hook a program calls. Exits 0 if that is still as this file's head
says, 1 if not, and with another status if it cannot be tried.
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

# Prints whose hook is called: $1 for the library's options, $2 for the user's, $3 for the default's
# attributes.
called() {
    # shellcheck disable=SC2086 # several options
    gcc-12 $1 "-DATTRIBUTES=$3" -c library.c && gcc-12 $2 -c user.c &&
        gcc-12 $1 -nostdlib -static -save-temps library.o user.o -o program || exit 2
    status=0
    ./program || status=$?
    case $status in
    1) hook='weak default' ;;
    2) hook="user's hook" ;;
    *) hook="status $status" ;;
    esac
    echo "library $1 ($3), user $2: $hook"
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

cat >library.c <<'END'
__attribute__((ATTRIBUTES)) int hook(void) { return 1; }
int library(void) { return hook(); }
END
cat >user.c <<'END'
int library(void);
int hook(void) { return 2; }
void _start(void)
{
    __asm__ volatile("syscall" : : "a"(60), "D"(library())); /* exits with what library returns */
}
END

{
    called -O2 -O2 weak
    called '-O1 -flto' -O2 weak
    called '-O2 -flto' '-O2 -flto' weak
    called '-O2 -flto' -O2 'weak,noipa'
    for level in -O2 -O3 -Os; do
        called "$level -flto" "$level" weak
    done
    echo "what the linker told GCC: $(grep -o '[A-Z_]* hook$' program.res)"
} >seen
cat seen
diff - seen <<'END' || exit 1
library -O2 (weak), user -O2: user's hook
library -O1 -flto (weak), user -O2: user's hook
library -O2 -flto (weak), user -O2 -flto: user's hook
library -O2 -flto (weak,noipa), user -O2: user's hook
library -O2 -flto (weak), user -O2: weak default
library -O3 -flto (weak), user -O3: weak default
library -Os -flto (weak), user -Os: weak default
what the linker told GCC: PREEMPTED_REG hook
END
