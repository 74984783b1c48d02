# SPDX-License-Identifier: MIT
#
# A file that was compiled with other options than the pool must not link, whichever function it
# calls and whichever option differs of those that header and library share; and the missing names
# must tell the option. By COMPILER alone, and the two files.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
need_compiler(${COMPILER} ${FLAGS})
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")

# All functions that the header declares, but the user's own; those for tm_void come by it.
file(STRINGS "${TINYMEM}/include/tinymem.h" lines REGEX "^[a-z_]+ \\*?tm_[a-z_]+\\(.*;")
string(REGEX MATCHALL "tm_[a-z]+\\(" functions "${lines}")
list(REMOVE_ITEM functions "tm_on_error(")
list(TRANSFORM functions REPLACE "\\($" "")
list(REMOVE_DUPLICATES functions)
list(LENGTH functions count)
if(count LESS 15)
    message(FATAL_ERROR "only ${count} functions were found in the header: ${functions}")
endif()
set(text "#include \"tinymem.h\"\nvoid *(*const voids)(tm_index_t) = tm_void;\n")
foreach(function IN LISTS functions)
    string(APPEND text "void (*const use_${function})(void) = (void (*)(void))${function};\n")
endforeach()
file(WRITE "${FOLDER}/uses.c" "${text}")
file(WRITE "${FOLDER}/main.c" "int main(void) { return 0; }\n")

set(common ${COMPILER} ${FLAGS} -std=c99 "-I${FOLDER}" -DTM_PLATFORM_NONE=1)
set(base POOL_SIZE=4096 INDEX_BITS=16 INDEXES=100 GENERATIONS=0 TABLE_FIXED=0 BLOCK_SIZE=8
    READ_BARRIER=1 CHECKS=2)
list(TRANSFORM base PREPEND -DTM_ OUTPUT_VARIABLE macros)
run(${common} ${macros} -c "${FOLDER}/tinymem.c" -o "${FOLDER}/tinymem.o")

# Links a program whose file uses.c is compiled with an option changed; none: as the pool is.
function(link_mixed changed)
    string(REGEX REPLACE "=.*" "" name "${changed}")
    set(macros ${base})
    list(FILTER macros EXCLUDE REGEX "^${name}=")
    list(TRANSFORM macros PREPEND -DTM_)
    if(changed)
        list(APPEND macros -DTM_${changed})
    else()
        list(TRANSFORM base PREPEND -DTM_ OUTPUT_VARIABLE macros)
    endif()
    run(${common} ${macros} -c "${FOLDER}/uses.c" -o "${FOLDER}/uses.o")
    execute_process(COMMAND ${common} "${FOLDER}/main.c" "${FOLDER}/uses.o" "${FOLDER}/tinymem.o"
        -o "${FOLDER}/program" RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
    if(NOT changed)
        if(NOT status EQUAL 0)
            message(SEND_ERROR "the pool's own options do not link: ${text}")
        endif()
        return()
    elseif(status EQUAL 0)
        message(SEND_ERROR "${changed}: linked")
    endif()
    string(REPLACE "=" "_" words "${changed}")
    foreach(function IN LISTS functions)
        if(NOT text MATCHES "${function}_made_with_[A-Za-z0-9_]*${words}[^0-9]")
            message(SEND_ERROR "${changed}: ${function} is linked, or does not tell why it is not")
        endif()
    endforeach()
endfunction()

link_mixed("")
foreach(changed POOL_SIZE=4104 INDEX_BITS=8 INDEXES=101 GENERATIONS=3 TABLE_FIXED=1 BLOCK_SIZE=16
        READ_BARRIER=0 CHECKS=1)
    link_mixed(${changed})
endforeach()
