# SPDX-License-Identifier: MIT
#
# The port user: a header of the user's, in pools of CMake's, in the package, in the two files; what
# the compiler and CMake say where it is missing or lacks something.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
set(ports "${HERE}/ports")

# Pools of CMake's.
foreach(port inline apart)
    check_consumer("${ports}" "${FOLDER}/${port}" "-DTINYMEM=${TINYMEM}" -DPORT=${port}
        "-DEVERY=${HERE}/consumer/every.c")
endforeach()
check_consumer("${ports}" "${FOLDER}/package" -DPACKAGE=ON "-DCMAKE_PREFIX_PATH=${PREFIX_FOLDER}"
    -DPORT=inline "-DEVERY=${HERE}/consumer/every.c")
run_refused("PORT_INCLUDE is nowhere" "${CMAKE_COMMAND}" -S "${ports}" -B "${FOLDER}/inline" -DPORT=nowhere)

# The library tinymem::tinymem, by cache variables.
run(${CONFIGURE} -S "${TINYMEM}" -B "${FOLDER}/project" -DTINYMEM_PLATFORM=user
    "-DTINYMEM_PORT_INCLUDE=${ports}/inline\\;${ports}")
run("${CMAKE_COMMAND}" --build "${FOLDER}/project" --target tinymem)

# The two files, the port's header beside them or on the include path.
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}/two" -P "${TINYMEM}/cmake/two_files.cmake")
set(compile "${CC}" -std=c99 -DTM_POOL_SIZE=4096 -DTM_PLATFORM_USER=1 "-I${FOLDER}/two")
set(program "${FOLDER}/two/tinymem.c" "${ports}/calls.c" "${ports}/lock.c" "-I${ports}" -o
    "${FOLDER}/two/calls")
run(${compile} ${program} "${ports}/apart/port.c" "-I${ports}/apart")
run("${FOLDER}/two/calls")
file(COPY "${ports}/inline/tinymem_port.h" DESTINATION "${FOLDER}/two")
run(${compile} ${program})
run("${FOLDER}/two/calls")
file(REMOVE "${FOLDER}/two/tinymem_port.h")

# A header that is missing, or lacks a part.
set(object "${FOLDER}/two/tinymem.c" -c -o "${FOLDER}/two/tinymem.o")
run_refused("option PLATFORM user needs a header tinymem_port.h of yours" ${compile} ${object})
function(refuse_without part expected)
    file(READ "${ports}/inline/tinymem_port.h" text)
    string(REGEX REPLACE "\n[^\n]*${part}[^\n]*\n" "\n" text "${text}")
    file(WRITE "${FOLDER}/lacking/tinymem_port.h" "${text}")
    run_refused("${expected}" ${compile} "-I${FOLDER}/lacking" "-I${ports}" ${object})
endfunction()
refuse_without("typedef" "port_lock_t")
refuse_without("port_lock\\(void\\)" "TINYMEM_PORT_H_HAS_PORT_LOCK")
refuse_without("void port_unlock" "TINYMEM_PORT_H_HAS_PORT_UNLOCK")
