# SPDX-License-Identifier: MIT
#
# Sources in a folder whose name has what make and Ninja take for their own: the pool is built, is
# not built again when nothing changed, and is when a source did.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
set(odd "${FOLDER}/dol$lar sp ace")
if(GENERATOR STREQUAL "Ninja")
    string(APPEND odd " sha#rp") # CMake's makefiles can't have it
endif()
file(COPY "${TINYMEM}/CMakeLists.txt" "${TINYMEM}/LICENSE" "${TINYMEM}/cmake" "${TINYMEM}/include"
    "${TINYMEM}/platform" "${TINYMEM}/src" DESTINATION "${odd}")
run(${CONFIGURE} -S "${odd}" -B "${FOLDER}/build")
run("${CMAKE_COMMAND}" --build "${FOLDER}/build")

# Builds again; the C file must be made so many times.
function(build_again times)
    run("${CMAKE_COMMAND}" --build "${FOLDER}/build")
    string(REGEX MATCHALL "Making tinymem" made "${RUN_OUTPUT}")
    list(LENGTH made count)
    if(NOT count EQUAL times)
        message(FATAL_ERROR "made ${count} times, not ${times}: ${RUN_OUTPUT}")
    endif()
endfunction()

build_again(0)
file(APPEND "${odd}/src/bins.h" "\n")
build_again(1)
build_again(0)
