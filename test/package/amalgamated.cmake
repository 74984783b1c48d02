# SPDX-License-Identifier: MIT
#
# The one C file of a small tree that holds what CMake might spoil, and a prefix that would clash.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
include("${TINYMEM}/cmake/pool.cmake")
set(root "${HERE}/amalgamated")
if(CLASHING_PREFIX)
    tinymem_check_prefix("${root}" ${CLASHING_PREFIX})
    return()
endif()

tinymem_amalgamate("${root}" p2 TRUE text files)
string(REPLACE "\"${root}/" "\"@" text "${text}")
file(READ "${root}/expected.c" expected)
if(NOT text STREQUAL expected)
    message(FATAL_ERROR "made:\n${text}\nexpected:\n${expected}")
endif()
set(expected "${root}/src/tinymem.c" "${root}/src/first.h" "${root}/platform/port/second.h")
if(NOT files STREQUAL expected)
    message(FATAL_ERROR "made of ${files}, not of ${expected}")
endif()
set(again "${CMAKE_COMMAND}" "-DTINYMEM=${TINYMEM}" "-DFOLDER=${FOLDER}")
run(${again} -DCLASHING_PREFIX=puddle -P "${CMAKE_CURRENT_LIST_FILE}")
run_refused("PREFIX is pond; it must be another, as the library has a pond_free of its own"
    ${again} -DCLASHING_PREFIX=pond -P "${CMAKE_CURRENT_LIST_FILE}")
