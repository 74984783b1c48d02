# SPDX-License-Identifier: MIT
#
# The option table, and all that is made from it: defaults, checks, the config header, the table in
# docs/CONFIG.md. To add an option, add a row. Nothing of src/ or include/ belongs here.
#
# Variables have the scope of whoever includes this file; so tinymem_add_pool includes it itself.

cmake_policy(VERSION 3.21...3.25)
include("${CMAKE_CURRENT_LIST_DIR}/ask.cmake")

# What a default may depend on: a name, words for documents, and the preprocessor's way to ask. CMake
# asks the compiler, too: what it calls the system or the processor may be anything.
set(TINYMEM_CONDITIONS "")
macro(tinymem_condition name words expression)
    list(APPEND TINYMEM_CONDITIONS ${name})
    set(TINYMEM_CONDITION_${name}_WORDS "${words}")
    set(TINYMEM_CONDITION_${name}_EXPRESSION "${expression}")
endmacro()

tinymem_condition(host "on hosts" "defined __unix__ || defined __APPLE__ || defined _WIN32")
tinymem_condition(pointer16 "where pointers have 2 bytes" "UINTPTR_MAX <= 0xFFFF")
tinymem_condition(pointer64 "where pointers have 8 bytes" "UINTPTR_MAX > 0xFFFFFFFF")
tinymem_condition(index8 "with INDEX_BITS 8" "TM_INDEX_BITS == 8")
tinymem_condition(arm_m "on Arm's M profile"
    "defined __ARM_ARCH_6M__ || defined __ARM_ARCH_PROFILE && __ARM_ARCH_PROFILE == 'M'")
tinymem_condition(no_basepri "on ARMv6-M and ARMv8-M Baseline"
    "defined __ARM_ARCH_6M__ || defined __ARM_ARCH_8M_BASE__")
tinymem_condition(unix "on Unix" "defined __unix__ || defined __APPLE__")
tinymem_condition(arm "on 32-bit Arm that is not of M profile" "defined __arm__")

# One row of the table. The types and what they become (with the prefix TM_):
#   int     first..last     NAME, a decimal number
#   one     numbers         NAME, one of these numbers
#   switch  off on          NAME, 0 or 1
#   pair    two words       NAME_<SECOND>, 1 for the second word, else 0
#   word    words           NAME_<WORD> for each, 1 for the one chosen, else 0
#   name    (a linker's)    NAME, a string
# The default is a value, before it any condition:value that comes first; without a value behind the
# colon the option must be given there. An option with an empty default has a macro only where it is
# given.
macro(tinymem_option name type range default meaning)
    list(APPEND TINYMEM_OPTIONS ${name})
    set(TINYMEM_${name}_TYPE ${type})
    string(REPLACE " " ";" TINYMEM_${name}_RANGE "${range}")
    string(REPLACE " " ";" TINYMEM_${name}_DEFAULT "${default}")
    set(TINYMEM_${name}_MEANING "${meaning}")
endmacro()

set(TINYMEM_OPTIONS "")
tinymem_option(POOL_SIZE int 128..1073741824 "pointer16:1024 host:262136 32768"
    "all the RAM of the pool in bytes, its table included")
tinymem_option(INDEX_BITS one "8 16" 16
    "the width of an index")
tinymem_option(GENERATIONS int 0..8 0
    "bits of an index that tell a stale one even after its slot is used again; taken from the bits of INDEXES, which then is as large as they leave by default")
tinymem_option(INDEXES int 2..65535 "index8:127 32767"
    "the most slots; 255 with INDEX_BITS 8; above 32767 (127 in tiny pools) flags stand apart")
tinymem_option(TABLE pair "grow fixed" grow
    "grow: takes its room in the pool as blocks are made; fixed: INDEXES slots from the start")
tinymem_option(BLOCK_SIZE one "2 4 8 16 32 64" "pointer64:8 4"
    "the unit and the alignment of blocks in bytes")
tinymem_option(SLICE int 1..1000000000 ""
    "the most work of a tm_thread call, in units of src/compactor/cost.h (Cortex-M: cycles); not given: 840, or what the dearest step needs where that is more (with -Os)")
tinymem_option(SLICE_US int 1..1000000 ""
    "with CPU_MHZ: sets SLICE to SLICE_US * CPU_MHZ")
