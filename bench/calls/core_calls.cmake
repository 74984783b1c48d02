# SPDX-License-Identifier: MIT
# Programs for size.py, of the core calls of a pool and nothing else; and soft float.
include_guard(GLOBAL)

# All of the directory that calls this is compiled for soft float: a choice between the C libraries
# that only works where no other was made on the same command line.
macro(tinymem_use_soft_float)
    string(REPLACE "-mfloat-abi=hard" "-mfloat-abi=soft" CMAKE_C_FLAGS "${CMAKE_C_FLAGS}")
endmacro()

# Adds a program that holds the core calls of a pool with these options, and the pool <name>_pool.
function(tinymem_add_core_calls name)
    tinymem_add_pool(${name}_pool ${ARGN})
    set_target_properties(${name}_pool PROPERTIES EXCLUDE_FROM_ALL TRUE)
    target_compile_options(${name}_pool PRIVATE -Os -ffunction-sections -fdata-sections)
    add_executable(${name} EXCLUDE_FROM_ALL ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/core_calls.c)
    target_compile_options(${name} PRIVATE -Os)
    target_link_options(${name} PRIVATE -nostartfiles -Wl,--gc-sections -Wl,-e,core_calls)
    target_link_libraries(${name} PRIVATE ${name}_pool)
    if(CMAKE_SYSTEM_PROCESSOR STREQUAL "riscv32") # without it picolibc's script has 32 KiB of RAM
        target_link_options(${name} PRIVATE -Wl,--defsym=__ram_size=64K)
    endif()
endfunction()

# The same, but the linker compiles the pool (-flto). Of options for sections it knows only those
# of its own command line. The entry is compiled as ever: else each function, as it is called once,
# would become part of it.
function(tinymem_add_core_calls_lto name)
    tinymem_add_core_calls(${name} ${ARGN})
    set_target_properties(${name}_pool PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
    target_link_options(${name} PRIVATE -flto -Os -ffunction-sections -fdata-sections)
endfunction()
