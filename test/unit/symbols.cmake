# SPDX-License-Identifier: MIT
# On bare metal the library needs nothing but three functions of <string.h>, the user's tm_on_error
# and the compiler's own helpers; and it has no data but POOL_SIZE bytes of .bss.
#     cmake -DNM=<nm> -DLIBRARY=<archive> -DPOOL_SIZE=<bytes> -P symbols.cmake

cmake_policy(VERSION 3.21...3.25)
execute_process(COMMAND ${NM} -u ${LIBRARY} OUTPUT_VARIABLE undefined COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL " [Uw] [A-Za-z0-9_.]+" undefined "${undefined}")
foreach(symbol IN LISTS undefined)
    string(REGEX REPLACE "^ . " "" symbol "${symbol}")
    if(NOT symbol MATCHES "^(memset|memcpy|memmove|tm_on_error|__.*)$")
        message(FATAL_ERROR "The library needs ${symbol}")
    endif()
endforeach()

execute_process(COMMAND ${NM} -S ${LIBRARY} OUTPUT_VARIABLE defined COMMAND_ERROR_IS_FATAL ANY)
if(defined MATCHES " [Dd] [A-Za-z0-9_.]+")
    message(FATAL_ERROR "The library has initialised data:${CMAKE_MATCH_0}")
endif()
string(REGEX MATCHALL " [0-9a-f]+ [BbCc] " sizes "${defined}")
set(bytes 0)
foreach(size IN LISTS sizes)
    string(REGEX REPLACE "^ ([0-9a-f]+) . $" "0x\\1" size "${size}")
    math(EXPR bytes "${bytes} + ${size}")
endforeach()
if(bytes EQUAL 0 OR bytes GREATER POOL_SIZE)
    message(FATAL_ERROR "The library has ${bytes} bytes of .bss; POOL_SIZE is ${POOL_SIZE}")
endif()
