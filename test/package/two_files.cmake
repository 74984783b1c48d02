# SPDX-License-Identifier: MIT
#
# The two files of the target amalgamation, by COMPILER alone: with defaults, with options, with
# options that must be refused.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
need_compiler(${COMPILER})
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")

# Compiles and runs the program that calls everything, with macros given.
function(accept)
    run(${COMPILER} -std=c99 ${ARGN} "-I${FOLDER}" -DHEADER=<tinymem.h> -DPOOL=tm -DUPPER=TM
        "${FOLDER}/tinymem.c" "${HERE}/consumer/every.c" -o "${FOLDER}/every" -pthread)
    run("${FOLDER}/every")
endfunction()

# A macro that must be refused, and what the message says.
function(refuse macros expected)
    separate_arguments(macros)
    run_refused("${expected}" ${COMPILER} -std=c99 ${macros} "-I${FOLDER}" -c
        "${FOLDER}/tinymem.c" -o "${FOLDER}/refused.o")
endfunction()

accept()
accept(-DTM_POOL_SIZE=4096 -DTM_INDEX_BITS=8 -DTM_PLATFORM_NONE=1)
accept(-DTM_POOL_SIZE=65536 -DTM_BLOCK_SIZE=16 -DTM_READ_BARRIER=1 -DTM_STATS=0 -DTM_CHECKS=2)
accept(-DTM_POOL_SIZE=8192 -DTM_TABLE_FIXED=1 -DTM_INDEXES=100 -DTM_SLICE_US=5 -DTM_CPU_MHZ=168)
accept(-DTM_POOL_SIZE=16384 -DTM_GENERATIONS=3)
accept(-DTM_POOL_SIZE=4096 -DTM_GENERATIONS=3 -DTM_INDEX_BITS=8 -DTM_BLOCK_SIZE=16)
accept(-DTM_POOL_SIZE=16384 -DTM_SLICE=2*420)
refuse(-DTM_POOL_SIZE=127 "option POOL_SIZE (TM_POOL_SIZE) must be 128 to 1073741824")
refuse(-DTM_INDEX_BITS=12 "option INDEX_BITS (TM_INDEX_BITS) must be one of 8, 16")
refuse("-DTM_INDEX_BITS=8 -DTM_GENERATIONS=6" "option GENERATIONS must be 0 to 5 with INDEX_BITS 8")
refuse(-DTM_INDEXES=1 "option INDEXES (TM_INDEXES) must be 2 to 65535")
refuse("-DTM_INDEXES=5000 -DTM_GENERATIONS=3" "option_INDEXES_must_be_at_most")
refuse(-DTM_INDEXES=65536 "option INDEXES (TM_INDEXES) must be 2 to 65535")
refuse("-DTM_INDEX_BITS=8 -DTM_INDEXES=256" "option INDEXES is above 255")
refuse(-DTM_TABLE_FIXED=2 "option TABLE (TM_TABLE_FIXED) must be 0 or 1")
refuse(-DTM_TABLE=fixed "option TABLE is TM_TABLE_FIXED, 1 or 0")
refuse(-DTM_PLATFORM=none "option PLATFORM is TM_PLATFORM_POSIX, TM_PLATFORM_CORTEX_M, ")
refuse(-DTM_BLOCK_SIZE=3 "option BLOCK_SIZE (TM_BLOCK_SIZE) must be one of 2, 4, 8, 16, 32, 64")
refuse("-DTM_BLOCK_SIZE=2 -DTM_POOL_SIZE=131094" "option BLOCK_SIZE 2 reaches pools of 131093")
refuse(-DTM_POOL_SIZE=128 option_POOL_SIZE_must_be_at_least)
refuse(-DTM_SLICE=300 option_SLICE_must_be_at_least)
refuse("-DTM_SLICE_US=5 -DTM_CPU_MHZ=64" option_SLICE_must_be_at_least)
refuse(-DTM_SLICE=0 "option SLICE (TM_SLICE) must be 1 to 1000000000")
refuse(-DTM_SLICE_US=5 "options SLICE_US and CPU_MHZ go together, without SLICE")
refuse(-DTM_READ_BARRIER=2 "option READ_BARRIER (TM_READ_BARRIER) must be 0 or 1")
refuse(-DTM_PINS=256 "option PINS (TM_PINS) must be 0 to 255")
refuse(-DTM_CHECKS=3 "option CHECKS (TM_CHECKS) must be one of 0, 1, 2")
refuse(-DTM_STATS=2 "option STATS (TM_STATS) must be 0 or 1")
refuse(-DTM_SCRAMBLE=2 "option SCRAMBLE (TM_SCRAMBLE) must be 0 or 1")
refuse("-DTM_ON_ERROR_STOP=1 -DTM_ON_ERROR_USER=1"
    "option ON_ERROR (TM_ON_ERROR_STOP, TM_ON_ERROR_IGNORE, TM_ON_ERROR_USER) must be 1 in")
refuse("-DTM_PLATFORM_NONE=1 -DTM_PLATFORM_POSIX=1"
    "option PLATFORM (TM_PLATFORM_POSIX, TM_PLATFORM_CORTEX_M, ")

# Numbers that are not plain: some would be another name for the same pool.
foreach(number 32*1024 16384u 16384L 0x4000 "(16384)" 1<<14 16000+384)
    refuse(-DTM_POOL_SIZE=${number} option_POOL_SIZE_must_be_a_plain_decimal_number)
endforeach()
foreach(option INDEX_BITS=16u INDEXES=0x40 INDEXES=1<<14 GENERATIONS=0u BLOCK_SIZE=4*2 CHECKS=1u
        TABLE_FIXED=01 READ_BARRIER=0u PINS=4+4)
    string(REGEX REPLACE "(_FIXED)?=.*" "" name ${option})
    refuse(-DTM_${option} option_${name}_must_be_a_plain_decimal_number)
endforeach()
