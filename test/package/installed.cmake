# SPDX-License-Identifier: MIT
#
# Builds the project plainly and installs it, for the other tests; the archive must hold the same.
# A path with a space shows what was not quoted.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
run(${CONFIGURE} -S "${TINYMEM}" -B "${FOLDER}/with space" -DCMAKE_BUILD_TYPE=Release)
run("${CMAKE_COMMAND}" --build "${FOLDER}/with space")
run("${CMAKE_COMMAND}" --install "${FOLDER}/with space" --prefix "${PREFIX_FOLDER}")
run("${CMAKE_CPACK_COMMAND}" --config "${FOLDER}/with space/CPackConfig.cmake"
    -B "${FOLDER}/archive")
file(GLOB archive "${FOLDER}/archive/tinymem-*.tar.gz")
if(NOT archive)
    message(FATAL_ERROR "CPack made no archive")
endif()
file(ARCHIVE_EXTRACT INPUT "${archive}" DESTINATION "${FOLDER}/archive")
get_filename_component(name "${archive}" NAME)
string(REGEX REPLACE "\\.tar\\.gz$" "" name "${name}")
file(GLOB_RECURSE packed RELATIVE "${FOLDER}/archive/${name}" "${FOLDER}/archive/${name}/*")
file(GLOB_RECURSE installed RELATIVE "${PREFIX_FOLDER}" "${PREFIX_FOLDER}/*")
if(NOT packed STREQUAL installed)
    message(FATAL_ERROR "the archive holds ${packed}, the installation ${installed}")
endif()
