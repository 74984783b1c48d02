# SPDX-License-Identifier: MIT
#
# Writes the option table into docs/CONFIG.md, between its two marks; with -DCHECK=ON it only fails
# where the table there is another.
#
#   cmake [-DCHECK=ON] -P cmake/document.cmake

cmake_policy(VERSION 3.21...3.25)
include("${CMAKE_CURRENT_LIST_DIR}/options.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/marks.cmake")

tinymem_options_table(table)
tinymem_put_table("${CMAKE_CURRENT_LIST_DIR}/../docs/CONFIG.md" options "${table}")
