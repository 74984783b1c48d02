# SPDX-License-Identifier: MIT
# Cortex-M4 with its single-precision FPU.
set(CMAKE_SYSTEM_PROCESSOR cortex-m4)
set(cpu_flags "-mcpu=cortex-m4 -mfloat-abi=hard")
set(QEMU_MACHINE mps2-an386)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
