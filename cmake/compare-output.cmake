# cmake -D PROGRAM=... [-D ARGUMENT=...] -D EXPECTED=page.txt -P cmake/compare-output.cmake
# Runs the program and fails unless it prints what the file holds. Times alone may differ.
cmake_minimum_required(VERSION 3.24)

function(without_times text result)
  string(REGEX REPLACE " *[0-9][0-9.]*(e[-+]?[0-9]+)? ?(ns|us|µs|ms|s|min|h)([^a-z0-9]|$)" " <time>\\3"
    text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

execute_process(COMMAND "${PROGRAM}" ${ARGUMENT} OUTPUT_VARIABLE printed RESULT_VARIABLE status)
file(READ "${EXPECTED}" expected)
without_times("${printed}" printed_plain)
without_times("${expected}" expected_plain)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ${ARGUMENT} ended with ${status}")
elseif(NOT printed_plain STREQUAL expected_plain)
  message(NOTICE "--- the page says\n${expected}--- the program prints\n${printed}---")
  message(FATAL_ERROR "the page and its program differ")
endif()
