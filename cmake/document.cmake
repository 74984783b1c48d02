# SPDX-License-Identifier: MIT
#
# Writes the option table into docs/CONFIG.md, between its two marks; with -DCHECK=ON it only fails
# where the table there is another.
#
#   cmake [-DCHECK=ON] -P cmake/document.cmake

cmake_policy(VERSION 3.21...3.25)
include("${CMAKE_CURRENT_LIST_DIR}/options.cmake")

get_filename_component(file "${CMAKE_CURRENT_LIST_DIR}/../docs/CONFIG.md" ABSOLUTE)
set(first_mark "<!-- options: made from cmake/options.cmake by the target docs-config -->\n")
set(last_mark "<!-- end of options -->\n")
file(READ "${file}" old)
string(FIND "${old}" "${first_mark}" first)
string(FIND "${old}" "${last_mark}" last)
if(first EQUAL -1 OR last LESS first)
    message(FATAL_ERROR "docs/CONFIG.md lacks its marks ${first_mark}and ${last_mark}")
endif()
string(LENGTH "${first_mark}" length)
math(EXPR first "${first} + ${length}")
string(SUBSTRING "${old}" 0 ${first} before)
string(SUBSTRING "${old}" ${last} -1 after)
tinymem_options_table(table)
set(new "${before}${table}${after}")
if(CHECK AND NOT new STREQUAL old)
    message(FATAL_ERROR "docs/CONFIG.md is stale: build the target docs-config")
elseif(NOT new STREQUAL old)
    file(WRITE "${file}" "${new}")
endif()
