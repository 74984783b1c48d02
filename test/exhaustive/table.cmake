# SPDX-License-Identifier: MIT
# Prints the rows of the exhaustive tests as one table, in Markdown, and writes them to one file.
# DOCUMENT: puts the table there too, between its two marks.
#     cmake -DROWS=<directory> -DNAMES=<name>,... -DOUTPUT=<file> [-DDOCUMENT=<file>] -P table.cmake
cmake_policy(VERSION 3.21...3.25)
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/marks.cmake")

string(REPLACE "," ";" NAMES "${NAMES}")
set(fields name blocks block_size index_bits number_bits indexes table pins read_barrier states
    transitions depth longest)
set(heads pool blocks "bytes a block" "index bits" "place bits" indexes table pins barrier states
    transitions depth "longest way")
list(JOIN heads " | " line)
set(table "| ${line} |\n|---|--:|--:|--:|--:|--:|---|--:|---|--:|--:|--:|--:|\n")
set(all "")
set(all_states 0)
set(all_transitions 0)
foreach(name IN LISTS NAMES)
    file(READ "${ROWS}/${name}.json" row)
    set(line "|")
    foreach(field IN LISTS fields)
        string(JSON value GET "${row}" ${field})
        string(APPEND line " ${value} |")
    endforeach()
    string(APPEND table "${line}\n")
    foreach(field IN ITEMS states transitions)
        string(JSON value GET "${row}" ${field})
        math(EXPR all_${field} "${all_${field}} + ${value}")
    endforeach()
    list(APPEND all "${row}")
endforeach()
string(APPEND table "| all | | | | | | | | | ${all_states} | ${all_transitions} | | |\n")
message("${table}")
list(JOIN all "," all)
file(WRITE "${OUTPUT}" "[${all}]\n")

if(DOCUMENT)
    tinymem_put_table("${DOCUMENT}" states "${table}")
endif()
