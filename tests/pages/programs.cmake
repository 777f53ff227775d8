# cmake -D PAGE=page.md -D OUT=folder -P programs.cmake
# What add_markdown_code writes for the page, into OUT/pages; nothing is built of it.
cmake_minimum_required(VERSION 3.24)

foreach(command add_custom_target add_dependencies add_executable add_test set_target_properties set_tests_properties target_link_libraries)
  cmake_language(EVAL CODE "function(${command})\nendfunction()")
endforeach()
set(CMAKE_CURRENT_BINARY_DIR "${OUT}")
include("${CMAKE_CURRENT_LIST_DIR}/../../cmake/MarkdownCode.cmake")
add_markdown_code(page "${PAGE}")
