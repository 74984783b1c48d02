# SPDX-License-Identifier: MIT
#
# The project's own library as a shared one: built, installed, used.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
run(${CONFIGURE} -S "${TINYMEM}" -B "${FOLDER}/tinymem" -DBUILD_SHARED_LIBS=ON
    "-DCMAKE_INSTALL_PREFIX=${FOLDER}/prefix")
run("${CMAKE_COMMAND}" --build "${FOLDER}/tinymem" --target install)
check_consumer("${HERE}/consumer" "${FOLDER}/consumer" "-DCMAKE_PREFIX_PATH=${FOLDER}/prefix"
    -DOFFERED=ON -DBUILD_SHARED_LIBS=ON)
