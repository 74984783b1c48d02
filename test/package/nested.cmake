# SPDX-License-Identifier: MIT
#
# Projects that have tinymem's sources inside, by add_subdirectory and by FetchContent.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
check_consumer("${HERE}/nested" "${FOLDER}/subdirectory" "-DTINYMEM=${TINYMEM}" -DFETCH=OFF)
check_consumer("${HERE}/nested" "${FOLDER}/fetched" "-DTINYMEM=${TINYMEM}" -DFETCH=ON)
