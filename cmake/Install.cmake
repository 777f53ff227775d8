# cmake --install: the headers, a package for find_package and one for pkg-config, all free to move.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/descent") # nothing is compiled: share, not lib
install(TARGETS descent EXPORT descentTargets FILE_SET HEADERS)
install(EXPORT descentTargets NAMESPACE descent:: DESTINATION "${package_dir}")
configure_package_config_file(cmake/descentConfig.cmake.in descentConfig.cmake
  INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file(descentConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT) # SameMajorVersion from 1.0 on
install(FILES "${PROJECT_BINARY_DIR}/descentConfig.cmake"
  "${PROJECT_BINARY_DIR}/descentConfigVersion.cmake" DESTINATION "${package_dir}")

# pkg-config finds the prefix from where its file lies
file(RELATIVE_PATH DESCENT_PC_PREFIX "/x/${CMAKE_INSTALL_DATADIR}/pkgconfig" "/x")
configure_file(cmake/descent.pc.in descent.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/descent.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
