#SPDX - License - Identifier : MIT
#Puts into docs / TRUST.md what the programs of overruns and flips print : the tables of overruns, \
    and
#of each table of flips its last line.
#cmake - DPROGRAMS = < directory> - P document.cmake
cmake_policy(VERSION 3.21...3.25) include("${CMAKE_CURRENT_LIST_DIR}/../../../cmake/marks.cmake")
    set(document "${CMAKE_CURRENT_LIST_DIR}/../../../docs/TRUST.md")

#Sets `result` to the lines of a program's output that are rows of a table.
        function(rows_of program result) execute_process(
            COMMAND "${PROGRAMS}/faults_${program}" OUTPUT_VARIABLE output COMMAND_ERROR_IS_FATAL
                ANY) string(REGEX MATCHALL "[|] [^\n]+[|]\n" rows "${output}") set($ {
            result
        } "${rows}" PARENT_SCOPE) endfunction()

            foreach (checks IN ITEMS 2 1) set(suffix "") if (checks EQUAL 1) set(
                suffix _1) endif() rows_of(overruns_halves${
                suffix} rows) list(GET rows 0 head) string(REGEX REPLACE "[^|\n]+"
                                                                         "---" line "${head}")
                list(REMOVE_AT rows 0) list(JOIN rows
                                            "" rows) tinymem_put_table("${document}" overruns_$ {
                    checks
                } "${head}${line}${rows}") endforeach()

                    set(table
                        "| pool | flips | named | harmless | known once |\n|---|---|---|---|---|\n")
                        foreach (pool IN ITEMS halves bytes apart barrier fixed hints)
                            rows_of(flips_${pool} rows) list(GET rows - 1 last)
                                string(REGEX REPLACE "[*][*]all[*][*]"
                                                     "${pool}" last "${last}")
                                    string(REGEX REPLACE "[|] [|]\n"
                                                         "|\n" last "${last}")
                                        string(APPEND table "${last}") endforeach()
                                            tinymem_put_table("${document}" flips "${table}")
