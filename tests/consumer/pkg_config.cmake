# Builds and runs the app with the flags that pkg-config names, and no others of ours.
cmake_minimum_required(VERSION 3.24)
if(NOT PKG_CONFIG)
  message(STATUS "no pkg-config on this machine")
  return()
endif()
set(ENV{PKG_CONFIG_PATH} "${DIRECTORY}:$ENV{PKG_CONFIG_PATH}")
execute_process(COMMAND "${PKG_CONFIG}" --cflags --libs "descent = ${VERSION}"
  OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
execute_process(
  COMMAND "${COMPILER}" -std=c++20 "${SOURCE}/main.cpp" "${SOURCE}/second.cpp" ${flags} -o "${PROGRAM}"
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND "${PROGRAM}" COMMAND_ERROR_IS_FATAL ANY)
