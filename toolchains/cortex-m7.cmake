# SPDX-License-Identifier: MIT
# Cortex-M7 with its FPU.
set(CMAKE_SYSTEM_PROCESSOR cortex-m7)
set(cpu_flags "-mcpu=cortex-m7 -mfloat-abi=hard")
set(QEMU_MACHINE mps2-an500)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
