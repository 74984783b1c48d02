# SPDX-License-Identifier: MIT
# Cortex-M33 with its FPU, in the secure state.
set(CMAKE_SYSTEM_PROCESSOR cortex-m33)
set(cpu_flags "-mcpu=cortex-m33 -mfloat-abi=hard")
set(QEMU_MACHINE mps2-an505)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
