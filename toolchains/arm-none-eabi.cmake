# SPDX-License-Identifier: MIT
# The compiler of all Cortex-M targets. A CPU file sets CMAKE_SYSTEM_PROCESSOR, cpu_flags and
# QEMU_MACHINE, the board on which QEMU runs the tests, and includes this one.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
foreach(language C CXX ASM)
    set(CMAKE_${language}_FLAGS_INIT "-mthumb ${cpu_flags}")
endforeach()
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_CURRENT_LIST_DIR}/qemu-system.sh arm ${QEMU_MACHINE})
include(${CMAKE_CURRENT_LIST_DIR}/bare-metal.cmake)
