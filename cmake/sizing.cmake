# SPDX-License-Identifier: MIT
#
# The POOL_SIZE that serves every program of so many bytes in so many blocks: docs/SIZING.md.
#
#   cmake -DBYTES=<most live bytes> -DBLOCKS=<most live blocks> [-DSMALLEST=<least size>]
#       [-DUNIT=<all sizes are multiples of it>] [-DOPTIONS="<option>=<value>;..."]
#       [-DCC=<compiler>] [-DFLAGS="<flag>;..."] -P cmake/sizing.cmake
#
# Prints the size with INDEXES as the options say, and with INDEXES one above BLOCKS, which saves the
# table's growth for gaps. The compiler is asked for the size of the pool's state: say the one that
# the pool is built with. Nothing is linked or run.

cmake_policy(VERSION 3.21...3.25)
include("${CMAKE_CURRENT_LIST_DIR}/options.cmake")

# What the theorem says with a guess of POOL_SIZE, by compiling it: a POOL_SIZE; and the bytes of a
# pointer.
function(tinymem_sizing_try guess compile folder size_result pointer_result)
    set(object "${folder}/sizing.o")
    execute_process(COMMAND ${compile} -o "${object}" RESULT_VARIABLE failed ERROR_VARIABLE errors)
    if(failed)
        file(REMOVE_RECURSE "${folder}")
        string(REGEX MATCH "error: [^\n]*" errors "${errors}")
        message(FATAL_ERROR "tinymem: with POOL_SIZE ${guess}: ${errors}")
    endif()
    set(form "tinymem-pool-size:0*([1-9][0-9]*) pointer:([0-9])[.]")
    file(STRINGS "${object}" found REGEX "${form}")
    if(NOT found MATCHES "${form}")
        file(REMOVE_RECURSE "${folder}")
        message(FATAL_ERROR "tinymem: the compiler writes no plain object file: no answer is in it")
    endif()
    set(${size_result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    set(${pointer_result} ${CMAKE_MATCH_2} PARENT_SCOPE)
endfunction()

# Tries the least POOL_SIZE, then its answer, and so on, until the answer is enough for itself. A
# larger pool never needs less, so it is the least that is enough. `options` are macros:
# TM_BLOCK_SIZE=4;... Where the target can't have so much, the result is words that say so.
function(tinymem_sizing compiler flags options bytes blocks smallest unit folder result)
    get_filename_component(root "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/.." ABSOLUTE)
    tinymem_config_open(config)
    file(WRITE "${folder}/tinymem_config.h" "${config}")
    string(REGEX MATCH "^([0-9]+)[.][.]([0-9]+)$" range "${TINYMEM_POOL_SIZE_RANGE}")
    set(least ${CMAKE_MATCH_1})
    set(most ${CMAKE_MATCH_2})
    set(size ${least})
    list(FILTER options EXCLUDE REGEX "^TM_PLATFORM_")
    list(APPEND options TM_PLATFORM_NONE=1)
    foreach(round RANGE 40)
        set(macros "")
        foreach(option IN LISTS options ITEMS TM_POOL_SIZE=${size} SIZING_BYTES=${bytes}
                SIZING_LIVE=${blocks} SIZING_SMALLEST=${smallest} SIZING_UNIT=${unit})
            list(APPEND macros -D${option})
        endforeach()
        set(compile ${compiler} ${flags} ${macros} "-I${folder}" "-I${root}/include"
            "-I${root}/src" -std=c99 -c "${root}/cmake/sizing.c")
        tinymem_sizing_try(${size} "${compile}" "${folder}" found pointer)
        if("${pointer}" EQUAL 2)
            set(most 32767)
        endif()
        if(found GREATER most)
            set(${result} "above ${most}, which this target can't have" PARENT_SCOPE)
            return()
        elseif(NOT found GREATER size)
            set(${result} ${size} PARENT_SCOPE)
            return()
        endif()
        set(size ${found})
    endforeach()
    message(FATAL_ERROR "tinymem: no POOL_SIZE was found for ${bytes} bytes in ${blocks} blocks")
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    return()
endif()

foreach(name BYTES BLOCKS)
    string(LENGTH "${${name}}" length)
    if(NOT "${${name}}" MATCHES "^[1-9][0-9]*$" OR length GREATER 10)
        message(FATAL_ERROR "tinymem: ${name} is \"${${name}}\"; it must be 1 to 9999999999:\n"
            "cmake -DBYTES=<most live bytes> -DBLOCKS=<most live blocks> -P cmake/sizing.cmake")
    endif()
endforeach()
foreach(default "SMALLEST=1" "UNIT=1" "CC=cc")
    string(REGEX MATCH "^[A-Z]+" name "${default}")
    if("${${name}}" STREQUAL "")
        string(REGEX REPLACE "^[A-Z]+=" "" ${name} "${default}")
    endif()
endforeach()
set(macros "")
foreach(option IN LISTS OPTIONS)
    if(NOT option MATCHES "^([A-Z_]+)=(.+)$" OR NOT CMAKE_MATCH_1 IN_LIST TINYMEM_OPTIONS)
        message(FATAL_ERROR "tinymem: OPTIONS has ${option}; it must be <option>=<value>;...")
    endif()
    set(name ${CMAKE_MATCH_1})
    set(given "${CMAKE_MATCH_2}")
    tinymem_check_value(${name} "${given}" value good)
    if(NOT good)
        tinymem_range(${name} range)
        message(FATAL_ERROR "tinymem: option ${name} is ${given}; it must be ${range}")
    endif()
    tinymem_macros(${name} names)
    foreach(macro IN LISTS names)
        tinymem_macro_value(${name} ${macro} "${value}" defined)
        list(APPEND macros ${macro}=${defined})
    endforeach()
endforeach()

string(RANDOM LENGTH 8 random)
set(folder "${CMAKE_CURRENT_BINARY_DIR}/sizing-${random}")
set(asked ${BYTES} ${BLOCKS} ${SMALLEST} ${UNIT})
tinymem_sizing("${CC}" "${FLAGS}" "${macros}" ${asked} "${folder}" any)
list(FILTER macros EXCLUDE REGEX "^TM_INDEXES=")
math(EXPR slots "${BLOCKS} + 1")
list(APPEND macros TM_INDEXES=${slots})
tinymem_sizing("${CC}" "${FLAGS}" "${macros}" ${asked} "${folder}" few)
file(REMOVE_RECURSE "${folder}")
if(few MATCHES "above")
    message(FATAL_ERROR "tinymem: ${BYTES} bytes in ${BLOCKS} blocks take a POOL_SIZE ${few}")
endif()
message("POOL_SIZE ${any}")
message("POOL_SIZE ${few} with INDEXES ${slots}")
