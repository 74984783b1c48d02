# SPDX-License-Identifier: MIT
# Tables that are made stand in a document between two marks:
#     <!-- <name>: <who makes it> -->   ...   <!-- end of <name> -->
# As a script, for a table that is in a file:
#     cmake -DDOCUMENT=<file> -DNAME=<name> -DTABLE=<file> -P cmake/marks.cmake

# Puts a table between the marks of that name. CHECK in the scope of the caller: it only fails where
# another one stands there.
function(tinymem_put_table document name table)
    file(READ "${document}" old)
    string(REGEX MATCH "<!-- ${name}: [^\n]*-->\n" first_mark "${old}")
    set(last_mark "<!-- end of ${name} -->\n")
    string(FIND "${old}" "${first_mark}" first)
    string(FIND "${old}" "${last_mark}" last)
    if(first_mark STREQUAL "" OR last LESS first)
        message(FATAL_ERROR "${document} lacks the marks of ${name}")
    endif()
    string(LENGTH "${first_mark}" length)
    math(EXPR first "${first} + ${length}")
    string(SUBSTRING "${old}" 0 ${first} before)
    string(SUBSTRING "${old}" ${last} -1 after)
    set(new "${before}${table}${after}")
    if(CHECK AND NOT new STREQUAL old)
        message(FATAL_ERROR "the table ${name} in ${document} is stale: "
            "build the target that its first mark names")
    elseif(NOT new STREQUAL old)
        file(WRITE "${document}" "${new}")
    endif()
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    file(READ "${TABLE}" table)
    tinymem_put_table("${DOCUMENT}" "${NAME}" "${table}")
endif()
