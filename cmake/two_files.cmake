# SPDX-License-Identifier: MIT
#
# Writes tinymem.c and tinymem.h, which need neither CMake nor any other file: the options are
# macros that the compiler's -D may set.
#
#   cmake -DFOLDER=<folder> -P cmake/two_files.cmake

cmake_policy(VERSION 3.21...3.25)
include("${CMAKE_CURRENT_LIST_DIR}/options.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/amalgamate.cmake")
if(NOT FOLDER)
    message(FATAL_ERROR "usage: cmake -DFOLDER=<folder> -P two_files.cmake")
endif()

get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
tinymem_amalgamate("${root}" tm FALSE source files)
string(REPLACE "#include <tinymem.h>" "#include \"tinymem.h\"" source "${source}")
string(REPLACE "<tinymem_port.h>" "\"tinymem_port.h\"" source "${source}")
tinymem_config_open(options)
file(READ "${root}/include/tinymem.h" header)
string(REPLACE "#include <tinymem_config.h>\n" "${options}" header "${header}")
tinymem_write("${FOLDER}/tinymem.c" "${source}")
tinymem_write("${FOLDER}/tinymem.h" "${header}")
