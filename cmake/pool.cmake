# SPDX-License-Identifier: MIT
#
# tinymem_add_pool(<target> [SHARED] [PREFIX <prefix>] [PORT_INCLUDE <folder>[;<folder>...]]
#                  [<OPTION> <value>]...)
#
# Makes a library target of tinymem's sources with options of its own: static, if not SHARED. With
# the prefix tm (the default) its header is <tinymem.h>; with any other prefix p it is <p.h>, and p
# stands in the place of tm in all names. Options that are not given have the defaults of the
# toolchain in use (see options.cmake). Flags are those of the directory that calls it; but where
# there are shared libraries a static pool is fit to become part of one (position-independent),
# unless CMAKE_POSITION_INDEPENDENT_CODE or the target's property says otherwise. PORT_INCLUDE says
# where the headers are that the port includes.

cmake_policy(VERSION 3.21...3.25)
include("${CMAKE_CURRENT_LIST_DIR}/amalgamate.cmake")

# Refuses a prefix that C, the system's headers or the library's own sources can't do with.
function(tinymem_check_prefix root prefix)
    set(headers aio aliases aligned alloca ar argp argz assert byteswap complex cpio crypt ctype
        devctl dirent dlfcn elf endian envz err errno error execinfo fcntl features fenv float
        fmtmsg fnmatch fpu_control fstab fts ftw gconv getopt glob grp gshadow iconv ieee754 ifaddrs
        inttypes iso646 langinfo lastlog libgen libintl limits link locale malloc math mcheck memory
        mntent monetary mqueue ndbm netdb nl_types nss obstack paths poll printf proc_service
        pthread pty pwd random re_comp regex regexp resolv sched search semaphore setjmp sgtty
        shadow signal spawn stab stdalign stdarg stdatomic stdbit stdbool stdckdint stddef stdint
        stdio stdio_ext stdlib stdnoreturn string strings stropts syscall sysexits syslog tar termio
        termios tgmath thread_db threads time trace ttyent uchar ucontext ulimit unistd ustat utime
        utmp utmpx values wait wchar wctype wordexp)
    string(TOLOWER "${prefix}" lower)
    if(NOT prefix MATCHES "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$" OR prefix MATCHES "__")
        message(FATAL_ERROR "tinymem: PREFIX is ${prefix}; it must be a C identifier that neither "
            "begins nor ends with an underscore and has no two of them side by side")
    elseif(lower IN_LIST headers OR lower STREQUAL "tm" AND NOT prefix STREQUAL "tm")
        message(FATAL_ERROR "tinymem: PREFIX is ${prefix}; that name is reserved: "
            "its header or its names would hide the system's or tinymem's")
    elseif(prefix STREQUAL "tm")
        return()
    endif()
    file(READ "${root}/include/tinymem.h" header)
    tinymem_amalgamate("${root}" tm FALSE source files)
    string(TOUPPER "${prefix}" upper)
    string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]*" words "${header}\n${source}")
    list(REMOVE_DUPLICATES words)
    foreach(word IN LISTS words)
        if(word MATCHES "^(${prefix}|${upper})_(.+)$" AND
           ("tm_${CMAKE_MATCH_2}" IN_LIST words OR "TM_${CMAKE_MATCH_2}" IN_LIST words))
            message(FATAL_ERROR "tinymem: PREFIX is ${prefix}; it must be another, "
                "as the library has a ${word} of its own")
        endif()
    endforeach()
endfunction()

# Makes the headers of a pool, at configure time, and the rule for its C file, at build time. CMake
# hands the names of a depfile to Ninja as they are, also those that Ninja reads as something else.
function(tinymem_generate root prefix stem folder config)
    tinymem_rename(${prefix} "${config}" text)
    tinymem_write("${folder}/include/${stem}_config.h" "${text}")
    file(READ "${root}/include/tinymem.h" text)
    tinymem_rename(${prefix} "${text}" text)
    tinymem_write("${folder}/include/${stem}.h" "${text}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${root}/include/tinymem.h")
    set(depends DEPFILE "${folder}/${stem}.d")
    if("${root}${folder}" MATCHES "[$#]")
        tinymem_amalgamate("${root}" ${prefix} FALSE text files)
        set(depends DEPENDS ${files})
    endif()
    add_custom_command(
        OUTPUT "${folder}/${stem}.c"
        COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${folder}/${stem}.c" -DPREFIX=${prefix}
            "-DDEPFILE=${folder}/${stem}.d" -P "${root}/cmake/amalgamate.cmake"
        DEPENDS "${root}/src/tinymem.c" "${root}/cmake/amalgamate.cmake"
        ${depends}
        COMMENT "Making ${stem}.c of src/ and platform/"
        VERBATIM)
endfunction()

