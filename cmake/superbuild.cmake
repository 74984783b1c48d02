# SPDX-License-Identifier: MIT
# The preset test: a project without code of its own, in which each of the other presets is one test,
# its whole workflow. ctest shows them as they run, and the table of all at the end.
set(TINYMEM_SUPERBUILD "" CACHE STRING "Make the project that runs these presets: test")
if(NOT TINYMEM_SUPERBUILD STREQUAL "test")
    message(FATAL_ERROR "tinymem: TINYMEM_SUPERBUILD is ${TINYMEM_SUPERBUILD}; it must be test")
endif()

enable_testing()
foreach(preset host host-32 asan cortex-m0 cortex-m0plus cortex-m3 cortex-m4 cortex-m7 cortex-m33
        cortex-m55 riscv32 avr mips-be)
    add_test(NAME ${preset} COMMAND ${CMAKE_COMMAND} --workflow --preset ${preset}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
endforeach()
