# SPDX-License-Identifier: MIT
#
# What the package tests share. Each is a script that CMakeLists.txt here runs with: TINYMEM (the
# project), FOLDER (where to work), GENERATOR, CC and CXX (may be empty).

cmake_minimum_required(VERSION 3.21...3.25)
set(PREFIX_FOLDER "${FOLDER}/../installed/prefix")
set(HERE "${CMAKE_CURRENT_LIST_DIR}")

# Ends the test as skipped: ctest knows the word.
function(skip why)
    message(FATAL_ERROR "SKIPPED: ${why}")
endfunction()

# Runs a command that must succeed.
function(run)
    execute_process(COMMAND ${ARGV} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
    list(JOIN ARGV " " command)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "failed (${status}): ${command}\n${text}")
    endif()
    set(RUN_OUTPUT "${text}" PARENT_SCOPE)
endfunction()

# Runs a command that must fail and say `expected`; messages may be wrapped anywhere at a space. What
# it said is RUN_OUTPUT, in one line.
function(run_refused expected)
    execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
    list(JOIN ARGN " " command)
    string(REGEX REPLACE "[ \n]+" " " flat "${text}")
    string(FIND "${flat}" "${expected}" at)
    if(status EQUAL 0)
        message(SEND_ERROR "not refused: ${command}")
    elseif(at EQUAL -1)
        message(SEND_ERROR "refused, but not by \"${expected}\": ${command}\n${text}")
    endif()
    set(RUN_OUTPUT "${flat}" PARENT_SCOPE)
endfunction()

# The command line that configures a project with the compilers under test; more may follow.
set(CONFIGURE "${CMAKE_COMMAND}" -G "${GENERATOR}" "-DCMAKE_C_COMPILER=${CC}")
if(CXX)
    list(APPEND CONFIGURE "-DCMAKE_CXX_COMPILER=${CXX}" -DCONSUMER_CXX=ON)
endif()

# Configures, builds and runs the programs of a consumer.
function(check_consumer source folder)
    run(${CONFIGURE} -S "${source}" -B "${folder}" ${ARGN})
    run("${CMAKE_COMMAND}" --build "${folder}")
    run("${CMAKE_CTEST_COMMAND}" --test-dir "${folder}" --output-on-failure --no-tests=error)
endfunction()

# The compiler of that name must be able to compile C with the flags, or the test is skipped.
function(need_compiler compiler)
    file(WRITE "${FOLDER}/need.c" "#include <stdint.h>\nint main(void) { return 0; }\n")
    find_program(found_${compiler} ${compiler})
    if(NOT found_${compiler})
        skip("no ${compiler}")
    endif()
    execute_process(COMMAND "${found_${compiler}}" ${ARGN} -c "${FOLDER}/need.c"
        -o "${FOLDER}/need.o" RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(NOT status EQUAL 0)
        skip("${compiler} ${ARGN} does not compile")
    endif()
endfunction()

file(MAKE_DIRECTORY "${FOLDER}")
