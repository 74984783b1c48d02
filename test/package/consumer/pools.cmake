# SPDX-License-Identifier: MIT
#
# Pools of several options and prefixes, each with a program that calls all of it, in C and C++:
# what every consumer builds, however it came by tinymem_add_pool().

# Programs over one pool. On a machine without an operating system they are only compiled: linking
# takes a start-up of the board's own.
function(add_programs library prefix header)
    string(TOUPPER ${prefix} upper)
    set(languages c)
    if(CMAKE_CXX_COMPILER_LOADED)
        list(APPEND languages cpp)
    endif()
    foreach(language IN LISTS languages)
        string(MAKE_C_IDENTIFIER "every_${library}_${language}" program)
        if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
            add_library(${program} STATIC "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/every.${language}")
        else()
            add_executable(${program} "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/every.${language}")
            add_test(NAME ${program} COMMAND ${program})
        endif()
        target_compile_definitions(${program} PRIVATE
            HEADER=<${header}.h> POOL=${prefix} UPPER=${upper}
            TM_H TM_CONFIG_H TINYMEM_H ${upper}_H ${upper}_CONFIG_H) # as headers of the user's may
        target_link_libraries(${program} PRIVATE ${library})
    endforeach()
    # A file whose own C is older than the header's.
    string(MAKE_C_IDENTIFIER "old_${library}" old)
    add_library(${old} OBJECT "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/old.c")
    set_target_properties(${old} PROPERTIES C_STANDARD 90 C_EXTENSIONS OFF)
    target_compile_definitions(${old} PRIVATE HEADER=<${header}.h>)
    target_link_libraries(${old} PRIVATE ${library})
endfunction()

enable_testing()
tinymem_add_pool(plain)
tinymem_add_pool(sensors PREFIX sensors POOL_SIZE 2048 INDEX_BITS 8 BLOCK_SIZE 8)
tinymem_add_pool(frames PREFIX frames POOL_SIZE 100000 BLOCK_SIZE 16 READ_BARRIER ON STATS OFF
    PINS 0)
tinymem_add_pool(fixed PREFIX my_fixed POOL_SIZE 8192 TABLE fixed INDEXES 200 CHECKS 2
    SLICE_US 5 CPU_MHZ 168 PLATFORM none)
tinymem_add_pool(wide PREFIX tinymem POOL_SIZE 1048576 BLOCK_SIZE 4 INDEXES 65535 SCRAMBLE ON)
add_programs(plain tm tinymem)
add_programs(sensors sensors sensors)
add_programs(frames frames frames)
add_programs(fixed my_fixed my_fixed)
add_programs(wide tinymem tinymem)

if(NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")
    add_executable(two_c "${CMAKE_CURRENT_LIST_DIR}/two.c")
    target_link_libraries(two_c PRIVATE sensors frames)
    add_test(NAME two_c COMMAND two_c)
    if(CMAKE_CXX_COMPILER_LOADED)
        add_executable(two_cpp "${CMAKE_CURRENT_LIST_DIR}/two.cpp")
        target_link_libraries(two_cpp PRIVATE sensors frames)
        add_test(NAME two_cpp COMMAND two_cpp)
    endif()
endif()