# Has the pool find the headers that its port includes, in folders that may be relative to the
# directory that calls, and refuses folders without them. Without folders the target may have them
# by other ways, and the compiler sees whether it has.
function(tinymem_add_port_include target platform folders)
    if("${folders}" STREQUAL "")
        return()
    elseif(NOT DEFINED TINYMEM_PORT_HEADER_${platform})
        message(FATAL_ERROR "tinymem: PORT_INCLUDE is ${folders}; it must not be given with PLATFORM "
            "${platform}, whose port includes no header of yours")
    endif()
    set(header "${TINYMEM_PORT_HEADER_${platform}}")
    set(found FALSE)
    foreach(folder IN LISTS folders)
        get_filename_component(absolute "${folder}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
        if(folder MATCHES "[$]<") # known only when the build is generated
            set(absolute "${folder}")
            set(found TRUE)
        elseif(EXISTS "${absolute}/${header}")
            set(found TRUE)
        endif()
        target_include_directories(${target} PRIVATE "${absolute}")
    endforeach()
    if(NOT found)
        message(FATAL_ERROR "tinymem: PORT_INCLUDE is ${folders}; there must be a ${header} in it for "
            "PLATFORM ${platform}")
    endif()
endfunction()

# See the top of this file.
function(tinymem_add_pool target)
    get_filename_component(root "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/.." ABSOLUTE)
    include("${root}/cmake/options.cmake")
    foreach(name IN LISTS TINYMEM_OPTIONS)
        set(given_${name} "")
    endforeach()
    set(given_PREFIX tm)
    set(given_PORT_INCLUDE "")
    set(type STATIC)
    set(at 1)
    while(at LESS ARGC)
        set(name "${ARGV${at}}")
        math(EXPR next "${at} + 1")
        if(name STREQUAL "SHARED")
            set(type SHARED)
            set(at ${next})
            continue()
        elseif(NOT name IN_LIST TINYMEM_OPTIONS AND NOT name MATCHES "^(PREFIX|PORT_INCLUDE)$")
            string(REPLACE ";" ", " names "${TINYMEM_OPTIONS}")
            message(FATAL_ERROR
                "tinymem: tinymem_add_pool(${target}) has no option ${name}; there are: ${names}")
        elseif(NOT next LESS ARGC)
            message(FATAL_ERROR "tinymem: tinymem_add_pool(${target}): ${name} has no value")
        endif()
        set(given_${name} "${ARGV${next}}")
        math(EXPR at "${at} + 2")
    endwhile()
    if(NOT CMAKE_C_COMPILER_LOADED)
        message(FATAL_ERROR "tinymem: tinymem_add_pool(${target}) needs the language C: "
            "enable_language(C) before it")
    endif()

    tinymem_check_prefix("${root}" "${given_PREFIX}")
    tinymem_resolve_options()
    tinymem_config_header(config)
    tinymem_check_limits("${root}" "${config}")
    set(stem ${given_PREFIX})
    if(stem STREQUAL "tm")
        set(stem tinymem)
    endif()
    set(folder "${CMAKE_CURRENT_BINARY_DIR}/pools/${target}")
    tinymem_generate("${root}" ${given_PREFIX} ${stem} "${folder}" "${config}")

    add_library(${target} ${type} "${folder}/${stem}.c")
    target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${folder}/include>")
    if(c_std_99 IN_LIST CMAKE_C_COMPILE_FEATURES) # the header is C99 for whoever includes it
        target_compile_features(${target} PUBLIC c_std_99)
    endif()
    set_target_properties(${target} PROPERTIES
        C_STANDARD 99 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF
        TINYMEM_PLATFORM ${value_PLATFORM} TINYMEM_FOLDER "${folder}")
    get_property(can_share GLOBAL PROPERTY TARGET_SUPPORTS_SHARED_LIBS)
    if(can_share AND NOT DEFINED CMAKE_POSITION_INDEPENDENT_CODE)
        set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    endif()
    if(value_ON_ERROR STREQUAL "user")
        # So that the linker looks for it in archives, too, that stand in front of this one.
        set(underscore "")
        if(APPLE)
            set(underscore _)
        endif()
        target_link_options(${target} INTERFACE
            "LINKER:-u,${underscore}${given_PREFIX}_on_error")
    endif()
    if("c_std_99" IN_LIST CMAKE_C_COMPILE_FEATURES)
        # So that a program whose own C is older can include the header.
        target_compile_features(${target} PUBLIC c_std_99)
    endif()
    tinymem_add_port_include(${target} ${value_PLATFORM} "${given_PORT_INCLUDE}")
    if(value_PLATFORM STREQUAL "posix")
        set(THREADS_PREFER_PTHREAD_FLAG ON)
        find_package(Threads REQUIRED)
        target_link_libraries(${target} PRIVATE Threads::Threads)
    endif()
endfunction()
