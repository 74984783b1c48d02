# SPDX-License-Identifier: MIT
#
# A Cortex-M consumer of the host's package: its own pools compile with its own flags, the prebuilt
# library is not offered. And what bare metal must be told: there are no shared libraries.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
need_compiler(arm-none-eabi-gcc -mcpu=cortex-m3)
find_program(cross_cxx arm-none-eabi-g++)
set(flags -DCMAKE_SYSTEM_NAME=Generic -DCMAKE_SYSTEM_PROCESSOR=cortex-m3
    -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY -DCMAKE_C_COMPILER=arm-none-eabi-gcc
    "-DCMAKE_C_FLAGS=-mcpu=cortex-m3 -mthumb")
if(cross_cxx)
    list(APPEND flags -DCONSUMER_CXX=ON -DCMAKE_CXX_COMPILER=arm-none-eabi-g++
        "-DCMAKE_CXX_FLAGS=-mcpu=cortex-m3 -mthumb")
endif()
run("${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${HERE}/consumer" -B "${FOLDER}/build" ${flags}
    "-DCMAKE_PREFIX_PATH=${PREFIX_FOLDER}" -DOFFERED=OFF)
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
run_refused("BUILD_SHARED_LIBS is ON; it must be OFF on Generic"
    "${CMAKE_COMMAND}" -G "${GENERATOR}" -S "${TINYMEM}" -B "${FOLDER}/shared" ${flags}
    -DBUILD_SHARED_LIBS=ON)
