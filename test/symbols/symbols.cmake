# SPDX-License-Identifier: MIT
# On bare metal the library needs nothing but three functions of <string.h>, the user's tm_on_error
# and the compiler's own helpers, by their names; and it has no data but POOL_SIZE bytes of .bss.
#     cmake -DNM=<nm> -DPROCESSOR=<processor> -DLIBRARY=<archive> -DPOOL_SIZE=<bytes>
#         -P symbols.cmake

cmake_policy(VERSION 3.21...3.25)
set(allowed memset memcpy memmove tm_on_error)
if(PROCESSOR MATCHES "^cortex-m")
    # Division on ARMv6-M, and its jumps by table.
    list(APPEND allowed __aeabi_u?idiv __aeabi_u?idivmod __gnu_thumb1_case_[us][qh]i)
elseif(PROCESSOR STREQUAL "avr")
    # Arithmetic, saved registers, jumps by table, and the start-up code's clearing and copying
    # (constants lie in RAM there).
    list(APPEND allowed "__u?(div|mod|mul|divmod)[qhs]i[34]" __mulhi3 __muluhisi3 __mulshisi3
        __prologue_saves__ __epilogue_restores__ __tablejump2__
        __do_clear_bss __do_copy_data)
elseif(PROCESSOR STREQUAL "riscv32")
    list(APPEND allowed "__riscv_(save|restore)_[0-9]+")
endif()
list(JOIN allowed "|" allowed)

execute_process(COMMAND ${NM} -u ${LIBRARY} OUTPUT_VARIABLE undefined COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL " [Uw] [A-Za-z0-9_.]+" undefined "${undefined}")
foreach(symbol IN LISTS undefined)
    string(REGEX REPLACE "^ . " "" symbol "${symbol}")
    if(NOT symbol MATCHES "^(${allowed})$")
        message(FATAL_ERROR "The library needs ${symbol}")
    endif()
endforeach()

# Small data and small zeros (G and S) are RISC-V's.
execute_process(COMMAND ${NM} -S ${LIBRARY} OUTPUT_VARIABLE defined COMMAND_ERROR_IS_FATAL ANY)
if(defined MATCHES " [DdGg] [A-Za-z0-9_.]+")
    message(FATAL_ERROR "The library has initialised data:${CMAKE_MATCH_0}")
endif()
string(REGEX MATCHALL " [0-9a-f]+ [BbCcSs] " sizes "${defined}")
set(bytes 0)
foreach(size IN LISTS sizes)
    string(REGEX REPLACE "^ ([0-9a-f]+) . $" "0x\\1" size "${size}")
    math(EXPR bytes "${bytes} + ${size}")
endforeach()
if(bytes EQUAL 0 OR bytes GREATER POOL_SIZE)
    message(FATAL_ERROR "The library has ${bytes} bytes of .bss; POOL_SIZE is ${POOL_SIZE}")
endif()
