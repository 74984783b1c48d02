# SPDX-License-Identifier: MIT
#
# A project that knows only the installed package: everything is called, C and C++; its own C is C90,
# which the header is not. A program made with the header of one pool and linked with the library of
# another must not link.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
check_consumer("${HERE}/consumer" "${FOLDER}/build with space"
    "-DCMAKE_PREFIX_PATH=${PREFIX_FOLDER}" -DOFFERED=ON
    -DCMAKE_C_STANDARD=90 -DCMAKE_C_EXTENSIONS=OFF)
run_refused("tm_pool_made_with_POOL_SIZE_4096_INDEX_BITS_16_INDEXES_32767_GENERATIONS_0_TABLE_FIXED_0_BLOCK_SIZE"
    "${CMAKE_COMMAND}" --build "${FOLDER}/build with space" --target mixed)
