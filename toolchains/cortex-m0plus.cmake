# SPDX-License-Identifier: MIT
# Cortex-M0+ code. QEMU has no M0+: the board here has an M3, which runs the same instructions.
set(CMAKE_SYSTEM_PROCESSOR cortex-m0plus)
set(cpu_flags "-mcpu=cortex-m0plus")
set(QEMU_MACHINE mps2-an385)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
