# SPDX-License-Identifier: MIT
# Copies src/ to a directory, with one of the bugs beside this file planted in it. A test suite
# compiles that copy in place of src/, and must fail.
#
#   cmake -DBUG=<name> -DTO=<directory> -P test/planted/plant.cmake

cmake_policy(VERSION 3.21...3.25)
get_filename_component(from "${CMAKE_CURRENT_LIST_DIR}/../../src" ABSOLUTE)
find_program(PATCH patch REQUIRED)
file(REMOVE_RECURSE "${TO}/src")
file(COPY "${from}" DESTINATION "${TO}")
execute_process(
    COMMAND "${PATCH}" --batch --strip 1 --directory "${TO}"
        --input "${CMAKE_CURRENT_LIST_DIR}/${BUG}.patch"
    RESULT_VARIABLE result)
if(NOT result EQUAL 0)
    message(FATAL_ERROR "${BUG}.patch does not apply to src/ any more")
endif()
