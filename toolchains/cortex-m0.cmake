# SPDX-License-Identifier: MIT
# Cortex-M0 code. QEMU's real M0 (microbit) is too small for GoogleTest: the board here has an M3.
set(CMAKE_SYSTEM_PROCESSOR cortex-m0)
set(cpu_flags "-mcpu=cortex-m0")
set(QEMU_MACHINE mps2-an385)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
