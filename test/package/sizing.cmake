# SPDX-License-Identifier: MIT
#
# The tool that tells POOL_SIZE: what it prints, and what it must refuse. That its answers are
# enough, and not too much, is for test/trust/bounds.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
set(sizing "${CMAKE_COMMAND}" -E chdir "${FOLDER}" "${CMAKE_COMMAND}")
set(script -P "${TINYMEM}/cmake/sizing.cmake")

# The two numbers for so many bytes and blocks: `any_INDEXES` and `few_INDEXES`.
function(ask bytes blocks options)
    string(REPLACE ";" "\\;" options "${options}")
    run(${sizing} -DBYTES=${bytes} -DBLOCKS=${blocks} "-DOPTIONS=${options}" "-DCC=${CC}" ${script})
    if(NOT RUN_OUTPUT MATCHES "^POOL_SIZE ([0-9]+)\nPOOL_SIZE ([0-9]+) with INDEXES [0-9]+\n$")
        message(FATAL_ERROR "${bytes} bytes, ${blocks} blocks, ${options}: ${RUN_OUTPUT}")
    endif()
    set(any_INDEXES ${CMAKE_MATCH_1} PARENT_SCOPE)
    set(few_INDEXES ${CMAKE_MATCH_2} PARENT_SCOPE)
endfunction()

# Fails where a comparison of numbers does not hold.
function(expect left comparison right)
    if(NOT left ${comparison} right)
        message(SEND_ERROR "not ${left} ${comparison} ${right}")
    endif()
endfunction()

# An answer lies between what is asked for and a little more.
ask(20000 500 "BLOCK_SIZE=4")
expect(${few_INDEXES} GREATER 20000)
expect(${few_INDEXES} LESS ${any_INDEXES})
expect(${any_INDEXES} LESS 32000)
ask(20000 500 "")
expect(${few_INDEXES} GREATER 20000)

# Switches in all their spellings.
ask(2400 50 "STATS=on;READ_BARRIER=off")
set(plain ${any_INDEXES})
ask(2400 50 "STATS=ON;READ_BARRIER=0")
expect(${any_INDEXES} EQUAL ${plain})
ask(2400 50 "READ_BARRIER=on")
set(barrier ${any_INDEXES})
expect(${barrier} GREATER ${plain})
ask(2400 50 "READ_BARRIER=1")
expect(${any_INDEXES} EQUAL ${barrier})

# A table or pins that take more than the blocks; a pool below the least; one block, and the largest
# unit.
ask(2400 50 "TABLE=fixed;INDEXES=2000")
expect(${any_INDEXES} GREATER 8000)
expect(${few_INDEXES} LESS 8000)
ask(100 5 "PINS=255")
expect(${few_INDEXES} GREATER 510)
ask(8 1 "INDEX_BITS=8;PINS=0;STATS=off;BLOCK_SIZE=4")
expect(${few_INDEXES} EQUAL 128)
ask(8 1 "BLOCK_SIZE=64")

# The narrowest numbers that are enough: 16 bits for the fixed table, 8 for the small pool.
ask(100 10 "TABLE=fixed;INDEXES=65535;BLOCK_SIZE=8")
expect(${any_INDEXES} LESS 300000)
ask(300 100 "INDEX_BITS=8;BLOCK_SIZE=4")
expect(${few_INDEXES} LESS 1024)

# Arguments that are refused, and what the message says.
function(refuse expected)
    run_refused("${expected}" ${sizing} "-DCC=${CC}" ${ARGN} ${script})
endfunction()

refuse("BYTES is \"\"; it must be" -DBLOCKS=5)
refuse("BLOCKS is \"0\"; it must be" -DBYTES=100 -DBLOCKS=0)
refuse("BYTES is \"99999999999999999999\"; it must be" -DBYTES=99999999999999999999 -DBLOCKS=5)
refuse("OPTIONS has POOLSIZE=4; it must be" -DBYTES=100 -DBLOCKS=5 -DOPTIONS=POOLSIZE=4)
refuse("option TABLE is FIXED; it must be one of grow, fixed"
    -DBYTES=100 -DBLOCKS=5 -DOPTIONS=TABLE=FIXED)
refuse("option STATS is yess; it must be on or off" -DBYTES=100 -DBLOCKS=5 -DOPTIONS=STATS=yess)
refuse("option PINS is 256; it must be 0 to 255" -DBYTES=100 -DBLOCKS=5 -DOPTIONS=PINS=256)
refuse("option INDEXES must be above BLOCKS" -DBYTES=100 -DBLOCKS=5 -DOPTIONS=INDEXES=5)
refuse("take a POOL_SIZE above 1073741824, which this target can't have"
    -DBYTES=1073741824 -DBLOCKS=5 -DOPTIONS=BLOCK_SIZE=8)

# Where size_t has 16 bits.
find_program(avr_gcc avr-gcc)
if(avr_gcc)
    set(CC "${avr_gcc}")
    ask(20000 300 "BLOCK_SIZE=4")
    expect(${few_INDEXES} GREATER 20000)
    refuse("30000 bytes in 12000 blocks take a POOL_SIZE above 32767, which this target can't have"
        -DBYTES=30000 -DBLOCKS=12000 -DOPTIONS=BLOCK_SIZE=4)
    refuse("above 32767" -DBYTES=200000 -DBLOCKS=500 -DOPTIONS=BLOCK_SIZE=4)
    run(${sizing} -DBYTES=25000 -DBLOCKS=400 -DOPTIONS=BLOCK_SIZE=4 "-DCC=${CC}" ${script})
    if(NOT RUN_OUTPUT MATCHES "^POOL_SIZE above 32767, .*\nPOOL_SIZE 3[0-9]+ with INDEXES 401\n$")
        message(SEND_ERROR "25000 bytes in 400 blocks: ${RUN_OUTPUT}")
    endif()
endif()
