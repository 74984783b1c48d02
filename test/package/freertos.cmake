# SPDX-License-Identifier: MIT
#
# The port freertos over stubs of its headers: each call uses the form for tasks in a task, that for
# interrupts in an interrupt; a kernel that does not tell which runs is refused.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
set(ports "${HERE}/ports")
set(stubs "${TINYMEM}/test/support/freertos")
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")
set(compile "${CC}" -std=c99 -Wall -Wextra -Werror -DTM_POOL_SIZE=4096 -DTM_PLATFORM_FREERTOS=1
    "-I${FOLDER}" "-I${ports}" "${FOLDER}/tinymem.c")
run(${compile} "-I${stubs}" -DINTERRUPT_DEPTH=0 "${ports}/calls.c" "${ports}/lock.c" -o
    "${FOLDER}/calls")
run("${FOLDER}/calls")
run_refused("this port of FreeRTOS does not tell whether an interrupt runs" ${compile} "-I${stubs}"
    -DSTUB_CANNOT_TELL -c -o "${FOLDER}/tinymem.o")
run(${compile} "-I${stubs}" -DSTUB_CANNOT_TELL "-DportCHECK_IF_IN_ISR()=0" -c -o
    "${FOLDER}/tinymem.o")
run_refused("FreeRTOS.h" ${compile} -c -o "${FOLDER}/tinymem.o")

# A pool of CMake's finds the headers by PORT_INCLUDE.
set(pool "${CMAKE_COMMAND}" -S "${HERE}/refused" -B "${FOLDER}/pool" "-DTINYMEM=${TINYMEM}")
run(${CONFIGURE} -S "${HERE}/refused" -B "${FOLDER}/pool" "-DTINYMEM=${TINYMEM}"
    "-DARGUMENTS=PLATFORM\\;freertos\\;PORT_INCLUDE\\;${stubs}" "-DOPTIONS=-I${ports}")
run("${CMAKE_COMMAND}" --build "${FOLDER}/pool")
run_refused("there must be a FreeRTOS.h in it" ${pool}
    "-DARGUMENTS=PLATFORM\\;freertos\\;PORT_INCLUDE\\;${ports}")
