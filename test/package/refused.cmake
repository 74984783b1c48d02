# SPDX-License-Identifier: MIT
#
# Options that must be refused at configure time: by tinymem_add_pool, as cache variables, and by
# the config header if somebody changes it by hand.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
set(pool "${CMAKE_COMMAND}" -S "${HERE}/refused" -B "${FOLDER}/pool" "-DTINYMEM=${TINYMEM}")

# Arguments that are refused, and what the message says.
function(refuse arguments expected)
    string(REPLACE " " "\\;" arguments "${arguments}")
    run_refused("${expected}" ${pool} "-DARGUMENTS=${arguments}")
endfunction()

run(${CONFIGURE} -S "${HERE}/refused" -B "${FOLDER}/pool" "-DTINYMEM=${TINYMEM}")
refuse("POOL_SIZE 127" "option POOL_SIZE is 127; it must be 128 to 1073741824")
refuse("POOL_SIZE 1073741825" "option POOL_SIZE is 1073741825; it must be 128 to 1073741824")
refuse("POOL_SIZE 99999999999999999999" "it must be 128 to 1073741824")
refuse("POOL_SIZE 0x1000" "option POOL_SIZE is 0x1000; it must be 128 to")
refuse("POOL_SIZE 04096" "option POOL_SIZE is 04096; it must be 128 to")
refuse("POOL_SIZE -4096" "option POOL_SIZE is -4096; it must be 128 to")
refuse("INDEX_BITS 12" "option INDEX_BITS is 12; it must be one of 8, 16")
refuse("INDEXES 0" "option INDEXES is 0; it must be 2 to 65535")
refuse("INDEXES 1" "option INDEXES is 1; it must be 2 to 65535")
refuse("INDEXES 65536" "option INDEXES is 65536; it must be 2 to 65535")
refuse("INDEX_BITS 8 INDEXES 256" "option INDEXES is 256; it must be 2 to 255 with INDEX_BITS 8")
refuse("GENERATIONS 9" "option GENERATIONS is 9; it must be 0 to 8")
refuse("GENERATIONS 4 INDEXES 2048"
    "option INDEXES is 2048; it must be 2 to 2047 with INDEX_BITS 16 and GENERATIONS 4")
