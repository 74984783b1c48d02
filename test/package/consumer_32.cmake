# SPDX-License-Identifier: MIT
#
# A 32-bit consumer of a 64-bit package: its own pools work, the prebuilt library is not offered.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
need_compiler("${CC}" -m32)
set(flags -DCMAKE_C_FLAGS=-m32)
if(CXX)
    list(APPEND flags -DCMAKE_CXX_FLAGS=-m32)
endif()
check_consumer("${HERE}/consumer" "${FOLDER}/build" "-DCMAKE_PREFIX_PATH=${PREFIX_FOLDER}"
    -DOFFERED=OFF ${flags})
