# SPDX-License-Identifier: MIT
#
# TM_AS by COMPILER with FLAGS: types that blocks are aligned for compile without a warning, others
# are refused where the target may fault, by a message that names the BLOCK_SIZE to choose.
# KIND: strict where each type needs its own alignment; words where 4 bytes are enough for C's own
# types; none where no type needs any; blind where the compiler can't tell.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
separate_arguments(FLAGS)
need_compiler(${COMPILER} ${FLAGS})
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")

set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wconversion -Wcast-qual -Wpointer-arith)
set(standards c99 gnu99 c11)
set(language c)
if(COMPILER MATCHES "[+][+]")
    list(APPEND warnings -Wold-style-cast)
    set(standards c++11 gnu++17 c++20)
    set(language c++)
elseif(COMPILER STREQUAL "tcc")
    set(warnings -Wall)
endif()
set(compile "${COMPILER}" ${FLAGS} -O1 -DTM_PLATFORM_NONE=1 -DTM_POOL_SIZE=2048)
set(source -x ${language} -c "${HERE}/types/types.c" -o "${FOLDER}/types.o")

# A type that compiles without a warning, with that BLOCK_SIZE; more macros may follow.
function(accept block_size type)
    foreach(standard IN LISTS standards)
        run(${compile} -std=${standard} ${warnings} -Werror "-I${FOLDER}"
            -DTM_BLOCK_SIZE=${block_size} "-DTYPE=${type}" ${ARGN} ${source})
    endforeach()
endfunction()

# A type that is refused, and the BLOCK_SIZE that the message names. Installed headers are often a
# system's to the compiler, which shows no warnings of those.
function(refuse block_size type needs)
    set(expected "this_type_needs_BLOCK_SIZE_${needs}")
    if(language STREQUAL "c++")
        set(expected "this type needs option BLOCK_SIZE ${needs}")
    elseif(COMPILER STREQUAL "clang")
        set(expected "to ${needs}")
    endif()
    foreach(standard IN LISTS standards)
        foreach(include -I -isystem)
            run_refused("${expected}" ${compile} -std=${standard} ${include} "${FOLDER}"
                -DTM_BLOCK_SIZE=${block_size} "-DTYPE=${type}" ${ARGN} ${source})
        endforeach()
    endforeach()
endfunction()

# What every compiler takes everywhere: types of any kind, and all of them unchecked.
accept(8 char -DTM_CHECKS=2 -DTM_READ_BARRIER=1)
accept(8 char -DTM_GENERATIONS=3 -DTM_INDEXES=100)
accept(8 char -DTM_INDEX_BITS=8 -DTM_INDEXES=255)
accept(4 double -DAS=TM_AS_UNALIGNED)
accept(2 uint16_t)
accept(4 uint32_t -DWORDS)
accept(8 double)
accept(8 sample_t)
accept(8 uint64_t)
if(KIND STREQUAL "blind" OR KIND STREQUAL "none")
    accept(2 uint32_t -DWORDS)
    accept(2 sample_t)
    return()
endif()

accept(16 vector_t)
accept(16 pair_t)
accept(32 line_t)
refuse(2 uint32_t 4)
refuse(2 char 4 -DWORDS)
refuse(4 line_t 32)
refuse(16 line_t 32)
if(KIND STREQUAL "words")
    accept(4 double)
    accept(4 sample_t)
    accept(4 uint64_t)
    accept(4 "long double")
else()
    refuse(4 double 8)
    refuse(4 sample_t 8)
    refuse(4 "const sample_t" 8)
    refuse(4 uint64_t 8)
    refuse(8 pair_t 16)
endif()
