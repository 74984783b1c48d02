# SPDX-License-Identifier: MIT
# Prints the rows of the exhaustive tests as one table, and writes them to one file.
#     cmake -DROWS=<directory> -DNAMES=<name>;... -DOUTPUT=<file> -P table.cmake
cmake_policy(VERSION 3.21...3.25)

# Appends a value to `line`, at the end of a column of that width.
macro(append_cell value width)
    set(cell "                              ${value}")
    string(LENGTH "${cell}" length)
    math(EXPR at "${length} - ${width}")
    string(SUBSTRING "${cell}" ${at} -1 cell)
    string(APPEND line " ${cell}")
endmacro()

set(fields name form block_size blocks index_bits number_bits indexes table pins read_barrier states
    transitions depth longest refused_with_pins had_room could_fit spent seconds)
set(heads name form size blocks index number indexes table pins barrier states transitions depth
    longest refused room fit spent seconds)
set(widths 16 6 5 7 6 7 8 6 5 8 10 12 6 8 8 6 6 7 8)

set(line "")
foreach(head width IN ZIP_LISTS heads widths)
    append_cell(${head} ${width})
endforeach()
message("${line}")
set(all "")
foreach(name IN LISTS NAMES)
    file(READ "${ROWS}/${name}.json" rows)
    string(JSON count LENGTH "${rows}")
    math(EXPR last "${count} - 1")
    foreach(row RANGE ${last})
        set(line "")
        foreach(field width IN ZIP_LISTS fields widths)
            string(JSON value GET "${rows}" ${row} ${field})
            append_cell("${value}" ${width})
        endforeach()
        message("${line}")
        string(JSON value GET "${rows}" ${row})
        list(APPEND all "${value}")
    endforeach()
endforeach()
list(JOIN all ",\n" all)
file(WRITE "${OUTPUT}" "[${all}]\n")
message("written to ${OUTPUT}")
