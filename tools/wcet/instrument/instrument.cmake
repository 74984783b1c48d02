# SPDX-License-Identifier: MIT
# The instrument: a plug-in of QEMU that counts instructions and cycles (plugin.c), and its tests.
include_guard(GLOBAL)
set(TINYMEM_INSTRUMENT ${CMAKE_CURRENT_LIST_DIR})

# Adds the target instrument: the plug-in instrument.so, which this machine's own compiler builds.
function(tinymem_add_instrument)
    if(TARGET instrument)
        return()
    endif()
    set(here ${TINYMEM_INSTRUMENT})
    add_custom_command(OUTPUT ${PROJECT_BINARY_DIR}/instrument.so
        COMMAND cc -std=c99 -O2 -shared -fPIC -fvisibility=hidden
            -o ${PROJECT_BINARY_DIR}/instrument.so ${here}/plugin.c ${here}/timing.c
        DEPENDS ${here}/plugin.c ${here}/timing.c ${here}/timing.h
        COMMENT "Building instrument.so"
        VERBATIM)
    add_custom_target(instrument DEPENDS ${PROJECT_BINARY_DIR}/instrument.so)
endfunction()
