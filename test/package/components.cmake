# SPDX-License-Identifier: MIT
#
# The package has no components: one that is required is not found, whatever its name is.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")

# A project that looks for the package, by the words that follow.
function(write_project)
    list(JOIN ARGN " " words)
    file(WRITE "${FOLDER}/CMakeLists.txt" "cmake_minimum_required(VERSION 3.21)\n"
        "project(components LANGUAGES C)\nfind_package(tinymem ${words})\n"
        "message(STATUS \"found: \${tinymem_FOUND}\")\n")
endfunction()

set(configure ${CONFIGURE} -S "${FOLDER}" -B "${FOLDER}/build"
    "-DCMAKE_PREFIX_PATH=${PREFIX_FOLDER}")
write_project(REQUIRED COMPONENTS nonsense)
run_refused("tinymem has no component nonsense" ${configure})
foreach(words "COMPONENTS nonsense" "REQUIRED OPTIONAL_COMPONENTS nonsense" "REQUIRED")
    write_project(${words})
    run(${configure})
    set(found 1)
    if(words STREQUAL "COMPONENTS nonsense")
        set(found 0)
    endif()
    if(NOT RUN_OUTPUT MATCHES "found: ${found}\n")
        message(SEND_ERROR "${words}: not ${found}: ${RUN_OUTPUT}")
    endif()
endforeach()