refuse("GENERATIONS 3 INDEX_BITS 8 INDEXES 16" "it must be 2 to 15 with INDEX_BITS 8 and")
refuse("GENERATIONS 6 INDEX_BITS 8" "option GENERATIONS is 6; it must be 0 to 5 with INDEX_BITS 8")
refuse("GENERATIONS 8 INDEX_BITS 8 INDEXES 2" "option GENERATIONS is 8; it must be 0 to 5 with")
refuse("TABLE static" "option TABLE is static; it must be one of grow, fixed")
refuse("TABLE fixed POOL_SIZE 4096" "option INDEXES is 32767; with TABLE fixed its table of 131072")
refuse("TABLE fixed POOL_SIZE 1024 INDEXES 255" "table of 1024 bytes must be smaller")
refuse("BLOCK_SIZE 3" "option BLOCK_SIZE is 3; it must be one of 2, 4, 8, 16, 32, 64")
refuse("BLOCK_SIZE 128" "option BLOCK_SIZE is 128; it must be one of 2, 4, 8, 16, 32, 64")
refuse("BLOCK_SIZE 2 POOL_SIZE 131094" "option BLOCK_SIZE is 2; it must be one of 4, 8, 16, 32, 64")
refuse("SLICE 0" "option SLICE is 0; it must be 1 to 1000000000")
refuse("SLICE_US 5" "options SLICE_US and CPU_MHZ go together")
refuse("CPU_MHZ 168" "options SLICE_US and CPU_MHZ go together")
refuse("SLICE 840 SLICE_US 5 CPU_MHZ 168" "option SLICE is 840; it must not be given beside")
refuse("READ_BARRIER perhaps" "option READ_BARRIER is perhaps; it must be on or off")
refuse("PINS 256" "option PINS is 256; it must be 0 to 255")
refuse("CHECKS 3" "option CHECKS is 3; it must be one of 0, 1, 2")
refuse("STATS 2" "option STATS is 2; it must be on or off")
refuse("SCRAMBLE x" "option SCRAMBLE is x; it must be on or off")
refuse("SECTION a(b)" "option SECTION is a(b); it must be a section name")
refuse("PLATFORM windows" "option PLATFORM is windows; it must be one of posix, cortex-m, avr, riscv, freertos, user")
refuse("PORT_INCLUDE ." "PORT_INCLUDE is .; it must not be given with PLATFORM")
refuse("PLATFORM user PORT_INCLUDE /" "PORT_INCLUDE is /; there must be a tinymem_port.h in it")
refuse("ON_ERROR abort" "option ON_ERROR is abort; it must be one of stop, ignore, user")
refuse("POOLSIZE 4096" "has no option POOLSIZE; there are: POOL_SIZE, INDEX_BITS")
refuse("pool_size 4096" "has no option pool_size; there are: POOL_SIZE, INDEX_BITS")
refuse("POOL_SIZE" "POOL_SIZE has no value")
refuse("PREFIX 1st" "PREFIX is 1st; it must be a C identifier")
refuse("PREFIX two-words" "PREFIX is two-words; it must be a C identifier")
refuse("PREFIX _hidden" "PREFIX is _hidden; it must be a C identifier")
refuse("PREFIX a__b" "PREFIX is a__b; it must be a C identifier")
refuse("PREFIX string" "PREFIX is string; that name is reserved")
refuse("PREFIX TM" "PREFIX is TM; that name is reserved")
refuse("PREFIX features" "PREFIX is features; that name is reserved")
refuse("PREFIX Semaphore" "PREFIX is Semaphore; that name is reserved")
refuse("PREFIX nl_types" "PREFIX is nl_types; that name is reserved")

# The defaults, and values at both ends, are taken.
function(accept arguments)
    string(REPLACE " " "\\;" arguments "${arguments}")
    run(${pool} "-DARGUMENTS=${arguments}")
    set(RUN_OUTPUT "${RUN_OUTPUT}" PARENT_SCOPE)
endfunction()

accept("")
accept("POOL_SIZE 128 INDEX_BITS 8 INDEXES 2 PINS 0 STATS off BLOCK_SIZE 4")
accept("INDEX_BITS 8 GENERATIONS 5")
accept("INDEX_BITS 16 GENERATIONS 8")
accept("SLICE 65536")
accept("POOL_SIZE 131093 BLOCK_SIZE 2")
accept("POOL_SIZE 1073741824 BLOCK_SIZE 64")
accept("STATS OFF READ_BARRIER 1 SECTION .ccm")
accept("PREFIX Sensor_2")

# Limits that only the compiler knows. The least that the message tells must be taken.
function(refuse_below name arguments expected)
    string(REPLACE " " "\\;" given "${arguments}")
    run_refused("${expected}" ${pool} "-DARGUMENTS=${given}")
    if(NOT RUN_OUTPUT MATCHES "option ${name} is ([0-9]+); it must be at least ([0-9]+) ")
        return()
    endif()
    string(REGEX REPLACE "${name} ${CMAKE_MATCH_1}" "${name} ${CMAKE_MATCH_2}" least "${arguments}")
    accept("${least}")
    math(EXPR below "${CMAKE_MATCH_2} - 1")
    string(REGEX REPLACE "${name} ${CMAKE_MATCH_1}" "${name} ${below}" below "${arguments}")
    string(REPLACE " " "\\;" below "${below}")
    run_refused("option ${name} is" ${pool} "-DARGUMENTS=${below}")
endfunction()

