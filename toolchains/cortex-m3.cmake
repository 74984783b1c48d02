# SPDX-License-Identifier: MIT
# Cortex-M3.
set(CMAKE_SYSTEM_PROCESSOR cortex-m3)
set(cpu_flags "-mcpu=cortex-m3")
set(QEMU_MACHINE mps2-an385)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
