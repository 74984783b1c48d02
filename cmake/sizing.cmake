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

# Compiles the theorem with these options for a first guess of POOL_SIZE, again for its answer, and
# so on, until the answer is the guess. `options` are macros: TM_BLOCK_SIZE=4;...
function(tinymem_sizing compiler flags options bytes blocks smallest unit folder result)
    get_filename_component(root "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/.." ABSOLUTE)
    tinymem_config_open(config)
    file(WRITE "${folder}/tinymem_config.h" "${config}")
    math(EXPR size "512 + ${bytes} + 24 * ${blocks}")
    foreach(round RANGE 20)
        set(macros "")
        foreach(option IN LISTS options ITEMS TM_POOL_SIZE=${size} SIZING_BYTES=${bytes}
                SIZING_LIVE=${blocks} SIZING_SMALLEST=${smallest} SIZING_UNIT=${unit})
            list(APPEND macros -D${option})
        endforeach()
        execute_process(
            COMMAND ${compiler} ${flags} ${macros} "-I${folder}" "-I${root}/include"
                "-I${root}/src" -std=c99 -c "${root}/cmake/sizing.c" -o "${folder}/sizing.o"
            RESULT_VARIABLE failed ERROR_VARIABLE errors)
        if(failed)
            string(REGEX MATCH "error: [^\n]*" errors "${errors}")
            message(FATAL_ERROR "tinymem: with POOL_SIZE ${size}: ${errors}")
        endif()
        file(STRINGS "${folder}/sizing.o" found REGEX "tinymem-pool-size:[0-9]+[.]")
        string(REGEX REPLACE ".*tinymem-pool-size:0*([0-9]+)[.].*" "\\1" found "${found}")
        if(found EQUAL size)
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
    if(NOT "${${name}}" MATCHES "^[1-9][0-9]*$")
        message(FATAL_ERROR "tinymem: ${name} is \"${${name}}\"; it must be a number above 0:\n"
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
    set(value "${CMAKE_MATCH_2}")
    tinymem_macros(${CMAKE_MATCH_1} names)
    foreach(name IN LISTS names)
        tinymem_macro_value(${CMAKE_MATCH_1} ${name} "${value}" defined)
        list(APPEND macros ${name}=${defined})
    endforeach()
endforeach()

string(RANDOM LENGTH 8 random)
set(folder "${CMAKE_CURRENT_BINARY_DIR}/sizing-${random}")
tinymem_sizing("${CC}" "${FLAGS}" "${macros}" ${BYTES} ${BLOCKS} ${SMALLEST} ${UNIT} "${folder}" any)
list(FILTER macros EXCLUDE REGEX "^TM_INDEXES=")
math(EXPR slots "${BLOCKS} + 1")
tinymem_sizing("${CC}" "${FLAGS}" "${macros};TM_INDEXES=${slots}" ${BYTES} ${BLOCKS} ${SMALLEST}
    ${UNIT} "${folder}" few)
file(REMOVE_RECURSE "${folder}")
message("POOL_SIZE ${any}")
message("POOL_SIZE ${few} with INDEXES ${slots}")
