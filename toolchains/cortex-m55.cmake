# SPDX-License-Identifier: MIT
# Cortex-M55 with its FPU and vector unit, in the secure state.
set(CMAKE_SYSTEM_PROCESSOR cortex-m55)
set(cpu_flags "-mcpu=cortex-m55 -mfloat-abi=hard")
set(QEMU_MACHINE mps3-an547)
include(${CMAKE_CURRENT_LIST_DIR}/arm-none-eabi.cmake)