tinymem_option(CPU_MHZ int 1..1000 ""
    "with SLICE_US: the clock of the processor")
tinymem_option(READ_BARRIER switch "off on" off
    "tm_void compares with the block in flight, and blocks of any size move in slices")
tinymem_option(PINS int 0..255 8
    "blocks that may be pinned more than once at a time; 0: no pins at all. Any number may be pinned once, where a slot has a bit to spare: up to 16383 slots (63 in tiny pools), less a bit for each of GENERATIONS; else PINS blocks in all")
tinymem_option(CHECKS one "0 1 2" 1
    "0: none; 1: calls check their index; 2: tm_void too, and the pool before and after each call")
tinymem_option(STATS switch "off on" on
    "counters and high-water marks")
tinymem_option(SCRAMBLE switch "off on" off
    "debug: calls that may move blocks move all that can move, and poison the old bytes")
tinymem_option(SECTION name "" ""
    "the linker section of the pool")
tinymem_option(PLATFORM word "posix cortex-m avr riscv freertos user none" "arm_m:cortex-m unix:posix arm: none"
    "the port: what the lock is; user: a header tinymem_port.h of yours (docs/PORTING.md)")
tinymem_option(LOCK_PRIORITY int 1..255 ""
    "PLATFORM cortex-m, with PRIORITY_BITS: the lock masks interrupts of this priority and of less urgent ones (BASEPRI), not all; a number as NVIC_SetPriority takes it")
tinymem_option(PRIORITY_BITS int 2..8 ""
    "with LOCK_PRIORITY: how many bits of a priority the chip has (__NVIC_PRIO_BITS)")
tinymem_option(ON_ERROR word "stop ignore user" stop
    "what a broken contract leads to where the program has no tm_on_error (stop: a message and abort, or a trap); user: it must have one, and does not link without")

# The header by which a port finds what is outside of tinymem, where it does.
set(TINYMEM_PORT_HEADER_user tinymem_port.h)
set(TINYMEM_PORT_HEADER_freertos FreeRTOS.h)

# The conditions of the table that hold for the toolchain in use, but for those that ask for options.
function(tinymem_hold result)
    set(conditions "${TINYMEM_CONDITIONS}")
    list(REMOVE_ITEM conditions index8)
    tinymem_ask_conditions("${conditions}" hold)
    set(${result} "${hold}" PARENT_SCOPE)
endfunction()

