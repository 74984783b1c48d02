# SPDX-License-Identifier: MIT
#
# The ports cortex-m and riscv in a program for more than one core, where a macro shows it: refused, unless the
# program says that it calls tinymem on one core alone. On the other ports nothing is asked.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")
file(WRITE "${FOLDER}/user.c" "#include <tinymem.h>\nint nothing;\n")
set(compile "${CC}" "-I${FOLDER}" -DTM_POOL_SIZE=4096 -c "${FOLDER}/user.c" -o "${FOLDER}/user.o")

foreach(macro LIB_PICO_MULTICORE=1 configNUMBER_OF_CORES=2 CONFIG_SMP=1)
    foreach(port CORTEX_M RISCV)
        run_refused("option PLATFORM cortex-m (or riscv) locks out interrupts of one core, and there"
            ${compile} -DTM_PLATFORM_${port}=1 -D${macro})
        run(${compile} -DTM_PLATFORM_${port}=1 -D${macro} -DTM_ONE_CORE)
    endforeach()
    run(${compile} -DTM_PLATFORM_NONE=1 -D${macro})
endforeach()
foreach(macro LIB_PICO_MULTICORE=0 configNUMBER_OF_CORES=1)
    run(${compile} -DTM_PLATFORM_CORTEX_M=1 -D${macro})
endforeach()
