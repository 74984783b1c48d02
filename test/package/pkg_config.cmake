# SPDX-License-Identifier: MIT
#
# A consumer that knows only pkg-config.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
find_program(pkg_config NAMES pkg-config pkgconf)
if(NOT pkg_config)
    skip("no pkg-config")
endif()
file(GLOB_RECURSE file "${PREFIX_FOLDER}/tinymem.pc")
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
