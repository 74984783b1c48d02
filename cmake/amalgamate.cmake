# SPDX-License-Identifier: MIT
#
# Makes one C file of src/tinymem.c and all of src/ and platform/ that it includes, and gives names
# another prefix than tm. As a script:
#
#   cmake -DOUTPUT=<file> [-DPREFIX=<prefix>] [-DDEPFILE=<file>] -P cmake/amalgamate.cmake
#
# A file is put in once, where it is first included; so no file may be included first under an #if
# that is not also there for those who include it again.
#
# C text goes through CMake here: always quoted, always whole, never as a list.

cmake_policy(VERSION 3.21...3.25)

# A text with its names under another prefix. A newline in front spares the regex a "^", which CMake
# takes to match behind each replacement too.
function(tinymem_rename prefix text result)
    if(NOT prefix STREQUAL "tm")
        string(TOUPPER "${prefix}" upper)
        string(REPLACE "tinymem_config.h" "${prefix}_config.h" text "\n${text}")
        string(REPLACE "<tinymem.h>" "<${prefix}.h>" text "${text}")
        string(REGEX REPLACE "([^A-Za-z0-9_])tm_" "\\1${prefix}_" text "${text}")
        string(REGEX REPLACE "([^A-Za-z0-9_])TM_" "\\1${upper}_" text "${text}")
        string(SUBSTRING "${text}" 1 -1 text)
    endif()
    set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Writes a file if its text is another: what did not change must not be built again.
function(tinymem_write file text)
    if(EXISTS "${file}")
        file(READ "${file}" old)
        if(old STREQUAL text)
            return()
        endif()
    endif()
    file(WRITE "${file}" "${text}")
endfunction()

# The file that an #include "name" in `from` means.
function(tinymem_find_include root from name result)
    get_filename_component(here "${from}" DIRECTORY)
    foreach(folder "${here}" "${root}/src" "${root}/platform")
        get_filename_component(file "${folder}/${name}" ABSOLUTE)
        if(EXISTS "${file}")
            set(${result} "${file}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
    message(FATAL_ERROR "tinymem: ${from} includes \"${name}\", "
        "which is not beside it, in src/ or in platform/")
endfunction()

# Appends a file, with what it includes in the includes' place, to the global property TINYMEM_TEXT,
# and its name to TINYMEM_FILES. `lines`: whether #line directives name the places it comes from.
function(tinymem_inline root file prefix lines)
    set_property(GLOBAL APPEND PROPERTY TINYMEM_FILES "${file}")
    file(READ "${file}" rest)
    set(rest "\n${rest}")
    set(number 1)
    set(more TRUE)
    while(more)
        string(REGEX MATCH "\n[ \t]*#[ \t]*include[ \t]*\"([^\"\n]*)\"[^\n]*" line "${rest}")
        set(name "${CMAKE_MATCH_1}")
        if("${line}" STREQUAL "")
            set(more FALSE)
            set(before "${rest}")
        else()
            string(FIND "${rest}" "${line}" at)
            string(SUBSTRING "${rest}" 0 ${at} before)
            string(LENGTH "${line}" length)
            math(EXPR at "${at} + ${length}")
            string(SUBSTRING "${rest}" ${at} -1 rest)
        endif()
        tinymem_rename("${prefix}" "${before}" text)
        if(lines AND NOT text STREQUAL "")
            set(text "\n#line ${number} \"${file}\"${text}")
        endif()
        set_property(GLOBAL APPEND_STRING PROPERTY TINYMEM_TEXT "${text}")
        if(more)
            string(REGEX REPLACE "[^\n]+" "" newlines "${before}")
            string(LENGTH "${newlines}" length)
            math(EXPR number "${number} + ${length} + 1")
            tinymem_find_include("${root}" "${file}" "${name}" include)
            get_property(files GLOBAL PROPERTY TINYMEM_FILES)
            if(NOT include IN_LIST files)
                tinymem_inline("${root}" "${include}" "${prefix}" ${lines})
            endif()
        endif()
    endwhile()
endfunction()

# The one C file: its text and the files that it was made of.
function(tinymem_amalgamate root prefix lines text_result files_result)
    set_property(GLOBAL PROPERTY TINYMEM_TEXT "")
    set_property(GLOBAL PROPERTY TINYMEM_FILES "")
    tinymem_inline("${root}" "${root}/src/tinymem.c" "${prefix}" ${lines})
    get_property(text GLOBAL PROPERTY TINYMEM_TEXT)
    get_property(files GLOBAL PROPERTY TINYMEM_FILES)
    string(SUBSTRING "${text}" 1 -1 text)
    set(${text_result} "${text}" PARENT_SCOPE)
    set(${files_result} "${files}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    if(NOT OUTPUT)
        message(FATAL_ERROR "usage: cmake -DOUTPUT=<file> [-DPREFIX=<prefix>] [-DDEPFILE=<file>] "
            "-P amalgamate.cmake")
    endif()
    if(NOT PREFIX)
        set(PREFIX tm)
    endif()
    get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
    tinymem_amalgamate("${root}" "${PREFIX}" TRUE text files)
    file(WRITE "${OUTPUT}" "${text}")
    if(DEPFILE)
        list(JOIN files "\n" rule)
        set(rule "${OUTPUT}:\n${rule}")
        string(REGEX REPLACE "([ #])" "\\\\\\1" rule "${rule}")
        string(REPLACE "$" "$$" rule "${rule}")
        string(REPLACE "\n" " " rule "${rule}")
        file(WRITE "${DEPFILE}" "${rule}\n")
    endif()
endif()
