# SPDX-License-Identifier: MIT
#
# A consumer that knows only pkg-config: of the installation; and of one whose directories are
# absolute, outside its prefix.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
find_program(pkg_config NAMES pkg-config pkgconf)
if(NOT pkg_config)
    skip("no pkg-config")
endif()

# Builds and runs programs with the flags that the tinymem.pc below a folder gives.
function(check_flags where)
    file(GLOB_RECURSE file "${where}/tinymem.pc")
    get_filename_component(folder "${file}" DIRECTORY)
    set(ENV{PKG_CONFIG_PATH} "${folder}")
    run("${pkg_config}" --cflags --libs tinymem)
    separate_arguments(flags UNIX_COMMAND "${RUN_OUTPUT}")
    set(defines "-DHEADER=<tinymem.h>" -DPOOL=tm -DUPPER=TM)
    run("${CC}" ${defines} "${HERE}/consumer/every.c" -o "${FOLDER}/every_c" ${flags})
    run("${FOLDER}/every_c")
    if(CXX)
        run("${CXX}" ${defines} "${HERE}/consumer/every.cpp" -o "${FOLDER}/every_cpp" ${flags})
        run("${FOLDER}/every_cpp")
    endif()
endfunction()

check_flags("${PREFIX_FOLDER}")
file(REMOVE_RECURSE "${FOLDER}/absolute")
run(${CONFIGURE} -S "${TINYMEM}" -B "${FOLDER}/absolute/build"
    "-DCMAKE_INSTALL_PREFIX=${FOLDER}/absolute/prefix"
    "-DCMAKE_INSTALL_LIBDIR=${FOLDER}/absolute/libraries"
    "-DCMAKE_INSTALL_INCLUDEDIR=${FOLDER}/absolute/headers")
run("${CMAKE_COMMAND}" --build "${FOLDER}/absolute/build" --target install)
check_flags("${FOLDER}/absolute/libraries")
