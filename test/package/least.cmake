# SPDX-License-Identifier: MIT
#
# The least POOL_SIZE that the compiler tells of, for many sets of options: it is what the two files
# take, one byte less is refused, and a pool of it serves a block.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
need_compiler(gcc)
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")
set(ENV{LC_ALL} C)
set(gcc gcc -std=c99 -DTM_PLATFORM_NONE=1 "-I${FOLDER}" "${FOLDER}/tinymem.c")

# The least POOL_SIZE that is at least `from` and compiles with the macros; each message tells of one.
function(find_least from macros result)
    set(size ${from})
    set(told ${from})
    while(told)
        set(size ${told})
        set(told "")
        execute_process(COMMAND ${gcc} ${macros} -DTM_POOL_SIZE=${size} -fsyntax-only
            RESULT_VARIABLE status ERROR_VARIABLE text)
        if(text MATCHES "option_POOL_SIZE_must_be_at_least[^\n]* have .char[[]([0-9]+)")
            set(told ${CMAKE_MATCH_1})
        elseif(NOT status EQUAL 0)
            message(FATAL_ERROR "${macros}, POOL_SIZE ${size}: ${text}")
        endif()
    endwhile()
    set(${result} ${size} PARENT_SCOPE)
endfunction()

# The least pool of the macros serves; what is smaller is refused.
function(check)
    find_least(128 "${ARGN}" least)
    if(least GREATER 128)
        math(EXPR small "${least} - 1")
        run_refused("option_POOL_SIZE_must_be_at_least" ${gcc} ${ARGN} -DTM_POOL_SIZE=${small}
            -fsyntax-only)
    endif()
    execute_process(COMMAND ${gcc} ${ARGN} -DTM_POOL_SIZE=${least} "${HERE}/least/least.c"
        -o "${FOLDER}/least" RESULT_VARIABLE status ERROR_VARIABLE text)
    if(status EQUAL 0)
        execute_process(COMMAND "${FOLDER}/least" RESULT_VARIABLE status TIMEOUT 60)
    endif()
    if(NOT status EQUAL 0)
        message(SEND_ERROR "POOL_SIZE ${least}, ${ARGN}: ${status} ${text}")
    endif()
endfunction()

foreach(bits 8 16)
    foreach(block 2 4 8 64)
        set(macros -DTM_INDEX_BITS=${bits} -DTM_BLOCK_SIZE=${block})
        check(${macros} -DTM_PINS=40)
        check(${macros} -DTM_INDEXES=2 -DTM_STATS=0 -DTM_PINS=0)
        check(${macros} -DTM_INDEXES=2 -DTM_TABLE_FIXED=1)
        check(${macros} -DTM_INDEXES=39 -DTM_TABLE_FIXED=1 -DTM_READ_BARRIER=1)
        check(${macros} -DTM_INDEXES=3 -DTM_GENERATIONS=2)
        check(${macros} -DTM_COMPACTOR_SLIDE=1)
        check(${macros} -DTM_INDEXES=2 -DTM_STATS=0 -DTM_PINS=0 -DTM_COMPACTOR_SLIDE=1)
    endforeach()
    check(-DTM_INDEX_BITS=${bits} -DTM_BLOCK_SIZE=4 -DTM_CHECKS=2 -DTM_SCRAMBLE=1)
endforeach()
check(-DTM_INDEX_BITS=8 -DTM_INDEXES=255 -DTM_BLOCK_SIZE=2)
check(-DTM_INDEX_BITS=8 -DTM_INDEXES=255 -DTM_BLOCK_SIZE=4 -DTM_TABLE_FIXED=1)
check(-DTM_INDEXES=65535 -DTM_BLOCK_SIZE=4)
check(-DTM_INDEXES=65535 -DTM_BLOCK_SIZE=8 -DTM_TABLE_FIXED=1)
