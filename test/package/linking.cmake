# SPDX-License-Identifier: MIT
#
# Pools in shared libraries, static ones and one that is shared, under the flags that distributions
# and users give: each program has the pools that it should have, and its hook is told. And what a
# shared library shows: a shared pool all of the interface and nothing else, a static one nothing.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
find_program(nm nm)

# The names that a shared library shows, but those of the linker's own.
function(names_shown file result)
    run("${nm}" -D --defined-only "${file}")
    string(REGEX MATCHALL "[0-9a-f]+ [A-Z] [^\n]+" lines "${RUN_OUTPUT}")
    list(TRANSFORM lines REPLACE "^[0-9a-f]+ [A-Z] " "")
    list(TRANSFORM lines REPLACE "_made_with_.*$" "")
    list(FILTER lines EXCLUDE REGEX "^_")
    list(SORT lines)
    set(${result} "${lines}" PARENT_SCOPE)
endfunction()

# Builds and runs all with some flags.
function(check name)
    set(folder "${FOLDER}/${name}")
    check_consumer("${HERE}/linking" "${folder}" "-DTINYMEM=${TINYMEM}" ${ARGN})
    names_shown("${folder}/libshared_barrier.so" shown)
    set(expected tm_alloc tm_calloc tm_check tm_defrag tm_free tm_in_flight_at_ tm_pin tm_pool_at
        tm_realloc tm_reset tm_sizeof tm_stats tm_thread tm_touch_ tm_unpin tm_valid tm_verify
        tm_void_check_ tm_walk)
    if(NOT shown STREQUAL expected)
        message(SEND_ERROR "${name}: the shared pool shows ${shown}, not ${expected}")
    endif()
    names_shown("${folder}/libfirst.so" shown)
    list(FILTER shown INCLUDE REGEX "^tm_")
    if(shown)
        message(SEND_ERROR "${name}: a library with a static pool shows ${shown}")
    endif()
endfunction()

check(plain)
check(hidden -DCMAKE_C_VISIBILITY_PRESET=hidden)
check(symbolic -DCMAKE_SHARED_LINKER_FLAGS=-Wl,-Bsymbolic)
check(copies -DCMAKE_C_FLAGS=-fno-pie -DCMAKE_EXE_LINKER_FLAGS=-no-pie
    -DCMAKE_SHARED_LINKER_FLAGS=-Wl,-Bsymbolic)
check(distribution "-DCMAKE_C_FLAGS=-O2 -flto -fvisibility=hidden"
    "-DCMAKE_SHARED_LINKER_FLAGS=-Wl,-Bsymbolic-functions,-z,relro,-z,now,-z,defs"
    "-DCMAKE_EXE_LINKER_FLAGS=-Wl,-z,now,--as-needed")
foreach(linker gold lld)
    find_program(found_${linker} ld.${linker})
    if(found_${linker})
        check(${linker} "-DCMAKE_SHARED_LINKER_FLAGS=-fuse-ld=${linker} -Wl,-Bsymbolic"
            "-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=${linker}")
    endif()
endforeach()
