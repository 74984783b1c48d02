# SPDX-License-Identifier: MIT
# The two functions that add a test, and GoogleTest. The same files run on every target.
include_guard(GLOBAL)
include(${CMAKE_CURRENT_LIST_DIR}/runtime.cmake)
include(GoogleTest)

set(TINYMEM_TEST_PROGRAMS "" CACHE STRING
    "Build and run only the GoogleTest programs whose names match this regular expression")

# Adds GoogleTest as the library tinymem_googletest, from its sources: they are built anew for each
# target, as packages have them for the host alone.
function(tinymem_add_googletest)
    find_path(GOOGLETEST_SOURCE src/gtest-all.cc
        PATHS /usr/src/googletest/googletest NO_CMAKE_FIND_ROOT_PATH REQUIRED
        DOC "GoogleTest's directory of sources")
    add_library(tinymem_googletest STATIC EXCLUDE_FROM_ALL
        ${GOOGLETEST_SOURCE}/src/gtest-all.cc ${GOOGLETEST_SOURCE}/src/gtest_main.cc)
    target_include_directories(tinymem_googletest
        SYSTEM PUBLIC ${GOOGLETEST_SOURCE}/include PRIVATE ${GOOGLETEST_SOURCE})
    target_compile_features(tinymem_googletest PUBLIC cxx_std_17)
    target_compile_options(tinymem_googletest PRIVATE -w)
    target_precompile_headers(tinymem_googletest
        PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:<gtest/gtest.h$<ANGLE-R>>")

    if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
        target_sources(tinymem_googletest PRIVATE
            ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/googletest_stubs.c)
        target_compile_definitions(tinymem_googletest
            PUBLIC GTEST_HAS_PTHREAD=0 GTEST_HAS_STREAM_REDIRECTION=0 GTEST_HAS_POSIX_RE=0
                _POSIX_PATH_MAX=256)
        target_compile_options(tinymem_googletest
            PUBLIC $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>
            PRIVATE -ffunction-sections)
        target_link_libraries(tinymem_googletest PUBLIC tinymem_runtime)
    else()
        find_package(Threads REQUIRED)
        target_link_libraries(tinymem_googletest PUBLIC tinymem_runtime Threads::Threads)
    endif()
endfunction()

option(TINYMEM_WHOLE_PROGRAMS "A GoogleTest program as a whole is one test of ctest's" OFF)

# tinymem_test_executable(<name> SOURCES <file>... [POOL <pool>] [LIBRARIES <library>...]
#                         [LABELS <label>...] [TIMEOUT <seconds>])
# Adds a GoogleTest program, linked with that pool. Each test of it becomes one of ctest's, by the
# name <name>.<suite>.<test>, and has a process of its own; an emulator or a sanitizer takes so long
# to start that there the program as a whole is one. Its files are compiled as one, which takes a fifth of the
# time: what is static in them needs names of its own in all of them.
function(tinymem_test_executable name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "POOL;TIMEOUT" "SOURCES;LIBRARIES;LABELS")
    if(NOT TARGET tinymem_googletest)
        tinymem_add_googletest()
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
    target_link_libraries(${name} PRIVATE ${arg_POOL} ${arg_LIBRARIES} tinymem_googletest)
    target_precompile_headers(${name} REUSE_FROM tinymem_googletest)
    if(NOT name MATCHES "${TINYMEM_TEST_PROGRAMS}")
        set_target_properties(${name} ${arg_POOL} PROPERTIES EXCLUDE_FROM_ALL TRUE)
        return()
    endif()
    if(CMAKE_CROSSCOMPILING_EMULATOR OR TINYMEM_WHOLE_PROGRAMS)
        add_test(NAME ${name} COMMAND ${name})
        set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
        return()
    endif()
    gtest_discover_tests(${name}
        TEST_PREFIX ${name}.
        DISCOVERY_MODE PRE_TEST
        DISCOVERY_TIMEOUT 60
        PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()

# tinymem_test_program(<name> SOURCES <file>... [POOL <pool>] [RUNTIME <runtime>]
#                      [LIBRARIES <library>...] [LABELS <label>...] [TIMEOUT <seconds>])
# Adds a program in plain C that is one test: it passes by returning 0. RUNTIME stands in for
# tinymem_runtime, where the program runs on another board.
function(tinymem_test_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "POOL;RUNTIME;TIMEOUT" "SOURCES;LIBRARIES;LABELS")
    if(NOT arg_RUNTIME)
        set(arg_RUNTIME tinymem_runtime)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_POOL} ${arg_LIBRARIES} ${arg_RUNTIME})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}")
endfunction()