refuse_below(POOL_SIZE "POOL_SIZE 128" "option POOL_SIZE is 128; it must be at least 1")
refuse_below(POOL_SIZE "PINS 255 POOL_SIZE 1000" "option POOL_SIZE is 1000; it must be at least 1")
refuse_below(POOL_SIZE "POOL_SIZE 160 BLOCK_SIZE 64" "option POOL_SIZE is 160; it must be at least ")
refuse_below(POOL_SIZE "POOL_SIZE 4004 TABLE fixed INDEXES 999" "is 4004; it must be at least 4")
refuse_below(SLICE "SLICE 300" "option SLICE is 300; it must be at least ")
refuse_below(SLICE_US "SLICE_US 5 CPU_MHZ 64" "option SLICE_US is 5; it must be at least ")
refuse("SLICE_US 5 CPU_MHZ 64" "SLICE is 320 by them, and must be at least ")

# A pool that is just above a width of its slots is told of.
function(hear arguments expected)
    accept("${arguments}")
    string(FIND "${RUN_OUTPUT}" "tinymem: POOL_SIZE" at)
    if(expected STREQUAL "" AND NOT at EQUAL -1)
        message(SEND_ERROR "${arguments}: ${RUN_OUTPUT}")
    elseif(NOT "${RUN_OUTPUT}" MATCHES "${expected}")
        message(SEND_ERROR "${arguments}: not \"${expected}\": ${RUN_OUTPUT}")
    endif()
endfunction()

hear("POOL_SIZE 1024 INDEX_BITS 8 BLOCK_SIZE 4" "")
hear("POOL_SIZE 1043 INDEX_BITS 8 BLOCK_SIZE 4" "")
hear("POOL_SIZE 1044 INDEX_BITS 8 BLOCK_SIZE 4" "1 bytes above 1043.*BLOCK_SIZE 8, a slot takes 2 bytes")
hear("POOL_SIZE 1044 BLOCK_SIZE 4" "")
hear("POOL_SIZE 2048 INDEX_BITS 8 BLOCK_SIZE 4" "")
hear("POOL_SIZE 262144 BLOCK_SIZE 4" "")
hear("POOL_SIZE 270000 BLOCK_SIZE 4" "7837 bytes above 262163.*4 bytes, not 8.*saves 33748 bytes")

# The config header checks again.
accept("BLOCK_SIZE 8")
file(READ "${FOLDER}/pool/pools/pool/include/tinymem_config.h" text)
string(REPLACE "TM_BLOCK_SIZE 8" "TM_BLOCK_SIZE 9" text "${text}")
file(WRITE "${FOLDER}/changed/tinymem_config.h" "${text}")
file(WRITE "${FOLDER}/changed/changed.c" "#include <tinymem.h>\n")
run_refused("option BLOCK_SIZE is 8; it must be one of 2, 4, 8, 16, 32, 64"
    "${CC}" -c "-I${FOLDER}/changed" "-I${TINYMEM}/include" "${FOLDER}/changed/changed.c"
    -o "${FOLDER}/changed/changed.o")

# The project's own cache variables.
set(project "${CMAKE_COMMAND}" -S "${TINYMEM}" -B "${FOLDER}/project")
run(${CONFIGURE} -S "${TINYMEM}" -B "${FOLDER}/project")
run_refused("option BLOCK_SIZE is 3; it must be one of" ${project} -DTINYMEM_BLOCK_SIZE=3)
run_refused("there is no option TINYMEM_POOLSIZE; there are: TINYMEM_POOL_SIZE, TINYMEM_INDEX_BITS"
    ${project} -DTINYMEM_BLOCK_SIZE=8 -DTINYMEM_POOLSIZE=4096)

# The priority of the lock: its bits, its core, its port.
set(pool "${CMAKE_COMMAND}" -S "${HERE}/refused" -B "${FOLDER}/pool" "-DTINYMEM=${TINYMEM}")
refuse("LOCK_PRIORITY 0 PRIORITY_BITS 4" "option LOCK_PRIORITY is 0; it must be 1 to 255")
refuse("LOCK_PRIORITY 256 PRIORITY_BITS 8" "option LOCK_PRIORITY is 256; it must be 1 to 255")
refuse("LOCK_PRIORITY 1 PRIORITY_BITS 9" "option PRIORITY_BITS is 9; it must be 2 to 8")
refuse("LOCK_PRIORITY 5 PRIORITY_BITS 4 PLATFORM none" "it must not be given with PLATFORM none")
refuse("LOCK_PRIORITY 5" "go together; LOCK_PRIORITY is \"5\", PRIORITY_BITS is \"\"")
refuse("PRIORITY_BITS 4" "options LOCK_PRIORITY and PRIORITY_BITS go together")
refuse("LOCK_PRIORITY 80 PRIORITY_BITS 4 PLATFORM cortex-m"
    "option LOCK_PRIORITY is 80; it must be 1 to 15 with PRIORITY_BITS 4")
