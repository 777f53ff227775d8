# Installs into one folder and moves it to PREFIX_DIR: what is installed must work wherever it lies.
cmake_minimum_required(VERSION 3.24)
file(REMOVE_RECURSE "${PREFIX_DIR}" "${PREFIX_DIR}.made")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${PREFIX_DIR}.made"
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME "${PREFIX_DIR}.made" "${PREFIX_DIR}")
