# SPDX-License-Identifier: MIT
#
# Projects that have tinymem's sources inside, by add_subdirectory and by FetchContent. They install it
# only where they say so.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
check_consumer("${HERE}/nested" "${FOLDER}/subdirectory" "-DTINYMEM=${TINYMEM}" -DFETCH=OFF)
check_consumer("${HERE}/nested" "${FOLDER}/fetched" "-DTINYMEM=${TINYMEM}" -DFETCH=ON)

# Installs the project of that folder; whether tinymem's header must come along.
function(check_install folder wanted)
    run("${CMAKE_COMMAND}" --install "${FOLDER}/${folder}" --prefix "${FOLDER}/${folder}/prefix")
    set(there FALSE)
    if(EXISTS "${FOLDER}/${folder}/prefix/include/tinymem.h")
        set(there TRUE)
    endif()
    if(NOT there STREQUAL wanted)
        message(FATAL_ERROR "${folder}: tinymem.h is installed: ${there}, not ${wanted}")
    endif()
endfunction()

check_install(subdirectory FALSE)
run("${CMAKE_COMMAND}" -DTINYMEM_INSTALL=ON "${FOLDER}/fetched")
check_install(fetched TRUE)
