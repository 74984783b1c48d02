# SPDX-License-Identifier: MIT
#
# The defaults of POOL_SIZE, BLOCK_SIZE and PLATFORM are by the compiler and its flags, whatever
# CMake calls the system and the processor; the two files have the same.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(WRITE "${FOLDER}/two/all.c" "#include <tinymem.h>\n")
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}/two" -P "${TINYMEM}/cmake/two_files.cmake")
foreach(name PICO FreeRTOS)
    file(WRITE "${FOLDER}/modules/Platform/${name}.cmake" "")
endforeach()

# Arguments of a pool without options by a compiler, its flags, and what CMake calls the system;
# more follows: more arguments.
macro(plan_pool compiler flags system)
    string(MAKE_C_IDENTIFIER "${compiler}${flags}${system}${ARGN}" folder)
    set(arguments -G "${GENERATOR}" -S "${HERE}/refused" -B "${FOLDER}/${folder}"
        "-DTINYMEM=${TINYMEM}" "-DCMAKE_C_COMPILER=${compiler}" "-DCMAKE_C_FLAGS=${flags}"
        -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY "-DCMAKE_MODULE_PATH=${FOLDER}/modules"
        ${ARGN})
    if(NOT "${system}" STREQUAL "")
        list(APPEND arguments -DCMAKE_SYSTEM_NAME=${system} -DCMAKE_SYSTEM_PROCESSOR=any)
    endif()
endmacro()

# What the two files have must be the same.
function(check_two compiler flags size block port)
    separate_arguments(flags UNIX_COMMAND "${flags}")
    run(${compiler} ${flags} "-I${FOLDER}/two" -E -dM "${FOLDER}/two/all.c")
    foreach(line "TM_POOL_SIZE ${size}" "TM_BLOCK_SIZE ${block}" "TM_PLATFORM_${port} 1")
        if(NOT RUN_OUTPUT MATCHES "#define ${line}\n")
            message(SEND_ERROR "the two files by ${compiler} ${flags}: no ${line}")
        endif()
    endforeach()
endfunction()

# The defaults by a compiler, where there is one.
function(check compiler flags system size block port)
    find_program(found_${compiler} ${compiler})
    if(NOT found_${compiler})
        message(STATUS "no ${compiler}")
        return()
    endif()
    plan_pool(${compiler} "${flags}" "${system}" ${ARGN})
    run("${CMAKE_COMMAND}" ${arguments})
    file(READ "${FOLDER}/${folder}/pools/pool/include/tinymem_config.h" text)
    foreach(line "TM_POOL_SIZE ${size}" "TM_BLOCK_SIZE ${block}" "TM_PLATFORM_${port} 1")
        if(NOT text MATCHES "#define ${line}\n")
            message(SEND_ERROR "${compiler} ${flags} on ${system} ${ARGN}: no ${line} in\n${text}")
        endif()
    endforeach()
    if(NOT ARGN)
        check_two(${compiler} "${flags}" ${size} ${block} ${port})
    endif()
endfunction()

# A core that no port is made for: the port must be given.
function(check_refused flags system)
    find_program(arm arm-none-eabi-gcc)
    if(arm)
        plan_pool(arm-none-eabi-gcc "${flags}" "${system}")
        run_refused("option PLATFORM must be given on 32-bit Arm that is not of M profile"
            "${CMAKE_COMMAND}" ${arguments})
        run("${CMAKE_COMMAND}" ${arguments} "-DARGUMENTS=PLATFORM\\;none")
        separate_arguments(flags UNIX_COMMAND "${flags}")
        run_refused("option PLATFORM must be given on 32-bit Arm that is not of M profile"
            arm-none-eabi-gcc ${flags} "-I${FOLDER}/two" -c "${FOLDER}/two/all.c"
            -o "${FOLDER}/all.o")
    endif()
endfunction()

foreach(system Generic PICO FreeRTOS)
    check(arm-none-eabi-gcc "-mcpu=cortex-m0plus -mthumb" ${system} 32768 4 CORTEX_M)
endforeach()
check(arm-none-eabi-gcc "-mcpu=cortex-m33 -mthumb -flto" PICO 32768 4 CORTEX_M)
check(arm-none-eabi-gcc "" Generic 32768 4 CORTEX_M "-DOPTIONS=-mcpu=cortex-m4\\;SHELL:-mthumb -g")
check(arm-none-eabi-gcc "" Generic 32768 4 CORTEX_M -DOPTIONS=-mcpu=cortex-m7 -DCMAKE_BUILD_TYPE=MinSizeRel)
foreach(core cortex-r5 cortex-a9)
    check_refused(-mcpu=${core} Generic)
    check_refused(-mcpu=${core} FreeRTOS)
endforeach()
check_refused("" Generic)
check(avr-gcc -mmcu=atmega2560 Generic 1024 4 NONE)
check(riscv64-unknown-elf-gcc "-march=rv32imac -mabi=ilp32 --specs=picolibc.specs" PICO 32768 4 NONE)
check(mips-linux-gnu-gcc-12 "" Linux 262136 4 POSIX)
check(gcc "" "" 262136 8 POSIX)
check(gcc -flto "" 262136 8 POSIX)
check(clang "" "" 262136 8 POSIX)
check(clang "--target=armv7m-none-eabi -ffreestanding" Generic 32768 4 CORTEX_M)
