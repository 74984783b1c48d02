# SPDX-License-Identifier: MIT
#
# What is installed: the prebuilt library and its headers; the sources and the CMake files that make
# pools of them, in <datadir>/tinymem, for consumers of any machine; tinymem.pc; the archive.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_DATADIR}/tinymem")
set(config_dir "${package_dir}/cmake")
get_target_property(pool_folder tinymem TINYMEM_FOLDER)
get_target_property(TINYMEM_BUILT_PLATFORM tinymem TINYMEM_PLATFORM)

# The prebuilt library. Its config header lies in a folder of its own: a consumer's own pool must
# never find it by the way.
install(TARGETS tinymem EXPORT tinymemTargets
    INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" "${CMAKE_INSTALL_INCLUDEDIR}/tinymem")
install(FILES include/tinymem.h DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(FILES "${pool_folder}/include/tinymem_config.h"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/tinymem")
install(EXPORT tinymemTargets NAMESPACE tinymem:: DESTINATION "${config_dir}")

# The sources, and what makes pools of them.
install(DIRECTORY include src platform DESTINATION "${package_dir}"
    FILES_MATCHING PATTERN "*.[ch]")
install(FILES cmake/amalgamate.cmake cmake/ask.cmake cmake/options.cmake cmake/pool.cmake
    DESTINATION "${config_dir}")
configure_package_config_file(cmake/tinymemConfig.cmake.in tinymemConfig.cmake
    INSTALL_DESTINATION "${config_dir}" NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(tinymemConfigVersion.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/tinymemConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/tinymemConfigVersion.cmake"
    DESTINATION "${config_dir}")

# tinymem.pc finds its prefix from its own place, so that the archive may be unpacked anywhere. Only
# directories that are absolute stay where they are. A configuration may have a postfix.
file(RELATIVE_PATH TINYMEM_PC_UP
    "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
foreach(dir INCLUDEDIR LIBDIR)
    set(TINYMEM_PC_${dir} "${CMAKE_INSTALL_${dir}}")
    if(NOT IS_ABSOLUTE "${TINYMEM_PC_${dir}}")
        string(PREPEND TINYMEM_PC_${dir} "\${prefix}/")
    endif()
endforeach()
set(TINYMEM_PC_THREADS "")
if(TINYMEM_BUILT_PLATFORM STREQUAL "posix")
    set(TINYMEM_PC_THREADS " -pthread")
endif()
set(TINYMEM_PC_HOOK "")
get_target_property(options tinymem INTERFACE_LINK_OPTIONS)
if(options)
    string(REPLACE "LINKER:" " -Wl," TINYMEM_PC_HOOK "${options}")
endif()
configure_file(cmake/tinymem.pc.in tinymem.pc.in @ONLY)
file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/pkgconfig/$<CONFIG>/tinymem.pc"
    INPUT "${CMAKE_CURRENT_BINARY_DIR}/tinymem.pc.in")
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/pkgconfig/$<CONFIG>/tinymem.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

if(PROJECT_IS_TOP_LEVEL)
    set(CPACK_GENERATOR TGZ)
    set(CPACK_PACKAGE_VENDOR "tinymem")
    set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
    set(CPACK_VERBATIM_VARIABLES ON)
    if(EXISTS "${PROJECT_SOURCE_DIR}/LICENSE")
        set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
    endif()
    include(CPack)
endif()
