# SPDX-License-Identifier: MIT
#
# The error hook: wherever the user's tm_on_error is, and whatever is optimised at link time, it is
# called, or the program does not link, or stops. By COMPILER alone, and the two files.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}")
need_compiler(${COMPILER})
run("${CMAKE_COMMAND}" "-DFOLDER=${FOLDER}" -P "${TINYMEM}/cmake/two_files.cmake")
set(has_lto FALSE)
if(NOT COMPILER STREQUAL "tcc")
    file(WRITE "${FOLDER}/lto.c" "int main(void) { return 0; }\n")
    execute_process(COMMAND ${COMPILER} -flto "${FOLDER}/lto.c" -o "${FOLDER}/lto"
        RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(status EQUAL 0)
        set(has_lto TRUE)
    endif()
endif()
find_program(ar NAMES "${COMPILER}-ar" llvm-ar ar)

# Compiles a file of the test: <name>.o of <source>.
function(compile name source)
    run(${COMPILER} -std=c99 "-I${FOLDER}" -DTM_POOL_SIZE=4096 ${ARGN} -c "${source}"
        -o "${FOLDER}/${name}.o")
endfunction()

# Links the program of these files, runs it, and expects what it returns: 0, the hook was called; 1,
# it was not; else that it stops, with these words among its last ones.
function(expect result)
    list(TRANSFORM ARGN REPLACE "^(.*[.](o|a|so))$" "${FOLDER}/\\1")
    run(${COMPILER} ${ARGN} -o "${FOLDER}/program" -pthread)
    execute_process(COMMAND "${FOLDER}/program" RESULT_VARIABLE status ERROR_VARIABLE text)
    list(JOIN ARGN " " command)
    if(result MATCHES "^[01]$")
        if(NOT status STREQUAL result)
            message(SEND_ERROR "returned ${status}, not ${result}: ${level} ${command}")
        endif()
    elseif(status MATCHES "^[01]$" OR NOT "${status} ${text}" MATCHES "${result}")
        message(SEND_ERROR "ended with ${status} ${text}, not with ${result}: ${level} ${command}")
    endif()
endfunction()

# All places of a hook, with a pool, a program and a hook that are compiled as it says.
function(check_places level lto)
    set(flags ${level} ${lto})
    compile(stop "${FOLDER}/tinymem.c" -DTM_PLATFORM_NONE=1 ${flags})
    compile(user "${FOLDER}/tinymem.c" -DTM_PLATFORM_NONE=1 -DTM_ON_ERROR_USER=1 ${flags})
    compile(main "${HERE}/hook/main.c" ${flags})
    compile(hook "${HERE}/hook/hook.c" ${level} -fPIC)
    set(hooks hook)
    if(lto)
        compile(hook_lto "${HERE}/hook/hook.c" ${flags} -fPIC)
        list(APPEND hooks hook_lto)
    endif()
    foreach(hook IN LISTS hooks)
        expect(0 ${flags} main.o stop.o ${hook}.o)
        expect(0 ${flags} main.o user.o ${hook}.o)
        run("${ar}" rcs "${FOLDER}/lib${hook}.a" "${FOLDER}/${hook}.o")
        run("${ar}" rcs "${FOLDER}/libuser.a" "${FOLDER}/user.o")
        expect(0 ${flags} main.o libuser.a lib${hook}.a)
        if(NOT COMPILER STREQUAL "tcc") # whose linker knows no -u
            expect(0 ${flags} main.o -Wl,-u,tm_on_error lib${hook}.a libuser.a)
        endif()
    endforeach()
    run(${COMPILER} -shared "${FOLDER}/hook.o" -o "${FOLDER}/libhook.so")
    expect(0 ${flags} main.o user.o libhook.so "-Wl,-rpath,${FOLDER}")
    run_refused("tm_on_error" ${COMPILER} ${flags} "${FOLDER}/main.o" "${FOLDER}/user.o"
        -o "${FOLDER}/program" -pthread)
    if(NOT COMPILER STREQUAL "tcc") # where it would wait for a debugger
        expect("Illegal|trap|Subprocess" ${flags} main.o stop.o)
        expect("Illegal|trap|Subprocess" ${flags} main.o libhook.a stop.o)
    endif()
endfunction()

check_places(-O0 "")
check_places(-O2 "")
if(has_lto)
    foreach(level -Os -O2 -O3)
        check_places(${level} -flto)
    endforeach()
endif()

set(level "")
compile(main "${HERE}/hook/main.c")
compile(hook "${HERE}/hook/hook.c")
compile(ignore "${FOLDER}/tinymem.c" -DTM_PLATFORM_NONE=1 -DTM_ON_ERROR_IGNORE=1)
expect(1 main.o ignore.o)
expect(0 main.o ignore.o hook.o)
compile(posix "${FOLDER}/tinymem.c")
expect("this block was freed already .the program has no tm_on_error" main.o posix.o)
expect(0 main.o posix.o hook.o)