accept("LOCK_PRIORITY 15 PRIORITY_BITS 4 PLATFORM cortex-m")
find_program(arm_gcc arm-none-eabi-gcc)
if(arm_gcc)
    run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}/two" -P "${TINYMEM}/cmake/two_files.cmake")
    foreach(core m0plus m23)
        set(pool "${CMAKE_COMMAND}" -S "${HERE}/refused" -B "${FOLDER}/${core}"
            "-DTINYMEM=${TINYMEM}")
        run(${pool} -G "${GENERATOR}" "-DCMAKE_C_COMPILER=${arm_gcc}"
            "-DCMAKE_C_FLAGS=-mcpu=cortex-${core} -mthumb" -DCMAKE_SYSTEM_NAME=Generic
            -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY)
        refuse("LOCK_PRIORITY 1 PRIORITY_BITS 2"
            "option LOCK_PRIORITY is 1; it must not be given on ARMv6-M and ARMv8-M Baseline")
    endforeach()
    # The compiler refuses the same in the two files.
    function(refuse_two core macros expected)
        separate_arguments(macros)
        run_refused("${expected}" "${arm_gcc}" -mcpu=cortex-${core} -mthumb -std=c99
            -DTM_POOL_SIZE=4096 ${macros} -c "${FOLDER}/two/tinymem.c" -o "${FOLDER}/two/tinymem.o")
    endfunction()
    refuse_two(m23 "-DTM_LOCK_PRIORITY=1 -DTM_PRIORITY_BITS=2" "needs BASEPRI, which ARMv6-M and")
    refuse_two(m4 "-DTM_LOCK_PRIORITY=16 -DTM_PRIORITY_BITS=4" "is above what a priority of")
    refuse_two(m4 "-DTM_LOCK_PRIORITY=0 -DTM_PRIORITY_BITS=4" "(TM_LOCK_PRIORITY) must be 1 to 255")
    refuse_two(m4 "-DTM_LOCK_PRIORITY=1" "options LOCK_PRIORITY and PRIORITY_BITS go together")
    refuse_two(m4 "-DTM_LOCK_PRIORITY=1 -DTM_PRIORITY_BITS=4 -DTM_PLATFORM_NONE=1"
        "are for PLATFORM cortex-m")
endif()

# Where pointers have 2 bytes.
find_program(avr_gcc avr-gcc)
if(avr_gcc)
    set(pool "${CMAKE_COMMAND}" -S "${HERE}/refused" -B "${FOLDER}/avr" "-DTINYMEM=${TINYMEM}")
    run(${pool} -G "${GENERATOR}" "-DCMAKE_C_COMPILER=${avr_gcc}" -DCMAKE_C_FLAGS=-mmcu=atmega2560
        -DCMAKE_SYSTEM_NAME=Generic -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY)
    refuse("SLICE 65536"
        "option SLICE is 65536; it must be 1 to 65535 where pointers have 2 bytes")
    refuse("SLICE_US 1000 CPU_MHZ 66" "option SLICE is 66000 by SLICE_US * CPU_MHZ; it must be 1 to")
    refuse("POOL_SIZE 32768" "option POOL_SIZE is 32768; it must be 128 to 32767 where pointers")
    accept("SLICE 65535")
    accept("POOL_SIZE 32767")
    refuse_below(POOL_SIZE "POOL_SIZE 128" "option POOL_SIZE is 128; it must be at least 1")
endif()
