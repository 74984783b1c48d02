# SPDX-License-Identifier: MIT
#
# The project's own pool, the library tinymem::tinymem, with the options TINYMEM_<OPTION>; and the
# targets that write files: amalgamation and docs-config.

# An empty cache variable means the default, so that one option's default follows another's value.
set(options "")
foreach(name IN LISTS TINYMEM_OPTIONS)
    tinymem_range(${name} range)
    set(TINYMEM_${name} "" CACHE STRING "${TINYMEM_${name}_MEANING} (${range}; empty: the default)")
    if(TINYMEM_${name}_TYPE MATCHES "^(pair|word|one)$")
        set_property(CACHE TINYMEM_${name} PROPERTY STRINGS "" ${TINYMEM_${name}_RANGE})
    endif()
    if(NOT "${TINYMEM_${name}}" STREQUAL "")
        list(APPEND options ${name} "${TINYMEM_${name}}")
    endif()
endforeach()

set(TINYMEM_PORT_INCLUDE "" CACHE STRING "Folders of the headers that the port includes")
if(NOT "${TINYMEM_PORT_INCLUDE}" STREQUAL "")
    string(REPLACE ";" "\\;" folders "${TINYMEM_PORT_INCLUDE}")
    list(APPEND options PORT_INCLUDE "${folders}")
endif()

get_property(can_share GLOBAL PROPERTY TARGET_SUPPORTS_SHARED_LIBS)
set(type "")
if(BUILD_SHARED_LIBS AND NOT can_share)
    message(FATAL_ERROR "tinymem: BUILD_SHARED_LIBS is ${BUILD_SHARED_LIBS}; it must be OFF on "
        "${CMAKE_SYSTEM_NAME}, which has no shared libraries")
elseif(BUILD_SHARED_LIBS)
    set(type SHARED)
endif()

tinymem_add_pool(tinymem ${type} ${options})
add_library(tinymem::tinymem ALIAS tinymem)
set_target_properties(tinymem PROPERTIES
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

if(PROJECT_IS_TOP_LEVEL)
    add_custom_target(amalgamation
        COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${PROJECT_BINARY_DIR}/amalgamation"
            -P "${PROJECT_SOURCE_DIR}/cmake/two_files.cmake"
        COMMENT "Writing amalgamation/tinymem.c and tinymem.h" VERBATIM)
    add_custom_target(docs-config
        COMMAND "${CMAKE_COMMAND}" -P "${PROJECT_SOURCE_DIR}/cmake/document.cmake"
        COMMENT "Writing the option table of docs/CONFIG.md" VERBATIM)
endif()

# Refuses cache variables TINYMEM_<X> that nobody declared: CMake types all that are declared, and
# leaves those that only the command line or a preset knows without a type. Inside another project
# such a name may be that project's own.
function(tinymem_refuse_unknown_options)
    if(NOT PROJECT_IS_TOP_LEVEL)
        return()
    endif()
    get_cmake_property(names CACHE_VARIABLES)
    list(FILTER names INCLUDE REGEX "^TINYMEM_")
    foreach(name IN LISTS names)
        get_property(type CACHE ${name} PROPERTY TYPE)
        if(type STREQUAL "UNINITIALIZED")
            string(REPLACE ";" ", TINYMEM_" options "TINYMEM_${TINYMEM_OPTIONS}")
            message(FATAL_ERROR "tinymem: there is no option ${name}; there are: ${options}")
        endif()
    endforeach()
endfunction()
