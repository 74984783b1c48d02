# SPDX-License-Identifier: MIT
#
# What only the compiler knows: its macros, and what it makes of the options. It compiles, by the
# flags of the directory in use; nothing is linked or run, so it may be any target's.

cmake_policy(VERSION 3.21...3.25)

# The options of the directory in use that hold for any file of it: a list.
function(tinymem_directory_options result)
    set(options "")
    get_property(all DIRECTORY PROPERTY COMPILE_OPTIONS)
    foreach(option IN LISTS all)
        if(option MATCHES "^SHELL:(.*)$")
            separate_arguments(words UNIX_COMMAND "${CMAKE_MATCH_1}")
            list(APPEND options ${words})
        elseif(NOT option MATCHES "[$]<")
            list(APPEND options "${option}")
        endif()
    endforeach()
    set(${result} "${options}" PARENT_SCOPE)
endfunction()

# The words that stand between "tinymem-answer:" and a dot in the object file of a C text. The cache
# keeps them for as long as text, compiler and flags are the same.
function(tinymem_ask text result)
    tinymem_directory_options(options)
    string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
    if(CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
        list(APPEND options -w -fno-lto) # what is kept for the linker is no plain text
    endif()
    string(SHA1 key "${text} ${CMAKE_C_COMPILER} ${CMAKE_C_COMPILER_TARGET} ${CMAKE_SYSROOT} \
${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${type}} ${options}")
    if(NOT DEFINED CACHE{TINYMEM_ANSWER_${key}})
        set(folder "${CMAKE_BINARY_DIR}/CMakeFiles/tinymem-ask")
        set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
        set(CMAKE_TRY_COMPILE_CONFIGURATION "${CMAKE_BUILD_TYPE}")
        set(CMAKE_C_STANDARD 99)
        set(CMAKE_C_STANDARD_REQUIRED ON)
        set(CMAKE_C_EXTENSIONS OFF)
        file(WRITE "${folder}/ask.c" "${text}")
        try_compile(compiles "${folder}" SOURCES "${folder}/ask.c" COMPILE_DEFINITIONS ${options}
            OUTPUT_VARIABLE output COPY_FILE "${folder}/answer" COPY_FILE_ERROR lost)
        set(form "tinymem-answer:([^.]*)[.]")
        set(found "")
        if(compiles AND "${lost}" STREQUAL "")
            file(STRINGS "${folder}/answer" found REGEX "${form}")
        endif()
        unset(compiles CACHE)
        if(NOT found MATCHES "${form}")
            message(FATAL_ERROR "tinymem: ${CMAKE_C_COMPILER} gives no answer: ${output} ${lost}")
        endif()
        set(TINYMEM_ANSWER_${key} "${CMAKE_MATCH_1}" CACHE INTERNAL "")
    endif()
    set(${result} "${TINYMEM_ANSWER_${key}}" PARENT_SCOPE)
endfunction()

# Those of the conditions, which have names and expressions of the preprocessor, that hold: a list.
function(tinymem_ask_conditions conditions result)
    set(text "#include <stdint.h>\nextern const char tinymem_answer[];\n")
    string(APPEND text "const char tinymem_answer[] = \"tinymem-answer:\"\n")
    foreach(name IN LISTS conditions)
        string(APPEND text "#if ${TINYMEM_CONDITION_${name}_EXPRESSION}\n\" ${name}\"\n#endif\n")
    endforeach()
    tinymem_ask("${text} \".\";\n" answer)
    separate_arguments(answer)
    set(${result} "${answer}" PARENT_SCOPE)
endfunction()

# The least POOL_SIZE and the least SLICE with the options of a config header: see src/options.h.
function(tinymem_ask_limits root config pool_result slice_result)
    file(READ "${root}/include/tinymem.h" header)
    file(READ "${root}/src/pool/state.h" state)
    file(READ "${root}/src/compactor/cost.h" cost)
    string(REPLACE "#include <tinymem_config.h>\n" "${config}" header "${header}")
    string(REPLACE "#include <tinymem.h>\n" "${header}" state "${state}")
    set(text "${state}\n${cost}\n#define DIGIT(n, power) (char)('0' + (n) / (power) % 10)\n")
    string(APPEND text "#define DIGITS(n) DIGIT(n, 1000000000UL), DIGIT(n, 100000000UL), \\\n"
        "DIGIT(n, 10000000UL), DIGIT(n, 1000000UL), DIGIT(n, 100000UL), DIGIT(n, 10000UL), \\\n"
        "DIGIT(n, 1000), DIGIT(n, 100), DIGIT(n, 10), DIGIT(n, 1)\n"
        "extern const char tinymem_answer[];\nconst char tinymem_answer[] = {\n"
        "'t', 'i', 'n', 'y', 'm', 'e', 'm', '-', 'a', 'n', 's', 'w', 'e', 'r', ':', \n"
        "DIGITS(POOL_LEAST), ' ', DIGITS(COST_LEAST), '.', 0};\n")
    tinymem_ask("${text}" answer)
    string(REGEX MATCH "^0*([0-9]+) 0*([0-9]+)$" answer "${answer}")
    set(${pool_result} ${CMAKE_MATCH_1} PARENT_SCOPE)
    set(${slice_result} ${CMAKE_MATCH_2} PARENT_SCOPE)
endfunction()
