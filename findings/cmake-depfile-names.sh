#!/bin/sh
# SPDX-License-Identifier: MIT
# CMake 3.25.1 with Ninja 1.11.1 (Debian 12): names with `$` or `#` in a DEPFILE never come to rest.
#
# A custom command writes a depfile that names its source as the manual of add_custom_command says,
# and as GCC does: `$$` for `$`, `\#` for `#`.
# Expected: the command runs at the first build, and then when the source has changed. So it is when
# Ninja reads that depfile itself, and with CMake's Unix Makefiles.
# Seen: with CMake and Ninja the command runs at each build, with no word why. CMake reads the
# depfile rightly, but of these names only spaces are escaped in the copy that it gives to Ninja:
# there `in$1` stands for two files, `in` and `1`, that are never there.
# It hurts each library that makes sources in a user's build: how his folder is named is not its
# choice, and what is made of the source may be made anew each time.
# A way round: DEPENDS in place of DEPFILE where a path has one of these.
set -eu

packages='cmake=3.25.1-1 ninja-build=1.11.1-2~deb12u1 make=4.3-4.1'

# What --help prints.
usage() {
    cat <<END
usage: cmake-depfile-names.sh

Fetches $packages and what they need into a
temporary folder with apt-get, and shows which builds run a command: a first, two with nothing
changed, and one with its source changed. Exits 0 if that is still as this file's head says, 1 if
not, and with another status if it cannot be tried.
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

# Makes the folder $1 with the project: its source is $2, which a depfile names as $3.
project() {
    rm -rf "$1"
    mkdir -p "$1/build"
    echo 'a source' >"$1/$2"
    cat >"$1/make.cmake" <<END
file(APPEND runs " \$ENV{build}")
file(TOUCH out)
file(WRITE out.d [==[out: $1/$3
]==])
END
    cat >"$1/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.20)
project(names NONE)
add_custom_command(OUTPUT out DEPFILE "${CMAKE_CURRENT_BINARY_DIR}/out.d"
    COMMAND "${CMAKE_COMMAND}" -P "${CMAKE_CURRENT_SOURCE_DIR}/make.cmake")
add_custom_target(names ALL DEPENDS out)
END
    cat >"$1/build/build.ninja" <<'END'
rule make
  command = cmake -P ../make.cmake
  depfile = out.d
build out: make
END
}

# Tells which builds run the command, for a source $1 that a depfile names as $2. The builds are by
# $3, a generator or `Ninja alone`.
runs() {
    folder=$work/project
    project "$folder" "$1" "$2"
    if [ "$3" != 'Ninja alone' ]; then
        rm "$folder/build/build.ninja"
        cmake -G "$3" -S "$folder" -B "$folder/build" >log || exit 2
    fi
    for build in first second third changed; do
        [ "$build" != changed ] || touch "$folder/$1"
        export build
        if [ "$3" = 'Ninja alone' ]; then
            ninja -C "$folder/build" >log || exit 2
        else
            cmake --build "$folder/build" >log || exit 2
        fi
    done
    echo "$1, $3:$(cat "$folder/build/runs")"
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

# shellcheck disable=SC2016 # the dollars are names
{
    for how in 'Ninja alone' 'Unix Makefiles' Ninja; do
        runs 'in 1' 'in\ 1' "$how"
        runs 'in$1' 'in$$1' "$how"
        runs 'in#1' 'in\#1' "$how"
    done
    echo "what CMake read, and what it gave to Ninja:"
    sed 's|[^ ]*/||' "$folder/build/out.d" "$folder"/build/CMakeFiles/d/*.d
} >seen
cat seen
diff - seen <<'END' || exit 1
in 1, Ninja alone: first changed
in$1, Ninja alone: first changed
in#1, Ninja alone: first changed
in 1, Unix Makefiles: first changed
in$1, Unix Makefiles: first changed
in#1, Unix Makefiles: first changed
in 1, Ninja: first changed
in$1, Ninja: first second third changed
in#1, Ninja: first second third changed
what CMake read, and what it gave to Ninja:
out: in\#1
out: \
  in#1
END
