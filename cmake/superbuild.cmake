# SPDX-License-Identifier: MIT
# The presets test, trust and bench: a project without code of its own that runs other presets, their
# whole workflows: trust and bench one after the other, test two at a time, as one configures while
# another compiles. For test and trust each of them is one test: ctest shows them as they run, and the
# table of all at the end. For bench the target bench runs them, and then makes the report.
set(TINYMEM_SUPERBUILD "" CACHE STRING
    "Make the project that runs other presets: test, trust or bench")

set(presets_test host host-32 asan cortex-m0 cortex-m0plus cortex-m3 cortex-m4 cortex-m7 cortex-m33
    cortex-m55 riscv32 avr mips-be)
set(presets_trust trust-host fuzz analyse msan tsan valgrind coverage mutants)

if(TINYMEM_SUPERBUILD MATCHES "^(test|trust)$")
    enable_testing()
    foreach(preset IN LISTS presets_${TINYMEM_SUPERBUILD})
        add_test(NAME ${preset} COMMAND ${CMAKE_COMMAND} --workflow --preset ${preset}
            WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    endforeach()
elseif(TINYMEM_SUPERBUILD STREQUAL "bench")
    add_subdirectory(bench/report)
    set(runs "")
    foreach(preset bench-cortex-m4 bench-cortex-m0 bench-cortex-m0plus bench-riscv32 bench-avr
            bench-host)
        list(APPEND runs COMMAND ${CMAKE_COMMAND} --workflow --preset ${preset})
    endforeach()
    add_custom_target(bench
        ${runs}
        COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target bench-report
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
        USES_TERMINAL VERBATIM)
else()
    message(FATAL_ERROR
        "tinymem: TINYMEM_SUPERBUILD is ${TINYMEM_SUPERBUILD}; it must be test, trust or bench")
endif()
