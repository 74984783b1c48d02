# SPDX-License-Identifier: MIT
# A second witness for the cycles of Cortex-M0+: rp2040js, an emulator that counts them by itself.
# It needs Node.js 18 or later, and npm, which fetches the emulator once.
include_guard(GLOBAL)
include(${CMAKE_CURRENT_LIST_DIR}/../instrument.cmake)
set(TINYMEM_RP2040 ${CMAKE_CURRENT_LIST_DIR})

# Adds the target rp2040, which makes all comparisons that were asked for, and the emulator.
function(tinymem_add_rp2040)
    if(TARGET rp2040)
        return()
    endif()
    set(folder ${PROJECT_BINARY_DIR}/rp2040)
    set(files package.json package-lock.json .npmrc compare.js elf.js meter.js run.js
        semihosting.js)
    list(TRANSFORM files PREPEND ${TINYMEM_RP2040}/)
    add_custom_command(OUTPUT ${folder}/fetched
        COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
        COMMAND ${CMAKE_COMMAND} -E copy ${files} ${folder}
        COMMAND ${CMAKE_COMMAND} -E chdir ${folder}
            npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error
        COMMAND ${CMAKE_COMMAND} -E touch ${folder}/fetched
        DEPENDS ${files}
        COMMENT "Fetching rp2040js"
        VERBATIM)
    add_custom_target(rp2040_emulator DEPENDS ${folder}/fetched)
    add_custom_target(rp2040)
endfunction()

# tinymem_add_rp2040_witness(<name> <program> [<argument>...])
# Adds a comparison to the target rp2040: the program, which has marks (mark.h) and is built for
# ARMv6-M, runs in QEMU with the plug-in and on rp2040js. It fails where a call differs.
function(tinymem_add_rp2040_witness name program)
    tinymem_add_instrument()
    tinymem_add_rp2040()
    set(folder ${PROJECT_BINARY_DIR}/rp2040)
    set(command $<TARGET_FILE:${program}> ${ARGN})
    string(CONCAT plugin "-plugin ${PROJECT_BINARY_DIR}/instrument.so,"
        "core=cortex-m0plus,out=${folder}/${name}.plugin")
    add_custom_target(rp2040_${name}
        COMMAND ${CMAKE_COMMAND} -E env "QEMU_OPTIONS=${plugin}"
            ${CMAKE_CROSSCOMPILING_EMULATOR} ${command}
        COMMAND node run.js --complete --out ${name}.emulator ${command}
        COMMAND node compare.js ${name}.plugin ${name}.emulator
        WORKING_DIRECTORY ${folder}
        COMMENT "Comparing rp2040js with the plug-in: ${name}"
        VERBATIM)
    add_dependencies(rp2040_${name} instrument rp2040_emulator ${program})
    add_dependencies(rp2040 rp2040_${name})
endfunction()
