# SPDX-License-Identifier: MIT
#
# The two files by clang for AVR, with options of all kinds. Its code runs in the preset avr.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
set(flags --target=avr -mmcu=atmega2560 -ffreestanding)
need_compiler(clang ${flags})
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")

foreach(options ""
        "-DTM_INDEX_BITS=8 -DTM_INDEXES=255"
        "-DTM_INDEX_BITS=8 -DTM_READ_BARRIER=1"
        "-DTM_READ_BARRIER=1 -DTM_BLOCK_SIZE=2"
        "-DTM_CHECKS=2 -DTM_GENERATIONS=2 -DTM_INDEXES=100"
        "-DTM_TABLE_FIXED=1 -DTM_INDEXES=30 -DTM_SCRAMBLE=1"
        "-DTM_INDEX_BITS=8 -DTM_COMPACTOR_SLIDE=1"
        "-DTM_CHECKS=0 -DTM_PINS=0 -DTM_STATS=0 -DTM_COMPACTOR_SLIDE=1"
        "-DTM_CHECKS=0 -DTM_PINS=0 -DTM_STATS=0")
    separate_arguments(options)
    run(clang ${flags} -Os -std=c99 -Wall -Wextra -Wpedantic -Werror -DTM_PLATFORM_NONE=1
        -DTM_POOL_SIZE=1024 ${options} -c "${FOLDER}/tinymem.c" -o "${FOLDER}/tinymem.o")
endforeach()
