# SPDX-License-Identifier: MIT
# AVR: 8 bits, and an int of 16. It stands for the 16-bit machines. There is no C++ library: C only.
# The tests build avr-run, which simulates the CPU, with the host's own compiler.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR avr)
set(CMAKE_C_COMPILER avr-gcc)
set(CMAKE_CXX_COMPILER CMAKE_CXX_COMPILER-NOTFOUND)
set(CMAKE_C_FLAGS_INIT "-mmcu=atmega1284p")
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_BINARY_DIR}/avr-run)
include(${CMAKE_CURRENT_LIST_DIR}/bare-metal.cmake)
