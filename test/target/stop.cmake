# SPDX-License-Identifier: MIT
# Runs the program of stop.c, which must not go on after its wrong call, nor end as if all were well.
#     cmake "-DCOMMAND=<program, its emulator before it>" -P stop.cmake

cmake_policy(VERSION 3.21...3.25)
execute_process(COMMAND ${COMMAND} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(NOT text MATCHES "calls wrongly" OR text MATCHES "went on" OR status EQUAL 0)
    message(FATAL_ERROR "ended with ${status}:\n${text}")
endif()
message(STATUS "stopped with ${status}:\n${text}")
