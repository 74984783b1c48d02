# SPDX-License-Identifier: MIT
#
# The headers tinymem_port.h that documents show, taken out of them, over stubs of the systems that
# they are for: each call must lock, and leave the lock as it was. DOCUMENT is where they stand: the
# C text behind a comment "recipe: <name>", whose stubs are in recipes/<name>.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
set(ports "${HERE}/ports")
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")

# Writes the header of a recipe into a folder of its name.
function(take_out document name)
    file(READ "${TINYMEM}/${document}" text)
    string(FIND "${text}" "<!-- recipe: ${name} -->\n```c\n" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "${document} has no recipe ${name}")
    endif()
    string(SUBSTRING "${text}" ${at} -1 text)
    string(FIND "${text}" "```c\n" begin)
    math(EXPR begin "${begin} + 5")
    string(SUBSTRING "${text}" ${begin} -1 text)
    string(FIND "${text}" "```" end)
    string(SUBSTRING "${text}" 0 ${end} text)
    file(WRITE "${FOLDER}/${name}/tinymem_port.h" "${text}")
endfunction()

# Compiles and runs the program of calls with a recipe; macros may follow.
function(try document name)
    take_out(${document} ${name})
    run("${CC}" -std=c99 -Wall -Wextra -Werror -DTM_POOL_SIZE=4096 -DTM_PLATFORM_USER=1
        -DTM_CHECKS=2 ${ARGN} "-I${FOLDER}" "-I${FOLDER}/${name}" "-I${HERE}/recipes/${name}"
        "-I${ports}" "${FOLDER}/tinymem.c" "${ports}/calls.c" "${ports}/lock.c" -o
        "${FOLDER}/${name}/calls")
    run("${FOLDER}/${name}/calls")
endfunction()

try(README.md irq -DINTERRUPT_DEPTH=0)
try(docs/PORTING.md irq -DINTERRUPT_DEPTH=0)
try(docs/RECIPES.md zephyr -DINTERRUPT_DEPTH=0)
try(docs/RECIPES.md cmsis_rtos2)
try(docs/RECIPES.md rp2040 -DINTERRUPT_DEPTH=0)
try(docs/RECIPES.md esp32 -DINTERRUPT_DEPTH=0)
foreach(macros -DSTUB_ARM -DSTUB_AVR)
    try(docs/RECIPES.md arduino ${macros} -DINTERRUPT_DEPTH=1)
endforeach()

# Each recipe of the document is tried.
file(STRINGS "${TINYMEM}/docs/RECIPES.md" recipes REGEX "^<!-- recipe: ")
list(LENGTH recipes count)
if(NOT count EQUAL 5)
    message(SEND_ERROR "docs/RECIPES.md has ${count} recipes, and 5 are tried")
endif()
