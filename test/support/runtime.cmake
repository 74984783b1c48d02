# SPDX-License-Identifier: MIT
# The library tinymem_runtime: what a program needs to start, print and end on the preset's target.
# It is empty where there is an operating system. Link it to all that ctest runs.
include_guard(GLOBAL)

# Adds the static library `name` that lets a program run on QEMU's Cortex-M board `machine`.
function(tinymem_add_cortex_m_runtime name machine)
    #   machine    vectors    flash      flash_size ram        ram_size
    set(boards
        microbit   0x00000000 0x00000040 0x0003FFC0 0x20000000 0x00004000
        mps2-an385 0x00000000 0x00000040 0x003FFFC0 0x20000000 0x00400000
        mps2-an386 0x00000000 0x00000040 0x003FFFC0 0x20000000 0x00400000
        mps2-an500 0x00000000 0x00000040 0x003FFFC0 0x20000000 0x00400000
        mps2-an505 0x10000000 0x10000040 0x003FFFC0 0x38000000 0x00400000
        mps3-an547 0x10000000 0x11000000 0x00200000 0x31000000 0x00400000)
    list(FIND boards ${machine} row)
    if(row EQUAL -1)
        message(FATAL_ERROR "tinymem: no memory map for QEMU's machine ${machine}")
    endif()

    set(here ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
    add_library(${name} STATIC EXCLUDE_FROM_ALL
        ${here}/cortex_m_start.c ${here}/cortex_m_instructions.c)
    target_include_directories(${name} PUBLIC ${here})
    target_compile_options(${name} PUBLIC --specs=nano.specs)
    target_link_options(${name} INTERFACE
        --specs=nano.specs --specs=rdimon.specs -nostartfiles -Wl,--gc-sections -Wl,-u,main -T
        ${here}/cortex-m.ld)
    foreach(symbol vectors flash flash_size ram ram_size)
        math(EXPR row "${row} + 1")
        list(GET boards ${row} value)
        target_link_options(${name} INTERFACE -Wl,--defsym=${symbol}=${value})
    endforeach()
    set_property(TARGET ${name} PROPERTY INTERFACE_LINK_DEPENDS ${here}/cortex-m.ld)
endfunction()

# Adds the RISC-V runtime: picolibc brings all of it but the place of the memories.
function(tinymem_add_riscv_runtime name)
    add_library(${name} INTERFACE)
    target_link_options(${name} INTERFACE
        --oslib=semihost --crt0=semihost
        -Wl,--defsym=__flash=0x80000000 -Wl,--defsym=__flash_size=4M
        -Wl,--defsym=__ram=0x80400000 -Wl,--defsym=__ram_size=4M)
endfunction()

# Adds the AVR runtime, and the simulator that runs it, which the host's own compiler builds.
function(tinymem_add_avr_runtime name)
    set(here ${CMAKE_CURRENT_FUNCTION_LIST_DIR})
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/avr-run
        COMMAND cc -O2 -o ${CMAKE_BINARY_DIR}/avr-run ${here}/avr_run.c -lsimavr -lelf
        DEPENDS ${here}/avr_run.c
        VERBATIM)
    add_custom_target(${name}_simulator DEPENDS ${CMAKE_BINARY_DIR}/avr-run)
    add_library(${name} STATIC EXCLUDE_FROM_ALL ${here}/avr_start.c)
    target_link_options(${name} INTERFACE -Wl,-u,report_status)
    add_dependencies(${name} ${name}_simulator)
endfunction()

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^cortex-m")
    tinymem_add_cortex_m_runtime(tinymem_runtime ${QEMU_MACHINE})
elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "riscv32")
    tinymem_add_riscv_runtime(tinymem_runtime)
elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL "avr")
    tinymem_add_avr_runtime(tinymem_runtime)
else()
    add_library(tinymem_runtime INTERFACE)
endif()