# The default of an option with the toolchain in use; value_INDEX_BITS is known.
function(tinymem_default name result)
    tinymem_hold(hold)
    if("${value_INDEX_BITS}" EQUAL 8)
        list(APPEND hold index8)
    endif()
    set(${result} "" PARENT_SCOPE)
    foreach(choice IN LISTS TINYMEM_${name}_DEFAULT)
        if(NOT choice MATCHES "^([a-z0-9_]+):(.*)$")
            set(${result} "${choice}" PARENT_SCOPE)
            return()
        elseif(CMAKE_MATCH_1 IN_LIST hold AND "${CMAKE_MATCH_2}" STREQUAL "")
            tinymem_range(${name} range)
            message(FATAL_ERROR "tinymem: option ${name} must be given "
                "${TINYMEM_CONDITION_${CMAKE_MATCH_1}_WORDS}; it must be ${range}. Such a core is "
                "what the compiler takes for its target by CMAKE_C_FLAGS and add_compile_options")
        elseif(CMAKE_MATCH_1 IN_LIST hold)
            set(${result} "${CMAKE_MATCH_2}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
endfunction()

# What values an option takes, in words that follow "it must be".
function(tinymem_range name result)
    set(range ${TINYMEM_${name}_RANGE})
    if(TINYMEM_${name}_TYPE STREQUAL "int")
        string(REPLACE ".." " to " words "${range}")
    elseif(TINYMEM_${name}_TYPE STREQUAL "switch")
        set(words "on or off")
    elseif(TINYMEM_${name}_TYPE STREQUAL "name")
        set(words "a section name of letters, digits and _ . , $ -")
    else()
        string(REPLACE ";" ", " words "${range}")
        set(words "one of ${words}")
    endif()
    set(${result} "${words}" PARENT_SCOPE)
endfunction()

# Whether a value is in an option's range; a switch is turned into on or off on the way.
function(tinymem_check_value name given value_result good_result)
    set(type ${TINYMEM_${name}_TYPE})
    set(range ${TINYMEM_${name}_RANGE})
    set(value "${given}")
    set(good FALSE)
    if(type STREQUAL "int")
        string(REGEX MATCH "^([0-9]+)\\.\\.([0-9]+)$" bounds "${range}")
        set(first ${CMAKE_MATCH_1})
        set(last ${CMAKE_MATCH_2})
        string(LENGTH "${value}" length)
        if(length LESS 11 AND value MATCHES "^(0|[1-9][0-9]*)$" AND
           NOT value LESS first AND NOT value GREATER last)
            set(good TRUE)
        endif()
    elseif(type STREQUAL "switch")
        string(TOLOWER "${value}" value)
        if(value MATCHES "^(on|yes|true|1)$")
            set(value on)
        elseif(value MATCHES "^(off|no|false|0)$")
            set(value off)
        endif()
    elseif(type STREQUAL "name" AND value MATCHES "^[A-Za-z0-9_.,$-]*$")
        set(good TRUE)
    endif()
    list(FIND range "${value}" at)
    if(NOT at EQUAL -1 AND NOT value MATCHES ";")
        set(good TRUE)
    endif()
    set(${value_result} "${value}" PARENT_SCOPE)
    set(${good_result} ${good} PARENT_SCOPE)
endfunction()

# SLICE comes from SLICE and nothing else, or from SLICE_US and CPU_MHZ together.
macro(tinymem_resolve_slice)
    if(NOT "${given_SLICE_US}${given_CPU_MHZ}" STREQUAL "")
        if("${given_SLICE_US}" STREQUAL "" OR "${given_CPU_MHZ}" STREQUAL "")
            message(FATAL_ERROR "tinymem: options SLICE_US and CPU_MHZ go together; "
                "SLICE_US is \"${given_SLICE_US}\", CPU_MHZ is \"${given_CPU_MHZ}\"")
        elseif(NOT "${given_SLICE}" STREQUAL "")
            message(FATAL_ERROR "tinymem: option SLICE is ${given_SLICE}; "
                "it must not be given beside SLICE_US and CPU_MHZ, which set it")
        endif()
        math(EXPR value_SLICE "${value_SLICE_US} * ${value_CPU_MHZ}")
    endif()
endmacro()

# The generations of an index take their bits from what INDEXES may be.
macro(tinymem_resolve_indexes)
    if("${given_INDEXES}" STREQUAL "" AND value_GENERATIONS GREATER 0)
        math(EXPR value_INDEXES "(1 << (${value_INDEX_BITS} - 1)) - 1 >> ${value_GENERATIONS}")
    endif()
endmacro()

# What BASEPRI can mask: where there is one, and where its bits are.
function(tinymem_check_lock)
    if("${value_LOCK_PRIORITY}${value_PRIORITY_BITS}" STREQUAL "")
        return()
    elseif("${value_LOCK_PRIORITY}" STREQUAL "" OR "${value_PRIORITY_BITS}" STREQUAL "")
        message(FATAL_ERROR "tinymem: options LOCK_PRIORITY and PRIORITY_BITS go together; "
            "LOCK_PRIORITY is \"${value_LOCK_PRIORITY}\", PRIORITY_BITS is "
            "\"${value_PRIORITY_BITS}\"")
    elseif(NOT value_PLATFORM STREQUAL "cortex-m")
        message(FATAL_ERROR "tinymem: option LOCK_PRIORITY is ${value_LOCK_PRIORITY}; it must not be "
            "given with PLATFORM ${value_PLATFORM}: it is for cortex-m")
    endif()
    tinymem_hold(hold)
    math(EXPR most "(1 << ${value_PRIORITY_BITS}) - 1")
    if(no_basepri IN_LIST hold)
        message(FATAL_ERROR "tinymem: option LOCK_PRIORITY is ${value_LOCK_PRIORITY}; it must not be "
            "given ${TINYMEM_CONDITION_no_basepri_WORDS}, which have no BASEPRI")
    elseif(value_LOCK_PRIORITY GREATER most)
        message(FATAL_ERROR "tinymem: option LOCK_PRIORITY is ${value_LOCK_PRIORITY}; it must be 1 "
            "to ${most} with PRIORITY_BITS ${value_PRIORITY_BITS}: a number that is not shifted")
    endif()
endfunction()

# What an index can name.
function(tinymem_check_indexes)
    if(value_INDEX_BITS EQUAL 8 AND value_INDEXES GREATER 255)
        message(FATAL_ERROR "tinymem: option INDEXES is ${value_INDEXES}; "
            "it must be 2 to 255 with INDEX_BITS 8")
    endif()
    math(EXPR nameable "(1 << (${value_INDEX_BITS} - 1)) - 1 >> ${value_GENERATIONS}")
    if(nameable LESS 2)
        message(FATAL_ERROR "tinymem: option GENERATIONS is ${value_GENERATIONS}; "
            "it must be 0 to 5 with INDEX_BITS 8")
    elseif(value_GENERATIONS GREATER 0 AND value_INDEXES GREATER nameable)
        message(FATAL_ERROR "tinymem: option INDEXES is ${value_INDEXES}; "
            "it must be 2 to ${nameable} with INDEX_BITS ${value_INDEX_BITS} and GENERATIONS "
            "${value_GENERATIONS}")
    endif()
endfunction()

# What fits into a size_t of 16 bits.
function(tinymem_check_pointers)
    tinymem_hold(hold)
    if(NOT pointer16 IN_LIST hold)
        return()
    elseif(value_POOL_SIZE GREATER 32767)
        message(FATAL_ERROR "tinymem: option POOL_SIZE is ${value_POOL_SIZE}; "
            "it must be 128 to 32767 where pointers have 2 bytes")
    elseif(value_SLICE GREATER 65535)
        set(given "")
        if("${given_SLICE}" STREQUAL "")
            set(given " by SLICE_US * CPU_MHZ")
        endif()
        message(FATAL_ERROR "tinymem: option SLICE is ${value_SLICE}${given}; "
            "it must be 1 to 65535 where pointers have 2 bytes")
    endif()
endfunction()

# Tells of a pool that is up to an eighth above the largest whose slots are half as wide.
function(tinymem_tell_of_cliff slot_bytes)
    set(widest 65535)
    if(slot_bytes EQUAL 4)
        set(widest 255)
    endif()
    math(EXPR cliff "${widest} * ${value_BLOCK_SIZE} + 23")
    math(EXPR beyond "${value_POOL_SIZE} - ${cliff}")
    math(EXPR eighth "${cliff} / 8")
    if(slot_bytes EQUAL 2 OR beyond GREATER eighth OR
       (slot_bytes EQUAL 4 AND NOT value_INDEX_BITS EQUAL 8))
        return()
    endif()
    math(EXPR narrow "${slot_bytes} / 2")
    math(EXPR saved "${value_POOL_SIZE} / 32 * ${narrow}")
    set(other "")
    if(value_BLOCK_SIZE LESS 64)
        math(EXPR other "2 * ${value_BLOCK_SIZE}")
        set(other ", or with BLOCK_SIZE ${other},")
    endif()
    message(STATUS "tinymem: POOL_SIZE ${value_POOL_SIZE} is ${beyond} bytes above ${cliff}. Up to "
        "there${other} a slot takes ${narrow} bytes, not ${slot_bytes}: with blocks of 32 bytes "
        "that saves ${saved} bytes")
endfunction()

# How wide numbers are: the header tinymem.h computes it likewise.
function(tinymem_check_numbers)
    math(EXPR blocks "(${value_POOL_SIZE} - 24) / ${value_BLOCK_SIZE}")
    if(value_INDEX_BITS EQUAL 8 AND blocks LESS 255)
        set(slot_bytes 2)
    elseif(blocks LESS 65535)
        set(slot_bytes 4)
    else()
        set(slot_bytes 8)
        if(value_BLOCK_SIZE EQUAL 2)
            message(FATAL_ERROR "tinymem: option BLOCK_SIZE is 2; it must be one of 4, 8, 16, 32, "
                "64 with POOL_SIZE ${value_POOL_SIZE} (2 reaches 131093 bytes)")
        endif()
    endif()
    math(EXPR table_bytes "${slot_bytes} * (${value_INDEXES} + 1)")
    if(value_TABLE STREQUAL "fixed" AND table_bytes GREATER_EQUAL value_POOL_SIZE)
        message(FATAL_ERROR "tinymem: option INDEXES is ${value_INDEXES}; with TABLE fixed its "
            "table of ${table_bytes} bytes must be smaller than POOL_SIZE, ${value_POOL_SIZE}")
    endif()
    tinymem_tell_of_cliff(${slot_bytes})
endfunction()

# The checks for which the compiler is asked, with the config header: it is only where POOL_SIZE may
# be too small for the state and the table, or where SLICE is given.
function(tinymem_check_limits root config)
    math(EXPR enough "300 + 4 * ${value_PINS} + 4 * ${value_BLOCK_SIZE}")
    if(value_TABLE STREQUAL "fixed")
        math(EXPR enough "${enough} + 9 * (${value_INDEXES} + 1)")
    endif()
    if("${value_SLICE}" STREQUAL "" AND value_POOL_SIZE GREATER_EQUAL enough)
        return()
    endif()
    tinymem_ask_limits("${root}" "${config}" pool slice)
    if(value_POOL_SIZE LESS pool)
        set(given ${value_POOL_SIZE})
        while(value_POOL_SIZE LESS pool) # a larger pool may need more
            set(value_POOL_SIZE ${pool})
            tinymem_config_header(config)
            tinymem_ask_limits("${root}" "${config}" pool slice)
        endwhile()
        message(FATAL_ERROR "tinymem: option POOL_SIZE is ${given}; "
            "it must be at least ${pool} for this target, with these options")
    elseif("${value_SLICE}" STREQUAL "" OR NOT value_SLICE LESS slice)
        return()
    elseif("${given_SLICE}" STREQUAL "")
        math(EXPR least "(${slice} + ${value_CPU_MHZ} - 1) / ${value_CPU_MHZ}")
        message(FATAL_ERROR "tinymem: option SLICE_US is ${value_SLICE_US}; it must be at least "
            "${least} with CPU_MHZ ${value_CPU_MHZ}: SLICE is ${value_SLICE} by them, and must be "
            "at least ${slice} for this target, with these options")
    endif()
    message(FATAL_ERROR "tinymem: option SLICE is ${value_SLICE}; "
        "it must be at least ${slice} for this target, with these options")
endfunction()

# From given_<NAME> (empty: the default) to value_<NAME>, all checked, in the caller's scope.
macro(tinymem_resolve_options)
    foreach(name IN LISTS TINYMEM_OPTIONS)
        if("${given_${name}}" STREQUAL "")
            tinymem_default(${name} value_${name})
        else()
            tinymem_check_value(${name} "${given_${name}}" value_${name} good)
            if(NOT good)
                tinymem_range(${name} range)
                message(FATAL_ERROR
                    "tinymem: option ${name} is ${given_${name}}; it must be ${range}")
            endif()
        endif()
    endforeach()
    tinymem_resolve_slice()
    tinymem_resolve_indexes()
    tinymem_check_lock()
    tinymem_check_indexes()
    tinymem_check_pointers()
    tinymem_check_numbers()
endmacro()

# The macros that an option becomes: a list.
function(tinymem_macros name result)
    set(words ${TINYMEM_${name}_RANGE})
    set(macros "")
    if(TINYMEM_${name}_TYPE STREQUAL "pair")
        list(POP_FRONT words)
    endif()
    if(TINYMEM_${name}_TYPE MATCHES "^(pair|word)$")
        foreach(word IN LISTS words)
            string(TOUPPER "TM_${name}_${word}" macro)
            string(REPLACE "-" "_" macro "${macro}")
            list(APPEND macros ${macro})
        endforeach()
    else()
        set(macros TM_${name})
    endif()
    set(${result} "${macros}" PARENT_SCOPE)
endfunction()

# What a macro of an option is defined to for a value of the option.
function(tinymem_macro_value name macro value result)
    set(type ${TINYMEM_${name}_TYPE})
    if(type MATCHES "^(pair|word)$")
        string(TOUPPER "TM_${name}_${value}" chosen)
        string(REPLACE "-" "_" chosen "${chosen}")
        set(value 0)
        if(chosen STREQUAL macro)
            set(value 1)
        endif()
    elseif(type STREQUAL "switch")
        set(word "${value}")
        set(value 0)
        if(word STREQUAL "on")
            set(value 1)
        endif()
    elseif(type STREQUAL "name")
        set(value "\"${value}\"")
    endif()
    set(${result} "${value}" PARENT_SCOPE)
endfunction()

# The preprocessor's check of an option's range, with the message that it fails with.
function(tinymem_range_check name message result)
    set(type ${TINYMEM_${name}_TYPE})
    set(range ${TINYMEM_${name}_RANGE})
    tinymem_macros(${name} macros)
    if(type STREQUAL "name")
        set(${result} "" PARENT_SCOPE)
        return()
    elseif(type STREQUAL "int")
        string(REGEX MATCH "^([0-9]+)\\.\\.([0-9]+)$" bounds "${range}")
        set(wrong "${macros} < ${CMAKE_MATCH_1} || ${macros} > ${CMAKE_MATCH_2}")
    elseif(type STREQUAL "one")
        list(TRANSFORM range PREPEND "${macros} != ")
        list(JOIN range " && " wrong)
    elseif(type STREQUAL "word")
        list(JOIN macros " + " sum)
        set(wrong "${sum} != 1")
    else()
        set(wrong "${macros} != 0 && ${macros} != 1")
    endif()
    set(${result} "#if ${wrong}\n#error \"tinymem: option ${name}${message}\"\n#endif\n"
        PARENT_SCOPE)
endfunction()

# The config header of one pool, from value_<NAME>.
function(tinymem_config_header result)
    set(text "/* SPDX-License-Identifier: MIT */\n")
    string(APPEND text "/* Options of this pool: set them in its tinymem_add_pool. */\n")
    string(APPEND text "#ifndef TM_TINYMEM_CONFIG_H\n#define TM_TINYMEM_CONFIG_H\n")
    if(type STREQUAL "SHARED") # as tinymem_add_pool has it
        string(APPEND text "\n#define TM_SHARED 1\n")
    endif()
    foreach(name IN LISTS TINYMEM_OPTIONS)
        if("${value_${name}}" STREQUAL "")
            continue()
        endif()
        string(APPEND text "\n")
        tinymem_macros(${name} macros)
        foreach(macro IN LISTS macros)
            tinymem_macro_value(${name} ${macro} "${value_${name}}" value)
            string(APPEND text "#define ${macro} ${value}\n")
        endforeach()
        tinymem_range(${name} range)
        tinymem_range_check(${name} " is ${value_${name}}; it must be ${range}" check)
        string(APPEND text "${check}")
    endforeach()
    string(APPEND text "\n#endif\n")
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The default of INDEXES as preprocessor text, see tinymem_resolve_indexes: plain numbers, as the one
# that it is becomes part of a name.
function(tinymem_open_indexes result)
    set(text "")
    set(keyword "#if")
    foreach(bits RANGE 15 2 -1)
        math(EXPR width "${bits} + 1")
        math(EXPR most "(1 << ${bits}) - 1")
        string(APPEND text "${keyword} TM_INDEX_BITS - TM_GENERATIONS == ${width}\n"
            "#define TM_INDEXES ${most}\n")
        set(keyword "#elif")
    endforeach()
    set(${result} "${text}#else\n#define TM_INDEXES 2\n#endif\n" PARENT_SCOPE)
endfunction()

# The default of an option as preprocessor text: each choice's definitions under its condition.
function(tinymem_open_default name result)
    if(name STREQUAL "INDEXES")
        tinymem_open_indexes(text)
        set(${result} "${text}" PARENT_SCOPE)
        return()
    endif()
    tinymem_macros(${name} macros)
    set(text "")
    set(keyword "#if")
    foreach(choice IN LISTS TINYMEM_${name}_DEFAULT)
        if(choice MATCHES "^([a-z0-9_]+):(.*)$")
            set(value "${CMAKE_MATCH_2}")
            string(APPEND text "${keyword} ${TINYMEM_CONDITION_${CMAKE_MATCH_1}_EXPRESSION}\n")
            set(keyword "#elif")
            if(value STREQUAL "")
                string(APPEND text "#error \"tinymem: option ${name} must be given "
                    "${TINYMEM_CONDITION_${CMAKE_MATCH_1}_WORDS}\"\n")
            endif()
        else()
            set(value "${choice}")
            if(keyword STREQUAL "#elif")
                string(APPEND text "#else\n")
            endif()
        endif()
        foreach(macro IN LISTS macros)
            tinymem_macro_value(${name} ${macro} "${value}" defined)
            if(NOT TINYMEM_${name}_TYPE STREQUAL "word" OR defined)
                string(APPEND text "#define ${macro} ${defined}\n")
            endif()
        endforeach()
    endforeach()
    if(keyword STREQUAL "#elif")
        string(APPEND text "#endif\n")
    endif()
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The options for those without CMake: each a macro that -D may set, else its default. Numbers must be
# plain, as most of them become part of a name.
function(tinymem_config_open result)
    set(text "/* The options: set them by -D, alike for each file that includes this one. */\n")
    string(APPEND text "#define TM_TEXT_(n) #n\n#define TM_DIGITS_(n) (1")
    foreach(digits RANGE 1 9)
        string(REPEAT 0 ${digits} zeros)
        string(APPEND text " + ((n) >= 1${zeros})")
    endforeach()
    string(APPEND text ")\n#define TM_IS_PLAIN_(n) "
        "(sizeof TM_TEXT_(n) - 1 == TM_DIGITS_(n) && n - 1 == (n) - 1)\n")
    string(APPEND text "#if defined TM_SLICE_US && defined TM_CPU_MHZ && !defined TM_SLICE\n")
    string(APPEND text "#define TM_SLICE ((TM_SLICE_US) * 1L * (TM_CPU_MHZ))\n")
    string(APPEND text "#elif defined TM_SLICE_US || defined TM_CPU_MHZ\n")
    string(APPEND text "#error \"tinymem: options SLICE_US and CPU_MHZ go together, "
        "without SLICE\"\n#endif\n")
    foreach(name IN LISTS TINYMEM_OPTIONS)
        tinymem_macros(${name} macros)
        tinymem_range(${name} range)
        if(TINYMEM_${name}_TYPE MATCHES "^(switch|pair)$")
            set(range "0 or 1")
        elseif(TINYMEM_${name}_TYPE STREQUAL "word")
            set(range "1 in exactly one of its macros")
        endif()
        list(JOIN macros ", " named)
        tinymem_range_check(${name} " (${named}) must be ${range}" check)
        tinymem_open_default(${name} default)
        if(NOT "TM_${name}" IN_LIST macros)
            string(APPEND text "\n#ifdef TM_${name}\n#error \"tinymem: option ${name} is ${named}, "
                "1 or 0\"\n#endif\n")
        endif()
        if(default STREQUAL "" AND check STREQUAL "")
            continue()
        elseif(default STREQUAL "")
            string(APPEND text "\n#ifdef ${macros}\n${check}#endif\n")
            continue()
        endif()
        list(TRANSFORM macros PREPEND "!defined " OUTPUT_VARIABLE missing)
        list(JOIN missing " && " missing)
        string(APPEND text "\n#if ${missing}\n${default}#endif\n")
        if(TINYMEM_${name}_TYPE STREQUAL "word")
            foreach(macro IN LISTS macros)
                string(APPEND text "#ifndef ${macro}\n#define ${macro} 0\n#endif\n")
            endforeach()
        endif()
        string(APPEND text "${check}")
        if(NOT TINYMEM_${name}_TYPE MATCHES "^(word|name)$")
            string(APPEND text "struct tm_plain_${name}_ { unsigned "
                "option_${name}_must_be_a_plain_decimal_number"
                " : TM_IS_PLAIN_(${macros}) ? 1 : -1; };\n")
        endif()
    endforeach()
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The option table as Markdown.
function(tinymem_options_table result)
    set(text "| option | macro | values | default | meaning |\n|---|---|---|---|---|\n")
    foreach(name IN LISTS TINYMEM_OPTIONS)
        tinymem_macros(${name} macros)
        list(JOIN macros "`, `" macros)
        tinymem_range(${name} range)
        set(defaults "")
        foreach(choice IN LISTS TINYMEM_${name}_DEFAULT)
            if(choice MATCHES "^([a-z0-9_]+):(.*)$")
                set(choice "${CMAKE_MATCH_2} ${TINYMEM_CONDITION_${CMAKE_MATCH_1}_WORDS}")
                if("${CMAKE_MATCH_2}" STREQUAL "")
                    set(choice "to be given${choice}")
                endif()
            elseif(defaults)
                set(choice "else ${choice}")
            endif()
            list(APPEND defaults "${choice}")
        endforeach()
        list(JOIN defaults ", " default)
        if(default STREQUAL "")
            set(default "none")
        endif()
        string(APPEND text "| `${name}` | `${macros}` | ${range} | ${default} "
            "| ${TINYMEM_${name}_MEANING} |\n")
    endforeach()
    set(${result} "${text}" PARENT_SCOPE)
endfunction()
