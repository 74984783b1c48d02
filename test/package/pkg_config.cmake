# SPDX-License-Identifier: MIT
#
# A consumer that knows only pkg-config; and what pkg-config says of an installation whose directories
# are absolute, outside its prefix, and of libraries that have a postfix.

include("${CMAKE_CURRENT_LIST_DIR}/common.cmake")
find_program(pkg_config NAMES pkg-config pkgconf)
if(NOT pkg_config)
    skip("no pkg-config")
endif()

# Asks pkg-config for the flags that the tinymem.pc below a folder gives: RUN_OUTPUT.
macro(ask_flags where)
    file(GLOB_RECURSE file "${where}/tinymem.pc")
    get_filename_component(folder "${file}" DIRECTORY)
    set(ENV{PKG_CONFIG_PATH} "${folder}")
    run("${pkg_config}" --cflags --libs tinymem)
endmacro()

ask_flags("${PREFIX_FOLDER}")
separate_arguments(flags UNIX_COMMAND "${RUN_OUTPUT}")
set(defines "-DHEADER=<tinymem.h>" -DPOOL=tm -DUPPER=TM)
run("${CC}" ${defines} "${HERE}/consumer/every.c" -o "${FOLDER}/every_c" ${flags})
run("${FOLDER}/every_c")
if(CXX)
    run("${CXX}" ${defines} "${HERE}/consumer/every.cpp" -o "${FOLDER}/every_cpp" ${flags})
    run("${FOLDER}/every_cpp")
endif()

# The directories are only named, as DESTDIR is in front of all that is installed.
file(REMOVE_RECURSE "${FOLDER}/absolute")
run(${CONFIGURE} -S "${TINYMEM}" -B "${FOLDER}/absolute/build"
    -DCMAKE_INSTALL_PREFIX=/opt/prefix -DCMAKE_INSTALL_LIBDIR=/opt/libraries
    -DCMAKE_INSTALL_INCLUDEDIR=/opt/headers)
set(ENV{DESTDIR} "${FOLDER}/absolute/root")
run("${CMAKE_COMMAND}" --build "${FOLDER}/absolute/build" --target install)
ask_flags("${FOLDER}/absolute/root")
foreach(flag -I/opt/headers -I/opt/headers/tinymem -L/opt/libraries)
    if(NOT " ${RUN_OUTPUT}" MATCHES " ${flag}[ \n]")
        message(SEND_ERROR "${flag} is missing: ${RUN_OUTPUT}")
    endif()
endforeach()

# A postfix belongs to its configuration.
unset(ENV{DESTDIR})
foreach(type Debug Release)
    set(build "${FOLDER}/postfix/${type}")
    run(${CONFIGURE} -S "${TINYMEM}" -B "${build}" -DCMAKE_BUILD_TYPE=${type}
        -DCMAKE_DEBUG_POSTFIX=_d)
    run("${CMAKE_COMMAND}" --build "${build}")
    run("${CMAKE_COMMAND}" --install "${build}" --prefix "${build}/prefix")
    ask_flags("${build}/prefix")
    separate_arguments(flags UNIX_COMMAND "${RUN_OUTPUT}")
    run("${CC}" ${defines} "${HERE}/consumer/every.c" -o "${build}/every" ${flags})
endforeach()
