# SPDX-License-Identifier: MIT
#
# The option SECTION by COMPILER with FLAGS: whatever the name, the section is NOBITS, has that name
# and holds the pool, its state and the index in flight. With LINK, a compiler for the target, a
# program whose pool is far from its code is linked: its raw image stays as small as the code.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
separate_arguments(FLAGS)
if(LINK)
    find_program(linker ${LINK})
    find_program(objcopy arm-none-eabi-objcopy)
    if(NOT linker OR NOT objcopy)
        skip("no ${LINK} to link with")
    endif()
    if(COMPILER STREQUAL "clang")
        get_filename_component(folder "${linker}" DIRECTORY)
        find_path(headers string.h NO_DEFAULT_PATH
            PATHS "${folder}/../lib/arm-none-eabi/include" "${folder}/../arm-none-eabi/include")
        list(APPEND FLAGS -isystem "${headers}")
    endif()
endif()
need_compiler(${COMPILER} ${FLAGS})
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")

foreach(name .ccm .noinit .dtcm.pool .bss.far)
    set(compile ${COMPILER} ${FLAGS} -std=c99 -Wall -Wextra -Wpedantic -Werror "-I${FOLDER}"
        -DTM_POOL_SIZE=1024 -DTM_PLATFORM_NONE=1 -DTM_READ_BARRIER=1 "-DTM_SECTION=\"${name}\"")
    run(${compile} -c "${FOLDER}/tinymem.c" -o "${FOLDER}/pool.o")
    run(readelf -SW "${FOLDER}/pool.o")
    string(REGEX MATCH "\\[ *([0-9]+)\\] ${name} +([A-Z]+)" section "${RUN_OUTPUT}")
    if(NOT CMAKE_MATCH_2 STREQUAL "NOBITS")
        message(SEND_ERROR "section ${name} is not NOBITS:\n${RUN_OUTPUT}")
    endif()
    set(number ${CMAKE_MATCH_1})
    run(readelf -sW "${FOLDER}/pool.o")
    string(REGEX MATCHALL "OBJECT +[A-Z]+ +[A-Z]+ +${number} " objects "${RUN_OUTPUT}")
    list(LENGTH objects count)
    if(NOT count EQUAL 3)
        message(SEND_ERROR "section ${name} holds ${count} objects, not 3:\n${RUN_OUTPUT}")
    endif()
    if(LINK)
        run(${compile} -c "${HERE}/section/main.c" -o "${FOLDER}/main.o")
        run(${LINK} -mcpu=cortex-m3 --specs=nosys.specs -nostartfiles -Wl,-e,main -T
            "${HERE}/section/far.ld" "${FOLDER}/main.o" "${FOLDER}/pool.o" -o "${FOLDER}/app")
        run(${objcopy} -O binary "${FOLDER}/app" "${FOLDER}/app.bin")
        file(SIZE "${FOLDER}/app.bin" bytes)
        if(bytes EQUAL 0 OR bytes GREATER 65536)
            message(SEND_ERROR "section ${name}: an image of ${bytes} bytes")
        endif()
        message(STATUS "section ${name}: an image of ${bytes} bytes")
    endif()
endforeach()
