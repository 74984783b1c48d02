# SPDX-License-Identifier: MIT
#
# Sources, or what is built, in a folder whose name has what make and Ninja take for their own: the
# pool is built, is not built again when nothing changed, and is when a source did.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
set(odd "${FOLDER}/dol$lar sp ace")
set(sources "${odd}/sources")
if(GENERATOR STREQUAL "Ninja")
    string(APPEND sources "#") # CMake's makefiles can't have it, and no folder that is built in
endif()
file(COPY "${TINYMEM}/CMakeLists.txt" "${TINYMEM}/LICENSE" "${TINYMEM}/cmake" "${TINYMEM}/include"
    "${TINYMEM}/platform" "${TINYMEM}/src" DESTINATION "${sources}")

# Builds; the C file must be made so many times.
function(build folder times)
    run("${CMAKE_COMMAND}" --build "${folder}")
    string(REGEX MATCHALL "Making tinymem" made "${RUN_OUTPUT}")
    list(LENGTH made count)
    if(NOT count EQUAL times)
        message(FATAL_ERROR "made ${count} times, not ${times}: ${RUN_OUTPUT}")
    endif()
endfunction()

foreach(folder "${FOLDER}/build" "${odd}/build")
    run(${CONFIGURE} -S "${sources}" -B "${folder}" -DTINYMEM_SLICE=1000)
    build("${folder}" 1)
    build("${folder}" 0)
    file(APPEND "${sources}/src/pool/bins.h" "\n")
    build("${folder}" 1)
    build("${folder}" 0)
endforeach()
run(${CONFIGURE} -S "${TINYMEM}" -B "${odd}/other" -DTINYMEM_SLICE=1000)
build("${odd}/other" 1)
build("${odd}/other" 0)
