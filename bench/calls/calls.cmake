# SPDX-License-Identifier: MIT
# The functions that add the programs of the calls: a workload on an allocator, for the instrument.
# For Cortex-M toolchains.
include_guard(GLOBAL)
include(${PROJECT_SOURCE_DIR}/test/support/runtime.cmake)
include(${PROJECT_SOURCE_DIR}/tools/wcet/instrument/instrument.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/../workload/workload.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/core_calls.cmake)

set(TINYMEM_CALLS ${CMAKE_CURRENT_LIST_DIR})
set(TINYMEM_CALLS_FLAGS -O2 -ffunction-sections -fdata-sections)

# Adds the library calls_runtime, once: the marks, the board's memory map and its start-up. It goes
# with either C library of newlib's; others bring a library_start.c of their own compilation.
function(tinymem_add_calls_runtime)
    if(TARGET calls_runtime)
        return()
    endif()
    tinymem_add_cortex_m_runtime(calls_board ${QEMU_MACHINE})
    get_target_property(options calls_board INTERFACE_LINK_OPTIONS)
    list(FILTER options EXCLUDE REGEX "^--specs=")
    get_target_property(depends calls_board INTERFACE_LINK_DEPENDS)
    add_library(calls_runtime STATIC EXCLUDE_FROM_ALL
        ${TINYMEM_CALLS}/library_start.c ${TINYMEM_INSTRUMENT}/mark.c
        ${PROJECT_SOURCE_DIR}/test/support/cortex_m_start.c)
    target_include_directories(calls_runtime PUBLIC
        ${TINYMEM_CALLS} ${TINYMEM_WORKLOAD} ${TINYMEM_INSTRUMENT})
    # A sibling call would be a jump: the instrument looks for the call that follows a mark.
    target_compile_options(calls_runtime PUBLIC
        ${TINYMEM_CALLS_FLAGS} -fno-optimize-sibling-calls)
    target_link_options(calls_runtime INTERFACE ${options})
    set_property(TARGET calls_runtime PROPERTY INTERFACE_LINK_DEPENDS ${depends})
endfunction()

# tinymem_add_calls_program(<name> ADAPTER <header> SOURCES <file>... [OPTIONS <option>...]
#                           [POOL <pool>] [MORE <file>...])
# Adds a program that has the user and his workloads; OPTIONS choose the C library; SOURCES lie here,
# MORE elsewhere.
function(tinymem_add_calls_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "ADAPTER;POOL" "SOURCES;MORE;OPTIONS")
    tinymem_add_calls_runtime()
    list(TRANSFORM arg_SOURCES PREPEND ${TINYMEM_CALLS}/)
    add_executable(${name} EXCLUDE_FROM_ALL
        ${TINYMEM_W1_W2} ${TINYMEM_W3} ${arg_SOURCES} ${arg_MORE})
    set_source_files_properties(${arg_MORE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
    target_compile_definitions(${name} PRIVATE ADAPTER=\"${arg_ADAPTER}\")
    target_compile_options(${name} PRIVATE ${arg_OPTIONS})
    target_link_options(${name} PRIVATE ${arg_OPTIONS})
    target_link_libraries(${name} PRIVATE calls_runtime ${arg_POOL})
endfunction()

# Adds a program that has the malloc of a C library.
function(tinymem_add_malloc_calls name)
    tinymem_add_calls_program(${name} ADAPTER adapters/malloc.h OPTIONS ${ARGN}
        SOURCES calls.c harness.c cases.c traces.c arena.c library_start.c)
endfunction()

# Adds a program that has another allocator, of these sources.
function(tinymem_add_peer_calls name adapter)
    tinymem_add_calls_program(${name} ADAPTER ${adapter} MORE ${ARGN}
        SOURCES calls.c harness.c cases.c traces.c)
endfunction()

# Adds a program that has a pool of tinymem with these options.
function(tinymem_add_tinymem_calls name)
    tinymem_add_pool(${name}_pool ${ARGN})
    target_compile_options(${name}_pool PRIVATE ${TINYMEM_CALLS_FLAGS})
    set_target_properties(${name}_pool PROPERTIES EXCLUDE_FROM_ALL TRUE)
    tinymem_add_calls_program(${name} ADAPTER adapters/tinymem.h POOL ${name}_pool
        SOURCES calls.c harness.c cases.c traces.c burdens.c worst.c slices.c
            address.c)
endfunction()
