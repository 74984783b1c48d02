# SPDX-License-Identifier: MIT
# 32-bit RISC-V (rv32imac) with picolibc. There is no C++ library for it: C only.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv32)
set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
set(CMAKE_CXX_COMPILER CMAKE_CXX_COMPILER-NOTFOUND)
set(CMAKE_C_FLAGS_INIT "-march=rv32imac -mabi=ilp32 -mcmodel=medany --specs=picolibc.specs")
set(QEMU_MACHINE virt)
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_CURRENT_LIST_DIR}/qemu-system.sh riscv32 ${QEMU_MACHINE})
include(${CMAKE_CURRENT_LIST_DIR}/bare-metal.cmake)
