# SPDX-License-Identifier: MIT
#
# Options that must be refused at configure time: by tinymem_add_pool, as cache variables, and by
# the config header if somebody changes it by hand.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
set(pool "${CMAKE_COMMAND}" -S "${HERE}/refused" -B "${FOLDER}/pool" "-DTINYMEM=${TINYMEM}")

# Arguments that are refused, and what the message says; more may follow for CMake.
function(refuse arguments expected)
    string(REPLACE " " "\\;" arguments "${arguments}")
    run_refused("${expected}" ${pool} "-DARGUMENTS=${arguments}" -DPOINTER_BYTES= ${ARGN})
endfunction()

run(${CONFIGURE} -S "${HERE}/refused" -B "${FOLDER}/pool" "-DTINYMEM=${TINYMEM}")
refuse("POOL_SIZE 127" "option POOL_SIZE is 127; it must be 128 to 1073741824")
refuse("POOL_SIZE 1073741825" "option POOL_SIZE is 1073741825; it must be 128 to 1073741824")
refuse("POOL_SIZE 99999999999999999999" "it must be 128 to 1073741824")
refuse("POOL_SIZE 0x1000" "option POOL_SIZE is 0x1000; it must be 128 to")
refuse("POOL_SIZE 04096" "option POOL_SIZE is 04096; it must be 128 to")
refuse("POOL_SIZE -4096" "option POOL_SIZE is -4096; it must be 128 to")
refuse("INDEX_BITS 12" "option INDEX_BITS is 12; it must be one of 8, 16")
refuse("INDEXES 0" "option INDEXES is 0; it must be 1 to 65535")
refuse("INDEXES 65536" "option INDEXES is 65536; it must be 1 to 65535")
refuse("INDEX_BITS 8 INDEXES 256" "option INDEXES is 256; it must be 1 to 255 with INDEX_BITS 8")
refuse("GENERATIONS 9" "option GENERATIONS is 9; it must be 0 to 8")
refuse("GENERATIONS 4 INDEXES 2048"
    "option INDEXES is 2048; it must be 1 to 2047 with INDEX_BITS 16 and GENERATIONS 4")
refuse("GENERATIONS 3 INDEX_BITS 8 INDEXES 16" "it must be 1 to 15 with INDEX_BITS 8 and")
refuse("GENERATIONS 7 INDEX_BITS 8" "option GENERATIONS is 7; it must be 0 to 6 with INDEX_BITS 8")
refuse("GENERATIONS 8 INDEX_BITS 8 INDEXES 1" "option GENERATIONS is 8; it must be 0 to 6 with")
refuse("TABLE static" "option TABLE is static; it must be one of grow, fixed")
refuse("TABLE fixed POOL_SIZE 4096" "option INDEXES is 32767; with TABLE fixed its table of 131072")
refuse("TABLE fixed POOL_SIZE 1024 INDEXES 255" "table of 1024 bytes must be smaller")
refuse("BLOCK_SIZE 3" "option BLOCK_SIZE is 3; it must be one of 2, 4, 8, 16, 32, 64")
refuse("BLOCK_SIZE 128" "option BLOCK_SIZE is 128; it must be one of 2, 4, 8, 16, 32, 64")
refuse("BLOCK_SIZE 2 POOL_SIZE 131072" "option BLOCK_SIZE is 2; it must be one of 4, 8, 16, 32, 64")
refuse("SLICE 0" "option SLICE is 0; it must be 1 to 1000000000")
refuse("SLICE 65536" "option SLICE is 65536; it must be 1 to 65535 where pointers have 2 bytes"
    -DPOINTER_BYTES=2)
refuse("SLICE_US 1000 CPU_MHZ 66" "option SLICE is 66000 by SLICE_US * CPU_MHZ; it must be 1 to"
    -DPOINTER_BYTES=2)
refuse("POOL_SIZE 32768" "option POOL_SIZE is 32768; it must be 128 to 32767 where pointers have"
    -DPOINTER_BYTES=2)
refuse("SLICE_US 5" "options SLICE_US and CPU_MHZ go together")
refuse("CPU_MHZ 168" "options SLICE_US and CPU_MHZ go together")
refuse("SLICE 840 SLICE_US 5 CPU_MHZ 168" "option SLICE is 840; it must not be given beside")
refuse("READ_BARRIER perhaps" "option READ_BARRIER is perhaps; it must be on or off")
refuse("PINS 256" "option PINS is 256; it must be 0 to 255")
refuse("CHECKS 3" "option CHECKS is 3; it must be one of 0, 1, 2")
refuse("STATS 2" "option STATS is 2; it must be on or off")
refuse("SCRAMBLE x" "option SCRAMBLE is x; it must be on or off")
refuse("SECTION a(b)" "option SECTION is a(b); it must be a section name")
refuse("PLATFORM windows" "option PLATFORM is windows; it must be one of posix, cortex-m, none")
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
    run(${pool} "-DARGUMENTS=${arguments}" -DPOINTER_BYTES= ${ARGN})
endfunction()

accept("")
accept("POOL_SIZE 128 INDEX_BITS 8 INDEXES 1 PINS 0")
accept("INDEX_BITS 8 GENERATIONS 6")
accept("INDEX_BITS 16 GENERATIONS 8")
accept("SLICE 65535" -DPOINTER_BYTES=2)
accept("SLICE 65536")
accept("POOL_SIZE 130944 BLOCK_SIZE 2")
accept("POOL_SIZE 1073741824 BLOCK_SIZE 64")
accept("STATS OFF READ_BARRIER 1 SECTION .ccm")
accept("PREFIX Sensor_2")

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
